"""`holdlang calls list`. Not responsible for what is in a row (`holdlang.history.glance`)."""

import json
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TextIO

import click

from holdlang.cli.calls.options import config_option, data_dir

if TYPE_CHECKING:
    from holdlang.history.glance import Glance

OUTCOMES = ("transferred", "ended", "failed", "not-answered", "interrupted", "running", "cut-off", "unreadable")

LEAST_ID = 6
"""Characters of an id that are shown, if they are enough to tell the calls apart."""

COLOURS = {
    "transferred": "green",
    "running": "cyan",
    "failed": "red",
    "not answered": "red",
    "unreadable": "red",
    "cut off": "yellow",
    "interrupted": "yellow",
}


@click.command()
@click.option("--flow", metavar="ID", help="Only calls by this flow.")
@click.option("--number", metavar="NUMBER", help="Only calls to this number, or to one that has these digits.")
@click.option("--outcome", type=click.Choice(OUTCOMES), help="Only calls that ended so.")
@click.option("--since", metavar="TIME", help="Only calls since then: 7d, 12h, 30m, or a date as 2026-11-20.")
@click.option("-n", "--most", type=click.IntRange(min=0), default=20, show_default=True, help="So many; 0 for all.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@config_option
def command(
    *,
    flow: str | None,
    number: str | None,
    outcome: str | None,
    since: str | None,
    most: int,
    as_json: bool,
    config_file: Path | None,
) -> None:
    """List the calls, the newest first: when, whom, by which flow, how it ended, how long it took and waited."""
    from holdlang.cli.streams import complain
    from holdlang.history import call_folders
    from holdlang.history.glance import glance, started_by_name
    from holdlang.history.glance import since as moment

    now = datetime.now().astimezone()
    place = data_dir(config_file)
    folders = call_folders(place)
    earliest = moment(since, now) if since is not None else None
    fits = _filter(flow, number, outcome)

    def found() -> "Iterator[Glance]":
        for folder in folders:
            began = started_by_name(folder)
            if earliest is not None and began is not None and began < earliest:
                continue
            seen = glance(folder, now)
            if fits(seen) and (earliest is None or (seen.started is not None and seen.started >= earliest)):
                yield seen

    calls = list(islice(found(), most or None))
    if as_json:
        for call in calls:
            click.echo(json.dumps(fields(call), ensure_ascii=False).encode())
        return
    if not calls:
        why = "no call is like that" if folders else "there are no calls yet: `holdlang run` makes one"
        complain(why)
        return
    length = _telling_length(folders)
    for text in _table([_row(call, length, now) for call in calls], _width(sys.stdout)):
        click.echo(text)


def _filter(flow: str | None, number: str | None, outcome: str | None) -> "Callable[[Glance], bool]":
    wanted = None if outcome is None else outcome.replace("-", "_")
    digits = None if number is None else _bare(number)

    def fits(call: "Glance") -> bool:
        return (
            flow in (None, call.flow_id)
            and wanted in (None, call.outcome)
            and (digits is None or digits in _bare(call.number))
        )

    return fits


def _bare(number: str) -> str:
    """A number without what is only written, as `+1 (800) 555-0199`; of an address all letters count."""
    return "".join(character for character in number.casefold() if character.isalnum() or character in "@.")


class _Row(NamedTuple):
    id: str
    when: str
    number: str
    flow: str
    outcome: str
    duration: str
    held: str
    person: str
    why: str


HEAD = _Row("ID", "WHEN", "NUMBER", "FLOW", "OUTCOME", "TOOK", "ON HOLD", "PERSON", "WHY")
RIGHT = ("duration", "held")
SHORTENED = {"why": 1, "flow": 8, "number": 8}
"""What is cut where the terminal is too narrow, the first first, and how many characters of it are left."""

FEW = 12
"""Characters of a reason that tell less than none; a … says then that there is one."""


def _row(call: "Glance", length: int, now: datetime) -> _Row:
    from holdlang.callstate import clock

    began = None if call.started is None else call.started.astimezone(now.tzinfo)
    when = "" if began is None else f"{began:%d %b %H:%M}" if began.year == now.year else f"{began:%Y-%m-%d}"
    held = clock(call.on_hold) if call.on_hold else ""
    return _Row(
        _short(call.folder)[:length],
        when,
        call.number,
        call.flow_id or "",
        call.outcome.replace("_", " "),
        clock(call.duration) if call.number else "",
        held,
        "yes" if call.person else "",
        call.reason,
    )


def _short(folder: Path) -> str:
    from holdlang.history import short_id

    return short_id(folder)


def _telling_length(folders: Sequence[Path]) -> int:
    """How many characters of their ids tell these calls apart."""
    ids = set(map(_short, folders))
    length = LEAST_ID
    while length < max(map(len, ids), default=0) and len({name[:length] for name in ids}) < len(ids):
        length += 1
    return length


def _width(stream: TextIO) -> int | None:
    """How wide the output may be; None where no terminal says."""
    return shutil.get_terminal_size().columns if stream.isatty() else None


def table(folders: Sequence[Path]) -> Iterator[str]:
    """These calls in lines, for standard error."""
    from holdlang.history.glance import glance

    now = datetime.now().astimezone()
    length = _telling_length(folders)
    return _table([_row(glance(folder, now), length, now) for folder in folders], _width(sys.stderr))


def _table(rows: Sequence[_Row], width: int | None) -> Iterator[str]:
    from holdlang.cli.styled import WIDTH

    widths = {name: max(len(getattr(row, name)) for row in (HEAD, *rows)) for name in _Row._fields}
    # in a pipe commands read the columns: but for the reason, which stands last, all are whole
    for name, least in SHORTENED.items() if width is not None else (("why", FEW),):
        over = max(0, sum(widths.values()) + 2 * (len(widths) - 1) - (width or WIDTH))
        widths[name] = max(min(least, widths[name]), widths[name] - over)
        if name == "why" and over and widths[name] < FEW:
            widths[name] = min(least, widths[name])
    yield click.style(_line(HEAD, widths), dim=True)
    for row in rows:
        yield _line(row, widths)


def _line(row: _Row, widths: dict[str, int]) -> str:
    cells = []
    for name, size in widths.items():
        text: str = getattr(row, name)
        text = text if len(text) <= size else text[: size - 1] + "…"
        cell = text.rjust(size) if name in RIGHT else text.ljust(size)
        colour = COLOURS.get(text) if name == "outcome" else None
        cells.append(click.style(cell, fg=colour) if colour else cell)
    return "  ".join(cells).rstrip()


def fields(call: "Glance") -> dict[str, object]:
    """A call as JSON has it."""
    return {
        "call_id": call.call_id,
        "folder": str(call.folder),
        "started": None if call.started is None else call.started.isoformat(),
        "number": call.number,
        "flow_id": call.flow_id,
        "outcome": call.outcome,
        "reason": call.reason,
        "duration": round(call.duration, 3),
        "on_hold": round(call.on_hold, 3),
        "person": call.person,
    }
