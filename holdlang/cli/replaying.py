"""A replay that was made: whether it went as that day's call, and if not, where the two part, for people and programs.

Not responsible for making it (`runtime.replay`) or for options (`holdlang.cli.replay`).
"""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdlang.callstate import clock
from holdlang.cli.differing import difference_lines
from holdlang.cli.scripts import script_lines
from holdlang.cli.streams import complain, say
from holdlang.cli.styled import Printer, columns
from holdlang.plural import counted
from holdlang.trials.decisions import Decision, Difference, decisions, first_difference
from holdlang.trials.parting import Place, place_of
from holdlang.trials.script import Row, script

if TYPE_CHECKING:
    from holdlang.calllog import Line
    from holdlang.load import Loaded
    from runtime.replay.acting import Script
    from runtime.replay.tape import Tape

BEFORE = 12
"""Rows of the script that are shown before the place where two calls part."""


NOTABLE = 2.0
"""Seconds of a call without sound that are worth a word."""


@dataclass(frozen=True)
class Replayed:
    """A replay. `took` is in seconds, `count` the decisions that were the same, `cut` whether that day's call was
    stopped or its log is not whole."""

    that_day: "Sequence[Line]"
    today: "Sequence[Line]"
    flow: str
    parted: Difference | None
    count: int
    took: float
    heard_anew: bool
    cut: bool
    notes: Sequence[str] = ()
    """What the recording can't tell."""

    @classmethod
    def made(cls, lines: "list[Line]", tape: "Tape", today: "Script") -> "Replayed":
        """Make it. Raises `GoesOnForEver`."""
        from runtime.replay.acting import comparable, replay

        began = time.perf_counter()
        rehearsal = replay(tape, today)
        took = time.perf_counter() - began
        was, now = (decisions(each) for each in comparable(lines, rehearsal.lines))
        parted = first_difference(was, now)
        count = len(was) if parted is None else parted.place
        cut = not tape.complete
        anew = today.recording is not None
        notes = tuple(_notes(lines, tape, today))
        return cls(lines, rehearsal.lines, today.flow.id, parted, count, took, anew, cut, notes)

    @property
    def speed(self) -> float:
        """How much faster it was than that day."""
        return self.that_day[-1].at / self.took


def _notes(lines: "Sequence[Line]", tape: "Tape", today: "Script") -> Iterator[str]:
    from runtime.replay.sound import missing, silenced

    if today.recording is None:
        return
    if (lacks := missing(tape, today.recording.track)) > NOTABLE:
        yield f"the recording ends {clock(lacks)} before the call: it is silent from there"
    if (off := silenced(lines)) > NOTABLE:
        yield f"the recording was off for {clock(off)}: what was said then is not heard"


def shown(replayed: Replayed, loaded: "Loaded") -> None:
    """Tell a person."""
    printer = Printer()
    how = f"in {_short(replayed.took)}"
    if replayed.heard_anew:
        how += f", the recording heard anew at {replayed.speed:.0f} times its speed"
    for note in replayed.notes:
        complain(f"note: {note}")
    parted = replayed.parted
    if parted is None:
        so_far = ", as far as that day's call went" if replayed.cut else ""
        printer.print((("same", "bold green"), (f" {counted(replayed.count, 'decision')}{so_far}, {how}", "")))
        return
    width = columns()
    same = (
        f"after {counted(replayed.count, 'decision')} as on that day" if replayed.count else "from the first decision"
    )
    printer.print((("goes another way", "bold red"), (f" {same}, {how}", "")), ())
    printer.print(*script_lines(_before(replayed, parted), width=width), ())
    printer.print(*difference_lines(parted, width))
    place = _source(replayed, parted, loaded)
    if place is not None:
        line, column = place.position
        printer.print((), ((f"  --> {place.source.name}:{line}:{column}", "blue"),))
        printer.print(((f"{line:>5} | ", "blue"), (place.source.slice(place.source.line_span(line)), "")))


def written(replayed: Replayed, loaded: "Loaded") -> None:
    """Tell a program."""
    parted = replayed.parted
    result: dict[str, object] = {
        "same": parted is None,
        "decisions": replayed.count,
        "seconds": round(replayed.took, 4),
        "whole": not replayed.cut,
        "notes": list(replayed.notes),
    }
    if parted is not None:
        result |= {"that_day": _fields(parted.one), "today": _fields(parted.other)}
        place = _source(replayed, parted, loaded)
        if place is not None:
            line, column = place.position
            result["place"] = {"file": place.source.name, "line": line, "column": column}
    say(json.dumps(result, ensure_ascii=False).encode())


def _fields(decision: Decision | None) -> dict[str, object] | None:
    if decision is None:
        return None
    return {
        "at": decision.at,
        "step_id": decision.step_id,
        "did": decision.what,
        "why": decision.why,
    }


def _before(replayed: Replayed, parted: Difference) -> list[Row]:
    """What led there: rows of that day's script up to the place where the calls part."""
    until = min((one.at for one in (parted.one, parted.other) if one is not None), default=0.0)
    rows = [row for row in script(replayed.that_day) if row.at < until or (row.at == until and row.kind == "heard")]
    return rows[-BEFORE:]


def _source(replayed: Replayed, parted: Difference, loaded: "Loaded") -> Place | None:
    """Where in the source today's decision stands."""
    if parted.other is None:
        return None
    return place_of(loaded, replayed.flow, replayed.today, parted.other.line)


def _short(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s" if seconds < 60 else clock(seconds)
