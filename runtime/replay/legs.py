"""The legs of a call that is replayed: the company's, and those of the user's devices. They do what they did that day.

Not responsible for what is heard of them (`runtime.replay.ears`, `runtime.replay.sound`).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import trio

from runtime.ports import AudioBlock, CommandFailed, Ended, LegClosed, LegEvent
from runtime.replay.deck import Deck, Player
from runtime.replay.tape import Entry, Ring

RATE = 8000


class ReplayedLeg:
    """What all legs have in common."""

    def __init__(self, called: str) -> None:
        self.called = called
        self.rate = RATE
        self.recording_problem: str | None = None
        self.over = trio.Event()
        self._sink, self.events = trio.open_memory_channel[LegEvent](math.inf)
        self._audio_sink, self.audio = trio.open_memory_channel[AudioBlock](0)

    def linger(self, blocks: int) -> None:
        """There are no blocks of sound."""

    async def answer(self, code: int = 200) -> None:
        raise CommandFailed(f"we are the caller, and can't answer with {code}")

    async def send_dtmf(self, keys: str) -> None:  # noqa: ARG002 - keys are for the company alone
        await self._until_over()

    async def play(self, path: Path) -> None:  # noqa: ARG002 - what follows is on the tape
        await self._until_over()

    async def keep_recording(self, on: bool) -> None:  # noqa: ARG002 - nothing is recorded
        await trio.lowlevel.checkpoint()
        if self.over.is_set():
            raise LegClosed

    async def refer(self, uri: str) -> None:  # noqa: ARG002 - it is the company that is handed over
        await self._until_over()

    async def reinvite(self) -> None:
        await trio.lowlevel.checkpoint()

    async def hangup(self, code: int = 0) -> None:  # noqa: ARG002 - as in `Leg`
        await trio.lowlevel.checkpoint()
        self.emit(Ended(trio.current_time(), 200, "", by_far_end=False))

    async def _until_over(self) -> None:
        await self.over.wait()
        raise LegClosed

    def emit(self, event: LegEvent) -> None:
        """Signalling, as of now."""
        if self.over.is_set():
            return
        self._sink.send_nowait(replace(event, at=trio.current_time()))
        if isinstance(event, Ended):
            self.over.set()
            self._sink.close()
            self._audio_sink.close()


class Company(ReplayedLeg):
    """The company's leg. `pressed` and `said` are what we sent, one entry a command."""

    def __init__(self, called: str, deck: Deck, words: Callable[[Path], str]) -> None:
        """`words` are those of a file that we speak; the name of other sound."""
        super().__init__(called)
        self.pressed: list[str] = []
        self.said: list[str] = []
        self._deck = deck
        self._words = words

    async def send_dtmf(self, keys: str) -> None:
        self.pressed.append(keys)
        await self._deck.carry_out(self.over)

    async def play(self, path: Path) -> None:
        self.said.append(self._words(path))
        await self._deck.carry_out(self.over)

    async def refer(self, uri: str) -> None:  # noqa: ARG002 - the log has the device
        await self._deck.carry_out(self.over)


class Signalling:
    """Gives the company's leg what the deck plays of its signalling, and the rest to the ears."""

    def __init__(self, leg: ReplayedLeg, ears: Player) -> None:
        self._leg = leg
        self._ears = ears

    def deliver(self, entries: Sequence[Entry]) -> None:
        """As in `Player`."""
        self._ears.deliver(entries)
        for entry in entries:
            if isinstance(entry.what, LegEvent):
                self._leg.emit(entry.what)

    def turned(self, skipped: Sequence[Entry]) -> None:
        """As in `Player`."""
        self._ears.turned(skipped)

    def fall_silent(self) -> None:
        """As in `Player`."""
        self._ears.fall_silent()


class Device(ReplayedLeg):
    """A device's leg: rings, answers and is put down as it was that day."""

    def __init__(self, called: str, ring: Ring) -> None:
        super().__init__(called)
        self.joins = ring.joins
        self._ring = ring

    async def run(self) -> None:
        """Do what the device did."""
        began = trio.current_time()
        for after, event in self._ring.events:
            await trio.sleep_until(began + after)
            self.emit(event)
