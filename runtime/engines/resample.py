"""Changing a sampling rate without aliases, for whole recordings.

Not responsible for streams: the recognisers work at the telephone's own rate.
"""

from math import gcd

import numpy as np
import numpy.typing as npt

from runtime.ports import Samples

ZERO_CROSSINGS = 16
"""Half width of the windowed sinc, in zero crossings: a transition band of about 5 % of the lower rate."""

KAISER_BETA = 8.0
"""Stop band at −80 dB (Kaiser 1974), far below the −38 dB of mu-law's own noise (ITU-T G.711)."""

PASS_BAND = 0.95
"""Cut-off as a share of the lower Nyquist rate, so that the transition band ends near it: 3800 Hz at 8 kHz."""


def resample(samples: Samples, source: int, target: int) -> npt.NDArray[np.float64]:
    """Return mono `samples` of `source` Hz at `target` Hz, by a polyphase bank of Kaiser-windowed sincs."""
    if source == target or not len(samples):
        return samples.astype(np.float64)
    common = gcd(source, target)
    up, down = target // common, source // common
    cutoff = PASS_BAND * min(1.0, target / source)
    half = int(np.ceil(ZERO_CROSSINGS / min(1.0, target / source)))
    # Output n lies at input position n·down/up; its fractional part takes one of `up` values, each a row of the bank.
    offsets = np.arange(-half + 1, half + 1)
    distance = offsets[None, :] - (np.arange(up) / up)[:, None]
    window = np.i0(KAISER_BETA * np.sqrt(np.maximum(0.0, 1 - (distance / half) ** 2))) / np.i0(KAISER_BETA)
    bank = cutoff * np.sinc(cutoff * distance) * window
    bank /= bank.sum(axis=1, keepdims=True)
    count = -(-len(samples) * up // down)
    position = np.arange(count) * down
    padded = np.concatenate([np.zeros(half - 1), samples.astype(np.float64), np.zeros(half + 1)])
    result = np.empty(count)
    for phase in range(up):
        chosen = np.flatnonzero(position % up == phase)
        windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half)
        result[chosen] = windows[position[chosen] // up] @ bank[phase]
    return result
