"""What a step hears of a line: words, sounds, who speaks up; and a view on all that from a moment on.

Not responsible for hearing (`runtime.hearing`), nor for what a line does with its leg (`runtime.line`).
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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

BEEP_KEPT = 3.0
"""Seconds for which a beep is told to a step that begins after it: it may come while the words before it are still
being recognised."""


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


class Watches:
    """The open views on one line, and what a new one is told first."""

    def __init__(self) -> None:
        self._channels: list[trio.MemorySendChannel[Heard]] = []
        """In the order in which they were opened, so that a call in virtual time is the same each time."""
        self._sound: SoundChanged | None = None
        self._beep: BeepHeard | None = None
        self._segment: list[Spoken] = []
        """What was told of the latest segment, its words only once."""

    @contextmanager
    def open(self, now: float) -> Iterator[Watch]:
        """A new view. It begins with what the line sounds like and what was spoken last, and with a beep that is not
        long past, so that nothing falls between two steps."""
        send, receive = trio.open_memory_channel[Heard](BACKLOG)
        if self._sound is not None:
            send.send_nowait(self._sound)
        for event in self._segment:
            send.send_nowait(event)
        if self._beep is not None and now - self._beep.at <= BEEP_KEPT:
            send.send_nowait(self._beep)
        self._channels.append(send)
        with send, receive:
            try:
                yield Watch(receive)
            finally:
                self._channels.remove(send)

    def tell(self, event: Heard) -> None:
        """Tell every view, unless it is far behind, and keep what the next one is to know."""
        match event:
            case SoundChanged():
                self._sound = event
            case BeepHeard():
                self._beep = event
            case SpeechStarted():
                self._segment = [event]
            case SpeechEnded() | SpeechRepeated() | Words() if (
                self._segment and self._segment[0].segment == event.segment
            ):
                self._segment = [other for other in self._segment if not isinstance(other, type(event))] + [event]
        for channel in self._channels:
            with suppress(trio.WouldBlock):
                channel.send_nowait(event)

    def forget_words(self) -> None:
        """What was spoken has been acted on."""
        self._segment = []

    def forget_beep(self) -> None:
        """It has been answered."""
        self._beep = None

    def close(self) -> None:
        """Nothing more will be heard: every view raises `HungUp` after what it has not read yet."""
        for channel in self._channels:
            channel.close()
