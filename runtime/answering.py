"""Asks all through a call who is on the line, and writes it down when that is known: `answered_by` in the log.

It is told what the line hears and does. Not responsible for finding out who it is (`runtime.hearing.answer`).
"""

from collections.abc import Callable, Sequence

import trio

from runtime.hearing.answer import Answer, Answering
from runtime.record import Record
from runtime.told import answered
from runtime.watch import Heard, Words

LOOK = 0.1
"""Seconds between two looks at how far the line has been heard, where it has fallen behind: a block of sound."""


class Asking:
    """Who is on one line. `now` says how far it has been heard, `when` gives a moment of that on trio's clock."""

    def __init__(self, record: Record, now: Callable[[], float], when: Callable[[float], float]) -> None:
        self._record = record
        self._now = now
        self._when = when
        self._answering = Answering()
        self._news = trio.Event()
        self._over = False

    def hear(self, event: Heard) -> None:
        """This was heard."""
        if isinstance(event, Words):
            self._write(self._answering.words(event.segment, event.text, event.is_final, event.at))
        else:
            self._write(self._answering.hear(event))

    def answered(self) -> None:
        """The far end has picked up."""
        self._answering.answered(self._now())
        self._news.set()

    def acted(self) -> None:
        """We have pressed or said something, or are about to."""
        self._write(self._answering.acted(self._now()))

    async def run(self) -> None:
        """Take note of the time, until `stop`: who keeps silent is told by it."""
        while not self._over:
            self._news = trio.Event()
            due = self._when(self._answering.wake(self._now()))
            with trio.move_on_at(max(due, trio.current_time() + LOOK)) as waiting:
                await self._news.wait()
            if waiting.cancelled_caught:
                self._write(self._answering.tick(self._now()))

    def stop(self) -> None:
        """Nobody asks any more."""
        self._over = True
        self._news.set()

    def _write(self, answers: Sequence[Answer]) -> None:
        self._news.set()
        for answer in answers:
            self._record.write(answered(answer, self._at))

    def _at(self, moment: float) -> float:
        return round(self._record.at(self._when(moment)), 3)
