"""Sound for the tests of engines: WAV files as samples, noises, and the telephone's mu-law."""

from pathlib import Path

import numpy as np

from runtime.ports import Samples

RATE = 8000


def read_wav(path: Path) -> Samples:
    """Read a mono WAV file of 16 bit or mu-law samples (RIFF chunks; format tags 1 and 7)."""
    data = path.read_bytes()
    position, tag = 12, 0
    while position < len(data):
        kind = data[position : position + 4]
        size = int.from_bytes(data[position + 4 : position + 8], "little")
        body = data[position + 8 : position + 8 + size]
        if kind == b"fmt ":
            tag = int.from_bytes(body[:2], "little")
        elif kind == b"data":
            return from_mu_law(np.frombuffer(body, np.uint8)) if tag == 7 else np.frombuffer(body, np.int16)
        position += 8 + size + size % 2
    raise ValueError(f"{path.name} has no data")


def from_mu_law(coded: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> Samples:
    """Decode G.711 mu-law (ITU-T G.711, table 2a)."""
    code = ~coded
    magnitude = (((code & 0x0F).astype(np.int32) << 3) + 0x84) << ((code & 0x70) >> 4).astype(np.int32)
    decoded: Samples = np.where(code & 0x80, 0x84 - magnitude, magnitude - 0x84).astype(np.int16)
    return decoded


def through_mu_law(samples: Samples) -> Samples:
    """Return what is left of samples after G.711 mu-law: the nearest of its 255 values."""
    values = np.unique(from_mu_law(np.arange(256).astype(np.uint8)))
    middles = (values[1:].astype(np.int32) + values[:-1]) / 2
    nearest: Samples = values[np.searchsorted(middles, samples)]
    return nearest


def noise(seconds: float, level: float, seed: int = 0) -> Samples:
    """White noise with a root mean square of `level` (of 32768)."""
    made: Samples = np.random.default_rng(seed).normal(0, level, round(seconds * RATE)).astype(np.int16)
    return made
