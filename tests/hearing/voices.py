"""Spoken test sound: the voices of espeak-ng, which come inside a wheel. Not responsible for what is said."""

import ctypes
from functools import cache

import espeakng_loader
import numpy as np

from tests.hearing.sounds import Sound

_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
_SYNCHRONOUS = 2
_RATE_PARAMETER, _PITCH_PARAMETER = 1, 3

VOICES = ("en-us", "en-gb", "en-us+f3", "en-us+m3", "en-gb+f2", "en-gb+m7", "en-us+f4", "en-gb-scotland", "en-us+m1")


class _Espeak:
    def __init__(self) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        self.rate = self._library.espeak_Initialize(_SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), 0)
        self._sound = bytearray()

        def take(samples: object, count: int, _events: object) -> int:
            if samples and count:
                self._sound.extend(ctypes.string_at(samples, count * 2))
            return 0

        self._callback = _CALLBACK(take)
        self._library.espeak_SetSynthCallback(self._callback)

    def say(self, text: str, voice: str, words_a_minute: int, pitch: int) -> Sound:
        self._sound.clear()
        self._library.espeak_SetVoiceByName(voice.encode())
        self._library.espeak_SetParameter(_RATE_PARAMETER, words_a_minute, 0)
        self._library.espeak_SetParameter(_PITCH_PARAMETER, pitch, 0)
        encoded = text.encode()
        self._library.espeak_Synth(encoded, len(encoded) + 1, 0, 1, 0, 1, None, None)
        self._library.espeak_Synchronize()
        return np.frombuffer(bytes(self._sound), "<i2").astype(np.float64) / 32768


@cache
def _espeak() -> _Espeak:
    return _Espeak()


@cache
def say(text: str, voice: str = "en-us", words_a_minute: int = 165, pitch: int = 50, rate: int = 8000) -> Sound:
    """`text` spoken, at `rate` Hz, without the silence espeak puts at the ends."""
    engine = _espeak()
    sound = engine.say(text, voice, words_a_minute, pitch)
    kernel = np.sinc(np.arange(-40, 41) * rate / engine.rate) * np.blackman(81)
    smooth = np.convolve(sound, kernel / kernel.sum(), "same")
    at = np.arange(int(len(sound) * rate / engine.rate)) * engine.rate / rate
    sound = np.interp(at, np.arange(len(smooth)), smooth)
    loud = np.flatnonzero(np.abs(sound) > 0.004)
    return sound[loud[0] : loud[-1] + 1] if len(loud) else sound
