"""The hub: numbers events, and tells them. Not responsible for one listener's queue (`runtime.hub.subscription`)."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

import trio

from runtime.hub.event import Event, Logged, event_id, event_text, parse_position
from runtime.hub.logs import Logs
from runtime.hub.subscription import Subscription
from runtime.store import Entry, Indexed, Store

PAGE = 500
"""Events that are read from the logs at a time, for a listener who resumes."""


class Hub:
    """Events are numbered in the store before anybody is told of them: a number that a client has seen stays what it
    is, even if the server is killed in the next moment."""

    def __init__(self, store: Store, logs: Logs) -> None:
        self._store = store
        self._logs = logs
        self._newest = store.newest()
        self._of_call: dict[str | None, set[Subscription]] = defaultdict(set)

    @property
    def listeners(self) -> int:
        """How many there are."""
        return sum(map(len, self._of_call.values()))

    async def publish(self, lines: Sequence[Logged]) -> None:
        """Number these lines and tell them. Lines that were numbered before are left out, so it can be tried again.
        Raises `StoreError`."""
        entries = [Entry(line.call_id, line.line, line.type, line.timestamp) for line in lines]
        numbered = await trio.to_thread.run_sync(self._store.index, entries)
        texts = {(line.call_id, line.line): line.text for line in lines}
        for one in numbered:
            event = self._event(one, texts[one.call_id, one.line])
            self._newest = event.seq
            for listener in (*self._of_call.get(event.call_id, ()), *self._of_call.get(None, ())):
                listener.tell(event)

    @contextmanager
    def listening(
        self, *, since: str | None = None, call_id: str | None = None, types: Collection[str] = ()
    ) -> Iterator["Listener"]:
        """A listener, while the block lasts: of what happens from now on, or of all that came after the event `since`.
        Raises `UnknownPosition`."""
        subscription = Subscription(call_id, types)
        newest = self._newest
        subscription.seen = newest if since is None else parse_position(since, self._store.epoch, newest)
        self._of_call[call_id].add(subscription)
        try:
            yield Listener(self, subscription)
        finally:
            self._of_call[call_id].discard(subscription)
            if not self._of_call[call_id]:
                del self._of_call[call_id]

    def is_behind(self, seen: int) -> bool:
        """Whether there are events after that one."""
        return seen < self._newest

    def has_after(self, position: str, call_id: str) -> bool:
        """Whether that call has events after this one. Blocks. Raises `UnknownPosition`."""
        seq = parse_position(position, self._store.epoch, self._newest)
        return bool(self._store.after(seq, call_id=call_id, limit=1))

    def missed(self, subscription: Subscription) -> list[Event]:
        """The next of what a listener has missed. Blocks."""
        newest = self._newest
        page = self._store.after(subscription.seen, call_id=subscription.call_id, types=subscription.types, limit=PAGE)
        found = [one for one in page if one.seq <= newest]  # what is being published at this moment is told then
        lines: dict[str, list[int]] = defaultdict(list)
        for one in found:
            lines[one.call_id].append(one.line)
        texts = {call_id: self._logs.lines(call_id, numbers) for call_id, numbers in lines.items()}
        subscription.seen = found[-1].seq if len(found) == PAGE else newest
        return [self._event(one, texts[one.call_id][one.line]) for one in found if one.line in texts[one.call_id]]

    def _event(self, one: Indexed, text: str) -> Event:
        identity = event_id(self._store.epoch, one.seq)
        return Event(one.seq, identity, one.call_id, one.type, event_text(identity, text))


class Listener:
    """Who listens to the hub."""

    def __init__(self, hub: Hub, subscription: Subscription) -> None:
        self._hub = hub
        self._subscription = subscription

    async def batch(self) -> list[Event]:
        """The next events, at least one. It may be cancelled and called again. Raises `TooSlow`, `StoreError`."""
        while not self._subscription.live:
            if not self._hub.is_behind(self._subscription.seen):
                self._subscription.live = True  # nothing is awaited between the look and this: no event falls between
                break
            missed = await trio.to_thread.run_sync(self._hub.missed, self._subscription)
            if missed:
                return missed
        return await self._subscription.batch()
