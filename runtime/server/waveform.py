"""A recording as the few hundred peaks that a picture of it needs. Not responsible for drawing them, nor for finding
the recording."""

from itertools import pairwise

import numpy as np

from runtime.soundtrack import Track

FULL_SCALE = 32768
"""The largest magnitude of a 16 bit sample."""

PIECE = 1 << 20
"""Samples that are looked at in one go: a call of hours stays on the disk."""


def peaks(track: Track, points: int, *, seconds: float | None = None) -> list[float]:
    """The greatest magnitude, 0 to 1, in each of `points` equal parts of the first `seconds` of the track (its whole
    length by default; where that is longer than the track, the rest is silence). `points` is at least 1."""
    total = len(track.samples) if seconds is None else round(seconds * track.rate)
    edges = np.linspace(0, total, points + 1).round().astype(np.int64)
    return [_peak(track, int(start), int(end)) for start, end in pairwise(edges)]


def _peak(track: Track, start: int, end: int) -> float:
    most = 0
    for begin in range(start, min(end, len(track.samples)), PIECE):
        piece = track.samples[begin : min(begin + PIECE, end)]
        most = max(most, -int(piece.min()), int(piece.max()))
    return round(most / FULL_SCALE, 4)
