"""One listener of the stream. Not responsible for numbering, or for what has happened before (`runtime.hub.hub`)."""

from collections import deque
from collections.abc import Collection

import trio

from runtime.hub.event import Event

UNREAD = 2_000
"""Events that wait for a listener. A call writes a few a second, so this is minutes of a slow network, and at 500 bytes
an event a megabyte: who is further behind reads no more, and had better come back with `since`."""


class TooSlow(Exception):
    """The listener has not kept up, and is dropped: a stream must not hold up anything. It can resume."""


class Subscription:
    """What is still to be told to one listener."""

    def __init__(self, call_id: str | None, types: Collection[str]) -> None:
        self.call_id = call_id
        self.types = frozenset(types)
        self.seen = 0
        """The number of the last event that was looked at; earlier ones are not told again."""
        self.live = False
        """Whether all that has been is told, and events come as they happen."""
        self._unread: deque[Event] = deque()
        self._news = trio.Event()
        self._lost = False

    def wants(self, event: Event) -> bool:
        """Whether the event passes both filters."""
        return self.call_id in (None, event.call_id) and (not self.types or event.type in self.types)

    def tell(self, event: Event) -> None:
        """An event that happens now."""
        if not self.live or event.seq <= self.seen:
            return
        self.seen = event.seq
        if not self.wants(event):
            return
        if len(self._unread) >= UNREAD:
            self._lost = True
            self._unread.clear()
        if not self._lost:
            self._unread.append(event)
        self._news.set()

    async def batch(self) -> list[Event]:
        """The next events, at least one. Raises `TooSlow`."""
        while not self._unread and not self._lost:
            self._news = trio.Event()
            await self._news.wait()
        if self._lost:
            raise TooSlow("too slow: events were left out; connect again with `since`")
        events = list(self._unread)
        self._unread.clear()
        return events
