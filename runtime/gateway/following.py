"""What becomes of what the logs say: it is numbered and told, kept in the store, and the user is notified.

Not responsible for reading the logs (`runtime.supervisor`).
"""

import math
from collections.abc import Sequence
from pathlib import Path

import trio

from holdlang.calllog import Line
from runtime.hub import Hub, Logged
from runtime.notifying import Notifier
from runtime.store import Store, StoreError


class Owner:
    """Of the process that numbers the events."""

    def __init__(self, hub: Hub, store: Store, notifier: Notifier | None) -> None:
        self._hub = hub
        self._store = store
        self._notifier = notifier
        self._send, self._lines = trio.open_memory_channel[Line](math.inf)

    async def run(self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Notify, until cancelled."""
        task_status.started()
        if self._notifier is not None:
            await self._notifier.run(self._lines)

    async def publish(self, lines: Sequence[tuple[Logged, Line]]) -> None:
        """Number new lines and tell them."""
        await self._hub.publish([logged for logged, _ in lines])
        if self._notifier is not None:
            for _, line in lines:
                self._send.send_nowait(line)

    async def note(self, folder: Path) -> None:
        """Keep the row of a call that has begun or ended."""
        await trio.to_thread.run_sync(self._store.note_call, folder)

    def knows(self, call_id: str) -> bool:
        """Whether all of an ended call was published already."""
        try:
            row = self._store.call(call_id)
        except StoreError:
            return False  # it is told again, as soon as it can be kept
        return row is not None and row.ended is not None


class Guest:
    """Of any other process: it looks on."""

    async def run(self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Nothing."""
        task_status.started()

    async def publish(self, lines: Sequence[tuple[Logged, Line]]) -> None:
        """Somebody else does."""

    async def note(self, folder: Path) -> None:
        """Somebody else does."""

    def knows(self, call_id: str) -> bool:  # noqa: ARG002 - of whatever has ended
        """Yes: there is nothing to do about it."""
        return True
