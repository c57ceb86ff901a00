"""The telephone exchange of a call that is replayed: the company takes our call as it did, devices ring as they did.

Not responsible for the call itself (`runtime.replay.acting`).
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

import trio

from runtime.ears import Ears
from runtime.ports import CommandFailed, Leg, LegClosed
from runtime.rehearse.virtual.voice import Soundless
from runtime.rehearse.voice import NotingVoice
from runtime.replay.deck import Deck, Player
from runtime.replay.legs import Company, Device, Signalling
from runtime.replay.tape import Tape

UNKNOWN = "it was not rung on that call, which can't tell whether it would have answered"


class PlayedEars(Ears, Player, Protocol):
    """Ears that hear a deck."""

    def close(self) -> None:
        """The leg has ended."""


class TapeExchange:
    """A `Telephone`. The first call that it places is the one to the company."""

    def __init__(self, nursery: trio.Nursery, tape: Tape, deck: Deck, hear: Callable[[Deck], PlayedEars]) -> None:
        """`hear` makes the ears of the company's leg."""
        self.company: Company | None = None
        self.voice = NotingVoice(Soundless())
        self._nursery = nursery
        self._tape = tape
        self._deck = deck
        self._hear = hear
        self._ears: PlayedEars | None = None
        self._rung = Counter[str]()
        _, self.incoming = trio.open_memory_channel[Leg](0)

    def ears(self, leg: Leg) -> Ears:  # noqa: ARG002 - only the company is heard
        """What is heard of the company."""
        assert self._ears is not None
        return self._ears

    async def dial(
        self,
        uri: str,
        *,
        record_far: Path | None = None,  # noqa: ARG002 - it was recorded that day
        record_near: Path | None = None,  # noqa: ARG002
    ) -> Leg:
        """Place a call. Raises `CommandFailed` where that day's failed, or none was made."""
        await trio.lowlevel.checkpoint()
        name = uri.removeprefix("sip:").partition("@")[0]
        if self.company is None:
            if self._tape.undialled is not None:
                raise CommandFailed(self._tape.undialled)
            self.company = Company(name, self._deck, self.voice.said)
            self._ears = self._hear(self._deck)
            self._deck.play_to(Signalling(self.company, self._ears))
            self._nursery.start_soon(self._play, self._ears, self.company)
            await trio.sleep(self._tape.dialling)
            return self.company
        return await self._ring(name)

    async def _play(self, ears: PlayedEars, company: Company) -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._deck.run)
            await company.over.wait()
            ears.close()
            nursery.cancel_scope.cancel()

    async def _ring(self, name: str) -> Device:
        rings = self._tape.rings.get(name, ())
        self._rung[name] += 1
        if self._rung[name] > len(rings):
            raise CommandFailed(UNKNOWN)
        ring = rings[self._rung[name] - 1]
        if ring.refused is not None:
            await trio.sleep(ring.refused[0])
            raise CommandFailed(ring.refused[1])
        device = Device(name, ring)
        self._nursery.start_soon(device.run)
        return device

    @asynccontextmanager
    async def bridge(self, one: Leg, other: Leg) -> AsyncIterator[None]:  # noqa: ARG002 - there is no sound to join
        """The two talk, for as long as the block lasts."""
        await trio.lowlevel.checkpoint()
        if isinstance(other, Device) and not other.joins:
            raise LegClosed
        yield
