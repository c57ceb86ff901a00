"""The store made anew from the call logs alone. The old one stays until the new one is whole.

Not responsible for what is read of a log (`runtime.store.reading`).
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from holdlang.history import LOG, call_folders
from holdlang.history.glance import UNREADABLE
from runtime.store import calls, events
from runtime.store.database import Database, InUse, file_of, parse_url
from runtime.store.errors import StoreError
from runtime.store.migrations import VERSION_TABLE, drop, migrate
from runtime.store.reading import read_entries, read_row
from runtime.store.tables import CALLS, rows_in


def rebuild(
    data_dir: Path,
    url: str,
    progress: Callable[[int, int], None],
    complain: Callable[[Path, str], None] | None = None,
) -> int:
    """Make the store at `url` anew from all calls below `data_dir`, under a new epoch; returns how many it holds.

    `progress` is told how many of how many folders are done; `complain` hears of each whose log can't be read, or not
    all of it, and why. Raises `StoreError`, also while the store is in use, and `UsageError` for a folder that can't be
    read; the old store is then as it was.
    """
    place = parse_url(url)
    alone = InUse(place, alone=True)
    try:
        file = file_of(place)
        with _in_place(url) if file is None else _beside(file, url) as connection:
            migrate(connection)
            epoch = events.epoch(connection)
            folders = sorted(call_folders(data_dir))
            for done, folder in enumerate(folders, start=1):
                for why in _faults(connection, folder, epoch):
                    if complain is not None:
                        complain(folder, why)
                progress(done, len(folders))
            count = rows_in(connection, CALLS)
    finally:
        alone.release()
    return count


def _faults(connection: Connection, folder: Path, epoch: str) -> Iterator[str]:
    """What is wrong with the log of the call in `folder`, of which all else is put into the store."""
    row = read_row(folder, datetime.now(UTC))
    if row is None:
        yield "it is no folder of a call"
        return
    calls.keep(connection, row)
    if row.outcome == UNREADABLE:
        yield row.reason
        return
    try:
        log = read_entries(folder)
    except OSError as error:
        yield f"{LOG}: {error.strerror}"
        return
    events.add(connection, log.entries, epoch)
    if log.damaged:
        yield f"line {log.damaged[0] + 1} of {LOG} is not a line of a log"


@contextmanager
def _in_place(url: str) -> Iterator[Connection]:
    """One transaction in which the old tables go and the new ones come."""
    database = Database(parse_url(url))
    try:
        with database.write() as connection:
            drop(connection)
            yield connection
    finally:
        database.close()


@contextmanager
def _beside(file: Path, url: str) -> Iterator[Connection]:
    """A new file, which takes the place of the old one in the end. One that is not ours is put aside, not lost."""
    new = file.with_name(f"{file.name}.new")
    _remove(new)
    database = Database(parse_url(url).set(database=str(new)))
    try:
        with database.write() as connection:
            yield connection
    except BaseException:
        database.close()
        _remove(new)
        raise
    database.close()  # the last connection writes what is in the write-ahead log into the file
    try:
        _put_away(file)
        new.replace(file)
    except OSError as error:
        raise StoreError(f"can't replace the store {file}: {error.strerror}") from None


def _remove(file: Path) -> None:
    """An attempt that did not get to its end."""
    for ending in ("", "-wal", "-shm"):
        Path(f"{file}{ending}").unlink(missing_ok=True)


def _put_away(file: Path) -> None:
    """Leave nothing beside `file` that SQLite would apply to the new one."""
    ours = _is_ours(file)
    if not ours:
        file.rename(f"{file}.old")
    for ending in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            Path(f"{file}{ending}").unlink() if ours else Path(f"{file}{ending}").rename(f"{file}.old{ending}")


def _is_ours(file: Path) -> bool:
    """Whether it is a store, or nothing. Looks without changing anything."""
    if not file.exists() or not file.stat().st_size:
        return True
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as opened:
        return bool(opened.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [VERSION_TABLE]).fetchall())
    return False
