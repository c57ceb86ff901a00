"""What can stand at a place: the grammar's answer for the words before it.

Not responsible for which of that makes sense in the item around it (`holdlang.lsp.complete`).
"""

import re
from dataclasses import dataclass

from holdlang.source import Source, Span
from holdlang.syntax.parser import Fault, keywords, parse
from holdlang.syntax.trivia import PIECE, Segment

_NOTHING = "\0"
"""A character that begins no word of the language, so that the parser tells what it would have liked to see."""


@dataclass(frozen=True)
class Typed:
    """The line up to a place, cut where the word begins that is being typed there.

    `before` are the words of the segment before it. `opened` is the quotation mark or slash that the place stands
    behind, or "". `comment`: it stands in a comment, and `word` is all of that.
    """

    before: str
    word: str
    opened: str = ""
    comment: bool = False


def typed(line: str) -> Typed:
    """Where somebody is who has typed `line`."""
    start = 0
    last: re.Match[str] | None = None
    for piece in PIECE.finditer(line):
        match piece.lastgroup:
            case "arrow":
                start, last = piece.end(), None
            case "comment":
                return Typed("", piece[0], comment=True)
            case _:
                last = piece
    match last and last.lastgroup:
        case "open":
            assert last is not None
            return Typed(line[start : last.start()], last[0][1:], last[0][0])
        case "word":
            assert last is not None
            return Typed(line[start : last.start()], last[0])
        case "other" if line.endswith("$"):
            return Typed(line[start:-1], "$")
        case _:
            return Typed(line[start:], "")


def expected(before: str) -> frozenset[str]:
    """The terminals of the grammar that can follow `before`; none if it makes no sense itself."""
    text = before.lstrip() + _NOTHING
    fault = parse(Source("", text), Segment(Span(0, len(text))))
    return fault.expected if isinstance(fault, Fault) and fault.offset == len(text) - 1 else frozenset()


def words(terminals: frozenset[str]) -> list[str]:
    """The keywords among them, in alphabetical order."""
    return sorted(keywords()[name] for name in terminals if name in keywords())
