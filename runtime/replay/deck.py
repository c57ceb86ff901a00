"""Plays a tape: what comes from the company is delivered by the time since our last command to it, in virtual time.

What we do turns the tape on: a command that was given that day begins its chapter, also if it comes earlier or later
today. Where today gives another one, the tape cannot tell what would have followed, and nothing more comes. Not
responsible for what is made of what comes (`runtime.replay.ears`, `runtime.replay.sound`).
"""

import math
from collections.abc import Callable, Sequence
from typing import Protocol

import trio

from holdlang.calllog import Line
from runtime.ports import CommandFailed, LegClosed
from runtime.replay.tape import Chapter, Command, Entry, Tape, same_command

GRACE = 0.5
"""Seconds after the end of a chapter until it is silent: today's flow may be a little slower than that day's."""

TURN = 0.001
"""Seconds that today's call has to answer, where that day's did before anything else came: at one moment of virtual
time everybody does what there is to do."""

STRAYED = "the recorded call went another way here, and cannot tell what would have followed"
"""Why a command fails that was not given that day."""


class Player(Protocol):
    """Who hears the tape."""

    def deliver(self, entries: Sequence[Entry]) -> None:
        """These come now."""

    def turned(self, skipped: Sequence[Entry]) -> None:
        """Our command has begun the next chapter; these came before it that day, and do not today."""

    def fall_silent(self) -> None:
        """That day's call acted here, or ended. Today's does not: nothing comes any more."""


class Deck:
    """Plays one tape, once."""

    def __init__(self, tape: Tape, over: Callable[[], None]) -> None:
        """`over` is called at the end of a tape whose call was stopped there: what it would have come to, nobody
        knows."""
        self.since = trio.current_time()
        """When the present chapter began."""
        self.place = 0
        self._tape = tape
        self._over = over
        self._cursor = 0
        self._silent = False
        self._strayed = False
        self._not_before = 0.0
        self._news = trio.Event()
        self._player: Player | None = None

    @property
    def chapter(self) -> Chapter:
        """What is played."""
        return self._tape.chapters[self.place]

    @property
    def after(self) -> float:
        """Seconds since it began."""
        return trio.current_time() - self.since

    @property
    def ahead(self) -> Sequence[Entry]:
        """What is still to come of the chapter."""
        return self.chapter.entries[self._cursor :]

    def play_to(self, player: Player) -> None:
        """Begin, now."""
        self._player = player
        self.since = trio.current_time()

    def take_note(self, line: Line) -> None:
        """Look at what today's call writes down: a command turns the tape on."""
        if not isinstance(line.data, Command) or self._player is None or self._strayed:
            return
        follows = self.place + 1 < len(self._tape.chapters)
        command = self._tape.chapters[self.place + 1].command if follows else None
        skipped = self.ahead
        self._cursor = len(self.chapter.entries)
        self._silent = self._strayed = command is None or not same_command(command, line.data)
        if not self._strayed:
            self.place += 1
            self._cursor = 0
            self.since = trio.current_time()
        self._player.turned(skipped)
        self._news.set()

    async def carry_out(self, gone: trio.Event) -> None:
        """Take as long as the command took that day. Raises `CommandFailed` if it failed, or was not given; `LegClosed`
        once the leg is `gone`."""
        if gone.is_set():
            raise LegClosed
        if self._strayed:
            raise CommandFailed(STRAYED)
        chapter = self.chapter
        with trio.move_on_at(self.since + chapter.done):
            await gone.wait()
            raise LegClosed
        if chapter.error is not None:
            raise CommandFailed(chapter.error)

    async def run(self) -> None:
        """Deliver what is due, for as long as the call lasts."""
        assert self._player is not None
        while True:
            self._news = trio.Event()
            with trio.move_on_at(self._due()):
                await self._news.wait()
            now = self.after + 1e-6
            due = self._together(now)
            self._cursor += len(due)
            if due:
                self._player.deliver(due)
                self._not_before = trio.current_time() + TURN
            elif not self._silent and self._cursor == len(self.chapter.entries) and now >= self._end():
                self._silent = True
                if self._is_last and not self._tape.complete:
                    self._over()
                self._player.fall_silent()

    def _together(self, now: float) -> Sequence[Entry]:
        """What is due, up to where that day's call answered."""
        due = [entry for entry in self.ahead if entry.after <= now]
        answered = next((place for place, entry in enumerate(due) if place and entry.answered), len(due))
        return due[:answered]

    @property
    def _is_last(self) -> bool:
        return self.place == len(self._tape.chapters) - 1

    def _due(self) -> float:
        if self.ahead:
            due = self.since + self.ahead[0].after
            return max(due, self._not_before) if self.ahead[0].answered else due
        return math.inf if self._silent else self.since + self._end()

    def _end(self) -> float:
        """Seconds after which the chapter is over."""
        return self.chapter.length + (0.0 if self._is_last and not self._tape.complete else GRACE)
