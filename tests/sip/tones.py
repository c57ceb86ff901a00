"""Marker sounds: written by one side of a call and recognised at the other."""

import wave
from pathlib import Path

import numpy as np

from runtime.ports import Samples

AMPLITUDE = 8000
QUIET = 200
"""Below this root mean square, of 32768, nothing is said about pitch; G.711 keeps silence far below it."""


def tone(hz: float, seconds: float, rate: int = 8000) -> Samples:
    """A sine, shape (seconds * rate,)."""
    times = np.arange(round(seconds * rate)) / rate
    return (AMPLITUDE * np.sin(2 * np.pi * hz * times)).astype(np.int16)


def write_wav(path: Path, samples: Samples, rate: int = 8000) -> Path:
    """Write mono 16 bit WAV."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.astype("<i2").tobytes())
    return path


def read_wav(path: Path) -> tuple[int, Samples]:
    """Rate and samples of a mono 16 bit WAV file."""
    with wave.open(str(path), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return file.getframerate(), np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")


def pitch(samples: Samples, rate: int = 8000) -> int:
    """The strongest frequency, to the next 10 Hz; 0 for silence."""
    sound = samples.astype(np.float64)
    if np.sqrt(np.mean(sound**2)) < QUIET:
        return 0
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    return round(float(np.argmax(spectrum)) * rate / len(sound) / 10) * 10


def stretches(samples: Samples, rate: int = 8000) -> list[tuple[int, float]]:
    """A recording as (pitch, seconds) runs of 100 ms blocks."""
    size = rate // 10
    runs: list[tuple[int, float]] = []
    for start in range(0, len(samples) - size + 1, size):
        hz = pitch(samples[start : start + size], rate)
        if runs and runs[-1][0] == hz:
            runs[-1] = (hz, runs[-1][1] + 0.1)
        else:
            runs.append((hz, 0.1))
    return runs
