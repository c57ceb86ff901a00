"""How many processes of a machine recognise at once: as many as it has cores, and the others wait for their turn.

A hundred calls that hear an announcement at the same time would otherwise each get a fiftieth of a core, and together
weigh more than the sound and the hearing of any call. A slot is a file that is locked (`flock`), so one whose owner
dies is free. Not responsible for what is done in a slot.
"""

import fcntl
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

PATIENCE = 2.0
"""Seconds to wait for the turn, and for a slot then. Whoever has waited so long goes on without one: those that have
them may have been stopped."""

TURN_PAUSE, SLOT_PAUSE = 0.02, 0.002
"""Seconds between two looks. Only whose turn it is looks often: a slot that somebody takes again and again is free for
a moment only."""


@contextmanager
def slot() -> Iterator[None]:
    """Have a slot while the block lasts; blocks until there is one."""
    files = _files(os.getpid())
    turn, slots = files[:1], files[1:]
    taken = None
    if turn and _take_one(turn, TURN_PAUSE) is not None:
        taken = _take_one(slots, SLOT_PAUSE)
        fcntl.flock(turn[0], fcntl.LOCK_UN)
    try:
        yield
    finally:
        if taken is not None:
            fcntl.flock(taken, fcntl.LOCK_UN)


def _take_one(files: Sequence[int], pause: float) -> int | None:
    """The one that could be locked; None if `PATIENCE` was not enough."""
    for _ in range(round(PATIENCE / pause)):
        for file in files:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            return file
        time.sleep(pause)
    return None


@cache
def _files(_process: int) -> list[int]:
    """The turn and the slots, opened once a process; none where there is no place for them, and then nobody waits."""
    folder = Path(tempfile.gettempdir(), f"holdlang-{os.getuid()}-slots")
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    names = ["turn", *(str(number) for number in range(len(os.sched_getaffinity(0))))]
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.lstat().st_uid != os.getuid():
            return []
        return [os.open(folder / name, flags, 0o600) for name in names]
    except OSError:
        return []
