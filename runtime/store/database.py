"""The connection to the database of the store: made, brought up to date, and the same on any database.

Not responsible for what is asked of it (`runtime.store.events`, `runtime.store.calls`).
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from sqlite3 import SQLITE_BUSY, OperationalError
from threading import Lock
from time import monotonic, sleep
from typing import Any

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from runtime.store.errors import StoreError, store_error

BUSY = 10_000
"""Milliseconds that SQLite waits for another process to finish writing: ours write for some milliseconds, and a disk
that is asleep takes seconds to wake up."""

FILE_SETTINGS = (f"busy_timeout = {BUSY}", "journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON")
"""Readers do not wait for the writer; and a power cut may lose the last transactions, which the logs still hold, but
harms no file (https://sqlite.org/pragma.html#pragma_synchronous)."""


def parse_url(url: str) -> URL:
    """Raises `StoreError`, which does not quote it: it may hold a password."""
    try:
        return make_url(url)
    except ArgumentError:
        raise StoreError("`server.store` is no database URL", "for example sqlite:////var/lib/holdlang/s.db") from None


def file_of(url: URL) -> Path | None:
    """The SQLite file that the URL names; None for a database of another kind or one in memory."""
    name = url.database
    if url.get_backend_name() != "sqlite" or not name or name == ":memory:" or name.startswith("file:"):
        return None
    return Path(name)


class Database:
    """An open database. Threads may share it."""

    def __init__(self, url: URL) -> None:
        """Raises `StoreError` if there is no driver for it, or its folder can't be made."""
        self.url = url
        self._engine = _engine(url)
        # threads queue up here: at SQLite's own lock they would look again now and then, whoever is lucky first
        self._one_writes = Lock()
        self._writing = self._engine.execution_options(writes=True)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that changes nothing. Raises `StoreError`."""
        with _in_our_words(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that may write: all of it or nothing is kept. Raises `StoreError`."""
        with self._one_writes, _in_our_words(), self._writing.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close all connections. Another use of it opens new ones."""
        self._engine.dispose()


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise store_error(error) from None


def _engine(url: URL) -> Engine:
    is_sqlite = url.get_backend_name() == "sqlite"
    settings: dict[str, Any] = {"pool_pre_ping": not is_sqlite}  # a server may have been started anew meanwhile
    file = file_of(url)
    if file is not None:
        _make_private(file)
    elif is_sqlite:  # in memory each connection is a database of its own: all share one
        settings |= {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0}
        settings["connect_args"] = {"check_same_thread": False}
    try:
        engine = create_engine(url, **settings)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        missing = getattr(error, "name", None) or url.drivername
        raise StoreError(f"there is no driver `{missing}` for the store", "install it beside holdlang") from None
    if is_sqlite:
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


def _make_private(file: Path) -> None:
    """The database tells who was called: like the logs it is for its owner alone."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StoreError(f"can't open the store {file}: {error.strerror}", "see `server.store`") from None


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # else sqlite3 begins transactions when it sees fit, and none to change tables
    for setting in FILE_SETTINGS:
        _set(connection, setting)


def _set(connection: Any, setting: str) -> None:
    """Where two processes make a new file WAL at once, SQLite refuses one of them without the wait that is set
    (https://sqlite.org/c3ref/busy_handler.html: it might wait for ever), so we wait."""
    deadline = monotonic() + BUSY / 1000
    while True:
        try:
            connection.execute(f"PRAGMA {setting}")
            return
        except OperationalError as error:
            if error.sqlite_errorcode != SQLITE_BUSY or monotonic() > deadline:
                raise
            sleep(0.01)


def _begin(connection: Connection) -> None:
    # who reads first and then writes can find that another has written meanwhile, and must not wait for it then
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class InUse:
    """That an SQLite file is in use, as a lock on a file beside it: who makes it anew must be alone.

    Not on the file itself: closing it would take away SQLite's own locks, which belong to the process
    (https://sqlite.org/howtocorrupt.html, 2.2).
    """

    def __init__(self, url: URL, *, alone: bool = False) -> None:
        """Raises `StoreError` if somebody makes it anew, or if it is in use and we want to be `alone`."""
        file = file_of(url)
        self._lock: FileIO | None = None
        if file is None:
            return
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._lock = FileIO(os.open(f"{file}.lock", os.O_RDWR | os.O_CREAT, 0o600), "r+")
            fcntl.flock(self._lock, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
            if alone:
                raise StoreError("the store is in use", "stop `holdlang serve` first; the calls go on") from None
            raise StoreError("the store is just being made anew", "wait for `holdlang store rebuild`") from None
        except OSError as error:
            self.release()
            raise StoreError(f"can't open the store {file}: {error.strerror}", "see `server.store`") from None

    def release(self) -> None:
        """Let others have it."""
        if self._lock is not None:
            self._lock.close()
