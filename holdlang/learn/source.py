"""A learned flow as source, with comments that quote what was heard and when, for whoever reviews it.

Not responsible for how a line of source is written (`holdlang.printer`) or for the flow (`holdlang.learn.learner`).
"""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from holdlang.learn.discoveries import Discovery, HoldFound, KeysFound, MenuFound, PersonFound, WaitFound
from holdlang.learn.learner import DEVICE
from holdlang.learn.steps import steps_of
from holdlang.learn.timing import clock
from holdlang.model import CallFlow
from holdlang.plural import counted
from holdlang.printer import below_rows, columns, header_rows, item_line, step_line

WIDTH = 100
"""Characters of a line of a comment: so that two of them stand side by side in a review."""

MOST_LINES = 4
"""Lines of one quotation: what decides stands at the end of a prompt or is its own clause."""

QUOTED = 3
"""Announcements of a queue that are quoted: it says the same things over and over."""


@dataclass(frozen=True)
class Origin:
    """The call that a flow was learned from, by its id, and the day on which it was made."""

    call_id: str
    day: date


def flow_text(flow: CallFlow, found: Sequence[Discovery], origin: Origin) -> str:
    """The flow, laid out as `holdlang fmt` would. `found` are the discoveries that it was built from, without persons
    (`holdlang.learn.cleaning`)."""
    lines = [f"# Learned on {origin.day.isoformat()} from {origin.call_id}.", ""]
    lines += [item_line(flow), *columns(header_rows(flow)), ""]
    steps = list(flow.steps)
    for one in found:
        made = steps_of(one, DEVICE, asks=flow.description is not None)
        lines += comment_of(one)
        for step in steps[: len(made)]:
            lines += [step_line(step), *columns(below_rows(step))]
        lines += [""] if made else []
        del steps[: len(made)]
    return "\n".join(lines).rstrip("\n") + "\n"


def comment_of(found: Discovery) -> list[str]:
    """What was heard and when, as the lines of a comment."""
    when = "" if found.at is None else f"{clock(found.at)} "
    match found:
        case MenuFound(transcript=transcript) if transcript:
            return _wrapped(f"{when}“{transcript}”")
        case HoldFound():
            return [line for text in _queue(found, when) for line in _wrapped(text)]
        case PersonFound():
            return _wrapped(f"{when}a person")
        case WaitFound() | KeysFound() | MenuFound() if found.description:
            return _wrapped(f"{when}{found.description}")
        case _:
            return []


def _queue(found: HoldFound, when: str) -> Iterator[str]:
    minutes = round(found.duration / 60)
    lasted = counted(minutes, "minute") if minutes else counted(round(found.duration), "second")
    callback = ", and they offered to call back" if found.offers_callback else ""
    yield f"{when}{lasted} until somebody came{callback}"
    yield from (f"“{text}”" for text in found.announcements[:QUOTED])


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(
        " ".join(text.split()),
        WIDTH,
        initial_indent="# ",
        subsequent_indent="# ",
        max_lines=MOST_LINES,
        placeholder=" …”" if text.endswith("”") else " …",
        break_on_hyphens=False,
    )
