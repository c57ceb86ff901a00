"""Where two calls part, as lines of text: what each did there, and why. Not responsible for finding the place
(`holdlang.trials.decisions`)."""

import textwrap

from holdlang.callstate import clock
from holdlang.cli.styled import Styled
from holdlang.trials.decisions import Decision, Difference

_LOOKS = ("red", "green")

_INDENT = 2


def difference_lines(parted: Difference, width: int, names: tuple[str, str] = ("that day", "today")) -> list[Styled]:
    """The two sides, one below the other: the time, the step, what was done, and the reason."""
    name_width = max(map(len, names))
    lines: list[Styled] = []
    for name, side, style in zip(names, (parted.one, parted.other), _LOOKS, strict=True):
        lead = f"{name:>{name_width + _INDENT}}  "
        lines += _side(lead, side, width, style)
    return lines


def _side(lead: str, side: Decision | None, width: int, style: str) -> list[Styled]:
    if side is None:
        return [((lead, "dim"), ("the call was over", style))]
    indent = " " * len(lead)
    step = f"{clock(side.at)}  {side.step.splitlines()[0] if side.step else side.step_id}"
    told = textwrap.wrap(side.what, width - len(lead)) or [""]
    why = textwrap.wrap(side.why, width - len(lead))
    return [
        ((lead, "dim"), (step, "bold")),
        *(((indent, ""), (text, style)) for text in told),
        *(((indent, ""), (text, "dim")) for text in why),
    ]
