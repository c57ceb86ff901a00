"""A sound file of any kind as the telephone would carry it: one channel, 8000 Hz, piece by piece.

Formats are libsndfile's: WAV (PCM, float, mu-law, A-law), FLAC, MP3, Ogg, AIFF, … Not responsible for hearing it.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from holdlang.callstate import clock
from holdlang.errors import UsageError
from runtime.hear.resampling import Resampler
from runtime.ports import Samples
from runtime.soundtrack import open_track

Frames = npt.NDArray[np.float32]
"""Samples of all channels at each moment, shape (n, channels), ±1."""

RATE = 8000
"""Hz: the telephone's (ITU-T G.711). What a file has above it no call would carry."""

LOWEST, HIGHEST = 4000, 768_000
"""Hz that a file may have: below, speech is no speech, and above there is no such recorder."""

PIECE = 4
"""Seconds that are read at once; only so much of a file is in memory."""

_SHORT = re.compile(r"^\s*data\s*: (?P<said>\d+) \(should be \d+\)", re.MULTILINE)
"""How libsndfile notes that a WAV file ends before its header says."""

_STREAMED = 0x7FFF_F000
"""Lengths from here on are what a program writes that does not know the length yet."""

_ESTIMATED = 0.02
"""Share of its length by which an MP3 file without an index may be misjudged."""


class Sound:
    """An open sound file. Close it, or use it in a `with` block."""

    def __init__(self, path: Path, channel: int | None = None) -> None:
        """`channel` counts from 1; without one, all of them are mixed. Raises `UsageError` for what can't be heard."""
        self._path = path
        self._file = _opened(path)
        self._channel = channel
        self.broken: str | None = None
        """Why there is less of it than there should be, once that is known."""
        try:
            self._check()
        except UsageError:
            self._file.close()
            raise

    def __enter__(self) -> "Sound":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def pieces(self) -> Iterator[Samples]:
        """All of its sound. If the file breaks off, so does this, and `broken` says so. Raises `UsageError` for samples
        that are no numbers."""
        resampler = Resampler(self._file.samplerate, RATE)
        taken = 0
        while len(piece := self._read()):
            numbers = np.isfinite(piece).all(axis=1)
            if not numbers.all():
                moment = clock((taken + int(numbers.argmin())) / self._file.samplerate)
                raise UsageError(f"{self._path} holds samples that are no numbers, at {moment}")
            taken += len(piece)
            yield resampler.feed(_mono(piece, self._channel))
        yield resampler.finish()
        if self.broken is None and self._lacks(taken):
            self.broken = f"{self._path} breaks off after {clock(taken / self._file.samplerate)}"

    def _read(self) -> Frames:
        try:
            piece: Frames = self._file.read(PIECE * self._file.samplerate, dtype="float32", always_2d=True)
        except soundfile.LibsndfileError:
            moment = clock(self._file.tell() / self._file.samplerate)
            self.broken = f"{self._path} is damaged after {moment}"
            return np.zeros((0, self._file.channels), np.float32)
        return piece

    def _check(self) -> None:
        if not self._file.frames:
            raise UsageError(f"{self._path} holds no sound")
        if not LOWEST <= self._file.samplerate <= HIGHEST:
            raise UsageError(f"{self._path} has {self._file.samplerate} Hz", f"it takes {LOWEST} to {HIGHEST} Hz")
        if self._channel is not None and self._channel > self._file.channels:
            raise UsageError(f"{self._path} has no channel {self._channel}", f"it has {self._file.channels}")

    def _lacks(self, taken: int) -> bool:
        """Whether the file ends before it says, of which `taken` frames were read."""
        short = _SHORT.search(self._file.extra_info)
        if short is not None:
            return int(short["said"]) < _STREAMED
        return taken < int(self._file.frames) * (1 - _ESTIMATED)


def _opened(path: Path) -> soundfile.SoundFile:
    try:
        if path.is_dir():
            raise UsageError(f"{path} is a folder", "name a sound file")
        with path.open("rb"):
            pass
        file = soundfile.SoundFile(os.fspath(path))
    except OSError as error:
        raise UsageError(f"can't read {path}: {error.strerror}") from None
    except soundfile.LibsndfileError:
        raise UsageError(f"{path} is no sound file", "WAV, FLAC, MP3 and Ogg are") from None
    return file if file.frames else _unfinished(path) or file


def _unfinished(path: Path) -> soundfile.SoundFile | None:
    """The recording of a call whose process was killed: its header says that it is empty. None for any other file."""
    try:
        track = open_track(path)
    except ValueError:
        return None
    file = soundfile.SoundFile(os.fspath(path), samplerate=track.rate, channels=1, format="RAW", subtype="PCM_16")
    file.seek(file.frames - len(track.samples))
    return file


def _mono(piece: Frames, channel: int | None) -> Samples:
    """One of the channels, counted from 1, or all of them mixed."""
    sound = piece.mean(axis=1) if channel is None else piece[:, channel - 1]
    samples: Samples = np.clip(np.round(sound * 32768), -32768, 32767).astype(np.int16)
    return samples
