"""The recordings of each number that was called, on the disk: a file a number, below one folder for its owner only.

Not responsible for what is worth keeping (`runtime.prompts.keeping`) or for how hearings of one recording are put
together (`runtime.prompts.model`).
"""

import fcntl
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from pydantic import ValidationError

from holdlang import numbers
from holdlang.numbers import sipuri
from runtime.access.private import replace
from runtime.prompts.model import Heard, Prompts

NUMBERS = 200
"""Numbers kept: those that were not called for the longest go first. Most are far below the 400 kB of a full one."""

_log = logging.getLogger(__name__)


class Store:
    """The files below `folder`, which need not exist yet. Several calls may use it at once, to the same number too.

    A file that is damaged is put aside, with a note in the log; one by another version is as good as none.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, number: str) -> Prompts:
        """What is known of that number. Raises `OSError`."""
        return _read(self._path(number)) or Prompts(number=spelled(number))

    def add(self, number: str, heard: Sequence[Heard]) -> None:
        """Keep what was heard there just now. Raises `OSError`; then all is as it was before."""
        with self._alone():
            path = self._path(number)
            replace(path, self.of(number).after(heard, datetime.now(UTC)).model_dump_json().encode())
            for old in self._latest_first()[NUMBERS:]:
                old.unlink(missing_ok=True)

    def all(self) -> Iterator[Prompts]:
        """Of every number, the latest called first. Raises `OSError`."""
        for path in self._latest_first():
            if (prompts := _read(path)) is not None:
                yield prompts

    def forget(self, number: str) -> bool:
        """Forget all of that number; returns whether there was anything. Raises `OSError`."""
        return self._forget(self._path(number).stem) > 0

    def forget_all(self) -> int:
        """Forget all of every number; returns of how many. Raises `OSError`."""
        return self._forget("*")

    def _forget(self, stem: str) -> int:
        """Also what was put aside, and what a process that was killed was writing; returns of how many numbers."""
        patterns = (f"{stem}.json", f"{stem}{_ASIDE}", f".{stem}.json.*")
        paths = [path for pattern in patterns for path in self._folder.glob(pattern)]
        if paths:
            with self._alone():
                for path in paths:
                    path.unlink(missing_ok=True)
        return len({path.name.removeprefix(".").partition(".")[0] for path in paths})

    def _path(self, number: str) -> Path:
        return self._folder / f"{sha256(spelled(number).encode()).hexdigest()[:32]}.json"

    def _latest_first(self) -> list[Path]:
        times: list[tuple[float, Path]] = []
        for path in self._folder.glob("*.json"):
            with suppress(FileNotFoundError):  # forgotten meanwhile
                times.append((path.stat().st_mtime, path))
        return [path for _, path in sorted(times, reverse=True)]

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """While the block lasts, nobody else changes anything."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(self._folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


_ASIDE = ".damaged"


def spelled(number: str) -> str:
    """The one way to write a number: as it is dialled, or its SIP address. Raises `ValueError` if it is neither."""
    return str(sipuri.parse(number)) if sipuri.is_uri(number) else numbers.normalize(number)


def _read(path: Path) -> Prompts | None:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        return Prompts.model_validate_json(content)
    except ValidationError as fault:
        if any(error["loc"] == ("version",) for error in fault.errors(include_input=False)):
            return None
        with suppress(OSError):
            path.replace(path.with_suffix(_ASIDE))
        _log.warning("what was known of a number's recordings could not be read, and was put aside")
        return None
