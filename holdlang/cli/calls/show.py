"""`holdlang calls show`: what happened on a call, as a page to read.

Not responsible for the script of a call (`holdlang.trials.script`) or for how its rows are laid out
(`holdlang.cli.scripts`).
"""

import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from holdlang.cli.calls.options import config_option, data_dir
from holdlang.evidence import tell

if TYPE_CHECKING:
    from holdlang.calllog import Line
    from holdlang.cli.styled import Styled
    from holdlang.history.glance import Glance


@click.command()
@click.argument("call", metavar="CALL", default="last")
@click.option("--full", is_flag=True, help="Every line of the log, with all that was heard word by word.")
@click.option("--json", "as_json", is_flag=True, help="The page as JSON: what stands at its head, and its rows.")
@config_option
def command(*, call: str, full: bool, as_json: bool, config_file: Path | None) -> None:
    """Show what happened on CALL [default: last]: what they said, what we decided and why, and how it ended."""
    from holdlang.cli.styled import Printer, columns
    from holdlang.history import find_call, read_call
    from holdlang.history.glance import glance

    folder = find_call(call, data_dir(config_file))
    lines = read_call(folder)
    seen = glance(folder, datetime.now().astimezone())
    if as_json:
        click.echo(_json(seen, lines).encode())
        return
    printer = Printer()
    width = columns()
    printer.print(*_head(seen, lines, width), ())
    printer.print(*(_every(lines) if full else _script(lines, width)))


def _script(lines: "Sequence[Line]", width: int) -> "list[Styled]":
    from holdlang.cli.scripts import script_lines
    from holdlang.history.gathering import gathered
    from holdlang.trials.script import script

    return script_lines(gathered(script(lines)), width=width)


NAMES = 10
"""Columns of the names at the head of the page."""


WHOLE = ("folder", "recorded")
"""What somebody copies."""


def _head(seen: "Glance", lines: "Sequence[Line]", width: int) -> "Iterator[Styled]":
    for name, text in _facts(seen, lines):
        style = _colour(seen) if name == "outcome" else ""
        parts = [text] if name in WHOLE else textwrap.wrap(text, width - NAMES, break_on_hyphens=False)
        for place, part in enumerate(parts):
            yield ((f"{'' if place else name:<{NAMES}}", "dim"), (part, style))


def _colour(seen: "Glance") -> str:
    from holdlang.cli.calls.list import COLOURS

    return COLOURS.get(seen.outcome.replace("_", " "), "bold")


def _facts(seen: "Glance", lines: "Sequence[Line]") -> Iterator[tuple[str, str]]:
    """What stands at the head of the page."""
    from holdlang.calllog import HumanDetected, RecordingStarted
    from holdlang.callstate import clock
    from holdlang.history import start_of

    started = start_of(lines)
    yield "call", f"{seen.call_id}, to {seen.number or 'nobody'}"
    if seen.started is not None:
        yield "when", f"{seen.started.astimezone():%a %-d %B %Y, %H:%M:%S}, for {clock(seen.duration)}"
    if started is not None and started.flow_id is not None:
        yield "flow", started.flow_id + (f" of {started.source}" if started.source else "")
        if started.intent:
            yield "intent", started.intent
        if started.given:
            yield "given", ", ".join(f"{name} = {value}" for name, value in started.given.items())
    yield "outcome", seen.outcome.replace("_", " ") + (f": {seen.reason}" if seen.reason else "")
    if seen.on_hold:
        yield "on hold", clock(seen.on_hold)
    for line in lines:
        if isinstance(line.data, HumanDetected):
            yield "person", f"at {clock(line.at)}: {tell(line.data.evidence)}"
    if any(isinstance(line.data, RecordingStarted) for line in lines):
        yield "recorded", f"`holdlang calls play {seen.call_id}`"
    yield "folder", str(seen.folder)


def _every(lines: "Sequence[Line]") -> "Iterator[Styled]":
    """The log itself, a line a line."""
    from holdlang.callstate import clock

    for line in lines:
        data = line.model_dump(mode="json", exclude_none=True)["data"]
        told = "  ".join(f"{name}={_short(value)}" for name, value in data.items())
        yield (
            (f"{clock(line.at):>7}.{int(line.at * 1000) % 1000:03}  ", "dim"),
            (f"{line.type:<18}", "bold"),
            (told, ""),
        )


def _short(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _json(seen: "Glance", lines: "Sequence[Line]") -> str:
    from holdlang.cli.calls.list import fields
    from holdlang.trials.script import script

    return json.dumps({**fields(seen), "rows": [asdict(row) for row in script(lines)]}, ensure_ascii=False)
