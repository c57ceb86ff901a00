"""Tickets: short passes for what a browser can send no header with, a WebSocket and the sound of one call.

A token in an address would end up in histories and logs; a ticket is worthless there, because it is soon over. Not
responsible for who may have one (`runtime.server.guard`).
"""

import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import trio

from runtime.access import Identity

EVENTS_SECONDS = 30.0
"""To open the stream: at once, or not at all. It is good for one time."""

SOUND_SECONDS = 3600.0
"""To listen to one call: the player asks again for each part that it plays."""

MOST = 10_000


@dataclass(frozen=True)
class Ticket:
    """Whose it is, and what for: the sound of one call, or (None) the stream of events."""

    who: Identity
    call_id: str | None
    until: float


class Tickets:
    """The tickets that were given out. They end with the server."""

    def __init__(self, clock: Callable[[], float] = trio.current_time) -> None:
        self._clock = clock
        self._given: OrderedDict[str, Ticket] = OrderedDict()

    def give(self, who: Identity, call_id: str | None) -> str:
        """A new ticket."""
        name = secrets.token_urlsafe(24)
        seconds = EVENTS_SECONDS if call_id is None else SOUND_SECONDS
        self._given[name] = Ticket(who, call_id, self._clock() + seconds)
        if len(self._given) > MOST:
            self._given.popitem(last=False)
        return name

    def take(self, name: str, call_id: str | None) -> Identity | None:
        """Who may, if that ticket is for this and not over."""
        ticket = self._given.get(name)
        if ticket is None or ticket.call_id != call_id or self._clock() >= ticket.until:
            return None
        if call_id is None:
            del self._given[name]
        return ticket.who
