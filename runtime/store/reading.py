"""What the store keeps of a call, read from its log.

Not responsible for how a log says that a call went (`holdlang.history.glance`), nor for keeping it
(`runtime.store.calls`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import BaseModel, TypeAdapter

from holdlang.calllog import CallEnded, CallStarted, HoldDetected, Line, RecordingStarted, RecordingStopped, parse_line
from holdlang.history import LOG, call_id, start_of
from holdlang.history.glance import RUNNING, glance
from runtime.store.events import Entry

_TELLING = re.compile(
    rb'^\{"type": ?"(?:call_started|hold_detected|call_ended|recording_started|recording_stopped)".*$', re.MULTILINE
)
"""What the row tells beyond a glance; the type of a line stands first (`holdlang.calllog.Line.to_json`)."""


@dataclass(frozen=True)
class Recording:
    """One side of a call. `duration` (seconds) and `file_size` (bytes) are None while it is being recorded, and if the
    process of the call was killed."""

    recording_id: str
    duration: float | None = None
    file_size: int | None = None


@dataclass(frozen=True)
class CallRow:
    """A call. Durations are in seconds; `outcome` is that of the log, or `running`, `cut_off` or `unreadable`.

    `folder` is the name of its folder. `on_hold` goes to the onset of the person, if there was one (`person`);
    `held_from` is when the hold began.
    """

    call_id: str
    folder: str
    number: str
    mode: str
    company: str | None
    flow_id: str | None
    by: str | None
    rehearsed: bool
    started: datetime
    ended: datetime | None
    outcome: str
    reason: str
    duration: float
    on_hold: float
    held_from: datetime | None
    person: bool
    recordings: tuple[Recording, ...] = ()


def read_row(folder: Path, now: datetime) -> CallRow | None:
    """What the log in `folder` says, or that it can't be read; None if nothing even tells when the call was. Raises
    nothing."""
    seen = glance(folder, now)
    if seen.started is None:
        return None
    lines = list(_telling_lines(folder))
    begun = start_of(lines) or CallStarted(number="")
    ended = next((line.timestamp for line in lines if isinstance(line.data, CallEnded)), None)
    if ended is None and seen.outcome != RUNNING:
        ended = seen.started + timedelta(seconds=seen.duration)
    return CallRow(
        call_id=call_id(folder),
        folder=folder.name,
        number=seen.number,
        mode=begun.mode,
        company=begun.company,
        flow_id=seen.flow_id,
        by=begun.by,
        rehearsed=begun.rehearsed,
        started=seen.started,
        ended=ended,
        outcome=seen.outcome,
        reason=seen.reason,
        duration=seen.duration,
        on_hold=seen.on_hold,
        held_from=next((line.timestamp for line in lines if isinstance(line.data, HoldDetected)), None),
        person=seen.person,
        recordings=_recordings(lines),
    )


def _telling_lines(folder: Path) -> Iterator[Line]:
    try:
        log = (folder / LOG).read_bytes()
    except OSError:
        return
    for text in _TELLING.findall(log):
        try:
            yield parse_line(text.decode())
        except ValueError:  # cut off, or damaged: what is left still says something
            continue


def _recordings(lines: Sequence[Line]) -> tuple[Recording, ...]:
    found: dict[str, Recording] = {}
    for line in lines:
        match line.data:
            case RecordingStarted(recording_id=name):
                found.setdefault(name, Recording(name))
            case RecordingStopped(recording_id=name, duration=seconds, file_size=size):
                found[name] = Recording(name, seconds, size)
    return tuple(found[name] for name in sorted(found))


class _Head(BaseModel):
    """Of a line, what the index holds."""

    type: str
    timestamp: datetime


_HEAD = TypeAdapter(_Head)


@dataclass(frozen=True)
class LogEntries:
    """The lines of a log, to be indexed, and the numbers of those that are none (counted from 0)."""

    entries: tuple[Entry, ...]
    damaged: tuple[int, ...]


def read_entries(folder: Path) -> LogEntries:
    """All whole lines of the log in `folder`; what follows the last line break is still being written, or was cut off.
    Raises `OSError`."""
    entries, damaged = [], []
    own = call_id(folder)
    for number, text in enumerate((folder / LOG).read_bytes().split(b"\n")[:-1]):
        try:
            head = _HEAD.validate_json(text)
        except ValueError:
            damaged.append(number)
        else:
            entries.append(Entry(own, number, head.type, head.timestamp))
    return LogEntries(tuple(entries), tuple(damaged))
