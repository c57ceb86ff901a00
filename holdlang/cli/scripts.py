"""The script of a call as lines of text: the time, what happened, and beside it what was expected.

Not responsible for the script itself (`holdlang.trials.script`) or for colours on the screen (`holdlang.cli.styled`).
"""

import textwrap
from collections import defaultdict
from collections.abc import Sequence

from holdlang.callstate import clock
from holdlang.cli.styled import WIDTH, Styled
from holdlang.trials.expecting import Mark
from holdlang.trials.script import Kind, Row

BESIDE = 30
"""Columns of what was expected."""

NARROW = 72
"""Columns below which what was expected stands under what happened, and not beside it."""

BEFORE, AFTER = 16, 5
"""Rows that are shown before and after one that is marked, where not all are."""

GAP = 3
"""Rows from one that is shown to the next, up to which those between them are not worth leaving out."""

_TIME = 7

_LOOKS: dict[Kind, tuple[str, str]] = {
    "line": ("", "dim"),
    "step": ("", "bold"),
    "sound": ("  ~ ", "dim"),
    "heard": ("  they: ", ""),
    "who": ("  ~ ", "dim"),
    "decided": ("  ", "cyan"),
    "did": ("  we: ", "cyan"),
    "advised": ("  ", "yellow"),
    "told": ("  we: ", "yellow"),
    "end": ("", "bold"),
}
"""What stands before each kind of row, and its style."""


def script_lines(
    rows: Sequence[Row], marks: Sequence[Mark] = (), *, width: int = WIDTH, whole: bool = True
) -> list[Styled]:
    """The rows laid out in `width` columns, with what was expected beside those at which it came or was missed.

    Unless `whole`, only what leads to something missed is shown, and the beginning and the end.
    """
    beside = _beside(rows, marks)
    shown = range(len(rows)) if whole else _near(rows, beside)
    narrow = bool(marks) and width < NARROW
    left = width - BESIDE - 3 if marks and not narrow else width
    lines: list[Styled] = []
    last = -1
    for place in shown:
        if place > last + 1:
            count = place - last - 1
            lines.append((("  " + " " * _TIME + f"⋮ {count} more", "dim"),))
        last = place
        lines += _laid_out(rows[place], beside.get(place, []), left, narrow=narrow)
    return lines


def _beside(rows: Sequence[Row], marks: Sequence[Mark]) -> dict[int, list[Mark]]:
    """Row -> what was expected there: at the last row that is no later in the log."""
    found = defaultdict(list)
    for mark in marks:
        place = max((place for place, row in enumerate(rows) if row.line <= mark.line), default=0)
        found[place].append(mark)
    return found


def _near(rows: Sequence[Row], beside: dict[int, list[Mark]]) -> list[int]:
    """What is shown: around something missed, what has marks, and where steps begin; and small gaps between these."""
    missed = [place for place, marks in beside.items() if not all(mark.met for mark in marks)]
    near = {place for one in missed for place in range(one - BEFORE, one + AFTER + 1)}
    shown: list[int] = []
    for place, row in enumerate(rows):
        if place in near or place in beside or row.kind in ("step", "end"):
            last = shown[-1] if shown else -1
            shown += range(last + 1 if place - last <= GAP else place, place + 1)
    return shown


def _laid_out(row: Row, marks: Sequence[Mark], left: int, *, narrow: bool) -> list[Styled]:
    before, style = _LOOKS[row.kind]
    indent = " " * len(before)
    room = left - _TIME - 2
    texts = textwrap.wrap(before + _text(row), room, subsequent_indent=indent) or [before]
    signs = [(f"{'✓' if mark.met else '✗'} {mark.text}", "green" if mark.met else "bold red") for mark in marks]
    if narrow or not marks:
        lines: list[Styled] = [
            ((f"{clock(row.at) if not at else '':>{_TIME}}  ", "dim"), (text, style)) for at, text in enumerate(texts)
        ]
        return lines + [((" " * (_TIME + 2) + sign, look),) for sign, look in signs]
    notes = [(line, look) for sign, look in signs for line in textwrap.wrap(sign, BESIDE, subsequent_indent="  ")]
    lines = []
    for at in range(max(len(texts), len(notes))):
        time = clock(row.at) if at == 0 else ""
        text = texts[at] if at < len(texts) else ""
        note = notes[at] if at < len(notes) else ("", "")
        gap = " " * max(0, room - len(text))
        lines.append(((f"{time:>{_TIME}}  ", "dim"), (text, style), (f"{gap} │ ", "dim"), note))
    return lines


def _text(row: Row) -> str:
    text = f"“{row.text}”" if row.kind == "heard" else row.text
    if row.kind == "sound" and row.seconds >= 1:
        text += f" for {clock(row.seconds)}"
    return f"{text}  ×{row.times}" if row.times > 1 else text
