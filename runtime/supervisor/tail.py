"""The end of a growing log. Not responsible for what its lines say."""

import os
from pathlib import Path

from holdlang.calllog import Line, parse_line
from holdlang.history import LOG, call_id
from runtime.hub import Logged

CHUNK = 1 << 16
"""Bytes that are read at a time, some hundred lines: parsing them takes milliseconds, in which nobody else is
served."""


class Tail:
    """Reads a call's log on from where it was read to: whole lines alone, since one that is cut off may be taken back
    (`runtime.supervisor.burial`). Lines that are none are counted, and left out."""

    def __init__(self, folder: Path) -> None:
        """Raises `OSError` if there is no log."""
        self.call_id = call_id(folder)
        self.number = 0
        """Lines that were read."""
        self._file = (folder / LOG).open("rb", buffering=0)
        self._at = 0

    def read(self) -> list[tuple[Logged, Line]]:
        """Some of the whole lines that have come since; none if there are none. Raises `OSError`."""
        size = CHUNK
        while chunk := os.pread(self._file.fileno(), size, self._at):
            *whole, rest = chunk.split(b"\n")
            if whole:
                self._at += len(chunk) - len(rest)
                return list(filter(None, map(self._line, whole)))
            if len(chunk) < size:
                break
            size *= 2  # a line that is longer
        return []

    def _line(self, text: bytes) -> tuple[Logged, Line] | None:
        number, self.number = self.number, self.number + 1
        try:
            line = parse_line(text.decode())
        except ValueError:
            return None
        return Logged(self.call_id, number, line.type, line.timestamp, text.decode()), line

    def close(self) -> None:
        """Read no more."""
        self._file.close()
