"""Texts on a time line: as many as there is room for, none on another. Not responsible for drawing (`picture`)."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, LINES = 30, 3
"""Characters of a line, and lines of a text; what is longer ends in an ellipsis."""

_GAP = 2
"""Characters that stay free between two texts."""


@dataclass(frozen=True)
class Placed:
    """The text `number` of those that were given, laid out; it begins at `at` in a lane, the topmost being 0."""

    number: int
    text: str
    at: float
    lane: int


def placed(wanted: Sequence[tuple[float, str]], second: float, end: float, lanes: int) -> list[Placed]:
    """Place texts (when each was said, its words), the most important first; those that find no room are left out.

    `second` is how many characters fit into a second, `end` the end of the time line in seconds.
    """
    taken: list[list[tuple[float, float]]] = [[] for _ in range(lanes)]
    found = []
    for number, (said, words) in enumerate(wanted):
        text = laid_out(words)
        width = (max(map(len, text.splitlines()), default=0) + _GAP) / second
        at = max(0.0, min(said, end - width))
        for lane, spans in enumerate(taken):
            if all(at + width <= begin or at >= until for begin, until in spans):
                spans.append((at, at + width))
                found.append(Placed(number, text, at, lane))
                break
    return found


def laid_out(words: str) -> str:
    """The words in lines that are short, and few."""
    return "\n".join(textwrap.wrap(words, WIDTH, max_lines=LINES, placeholder=" …"))
