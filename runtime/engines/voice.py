"""Tells a segment that holds a voice from one of noise, so that what a recogniser invents on noise never gets out.

Not responsible for finding speech in a call (`runtime.hearing`), nor for telling voices from music: it asks only
whether enough of the sound is periodic as voiced speech is.
"""

import numpy as np

from runtime.ports import Samples

FRAME = 256
"""Samples a frame: 32 ms at 8 kHz, two periods of the lowest voice (de Cheveigné & Kawahara 2002)."""

LAGS = slice(20, 114)
"""Periods of a voice in samples at 8 kHz: 400 to 70 Hz."""

LOWEST = 200.0
"""Hz; below lie mains hum and rumble, which are periodic too. A deep voice is known by its harmonics."""

PERIODIC = 0.6
"""Least share of a frame's energy that repeats after a period; noise of telephone bandwidth stays under 0.5."""

AUDIBLE = 32768 * 10 ** (-58 / 20)
"""Root mean square below which a frame is silence: mu-law's smallest steps are periodic too (−72 dBFS, ITU-T G.711)."""

ENOUGH = 0.1
"""Seconds of voice that make a word: shorter than the vowel of a quick "yes"."""


class VoiceFinder:
    """Counts the voiced time of one segment at 8 kHz."""

    def __init__(self) -> None:
        self._frames = 0

    def hear(self, samples: Samples) -> None:
        """Take the next block; what is left of it after whole frames is not looked at."""
        frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME).astype(np.float64)
        frames = frames - frames.mean(axis=1, keepdims=True)
        spectrum = np.abs(np.fft.rfft(frames, 2 * FRAME)) ** 2
        spectrum[:, : round(LOWEST * 2 * FRAME / 8000)] = 0.0
        correlation = np.fft.irfft(spectrum)[:, :FRAME]
        # The overlap shrinks as the lag grows; without this a slow voice would seem less periodic.
        correlation *= FRAME / (FRAME - np.arange(FRAME))
        energy = correlation[:, 0]
        periodic = correlation[:, LAGS].max(axis=1) > PERIODIC * energy
        self._frames += int(np.count_nonzero(periodic & (energy > FRAME * AUDIBLE**2)))

    @property
    def found(self) -> bool:
        """Whether the segment held enough voice for a word."""
        return self._frames * FRAME / 8000 >= ENOUGH
