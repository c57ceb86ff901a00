"""Lines of words as blocks of known size, for renderers that place every word themselves.

A renderer cannot ask how wide a text will be, so widths are those of Open Sans, which is wider than most fonts that a
reader's machine may show instead. Not responsible for colours or for where a block stands.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from holdlang.graph.picture import Line, Look, Piece

_WIDTHS = (
    "260 267 401 646 572 823 730 221 296 296 552 572 245 322 266 367 572 572 572 572 572 572 572 572 572 572 266 266 "
    "572 572 572 429 899 633 648 631 729 556 516 728 738 279 267 614 519 903 754 779 602 779 618 549 553 728 595 926 "
    "577 560 571 329 367 329 542 448 577 556 613 476 613 561 339 548 614 253 253 525 253 930 614 604 613 613 408 477 "
    "353 614 501 778 524 504 468 379 551 379 572"
)
"""Advance widths of U+0020 to U+007E in Open Sans Regular (version 1.10), in thousandths of the size."""

WIDTHS = {chr(code): int(width) / 1000 for code, width in enumerate(_WIDTHS.split(), start=0x20)}

OTHER, WIDE = 0.62, 1.05
"""Any other character, and one that is wide in the sense of Unicode's annex 11."""

BOLD = 1.06
"""How much wider the bold weights are, at most, over a word."""

ITALIC = 0.94
"""How wide italics are, over a sentence."""

MONO = 0.61
"""Every character of a font for patterns; DejaVu Sans Mono has 0.602."""

LEADING = 1.36
"""Line height over size: the least at which Open Sans does not look cramped."""

MOST_LINES = 3
"""A longer line of words ends in an ellipsis; a picture is no place to read a whole announcement."""

ELLIPSIS = "…"


@dataclass(frozen=True)
class Run:
    """Text of one look in one place: left end and base line, from the top left of its block."""

    x: float
    y: float
    width: float
    text: str
    look: Look


@dataclass(frozen=True)
class Block:
    """What `typeset` makes."""

    width: float
    height: float
    runs: tuple[Run, ...] = ()


def measure(text: str, size: float, look: Look = "plain") -> float:
    """The width of `text`."""
    if look == "pattern":
        return len(text) * MONO * size
    ems = sum(WIDTHS[character] if character in WIDTHS else _other(character) for character in text)
    return ems * size * (BOLD if look in ("strong", "key") else ITALIC if look == "phrase" else 1.0)


def _other(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    return WIDE if unicodedata.east_asian_width(character) in "WF" else OTHER


def key_width(text: str, size: float) -> float:
    """The width of a keycap: square for a single key."""
    return max(size * 1.55, measure(text, size, "key") + size * 0.8)


def typeset(lines: Iterable[Line], size: float, width: float, *, centred: bool = False) -> Block:
    """`lines` broken to `width`; each takes at most `MOST_LINES`."""
    rows: list[list[Run]] = []
    for line in lines:
        rows += _broken(line, size, width)
    height = 0.0
    placed: list[tuple[float, list[Run]]] = []
    for row in rows:
        tall = size * (1.9 if any(run.look == "key" for run in row) else LEADING)
        placed.append((height + tall / 2 + size * 0.36, row))  # 0.36: half the height of capitals
        height += tall
    widest = max((_end(row) for row in rows), default=0.0)
    runs = tuple(
        Run(run.x + ((widest - _end(row)) / 2 if centred else 0.0), base, run.width, run.text, run.look)
        for base, row in placed
        for run in row
    )
    return Block(widest, height, runs)


def _end(row: list[Run]) -> float:
    return max((run.x + run.width for run in row), default=0.0)


def _broken(line: Line, size: float, width: float) -> list[list[Run]]:
    """One line as rows. Words of one look that stand together are one run."""
    rows: list[list[Run]] = [[]]
    x = 0.0
    for piece, joined in _words(line, size, width):
        space = 0.0 if joined or not rows[-1] else _space(rows[-1][-1].look, piece.look, size)
        wide = _width(piece, size)
        if rows[-1] and x + space + wide > width:
            if len(rows) == MOST_LINES:
                _shorten(rows[-1], size, width)
                break
            rows.append([])
            x, space = 0.0, 0.0
        last = rows[-1][-1] if rows[-1] else None
        if last is not None and last.look == piece.look != "key":
            text = last.text + (" " if space else "") + piece.text
            rows[-1][-1] = Run(last.x, 0.0, measure(text, size, piece.look), text, piece.look)
        else:
            rows[-1].append(Run(x + space, 0.0, wide, piece.text, piece.look))
        x = _end(rows[-1])
    return rows


def _width(piece: Piece, size: float) -> float:
    return key_width(piece.text, size) if piece.look == "key" else measure(piece.text, size, piece.look)


def _space(before: Look, after: Look, size: float) -> float:
    if before == after == "key":
        return size * 0.25
    return size * (0.5 if "key" in (before, after) else 0.27)


def _words(line: Line, size: float, width: float) -> Iterable[tuple[Piece, bool]]:
    """The words of a line, and whether each belongs to the one before without a space."""
    for piece in line:
        if piece.look == "key":
            yield Piece(_fitting(piece.text, size, width - size), piece.look), False
            continue
        for word in piece.text.split(" "):
            rest, joined = word, False
            while rest:
                part = _longest(rest, size, width, piece.look)
                yield Piece(part, piece.look), joined
                rest, joined = rest[len(part) :], True


def _longest(text: str, size: float, width: float, look: Look) -> str:
    """As much of the beginning of `text` as fits, at least one character."""
    used = 0.0
    for index, character in enumerate(text):
        used += measure(character, size, look)
        if used > width and index:
            return text[:index]
    return text


def _fitting(text: str, size: float, width: float) -> str:
    if _longest(text, size, width, "key") == text:
        return text
    return _longest(text, size, width - measure(ELLIPSIS, size, "key"), "key") + ELLIPSIS


def _shorten(row: list[Run], size: float, width: float) -> None:
    """End the row with an ellipsis."""
    while len(row) > 1 and row[-1].look == "key":
        row.pop()
    last = row[-1]
    text = last.text
    while len(text) > 1 and last.x + measure(text + ELLIPSIS, size, last.look) > width:
        text = text[:-1]
    whole_words = text.rpartition(" ")[0] if text != last.text else text
    text = (whole_words or text).rstrip(" .,;:") + ELLIPSIS
    row[-1] = Run(last.x, last.y, measure(text, size, last.look), text, last.look)
