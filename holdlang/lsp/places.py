"""Offsets in a source as positions of the protocol, and back. Not responsible for what stands there.

The protocol counts lines from 0 and, within a line, units of an encoding that client and server agree on: UTF-16 unless
the client offers another one (LSP 3.17, PositionEncodingKind). Python counts code points.
"""

from dataclasses import dataclass

from lsprotocol import types

from holdlang.source import Source, Span

Encoding = types.PositionEncodingKind


def units(text: str, encoding: Encoding) -> int:
    """How long the protocol takes `text` to be."""
    if text.isascii() or encoding == Encoding.Utf32:
        return len(text)
    if encoding == Encoding.Utf8:
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text) + sum(character > "\uffff" for character in text)


@dataclass(frozen=True)
class Places:
    """The places of one source."""

    source: Source
    encoding: Encoding = Encoding.Utf16

    def position(self, offset: int) -> types.Position:
        """Where the character at `offset` stands."""
        line, column = self.source.position(offset)
        before = self.source.text[offset - column + 1 : offset]
        return types.Position(line - 1, units(before, self.encoding))

    def range(self, span: Span) -> types.Range:
        """Where `span` stands."""
        return types.Range(self.position(span.start), self.position(span.end))

    def offset(self, position: types.Position) -> int:
        """The offset of a position; one that lies beyond its line or the text counts as the end of that.

        The end is before `\\r\\n`; but the place between these two is one, since some editors take `\\r` for a letter.
        """
        try:
            line = self.source.line_span(position.line + 1)
        except IndexError:
            return len(self.source.text)
        after = self.source.text.find("\n", line.end)
        whole = self.source.text[line.start : len(self.source.text) if after < 0 else after]
        if position.character > units(whole, self.encoding):
            return line.end
        if whole.isascii() or self.encoding == Encoding.Utf32:
            return line.start + position.character
        offset, left = line.start, position.character
        for character in whole:
            left -= units(character, self.encoding)
            if left < 0:
                break
            offset += 1
        return offset

    def span(self, area: types.Range) -> Span:
        """The characters of a range."""
        start = self.offset(area.start)
        return Span(start, max(start, self.offset(area.end)))
