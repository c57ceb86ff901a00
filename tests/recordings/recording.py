"""One recording: what it is, where it came from, and its sound at 8 kHz. Not responsible for finding it."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Literal, get_args

import numpy as np
import numpy.typing as npt

Sound = npt.NDArray[np.float64]
"""One channel; full scale is ±1."""

Kind = Literal["music", "sung", "announcement", "person", "noise", "tone"]
KINDS: tuple[Kind, ...] = get_args(Kind)

RATE = 8000
"""Sampling rate of every recording, in Hz."""
LONGEST = 60.0
"""Seconds that are read of a recording, at most; they are taken from its middle."""


@dataclass(frozen=True)
class Recording:
    """Sound of one kind. Recordings of one `source` share voices, instruments or equipment; those of two do not."""

    name: str
    """Unique within its source."""
    kind: Kind
    source: str
    """A package of Debian, a repository, or the program that made it."""
    transcript: str
    """What is said, in lower case and without marks; empty if that is not known."""
    make: Callable[[], Sound] = field(repr=False, compare=False)

    def load(self) -> Sound:
        """The sound at `RATE`. Raises what reading it raises."""
        path = _folder() / f"{sha256(f'{self.source} {self.name}'.encode()).hexdigest()[:24]}.npy"
        if path.exists():
            return _kept(path)
        sound = self.make()
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(f".{os.getpid()}.npy")
        np.save(unfinished, (np.clip(sound, -1, 1) * 32767).astype(np.int16))
        unfinished.replace(path)
        return _kept(path)


def _kept(path: Path) -> Sound:
    sound: Sound = np.load(path).astype(np.float64) / 32767
    return sound


def resampled(sound: Sound, rate: int) -> Sound:
    """From `rate` Hz to `RATE`, all at once in the frequency domain; the highest 5 % of the new band fade out."""
    if rate == RATE:
        return sound
    padded = np.pad(sound, (0, -len(sound) % rate))
    length = len(padded) * RATE // rate
    spectrum = np.fft.rfft(padded)[: length // 2 + 1]
    fade = np.clip((1 - np.arange(len(spectrum)) / (length // 2)) / 0.05, 0, 1)
    result: Sound = np.fft.irfft(spectrum * fade, length) * (RATE / rate)
    return result[: -(-len(sound) * RATE // rate)]


def read(file: Path | BinaryIO) -> Sound:
    """The middle of a file of any usual kind, as `soundfile` reads it, its channels mixed."""
    import soundfile

    with soundfile.SoundFile(file) as opened:
        wanted = round(LONGEST * opened.samplerate)
        opened.seek(max(0, opened.frames - wanted) // 2)
        return resampled(opened.read(wanted, dtype="float64", always_2d=True).mean(axis=1), opened.samplerate)


def _folder() -> Path:
    """Decoding and rendering take longer than all else: what was made once is kept."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if Path(base).is_absolute() else Path.home() / ".cache") / "holdlang" / "recordings"
