"""Calling again, as `redial 3 every 10m` says: nobody answered, it was busy, or they cut us off before anyone spoke.

Every attempt is a call of its own, with a folder of its own. Not responsible for making calls (`holdlang.cli.calling`).
"""

import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

import trio

from holdlang.cli.status import Status
from holdlang.model import Redial

LOOK = 1.0
"""Seconds between two looks at how long it still takes."""


@dataclass(frozen=True)
class Attempt:
    """How one call ended, and whether another may end better."""

    status: Status
    again: bool


class Waiting(Protocol):
    """Shows the wait for the next attempt."""

    def begin(self, seconds: float, left: int) -> None:
        """In so many seconds we call again; `left` attempts are left then, this one included."""

    def show(self, seconds: float) -> None:
        """So many seconds are left."""

    def end(self) -> None:
        """Now."""


async def with_redial(
    redial: Redial | None,
    attempt: Callable[[], Awaitable[Attempt]],
    waiting: Waiting,
    may_call: Callable[[], bool],
) -> Status:
    """Call, and call again while that may help and the flow wants it. SIGINT, SIGTERM and SIGHUP end the waiting.

    `may_call` is asked when a wait is over, and says why if the answer is no: then it stays at the last attempt.
    """
    for left in range(redial.times if redial else 0, -1, -1):
        made = await attempt()
        if redial is None or not made.again or not left:
            return made.status
        if not await _wait(redial.every, left, waiting):
            break
        if not may_call():
            return made.status
    return Status.INTERRUPTED


async def _wait(seconds: float, left: int, waiting: Waiting) -> bool:
    """Whether the time went by without anybody stopping it."""
    until = trio.current_time() + seconds
    stopped = False

    waiting.begin(seconds, left)
    try:
        with trio.open_signal_receiver(signal.SIGINT, signal.SIGTERM, signal.SIGHUP) as signals:
            while (rest := until - trio.current_time()) > 0 and not stopped:
                waiting.show(rest)
                with trio.move_on_after(min(LOOK, rest)):
                    async for _ in signals:
                        stopped = True
                        break
    finally:
        waiting.end()
    return not stopped
