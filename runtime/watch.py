"""What a step hears of a line: words, sounds, who speaks up; and a view on all that from a moment on.

Not responsible for hearing (`runtime.hearing`), nor for what a line does with its leg (`runtime.line`).
"""

import math
from dataclasses import dataclass

import trio

from runtime.hearing.events import (
    BeepHeard,
    SoundChanged,
    SpeechEnded,
    SpeechRepeated,
    SpeechStarted,
    ToneNamed,
)
from runtime.outcome import HungUp


@dataclass(frozen=True)
class Words:
    """What the recogniser made of a segment so far, or in the end (`is_final`). `onset` is where the segment began."""

    at: float
    segment: int
    onset: float
    text: str
    is_final: bool


Spoken = SpeechStarted | SpeechEnded | SpeechRepeated | Words
Heard = SoundChanged | BeepHeard | ToneNamed | Spoken

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
