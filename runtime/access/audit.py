"""Who did what by the gateway, as JSON lines in a file for its owner only.

It holds no bodies, no values and no numbers: whom a call was made to stands in the call's own log, where it is named by
its id. Not responsible for deciding what anybody may do (`runtime.access.tokens`).
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from pydantic import AwareDatetime

from holdlang.model.base import Model
from runtime.access.private import append

LIMIT = 5_000_000
"""Bytes of a file, some 25 000 requests; then it becomes `audit.jsonl.1`, and a new one is begun."""

KEPT = 5
"""Older files that are kept."""


class Entry(Model):
    """One request that was answered."""

    who: str | None
    """The name of the token; None for nobody's."""
    address: str
    """Where it came from."""
    what: str
    """The method and the route, never the path with what was filled in: `POST /api/calls/<call_id>/hangup`; or the tool
    of an assistant: `tool hang_up`."""
    status: int
    """How it was answered, as HTTP has it."""
    call_id: str | None = None
    flow_id: str | None = None
    device: str | None = None


class _Written(Model):
    time: AwareDatetime
    missed: int = 0
    """Entries before this one that could not be written."""
    who: str | None
    address: str
    what: str
    status: int
    call_id: str | None
    flow_id: str | None
    device: str | None


class Audit:
    """The log at `path`. Several processes may write to it.

    A disk that is full stops no call: `fault` is then the latest error, until an entry can be written again, which says
    how many are missing. Entries survive the end of our process however it ends; a power cut may cost the last ones.
    """

    def __init__(
        self, path: Path, *, limit: int = LIMIT, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.path = path
        self.fault: OSError | None = None
        self._limit = limit
        self._now = now
        self._missed = 0

    def write(self, entry: Entry) -> None:
        """Append `entry`. Raises nothing: see `fault`."""
        written = _Written(time=self._now(), missed=self._missed, **entry.model_dump())
        text = written.model_dump_json(exclude_defaults=True).encode() + b"\n"
        try:
            with self._locked():
                self._make_room(len(text))
                append(self.path, text)
        except OSError as error:
            self.fault = error
            self._missed += 1
        else:
            self.fault = None
            self._missed = 0

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Nobody else writes, or puts another file in the place of this one."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(self.path.with_name(f".{self.path.name}.lock"), os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _make_room(self, size: int) -> None:
        try:
            full = self.path.stat().st_size + size > self._limit
        except FileNotFoundError:
            return
        if not full:
            return
        files = [self.path, *(self.path.with_name(f"{self.path.name}.{number}") for number in range(1, KEPT + 1))]
        for newer, older in reversed(list(pairwise(files))):
            if newer.exists():
                newer.replace(older)
