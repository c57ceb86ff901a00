"""Source text and places in it. Not responsible for what the text means, nor for showing it (see
`holdlang.diagnostics.render`).

Offsets count characters (code points) from 0; lines and columns count from 1, as editors show them.
"""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


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
        return cls(str(path), path.read_bytes().decode("utf-8-sig"))

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
