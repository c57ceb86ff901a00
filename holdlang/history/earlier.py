"""The calls that were made to a number before, for what they tell of the wait. Not responsible for the figures
(`holdlang.history.statistics`)."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from holdlang.calllog import CallStarted, Line, parse_line
from holdlang.errors import UsageError
from holdlang.history import LOG, call_folders
from holdlang.history.glance import CUT_OFF, RUNNING, UNREADABLE, glance
from holdlang.history.statistics import Past
from holdlang.numbers import normalize

LOOKED_AT = 400
"""Latest calls whose first line is read: what was a year ago says little of today, and a terminal waits for it."""


def earlier_calls(data_dir: Path, number: str, now: datetime) -> list[Past]:
    """The calls to `number` that are over, but for those that were only rehearsed; none if they can't be read."""
    found, folders = [], list[Path]()
    with suppress(UsageError):
        folders = call_folders(data_dir)
    for folder in folders[:LOOKED_AT]:
        begun = _begun(folder)
        if begun is None or begun.rehearsed or not _same(begun.number, number):
            continue
        seen = glance(folder, now)
        if seen.started is not None and seen.outcome not in (RUNNING, CUT_OFF, UNREADABLE):
            found.append(Past(seen.outcome, seen.person, seen.on_hold, seen.started))
    return found


def _same(one: str, other: str) -> bool:
    with suppress(ValueError):
        return normalize(one) == normalize(other)
    return one == other


def _begun(folder: Path) -> CallStarted | None:
    """How the call was begun, by the first line of its log, if that says so."""
    with suppress(OSError, ValueError), (folder / LOG).open(encoding="utf-8") as log:
        line: Line = parse_line(log.readline())
        return line.data if isinstance(line.data, CallStarted) else None
    return None
