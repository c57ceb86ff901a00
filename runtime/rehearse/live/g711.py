"""The two codes of telephone sound, mu-law and A-law (ITU-T G.711): bytes to samples and back. Pure."""

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Sound = npt.NDArray[np.int16]

PCMU, PCMA = 0, 8
"""Their RTP payload types (RFC 3551, table 4)."""


def _mu_law() -> Sound:
    """What each byte means (ITU-T G.711, table 2a): a sign, a segment of three bits and a step of four, inverted."""
    code = ~np.arange(256, dtype=np.uint8) & 0xFF
    segment, step = (code >> 4) & 7, (code & 15).astype(np.int32)
    size = (((step << 3) + 0x84) << segment) - 0x84
    return np.where(code & 0x80, -size, size).astype(np.int16)


def _a_law() -> Sound:
    """What each byte means (ITU-T G.711, table 1a): the same, with every other bit inverted."""
    code = np.arange(256, dtype=np.uint8) ^ 0x55
    segment, step = ((code >> 4) & 7).astype(np.int32), (code & 15).astype(np.int32)
    size = np.where(segment == 0, (step << 4) + 8, ((step << 4) + 0x108) << np.maximum(segment - 1, 0))
    return np.where(code & 0x80, size, -size).astype(np.int16)


_MEANINGS = {PCMU: _mu_law(), PCMA: _a_law()}


def decoded(code: bytes, law: int) -> Sound:
    """The samples that `code` means in the law of that payload type."""
    return _MEANINGS[law][np.frombuffer(code, np.uint8)]


def encoded(samples: Sound, law: int) -> bytes:
    """The code whose meaning comes closest."""
    meanings = _MEANINGS[law]
    order = np.argsort(meanings, kind="stable")
    levels = meanings[order].astype(np.int32)
    borders = (levels[1:] + levels[:-1]) / 2
    return order[np.searchsorted(borders, samples)].astype(np.uint8).tobytes()
