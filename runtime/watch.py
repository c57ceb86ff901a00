"""What a step hears of a line: words, sounds, who speaks up; and a view on all that from a moment on.

Not responsible for hearing (`runtime.hearing`), nor for what a line does with its leg (`runtime.line`).
"""

import math
from dataclasses import dataclass
from typing import Protocol

import trio

from runtime.hearing.events import (
    BeepHeard,
    HearingEvent,
    SoundChanged,
    SpeechEnded,
    SpeechRepeated,
    SpeechStarted,
)
from runtime.outcome import HungUp
from runtime.ports import Samples


@dataclass(frozen=True)
class Words:
    """What the recogniser made of a segment so far, or in the end (`is_final`). `onset` is where the segment began."""

    at: float
    segment: int
    onset: float
    text: str
    is_final: bool


class Ears(Protocol):
    """Hearing, as a line uses it (see `runtime.hearing.Hearing`)."""

    @property
    def now(self) -> float:
        """Seconds of sound heard so far."""

    def feed(self, samples: Samples) -> list[HearingEvent]:
        """Take the next samples and say what was noticed."""

    def cut(self) -> list[HearingEvent]:
        """End the open segment here: what is spoken from now on belongs to another."""


Spoken = SpeechStarted | SpeechEnded | SpeechRepeated | Words
Heard = SoundChanged | BeepHeard | Spoken

BACKLOG = 256
"""Events a step may fall behind before the newest are lost: some twenty seconds of fast speech."""


class Watch:
    """A step's view on the line, from the moment it was opened."""

    def __init__(self, channel: trio.MemoryReceiveChannel[Heard]) -> None:
        self._channel = channel

    async def next(self, deadline: float = math.inf) -> Heard | None:
        """The next thing heard, or None at `deadline` on trio's clock. Raises `HungUp` when the leg has ended."""
        with trio.move_on_at(deadline):
            try:
                return await self._channel.receive()
            except trio.EndOfChannel:
                raise HungUp from None
        return None
