"""The recordings of a call as sound again: what each side said, or both together.

A process that is killed leaves recordings whose header says that they are empty (PJSIP fills it in last), so lengths
are taken from the file itself. Not responsible for writing recordings (`runtime.sip.recording`) or for playing them.
"""

import struct
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from runtime.ports import Samples

CHUNK_SECONDS = 30
"""Sound is mixed in pieces of this length: of a call of hours, only that much is in memory."""

_RIFF = struct.Struct("<4sI4s")
_CHUNK = struct.Struct("<4sI")
_FORMAT = struct.Struct("<HHIIHH")
PCM = 1
"""The format tag of samples as they are (RFC 2361)."""


@dataclass(frozen=True)
class Track:
    """One channel of 16 bit samples, read from its file as they are needed."""

    samples: Samples
    rate: int

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / self.rate


def open_track(path: Path) -> Track:
    """The sound of a recording, up to its last whole sample. Raises `OSError`, and `ValueError` for what is none."""
    with path.open("rb") as file:
        head = file.read(_RIFF.size)
        if len(head) < _RIFF.size or _RIFF.unpack(head)[::2] != (b"RIFF", b"WAVE"):
            raise ValueError("it is no WAV file")
        rate = 0
        while len(head := file.read(_CHUNK.size)) == _CHUNK.size:
            name, length = _CHUNK.unpack(head)
            if name == b"data":
                return _track(path, file.tell(), length, rate)
            body = file.read(length + length % 2)  # chunks begin at even places
            if name == b"fmt " and len(body) >= _FORMAT.size:
                kind, channels, rate, _, _, bits = _FORMAT.unpack_from(body)
                if (kind, channels, bits) != (PCM, 1, 16) or not rate:
                    raise ValueError("it is no recording of ours: these have one channel of 16 bits")
    raise ValueError("it holds no sound")


def _track(path: Path, start: int, length: int, rate: int) -> Track:
    if not rate:
        raise ValueError("it does not say how its sound is written")
    there = path.stat().st_size - start
    count = (min(length, there) or there) // 2
    if not count:
        raise ValueError("it holds no sound")
    return Track(np.memmap(path, dtype="<i2", mode="r", offset=start, shape=(count,)), rate)


def mixed(tracks: Sequence[Track], start: float = 0.0) -> Iterator[bytes]:
    """All of these, which begin together and have one rate, in one channel from `start` seconds on, piece by piece."""
    rate = tracks[0].rate
    first, end = round(start * rate), max(len(track.samples) for track in tracks)
    size = CHUNK_SECONDS * rate
    for place in range(first, end, size):
        piece = np.zeros(min(size, end - place), dtype=np.int32)
        for track in tracks:
            part = track.samples[place : place + size]
            piece[: len(part)] += part
        yield np.clip(piece, -32768, 32767).astype("<i2").tobytes()


def write_track(path: Path, rate: int, pieces: Iterator[bytes]) -> None:
    """A WAV file of one channel. Raises `OSError`."""
    with path.open("wb") as file, wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        for piece in pieces:
            out.writeframes(piece)
