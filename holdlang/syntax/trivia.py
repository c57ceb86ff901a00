"""Text to lines, segments and comments: everything about a source that needs no grammar.

A segment is what stands between two of `->`, a line break and a comment: an item's line, a step or a clause. The parser
reads each by itself, so a mistake can't reach beyond its segment (law 4), and the whole is one pass (law 5). Not
responsible for what is inside a segment, except that `->` and `#` mean nothing inside a text or a pattern.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from holdlang.source import Span

PIECE = re.compile(
    r"""
      (?P<text>    "(?>\\.|[^"\\\n])*" )
    | (?P<zone>    (?!(?:on|or)/)[^\W\d]\w*(?:/(?:[\w+]|-(?!>))+)+ )
    | (?P<pattern> /(?>\\.|[^/\\\n])*/ )
    | (?P<open>    ["/][^\n]* )
    | (?P<comment> (?:(?<=\s)|(?<=->)|(?<![\s\S]))\#[^\n]* )
    | (?P<arrow>   -> )
    | (?P<break>   \n )
    | (?P<space>   [^\S\n]+ )
    | (?P<word>    \$?[\w*][\w*#.]* )
    | (?P<other>   . )
    """,
    re.VERBOSE,
)
"""The pieces of any text whatever. `zone` is a name with slashes, as time zones have, `open` a
text or a pattern whose end is missing. `#` starts a comment only after
a space, so that `press 12#` presses the pound key."""


@dataclass(frozen=True)
class Segment:
    """One step, clause or item line. `unclosed` is where a text or pattern begins that the line does not end."""

    span: Span
    unclosed: int | None = None


@dataclass(frozen=True)
class Comment:
    """From `#` to the end of the line."""

    span: Span


@dataclass
class Line:
    """What stands on one line of the file: any number of segments, then perhaps a comment. Neither: a blank line."""

    segments: list[Segment] = field(default_factory=list)
    comment: Comment | None = None


def lines(text: str) -> list[Line]:
    """The lines of `text`, in order."""
    found = [Line()]
    start: int | None = None
    end = 0
    unclosed: int | None = None

    def close() -> None:
        nonlocal start, unclosed
        if start is not None:
            found[-1].segments.append(Segment(Span(start, end), unclosed))
        start = unclosed = None

    for piece in PIECE.finditer(text):
        match piece.lastgroup:
            case "arrow":
                close()
            case "break":
                close()
                found.append(Line())
            case "comment":
                close()
                found[-1].comment = Comment(Span(piece.start(), piece.start() + len(piece[0].rstrip())))
            case "space":
                pass
            case kind:
                start = piece.start() if start is None else start
                end = piece.start() + len(piece[0].rstrip())
                if kind == "open":
                    unclosed = piece.start()
    close()
    return found


def comments(text: str) -> Iterator[Comment]:
    """The comments of `text`, in order."""
    return (line.comment for line in lines(text) if line.comment)


def word_at(text: str, offset: int, end: int) -> Span:
    """The piece (word, text, pattern or sign) that begins at `offset`, not reaching beyond `end`."""
    piece = PIECE.match(text, offset)
    return Span(offset, min(end, piece.end()) if piece else end)
