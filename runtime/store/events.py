"""The events of all calls, numbered in the order in which they were indexed. What an event says stands in the log of
its call; here stands only where.

Not responsible for transactions: each function works within that of its connection.
"""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from runtime.store.errors import StoreError
from runtime.store.tables import EVENTS, META

AT_ONCE = 400
"""Lines that are looked for by one statement: SQLite took 999 values in one before 2020
(https://sqlite.org/limits.html), and a line has two."""


@dataclass(frozen=True)
class Entry:
    """A line of a log, to be indexed: the `line`-th of the call, counted from 0."""

    call_id: str
    line: int
    type: str
    timestamp: datetime


@dataclass(frozen=True)
class Indexed:
    """A line of a log at its place `seq` in the stream of all calls, which counts from 1."""

    seq: int
    call_id: str
    line: int
    type: str
    timestamp: datetime


def epoch(connection: Connection) -> str:
    """The name of the numbering; a new database begins one."""
    name = connection.scalar(select(META.c.epoch))
    if name is None:
        name = secrets.token_hex(4)
        connection.execute(insert(META), {"epoch": name, "newest": 0})
    return name


def add(connection: Connection, entries: Sequence[Entry], numbering: str) -> list[Indexed]:
    """Number those of `entries` that are not there yet, in their order. Raises `StoreError` if the numbering is no
    longer `numbering`."""
    # the row is ours until the transaction ends: numbers appear in their order, without a gap
    newest = connection.scalar(select(META.c.newest).where(META.c.epoch == numbering).with_for_update())
    if newest is None:
        raise StoreError("the store was made anew meanwhile", "start `holdlang serve` again")
    there = _there(connection, entries)
    added = []
    for entry in entries:
        place = entry.call_id, entry.line
        if place not in there:
            there.add(place)
            newest += 1
            added.append(Indexed(newest, entry.call_id, entry.line, entry.type, entry.timestamp))
    if added:
        connection.execute(insert(EVENTS), [vars(event) for event in added])
        connection.execute(update(META).values(newest=newest))
    return added


def _there(connection: Connection, entries: Sequence[Entry]) -> set[tuple[str, int]]:
    """Which of `entries` are indexed, by call and line. Call by call: SQLite looks pairs up by reading all there is."""
    found: set[tuple[str, int]] = set()
    lines: dict[str, list[int]] = {}
    for entry in entries:
        lines.setdefault(entry.call_id, []).append(entry.line)
    for call_id, numbers in lines.items():
        wanted = select(EVENTS.c.line).where(EVENTS.c.call_id == call_id)
        for first in range(0, len(numbers), AT_ONCE):
            some = EVENTS.c.line.in_(numbers[first : first + AT_ONCE])
            found.update((call_id, line) for line in connection.scalars(wanted.where(some)))
    return found


def next_line(connection: Connection, call_id: str) -> int:
    """The number of the line of that call that comes after all that are indexed."""
    last = connection.scalar(select(func.max(EVENTS.c.line)).where(EVENTS.c.call_id == call_id))
    return 0 if last is None else last + 1


def newest(connection: Connection) -> int:
    """The last number that was given out, 0 for none."""
    return connection.scalar(select(META.c.newest)) or 0


def after(
    connection: Connection, seq: int, *, call_id: str | None, types: Collection[str], limit: int
) -> list[Indexed]:
    """The next at most `limit` events after `seq`: of one call, of these types, or all."""
    wanted = select(EVENTS).where(EVENTS.c.seq > seq).order_by(EVENTS.c.seq).limit(limit)
    if call_id is not None:
        wanted = wanted.where(EVENTS.c.call_id == call_id)
    if types:
        wanted = wanted.where(EVENTS.c.type.in_(types))
    return [Indexed(*row) for row in connection.execute(wanted)]


def numbers(connection: Connection, call_id: str) -> dict[int, int]:
    """Line -> the number of its event, of one call."""
    wanted = select(EVENTS.c.line, EVENTS.c.seq).where(EVENTS.c.call_id == call_id)
    return {row.line: row.seq for row in connection.execute(wanted)}


def forget(connection: Connection, call_id: str) -> None:
    """Take out the events of a call. Their numbers are not given out again."""
    connection.execute(delete(EVENTS).where(EVENTS.c.call_id == call_id))
