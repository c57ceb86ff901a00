"""The notifier: reads the events of all calls, and sees to it that whoever should know of one is told, once.

Not responsible for what is worth telling (`runtime.notifying.notice`), for what is known of it after a restart
(`runtime.notifying.journal`), or for apprise (`runtime.notifying.sender`).
"""

import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from glob import escape
from itertools import takewhile
from pathlib import Path

import trio

from holdlang.calllog import CallEnded, CallStarted, Line
from holdlang.config.gateway import Notifications, Occasion
from holdlang.errors import UsageError
from holdlang.history import LOG, read_log
from runtime.notifying.journal import DEADLINES, URGENT, Journal
from runtime.notifying.notice import Notice, Watched
from runtime.notifying.sender import Sender

logger = logging.getLogger(__name__)

WHILE_IT_LASTS: frozenset[Occasion] = frozenset({"person", "callback", "queue_position"})
"""Not worth telling any more once the call is over."""

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds between two attempts; each pause is twice the one before."""

MOST_UNSENT = 1000
"""Notices that are on their way or wait for the next attempt. A flow that notifies in a circle, to a target that is
down, has more of them given up."""


class Notifier:
    """Tells the targets in `settings`. The journal is kept in `data_dir`, in which the call logs lie too.

    Raises `UsageError` for a target whose URL is not there, or none that apprise knows. `now` gives wall time, which
    alone compares with when something happened before a restart.
    """

    def __init__(
        self,
        settings: Notifications,
        data_dir: Path,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], Awaitable[None]] = trio.sleep,
    ) -> None:
        self._settings = settings
        self._calls_dir = data_dir / "calls"
        self._now = now
        self._sleep = sleep
        self._senders = {sender.name: sender for sender in map(Sender, settings.targets)}
        self._journal = Journal(data_dir / "notifications.jsonl", now())
        self._calls: dict[str, Watched] = {}
        self._unsent = 0

    @property
    def fault(self) -> OSError | None:
        """Why the journal can't be written at present: after a restart something might be told twice."""
        return self._journal.fault

    async def run(self, events: trio.MemoryReceiveChannel[Line]) -> None:
        """Tell of `events`, each call's in order. What was told is not told again, whoever sends its event anew.

        Returns once the channel is closed and all is told or too late. Cancelled, it leaves the rest to the next run.
        """
        async with trio.open_nursery() as nursery, events:
            for name, notice in self._journal.pending():
                if name in self._senders:
                    self._unsent += 1
                    nursery.start_soon(self._deliver, self._senders[name], notice, None)
            async for line in events:
                call, notices = await self._read(line)
                for notice in filter(self._time_left, notices):
                    for sender in self._senders.values():
                        if notice.occasion in sender.on and self._journal.is_new(sender.name, notice):
                            self._begin(nursery, sender, notice, call)

    def _time_left(self, notice: Notice) -> float:
        """Seconds for which it is worth telling; 0 if it is not any more."""
        return max(0.0, DEADLINES[notice.occasion] - (self._now() - notice.timestamp).total_seconds())

    async def _read(self, line: Line) -> tuple[Watched, list[Notice]]:
        """What is to be told because of `line`; of a call that began before we did, because of all lines before it,
        too: the journal knows what was told of those."""
        call = self._calls.get(line.call_id)
        earlier: list[Line] = []
        if call is None:
            call = self._calls[line.call_id] = Watched(self._settings)
            if not isinstance(line.data, CallStarted):
                earlier = await trio.to_thread.run_sync(self._recall, line)
        notices = [notice for one in (*earlier, line) for notice in call.read(one)]
        if isinstance(line.data, CallEnded):
            del self._calls[line.call_id]
        return call, notices

    def _recall(self, line: Line) -> list[Line]:
        """The lines of the call's log before this one; none, if it has no log."""
        for folder in self._calls_dir.glob(f"*_{escape(line.call_id)}"):
            with suppress(UsageError):
                return list(takewhile(lambda one: one != line and one.at <= line.at, read_log(folder / LOG)))
        return []

    def _begin(self, nursery: trio.Nursery, sender: Sender, notice: Notice, call: Watched | None) -> None:
        if self._unsent >= MOST_UNSENT:
            self._give_up(sender, notice)
            return
        self._unsent += 1
        self._journal.note(sender.name, notice, "due")
        nursery.start_soon(self._deliver, sender, notice, call)

    async def _deliver(self, sender: Sender, notice: Notice, call: Watched | None) -> None:
        """Try until it is sent, or too late. `call` is None for a call of which only the journal tells."""
        try:
            with trio.move_on_after(self._time_left(notice)):
                await trio.lowlevel.checkpoint()  # too late already: not even begun
                for pause in _pauses():
                    if call is not None and call.over and notice.occasion in WHILE_IT_LASTS:
                        break
                    if await self._attempt(sender, notice):
                        return
                    await self._sleep(pause)
            self._give_up(sender, notice)
        finally:
            self._unsent -= 1

    async def _attempt(self, sender: Sender, notice: Notice) -> bool:
        """Whether no further attempt is wanted."""
        self._journal.note(sender.name, notice, "trying")
        match await sender.send(notice):
            case "sent":
                self._journal.note(sender.name, notice, "sent")
                return True
            case "in doubt" if notice.occasion not in URGENT:
                self._give_up(sender, notice)
                return True
            case "in doubt":
                return False
            case "unsent":
                self._journal.note(sender.name, notice, "unsent")
                return False

    def _give_up(self, sender: Sender, notice: Notice) -> None:
        self._journal.note(sender.name, notice, "given up")
        logger.warning("`%s` may not have been told of %s (%s)", sender.name, notice.call_id, notice.occasion)


def _pauses() -> Iterator[float]:
    """Seconds between attempts: exponential back-off."""
    pause = FIRST_PAUSE
    while True:
        yield pause
        pause = min(2 * pause, LONGEST_PAUSE)
