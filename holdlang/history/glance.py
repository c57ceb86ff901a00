"""A call at a glance, for lists: few lines of its log say enough, and only they are parsed.

Not responsible for showing it (`holdlang.cli.calls`) or for the whole story of a call (`holdlang.trials.script`).
"""

import fcntl
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from holdlang.calllog import CallEnded, CallStarted, Line, parse_line
from holdlang.callstate import CallState, fold
from holdlang.errors import UsageError
from holdlang.history import LOG, call_id

RUNNING, CUT_OFF, UNREADABLE = "running", "cut_off", "unreadable"
"""How a call stands that has no outcome: it goes on; its process was killed; its log says nothing."""

_TELLING = re.compile(
    rb'^\{"type": ?"(?:call_started|call_ringing|call_connected|call_ended|hold_detected|human_detected|ring_device'
    rb'|ask_device|refer|transfer_failed|transfer_complete)".*$',
    re.MULTILINE,
)
"""Of a hundred lines of a log these are the five that a glance needs; their type stands first (`Line.to_json`)."""

_TIME = "%Y-%m-%dT%H-%M-%SZ"
"""What the name of a call's folder begins with."""


@dataclass(frozen=True)
class Glance:
    """A call. Durations are in seconds; `outcome` is that of the log, or `running`, `cut_off` or `unreadable`."""

    folder: Path
    call_id: str
    started: datetime | None = None
    number: str = ""
    flow_id: str | None = None
    outcome: str = UNREADABLE
    reason: str = ""
    duration: float = 0.0
    on_hold: float = 0.0
    person: bool = False


def glance(folder: Path, now: datetime) -> Glance:
    """What the log of a call says; a call that can't be read is `unreadable`, with the reason."""
    unread = Glance(folder, call_id(folder), started_by_name(folder))
    try:
        log = (folder / LOG).read_bytes()
    except OSError as error:
        return replace(unread, reason=f"{LOG}: {error.strerror}")
    lines = _parsed(_TELLING.findall(log))
    started = next((line for line in lines if isinstance(line.data, CallStarted)), None)
    if started is None:
        if is_running(folder):
            return replace(unread, outcome=RUNNING, reason="is being started")
        return replace(unread, reason=f"{LOG} is no call log")
    state = CallState()
    for line in lines:
        state = fold(state, line)
    ended = next((line.data for line in reversed(lines) if isinstance(line.data, CallEnded)), None)
    running = ended is None and is_running(folder)
    until = (now - started.timestamp).total_seconds() if running else max(state.at, _last(log))
    data = started.data
    return Glance(
        folder,
        started.call_id,
        started.timestamp,
        data.number,
        data.flow_id,
        ended.outcome if ended else RUNNING if running else CUT_OFF,
        state.reason or (state.phase if running else f"while {state.phase}"),
        ended.duration if ended else max(0.0, until),
        state.on_hold(ended.duration if ended else until),
        state.person_onset is not None,
    )


def started_by_name(folder: Path) -> datetime | None:
    """When a call began, by its folder's name: to the second, and without reading anything."""
    try:
        return datetime.strptime(folder.name.partition("_")[0], _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None


def since(text: str, now: datetime) -> datetime:
    """The moment that `7d`, `12h`, `30m` or a date such as `2026-11-20` (in the zone of `now`) names. Raises
    `UsageError`."""
    found = re.fullmatch(r"(\d{1,5})\s*([smhdw])", text.strip())
    if found is not None:
        return now - timedelta(seconds=int(found[1]) * _SECONDS[found[2]])
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(f"`{text}` is no time", "for example 7d, 12h or 2026-11-20") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)


_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


def is_running(folder: Path) -> bool:
    """Whether the process that writes this call's log is there: it holds a lock on it (`runtime.record`), which ends
    with it however it ends."""
    try:
        with (folder / LOG).open("rb") as log:
            fcntl.flock(log, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:  # locked; or nobody can tell, and a call that runs must not be taken for one that was killed
        return True
    return False


def _parsed(texts: list[bytes]) -> list[Line]:
    lines = []
    for text in texts:
        try:
            lines.append(parse_line(text.decode()))
        except ValueError:  # the last may be cut off; if others are no lines, what is left still says something
            continue
    return lines


def _last(log: bytes) -> float:
    """When the last whole line of a log was written, on the log's clock."""
    last = log[: log.rfind(b"\n")].rpartition(b"\n")[2]
    found = re.search(rb'"at": ?([\d.]+)', last)
    return float(found[1]) if found else 0.0
