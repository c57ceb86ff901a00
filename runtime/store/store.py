"""The open store. Each method is a transaction of its own, and raises `StoreError` if the database can't be used.

Not responsible for what is asked of the tables (`runtime.store.events`, `runtime.store.calls`).
"""

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Self

from sqlalchemy import URL

from holdlang.config import Config
from holdlang.history import call_folders
from holdlang.history.statistics import Estimate, Statistics, estimate, statistics
from holdlang.learn.tally import Tally
from runtime.store import calls, events
from runtime.store.calls import CallRows
from runtime.store.database import Database, InUse, parse_url
from runtime.store.events import Entry, Indexed
from runtime.store.migrations import migrate
from runtime.store.reading import CallRow, read_entries, read_row
from runtime.store.tables import CALLS, EVENTS, RECORDINGS, rows_in


def store_url(config: Config) -> str:
    """Where the store is, by the configuration: `server.store`, or an SQLite file in `data_dir`."""
    default = URL.create("sqlite", database=str(config.data_dir / "store.sqlite"))
    return config.server.store or default.render_as_string(hide_password=False)


class Store:
    """The index of the call logs. `epoch`, eight hexadecimal digits, names the numbering of its events."""

    def __init__(self, database: Database, epoch: str, in_use: InUse) -> None:
        """See `open`."""
        self.epoch = epoch
        self._database = database
        self._in_use = in_use

    @classmethod
    def open(cls, url: str) -> Self:
        """Open the store at an SQLAlchemy URL; what it lacks of tables is made. Raises `StoreError`."""
        place = parse_url(url)
        in_use = InUse(place)
        database = None
        try:
            database = Database(place)
            with database.write() as connection:
                migrate(connection)
                epoch = events.epoch(connection)
        except BaseException:
            if database is not None:
                database.close()
            in_use.release()
            raise
        return cls(database, epoch, in_use)

    def index(self, entries: Sequence[Entry]) -> list[Indexed]:
        """Number the events, in their order, and return them; those that are there already are left out."""
        with self._database.write() as connection:
            return events.add(connection, entries, self.epoch)

    def indexed_lines(self, call_id: str) -> int:
        """How many lines of that call's log are indexed, which is the number of the next one."""
        with self._database.read() as connection:
            return events.next_line(connection, call_id)

    def newest(self) -> int:
        """The last number that was given out, 0 for none."""
        with self._database.read() as connection:
            return events.newest(connection)

    def after(
        self, seq: int, *, call_id: str | None = None, types: Collection[str] = (), limit: int = 1000
    ) -> list[Indexed]:
        """The next events after `seq`: of one call, of these types, or all; at most `limit`."""
        with self._database.read() as connection:
            return events.after(connection, seq, call_id=call_id, types=types, limit=limit)

    def numbers(self, call_id: str) -> dict[int, int]:
        """Line of that call's log -> the number of its event."""
        with self._database.read() as connection:
            return events.numbers(connection, call_id)

    def known(self, seq: int) -> bool:
        """Whether that number was ever given out under this epoch, even if its call is forgotten. 0 is known: it comes
        before all."""
        return 0 <= seq <= self.newest()

    def note_call(self, folder: Path) -> None:
        """Write down how the call in `folder` stands, by its log: while it runs, and when it is over."""
        row = read_row(folder, datetime.now(UTC))
        if row is not None:
            with self._database.write() as connection:
                calls.keep(connection, row)

    def catch_up(self, data_dir: Path) -> int:
        """Index the calls below `data_dir` that were made, or went on, while nobody followed their logs: those that are
        not here yet, or are here as running. Returns how many. Raises `UsageError` for a folder that can't be read."""
        with self._database.read() as connection:
            over = calls.folders_over(connection)
        missing = [folder for folder in sorted(call_folders(data_dir)) if folder.name not in over]
        for folder in missing:
            with suppress(OSError):  # its row says that it is unreadable
                self.index(read_entries(folder).entries)
            self.note_call(folder)
        return len(missing)

    def forget_call(self, call_id: str) -> None:
        """Take out all of a call."""
        with self._database.write() as connection:
            events.forget(connection, call_id)
            calls.forget(connection, call_id)

    def calls(
        self,
        *,
        flow_id: str | None = None,
        number: str | None = None,
        ended_only: bool = True,
        limit: int = 50,
        after: str | None = None,
    ) -> CallRows:
        """A page of calls, the newest first, from the `next` of the page before. Raises `BadCursor`, too."""
        with self._database.read() as connection:
            return calls.page(
                connection, flow_id=flow_id, number=number, ended_only=ended_only, limit=limit, after=after
            )

    def call(self, call_id: str) -> CallRow | None:
        """The row of a call."""
        with self._database.read() as connection:
            return calls.find(connection, call_id)

    def statistics(self, *, flow_id: str | None = None, number: str | None = None, zone: tzinfo) -> Statistics:
        """What the calls tell that were made by that flow, to that number, or at all; by the hours of `zone`."""
        with self._database.read() as connection:
            past = calls.past(connection, flow_id=flow_id, number=number)
        return statistics(past, zone)

    def wait_estimate(
        self, *, number: str | None = None, flow_id: str | None = None, waited: float, zone: tzinfo, now: datetime
    ) -> Estimate | None:
        """How long a call may wait still that has `waited` so many seconds; None if no call says."""
        with self._database.read() as connection:
            past = calls.past(connection, flow_id=flow_id, number=number)
        return estimate(past, waited=waited, now=now, zone=zone)

    def tallies(self) -> dict[str, Tally]:
        """How often each flow came to its aim, by its id."""
        with self._database.read() as connection:
            return calls.tallies(connection)

    def contents(self) -> dict[str, str | int]:
        """Where it is and what it holds, by name; a password in its URL is hidden."""
        with self._database.read() as connection:
            held = {table.name: rows_in(connection, table) for table in (CALLS, EVENTS, RECORDINGS)}
            newest = events.newest(connection)
        return {"url": self._database.url.render_as_string(), "epoch": self.epoch, **held, "newest": newest}

    def close(self) -> None:
        """Close the connections."""
        self._database.close()
        self._in_use.release()
