"""The end of a growing log. Not responsible for what its lines say."""

from pathlib import Path

from holdlang.calllog import Line, parse_line
from holdlang.history import LOG, call_id
from runtime.hub import Logged

CHUNK = 1 << 20
"""Bytes that are read at a time."""


class Tail:
    """Reads a call's log on from where it was read to. Lines that are none are counted, and left out."""

    def __init__(self, folder: Path) -> None:
        """Raises `OSError` if there is no log."""
        self.call_id = call_id(folder)
        self.number = 0
        """Lines that were read."""
        self._file = (folder / LOG).open("rb", buffering=0)
        self._rest = b""

    def read(self) -> list[tuple[Logged, Line]]:
        """The whole lines that have come since."""
        found = []
        while chunk := self._file.read(CHUNK):
            *whole, self._rest = (self._rest + chunk).split(b"\n")
            for text in whole:
                number, self.number = self.number, self.number + 1
                try:
                    line = parse_line(text.decode())
                except ValueError:
                    continue
                found.append((Logged(self.call_id, number, line.type, line.timestamp, text.decode()), line))
        return found

    def close(self) -> None:
        """Read no more."""
        self._file.close()
