"""Brings a segment of speech to the level a recogniser likes, as it streams in, with a floor of noise under it.

Not responsible for anything but amplitude.
"""

import numpy as np

from runtime.ports import Samples

TARGET = 32768 * 10 ** (-20 / 20)
"""Root mean square of the speech after levelling: −20 dBFS."""

HIGHEST_GAIN = 20.0
"""26 dB: what is still lower than that is not speech."""

NOISE_FLOOR = 32768 * 10 ** (-70 / 20)
"""Root mean square of the noise that is added: in digital silence the logarithm of a band's energy has no bottom."""


class Leveller:
    """One per segment; gives the same samples whenever it is given the same blocks."""

    def __init__(self) -> None:
        self._noise = np.random.default_rng(0)
        self._energy = 0.0
        self._count = 0

    def level(self, samples: Samples) -> Samples:
        """Return the next block at speech level, judged by the loud part of the segment so far."""
        sound = samples.astype(np.float64)
        power = sound * sound
        loud = power[power > max(power.mean(), self._energy / max(self._count, 1)) / 10]
        self._energy += float(loud.sum())
        self._count += len(loud)
        gain = min(TARGET / np.sqrt(self._energy / max(self._count, 1) + 1.0), HIGHEST_GAIN)
        noise = self._noise.normal(0.0, NOISE_FLOOR, len(sound))
        levelled: Samples = np.clip(np.round(sound * gain + noise), -32768, 32767).astype(np.int16)
        return levelled
