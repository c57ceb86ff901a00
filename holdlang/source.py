"""Source text and places in it. Not responsible for what the text means, nor for showing it (see
`holdlang.diagnostics.render`).

Offsets count characters (code points) from 0; lines and columns count from 1, as editors show them.
"""

import errno
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

LARGEST = 4_000_000
"""Bytes of a source: far beyond what anybody writes, and a file that somebody merely mentions must stop nobody."""


def text_of(file: BinaryIO) -> str:
    """All of `file`. Raises `OSError` if a source can't be that long, and `UnicodeDecodeError` if it is not UTF-8."""
    content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise OSError(errno.EFBIG, f"it has more than {LARGEST // 10**6} MB")
    return content.decode("utf-8-sig")


@dataclass(frozen=True, order=True)
class Span:
    """The characters from `start` up to but not including `end`."""

    start: int
    end: int


@dataclass(frozen=True)
class Source:
    """A text and the name that messages call it by (a path, ``<stdin>``, ``-e``)."""

    name: str
    text: str

    @classmethod
    def read(cls, path: Path) -> "Source":
        """The file at `path`. Raises `OSError` if it can't be read and `UnicodeDecodeError` if it is not UTF-8."""
        with path.open("rb") as file:
            return cls(str(path), text_of(file))

    @classmethod
    def used(cls, path: str) -> "Source | None":
        """The file that another one uses by `use`; None if there is none, or none that can be read over and over."""
        try:
            return cls.read(Path(path)) if Path(path).is_file() else None
        except (OSError, ValueError):
            return None

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        position = self.text.find("\n")
        while position >= 0:
            starts.append(position + 1)
            position = self.text.find("\n", position + 1)
        return starts

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of the character at `offset`."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def line_span(self, line: int) -> Span:
        """Where that line stands, without its line break."""
        start = self._starts[line - 1]
        end = self._starts[line] - 1 if line < len(self._starts) else len(self.text)
        return Span(start, end - 1 if end > start and self.text[end - 1] == "\r" else end)

    def slice(self, span: Span) -> str:
        """The text at `span`."""
        return self.text[span.start : span.end]
