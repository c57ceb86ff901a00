"""The record of a call: its folder, and the one writer of `call.jsonl`, through which no secret passes.

Not responsible for what the lines mean (`holdlang.calllog`) or for the sound files, which the SIP side writes in C.
"""

import errno
import fcntl
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from io import RawIOBase
from pathlib import Path
from types import TracebackType
from typing import Self

import trio

from holdlang.calllog import Data, Line, line
from holdlang.redact import Redactor
from holdlang.secret import Secret

Listener = Callable[[Line], None]
"""Called with each line as it is written; must not raise and must not block."""


class Record:
    """An open call log. Times in it count from the moment it was opened, on trio's clock. As long as it is open, and
    its process lives, the file is locked (`flock`): that is how others know that the call is running.

    A disk that is full, or a folder that goes away, does not end a call that has waited for an hour: the lines still
    reach every listener, and `fault` says what the file lacks.
    """

    def __init__(self, folder: Path, call_id: str) -> None:
        """Create `folder` (for its owner only) and `call.jsonl` in it. Raises `OSError` if that cannot be done."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = (folder / "call.jsonl").open("xb", buffering=0)
        with suppress(OSError):  # a file system without locks: then nobody can tell that the call is running
            fcntl.flock(file, fcntl.LOCK_EX)  # whoever looks whether it is running shares the lock for no time
        self._begin(folder, call_id, file)

    def _begin(self, folder: Path, call_id: str, file: RawIOBase | None) -> None:
        self.folder = folder
        self.call_id = call_id
        self.fault: OSError | None = None
        self._file = file
        self._start = trio.current_time()
        self._listeners: list[Listener] = []
        self._clock: Callable[[], float] | None = None
        self._redactor = Redactor()

    @classmethod
    def create(cls, data_dir: Path, call_id: str | None = None) -> Self:
        """A new call's folder below `data_dir`, named so that folders sort by time. Without a `call_id` it gets one."""
        call_id = call_id or new_id()
        return cls(data_dir / "calls" / f"{datetime.now(UTC):%Y-%m-%dT%H-%M-%SZ}_{call_id}", call_id)

    @classmethod
    def unwritten(cls, call_id: str) -> Self:
        """The record of a call that leaves nothing behind: its lines reach the listeners alone, and no folder is
        made."""
        record = cls.__new__(cls)
        record._begin(Path(call_id), call_id, None)
        return record

    @property
    def elapsed(self) -> float:
        """Seconds since the record was opened."""
        return self.at(trio.current_time())

    def at(self, time: float) -> float:
        """A moment on trio's clock as seconds since the record was opened; not before it."""
        return max(0.0, time - self._start)

    def subscribe(self, listener: Listener) -> None:
        """Have `listener` called with each line from now on."""
        self._listeners.append(listener)

    def hear_by(self, clock: Callable[[], float]) -> None:
        """From now on every line says how far the company has been heard."""
        self._clock = clock

    def hide(self, secret: Secret) -> None:
        """Keep this out of every line from now on, however it is written or said."""
        self._redactor.hide(secret)

    def without_secrets(self, text: str) -> str:
        """A sentence of ours as the log would have it."""
        return self._redactor.text(text, heard=False)

    def as_heard(self, text: str) -> str:
        """What somebody said, as the log would have it."""
        return self._redactor.text(text, heard=True)

    def write(self, data: Data) -> None:
        """Append one line, at the end of the file before this returns."""
        entry = line(
            self._redactor.data(data),
            call_id=self.call_id,
            timestamp=datetime.now(UTC),
            at=self.elapsed,
            clock=None if self._clock is None else self._clock(),
        )
        if self._file is not None and self.fault is None:
            try:
                _append(self._file, entry.to_json().encode() + b"\n")
            except OSError as error:
                self.fault = error
        for listener in self._listeners:
            listener(entry)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Nothing more is written."""
        try:
            if self._file is not None:
                self._file.close()
        except OSError as fault:
            self.fault = self.fault or fault


def new_id() -> str:
    """The id of a call."""
    return f"call_{secrets.token_hex(6)}"


def _append(file: RawIOBase, text: bytes) -> None:
    """Write all of `text` or nothing: a disk that fills up must not leave half a line."""
    end = file.tell()
    try:
        written = file.write(text)
        if written != len(text):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    except OSError:
        with suppress(OSError):
            file.truncate(end)
        raise
