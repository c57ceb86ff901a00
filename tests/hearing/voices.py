"""Spoken test sound, by the voice that comes inside a wheel. Not responsible for what is said."""

import tempfile
import wave
from functools import cache
from pathlib import Path

import numpy as np

from runtime.engines.espeak import EspeakSpeaker
from tests.hearing.sounds import Sound

VOICES = (
    "en-us",
    "en-gb-x-rp",
    "en-us+f3",
    "en-us+m3",
    "en-gb-x-rp+f2",
    "en-gb-x-rp+m7",
    "en-us+f4",
    "en-gb-scotland",
    "en-us+m1",
)


@cache
def say(text: str, voice: str = "en-us", words_a_minute: int = 165, pitch: int = 50, rate: int = 8000) -> Sound:
    """`text` spoken, at `rate` Hz, without the silence at its ends."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        EspeakSpeaker(voice, words_a_minute, rate, pitch).synthesize(text, path)
        with wave.open(str(path)) as file:
            sound = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float64) / 32768
    loud = np.flatnonzero(np.abs(sound) > 0.004)
    return sound[loud[0] : loud[-1] + 1] if len(loud) else sound
