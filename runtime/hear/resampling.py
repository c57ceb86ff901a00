"""Changing the sampling rate of sound that comes in pieces. Not responsible for the filter (`engines.resample`)."""

from fractions import Fraction
from math import ceil

import numpy as np

from runtime.engines.resample import ZERO_CROSSINGS, resample
from runtime.ports import Samples

LARGEST = 1000
"""The ratio of the rates is made of whole numbers up to here, as it is for all rates in use. An odd one (44101 Hz) is
taken for its neighbour (44100 Hz): an exact filter would have thousands of phases."""


class Resampler:
    """Makes of the pieces what `resample` makes of the whole; what it gives lags behind by half the filter's length."""

    def __init__(self, source: int, target: int) -> None:
        """From `source` Hz to `target` Hz."""
        ratio = Fraction(target, source).limit_denominator(LARGEST)
        self._up, self._down = ratio.numerator, ratio.denominator
        half = ceil(ZERO_CROSSINGS / min(1.0, float(ratio)))
        self._margin = 0 if ratio == 1 else ceil(half / self._down) * self._down
        """Samples that must be known on either side of what is put out: whole periods, so that phases stay the same."""
        self._held: Samples = np.zeros(0, np.int16)
        self._done = 0
        """How many of the held samples have been put out."""

    def feed(self, samples: Samples) -> Samples:
        """Take a piece; returns what is settled."""
        self._held = np.concatenate([self._held, samples])
        end = (len(self._held) - self._margin) // self._down * self._down
        if end <= self._done:
            return np.zeros(0, np.int16)
        settled = self._resampled(self._held[: end + self._margin], end)
        begin = max(0, end - self._margin)
        self._held, self._done = self._held[begin:], end - begin
        return settled

    def finish(self) -> Samples:
        """What is left; nothing comes after it."""
        rest = self._resampled(self._held, None)
        self._held, self._done = np.zeros(0, np.int16), 0
        return rest

    def _resampled(self, samples: Samples, end: int | None) -> Samples:
        """The samples from those that are done up to `end`, at the target's rate."""
        last = None if end is None else end * self._up // self._down
        sound = resample(samples, self._down, self._up)[self._done * self._up // self._down : last]
        return np.clip(np.round(sound), -32768, 32767).astype(np.int16)
