"""A WAV file that PJSIP writes, in C, while a call lasts. Not responsible for what is wired to it.

PJSIP keeps quiet about a disk that fills up, and finishes the file on its media thread some time after it is told to;
so a recording is looked at when the call is over.
"""

import struct
from pathlib import Path
from typing import Any

import pjsua2 as pj

HEADER = struct.Struct("<4sI4s")
"""RIFF, length of all that follows, WAVE."""

DATA_START = 44
"""Where PJSIP's samples begin."""

SHORT_SECONDS = 1.0
"""A recording that lacks more than this has lost sound; its start and end differ from the tap's by less than 0.2 s."""


def start_recording(path: Path, rate: int) -> tuple["Recording", Any]:
    """The recording, and the `pj.AudioMediaRecorder` that writes it until it is destroyed.

    Raises `pj.Error` if the file cannot be created.
    """
    recorder = pj.AudioMediaRecorder()
    recorder.createRecorder(str(path))
    return Recording(path, rate), recorder


class Recording:
    """The file, seen from outside."""

    def __init__(self, path: Path, rate: int) -> None:
        self.path = path
        self._rate = rate

    def is_whole(self) -> bool:
        """Whether PJSIP has finished the file: it fills in the header last."""
        try:
            with self.path.open("rb") as file:
                riff, length, wave = HEADER.unpack(file.read(HEADER.size))
            return bool(riff == b"RIFF" and wave == b"WAVE" and length + 8 == self.path.stat().st_size)
        except (OSError, struct.error):
            return False

    def problem(self, seconds: float) -> str | None:
        """What is wrong with the file of a call whose media lasted so many seconds, if anything."""
        if not self.is_whole():
            return f"{self.path}: the recording could not be written"
        written = (self.path.stat().st_size - DATA_START) / 2 / self._rate
        if written < seconds - SHORT_SECONDS:
            return f"{self.path}: only {written:.0f} of {seconds:.0f} s could be written"
        return None
