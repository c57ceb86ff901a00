"""Text to speech by the espeak-ng library that comes inside the wheel `espeakng-loader`.

Not responsible for playing the sound, nor for what is said. The library keeps its state in static variables (voice,
callback, buffers, the place in its flutter), so each text is spoken by a library that was loaded anew, one at a time:
the same words in the same voice are the same samples, whatever was said before.
"""

import _ctypes
import ctypes
import threading
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from runtime.engines.errors import EngineUnavailable
from runtime.engines.resample import resample
from runtime.ports import Samples

VOICES = ("en-us", "en-us+m1", "en-us+f2", "en-us+m7", "en-us+m3", "en-us+anika")
"""Voices that a listener tells apart and our recogniser understands: at 140 words a minute it errs in 13 to 28 % of the
words of menus it was not made for, but in 45 % with `en-us+f3` or `en-gb-x-rp` (tests/bench/recogniser.py)."""

SPEECH_LEVEL_DBFS = -20.0
"""Level of the spoken parts: ITU-T P.56 active speech level as usual on a digital network (about −20 dBm0)."""

PEAK_LIMIT = 0.89
"""Highest sample, of full scale (−1 dBFS): mu-law clips at +3.17 dBm0 (ITU-T G.711)."""

# From espeak-ng's speak_lib.h.
_AUDIO_OUTPUT_SYNCHRONOUS = 2
_INITIALIZE_DONT_EXIT = 0x8000
_CHARS_UTF8 = 1
_POS_CHARACTER = 1
_PARAMETER_RATE = 1
_PARAMETER_PITCH = 3

_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


class _Library:
    """The loaded library with its callback. One at a time: what is loaded twice shares its state."""

    def __init__(self) -> None:
        try:
            import espeakng_loader
        except ImportError as error:
            raise EngineUnavailable("no voice: install it with `pip install espeakng-loader`") from error
        try:
            self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        except OSError as error:
            raise EngineUnavailable(f"the espeak-ng library cannot be loaded: {error}") from error
        self._library.espeak_Synth.argtypes = [
            ctypes.c_char_p,
            ctypes.c_size_t,
            ctypes.c_uint,
            ctypes.c_int,
            ctypes.c_uint,
            ctypes.c_uint,
            ctypes.c_void_p,
            ctypes.c_void_p,
        ]
        self._data = Path(espeakng_loader.get_data_path())
        self.rate: int = self._library.espeak_Initialize(
            _AUDIO_OUTPUT_SYNCHRONOUS, 0, str(self._data).encode(), _INITIALIZE_DONT_EXIT
        )
        if self.rate <= 0:
            self.close()
            raise EngineUnavailable("the espeak-ng library finds none of its voice data")
        self._sound = bytearray()
        self._callback = _Callback(self._take)
        self._library.espeak_SetSynthCallback(self._callback)

    def _take(self, samples: int | None, count: int, _events: int | None) -> int:
        if samples and count > 0:
            self._sound.extend(ctypes.string_at(samples, 2 * count))
        return 0

    def close(self) -> None:
        """Unload it, and its state with it: loading alone takes 2 ms."""
        self._library.espeak_Terminate()
        _ctypes.dlclose(self._library._handle)

    def has_voice(self, voice: str) -> bool:
        """The library itself speaks without a variant that it does not know, and says nothing of it."""
        _, plus, variant = voice.partition("+")
        known = not plus or variant in {path.name for path in (self._data / "voices" / "!v").iterdir()}
        return known and int(self._library.espeak_SetVoiceByName(voice.encode())) == 0

    def speak(self, text: str, voice: str, words_per_minute: int, pitch: int) -> Samples:
        self._sound.clear()
        self._library.espeak_SetVoiceByName(voice.encode())
        self._library.espeak_SetParameter(_PARAMETER_RATE, words_per_minute, 0)
        self._library.espeak_SetParameter(_PARAMETER_PITCH, pitch, 0)
        encoded = text.encode()
        self._library.espeak_Synth(encoded, len(encoded) + 1, 0, _POS_CHARACTER, 0, _CHARS_UTF8, None, None)
        return np.frombuffer(bytes(self._sound), np.int16)


_lock = threading.Lock()


@contextmanager
def _loaded() -> Iterator[_Library]:
    with _lock:
        library = _Library()
        try:
            yield library
        finally:
            library.close()


class EspeakSpeaker:
    """A voice of espeak-ng. Raises `EngineUnavailable` if the library is missing, `ValueError` for an unknown voice."""

    def __init__(self, voice: str = "en-us", words_per_minute: int = 140, rate: int = 8000, pitch: int = 50) -> None:
        """`voice` is a name of espeak-ng with an optional variant (`en-us+f2`), `rate` in Hz, `pitch` from 0 to 99."""
        with _loaded() as library:
            if not library.has_voice(voice):
                raise ValueError(f"espeak-ng has no voice `{voice}`; try one of {', '.join(VOICES)}")
        self.voice = voice
        self.words_per_minute = words_per_minute
        self.rate = rate
        self.pitch = pitch

    def synthesize(self, text: str, path: Path) -> float:
        """Write `text` as a mono 16 bit WAV file at `rate` to `path`; returns its length in seconds."""
        with _loaded() as library:
            spoken = library.speak(text, self.voice, self.words_per_minute, self.pitch)
        samples = _levelled(resample(spoken, library.rate, self.rate))
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(self.rate)
            file.writeframes(samples.tobytes())
        return len(samples) / self.rate


def _levelled(sound: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Samples:
    """Bring the loud half of the sound (its speech, without pauses) to `SPEECH_LEVEL_DBFS`."""
    energy = sound * sound
    active = energy[energy > energy.mean() / 10] if len(sound) else energy
    if not len(active) or not active.mean():
        return sound.astype(np.int16)
    gain = 32768 * 10 ** (SPEECH_LEVEL_DBFS / 20) / np.sqrt(active.mean())
    peak = float(np.abs(sound).max())
    levelled: Samples = np.round(sound * min(gain, PEAK_LIMIT * 32768 / peak)).astype(np.int16)
    return levelled
