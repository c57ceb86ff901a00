"""The calls that were made, as rows: kept, found, and paged through.

Not responsible for reading them from logs (`runtime.store.reading`) or for transactions: each function works within
that of its connection.
"""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, insert, or_, select

from holdlang.history.glance import RUNNING, UNREADABLE
from holdlang.history.statistics import Past
from holdlang.learn.tally import FAILED, SUCCEEDED, Tally
from runtime.store.errors import BadCursor
from runtime.store.reading import CallRow, Recording
from runtime.store.tables import CALLS, RECORDINGS

_FIELDS = tuple(field.name for field in fields(CallRow) if field.name != "recordings")
_OVER = CALLS.c.outcome.not_in((RUNNING, UNREADABLE)), ~CALLS.c.rehearsed
_COLUMNS = [CALLS.c[name] for name in _FIELDS]


@dataclass(frozen=True)
class CallRows:
    """A page of calls, the newest first; how many there are in `total`; and what to go on `after` from, if there are
    more."""

    rows: tuple[CallRow, ...]
    total: int
    next: str | None


def keep(connection: Connection, call: CallRow) -> None:
    """Write the row of a call, in place of the one before."""
    forget(connection, call.call_id)
    row = {name: getattr(call, name) for name in _FIELDS}
    connection.execute(insert(CALLS), row | {"bare_number": bare(call.number)})
    if call.recordings:
        connection.execute(insert(RECORDINGS), [{"call_id": call.call_id} | vars(one) for one in call.recordings])


def forget(connection: Connection, call_id: str) -> None:
    """Take out the row of a call and its recordings."""
    connection.execute(delete(RECORDINGS).where(RECORDINGS.c.call_id == call_id))
    connection.execute(delete(CALLS).where(CALLS.c.call_id == call_id))


def find(connection: Connection, call_id: str) -> CallRow | None:
    """The row of a call."""
    found = connection.execute(select(*_COLUMNS).where(CALLS.c.call_id == call_id)).one_or_none()
    return None if found is None else _rows(connection, [found])[0]


def folders_over(connection: Connection) -> set[str]:
    """The names of the folders of all calls that are over and could be read: nothing in them changes any more."""
    return set(connection.scalars(select(CALLS.c.folder).where(CALLS.c.outcome.not_in((RUNNING, UNREADABLE)))))


def page(
    connection: Connection,
    *,
    flow_id: str | None,
    number: str | None,
    ended_only: bool,
    limit: int,
    after: str | None,
) -> CallRows:
    """A page of the calls that fit. It goes on from a call, not from a count: calls that are added meanwhile shift
    nothing. Raises `BadCursor`."""
    fitting = [*_fits(flow_id, number)]
    if ended_only:
        fitting.append(CALLS.c.outcome != RUNNING)
    total = connection.scalar(select(func.count()).select_from(CALLS).where(*fitting)) or 0
    wanted = select(*_COLUMNS).where(*fitting).order_by(CALLS.c.started.desc(), CALLS.c.call_id.desc())
    if after is not None:
        started, call_id = _place(after)
        wanted = wanted.where(
            or_(CALLS.c.started < started, and_(CALLS.c.started == started, CALLS.c.call_id < call_id))
        )
    found = connection.execute(wanted.limit(limit + 1)).all()
    rows = _rows(connection, found[:limit])
    return CallRows(rows, total, _cursor(rows[-1]) if len(found) > limit and rows else None)


def past(connection: Connection, *, flow_id: str | None, number: str | None) -> list[Past]:
    """What the calls tell that fit and are over, but for those that were only rehearsed."""
    moment = func.coalesce(CALLS.c.held_from, CALLS.c.started)
    wanted = select(CALLS.c.outcome, CALLS.c.person, CALLS.c.on_hold, moment).where(*_fits(flow_id, number), *_OVER)
    return [Past(*row) for row in connection.execute(wanted)]


def tallies(connection: Connection) -> dict[str, Tally]:
    """As `holdlang.learn.tally` counts, but for calls that were only rehearsed."""
    said = CALLS.c.outcome.in_(SUCCEEDED | FAILED), CALLS.c.flow_id.is_not(None), ~CALLS.c.rehearsed
    groups = select(CALLS.c.flow_id, CALLS.c.outcome, func.count(), func.max(CALLS.c.started)).where(*said)
    found: dict[str, Tally] = {}
    for flow_id, outcome, count, last in connection.execute(groups.group_by(CALLS.c.flow_id, CALLS.c.outcome)):
        before = found.get(flow_id, Tally())
        found[flow_id] = Tally(
            before.succeeded + count * (outcome in SUCCEEDED),
            before.failed + count * (outcome in FAILED),
            max(filter(None, (before.last, last))),
        )
    return found


def _fits(flow_id: str | None, number: str | None) -> Iterable[ColumnElement[bool]]:
    """What holds for the calls by that flow, and to that number however it is written."""
    if flow_id is not None:
        yield CALLS.c.flow_id == flow_id
    if number is not None:
        yield CALLS.c.bare_number == bare(number)


def bare(number: str) -> str:
    """A number without what is only written, as in `+1 (800) 555-0199`; of an address all letters count."""
    return "".join(character for character in number.casefold() if character.isalnum() or character in "@.*#")


def _rows(connection: Connection, found: Sequence[Row[tuple[object, ...]]]) -> tuple[CallRow, ...]:
    """The rows with their recordings."""
    recordings: dict[str, list[Recording]] = {row.call_id: [] for row in found}
    wanted = select(RECORDINGS).where(RECORDINGS.c.call_id.in_(recordings)).order_by(RECORDINGS.c.recording_id)
    for call_id, *recording in connection.execute(wanted):
        recordings[call_id].append(Recording(*recording))
    return tuple(CallRow(**row._mapping, recordings=tuple(recordings[row.call_id])) for row in found)


def _cursor(call: CallRow) -> str:
    return base64.urlsafe_b64encode(f"{call.started.isoformat()} {call.call_id}".encode()).decode().rstrip("=")


def _place(cursor: str) -> tuple[datetime, str]:
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
        started, _, call_id = text.partition(" ")
        moment = datetime.fromisoformat(started)
        utc = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadCursor from None
    if moment.tzinfo is None or not call_id:
        raise BadCursor
    return utc, call_id
