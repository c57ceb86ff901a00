"""What is heard of a leg, as a line uses it: by default the leg's sound, through `runtime.hearing`.

A leg that makes no sound (a rehearsal in virtual time, a call that is replayed) brings ears of its own. Not responsible
for words, nor for what anybody does with what is heard.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import suppress
from typing import Protocol

import numpy as np
import trio

from runtime.hearing.events import HearingEvent
from runtime.ports import AudioBlock, Leg, Samples
from runtime.watch import Words

Noticed = HearingEvent | Words
"""What ears notice. Words come from the recogniser, except for ears that know them by themselves."""


class Hears(Protocol):
    """Samples in, events out (`runtime.hearing.Hearing`)."""

    @property
    def now(self) -> float:
        """Seconds of sound heard so far."""

    def feed(self, samples: Samples) -> list[HearingEvent]:
        """Take the next samples and say what was noticed."""

    def cut(self) -> list[HearingEvent]:
        """End the open segment here: what is spoken from now on belongs to another."""


class Ears(Protocol):
    """What is heard of one leg, on a clock of its own: seconds since its first sample."""

    @property
    def now(self) -> float:
        """How far it has been heard."""

    @property
    def origin(self) -> float:
        """Where zero of that clock lies on trio's."""

    def heard(self) -> AsyncIterator[Sequence[Noticed]]:
        """What is noticed, when it is noticed; ends with the leg."""

    def cut(self) -> list[HearingEvent]:
        """End the open segment here: what is spoken from now on belongs to another."""

    def linger(self, blocks: int) -> None:
        """Let up to `blocks` blocks of sound (100 ms each) gather before they are heard: fewer wake-ups, later news."""


class LegEars:
    """A leg's sound, heard."""

    def __init__(self, leg: Leg, hearing: Hears) -> None:
        self._leg = leg
        self._hearing = hearing
        self.origin = trio.current_time()
        """It moves by what is lost: sound that never came has no time in the hearing, where a made-up silence would
        look like a person who waits."""

    @property
    def now(self) -> float:
        """How far it has been heard. After a stall it stands behind, and catches up as the sound is heard."""
        return self._hearing.now

    async def heard(self) -> AsyncIterator[Sequence[HearingEvent]]:
        """What is noticed, when it is noticed; ends with the leg."""
        async for block in self._leg.audio:
            gathered = [block, *_waiting(self._leg.audio)]
            events = self._hearing.feed(np.concatenate([one.samples for one in gathered]))
            self.origin = gathered[-1].at - self._hearing.now
            yield events

    def cut(self) -> list[HearingEvent]:
        """End the open segment here."""
        return self._hearing.cut()

    def linger(self, blocks: int) -> None:
        """Let up to `blocks` blocks of sound gather before they are heard."""
        self._leg.linger(blocks)


def _waiting(audio: trio.MemoryReceiveChannel[AudioBlock]) -> Iterator[AudioBlock]:
    """The blocks that are there already."""
    with suppress(trio.WouldBlock, trio.EndOfChannel):
        while True:
            yield audio.receive_nowait()
