"""What ears in virtual time are going to notice, and when. Not responsible for what that is, nor for why."""

import math
from collections.abc import Callable, Iterator
from heapq import heapify, heappop, heappush
from itertools import count
from typing import TypeVar

import trio

from runtime.ears import Noticed


class Full:
    """The open segment is as long as one may be."""


class Part:
    """The recogniser has heard more of the open segment."""


Due = Noticed | Full | Part
E = TypeVar("E", bound=Due)


class Agenda:
    """Things that are due, in order: at one moment as they were put there."""

    def __init__(self) -> None:
        self._due: list[tuple[float, int, Due]] = []
        self._order = count()
        self._news = trio.Event()

    async def wait(self, origin: float) -> None:
        """Return when the next one is due, its clock's zero being `origin` on trio's, or before that if there is one
        that is due sooner."""
        with trio.move_on_at(origin + (self._due[0][0] if self._due else math.inf)):
            await self._news.wait()
        self._news = trio.Event()

    def wake(self) -> None:
        """End the waiting."""
        self._news.set()

    def put(self, at: float, event: Due) -> None:
        """It is due then."""
        heappush(self._due, (at, next(self._order), event))
        if self._due[0][2] is event:
            self.wake()

    def taken(self, now: float) -> Iterator[Due]:
        """Take out what is due by `now`, one after the other; what is put there meanwhile counts."""
        while self._due and self._due[0][0] <= now + 1e-9:
            yield heappop(self._due)[2]

    def drop(self, unwanted: Callable[[float, Due], bool]) -> None:
        """These will not be noticed."""
        self._due = [entry for entry in self._due if not unwanted(entry[0], entry[2])]
        heapify(self._due)

    def find(self, kind: type[E]) -> E | None:
        """The next one of a kind."""
        return next((event for _, _, event in sorted(self._due) if isinstance(event, kind)), None)
