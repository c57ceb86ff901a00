"""The recording of a call, heard again: its sound through the hearing, in virtual time.

What followed each of our commands that day follows it today; where that day's call acted and today's does not, there
is silence. Not responsible for words: the line gives what speaks to the recogniser, which is called in place, since
virtual time does not wait for a thread.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import numpy as np
import trio

from holdlang.calllog import Line, SetRecording
from runtime.ears import Noticed
from runtime.hearing import Hearing
from runtime.hearing.events import HearingEvent
from runtime.ports import Samples, Transcriber
from runtime.replay.deck import Deck
from runtime.replay.tape import Chapter, Entry, Tape
from runtime.soundtrack import Track

BLOCK = 0.1
"""Seconds of sound that are heard at once, as on a call (`runtime.sip.media`)."""


class InPlace:
    """Runs a blocking `Transcriber` where it stands: virtual time waits for it."""

    def __init__(self, transcriber: Transcriber) -> None:
        self._transcriber = transcriber

    @property
    def rate(self) -> int:
        """The sampling rate `feed` expects, in Hz."""
        return self._transcriber.rate

    async def start(self) -> None:
        """Begin a new segment of speech."""
        await trio.lowlevel.checkpoint()
        self._transcriber.start()

    async def feed(self, samples: Samples) -> str:
        """Take more of the segment; returns the words so far."""
        await trio.lowlevel.checkpoint()
        return self._transcriber.feed(samples)

    async def finish(self) -> str:
        """End the segment; returns its words, or "" if there were none."""
        await trio.lowlevel.checkpoint()
        return self._transcriber.finish()


@dataclass(frozen=True)
class Recording:
    """What the company sounded like that day, from the start of media on, and who is to make words of it."""

    track: Track
    transcriber: InPlace


def media_start(tape: Tape) -> float | None:
    """When the first sound came, on the clock of the log's `at`; None if nothing was ever heard.

    The hearing stands behind after a stall, never ahead.
    """
    starts = [chapter.begin + after - heard for chapter in tape.chapters for after, heard in chapter.clock if heard > 0]
    return min(starts, default=None)


def missing(tape: Tape, track: Track) -> float:
    """Seconds of the call that the recording lacks at its end: a process that was killed writes no more of it."""
    start, last = media_start(tape), tape.chapters[-1]
    return 0.0 if start is None else max(0.0, last.begin + last.length - start - track.seconds)


def silenced(lines: Sequence[Line]) -> float:
    """Seconds for which the flow wanted no recording: it holds silence then, whatever was said."""
    seconds, since = 0.0, None
    for line in lines:
        match line.data:
            case SetRecording(on=False) if since is None:
                since = line.at
            case SetRecording(on=True) if since is not None:
                seconds, since = seconds + line.at - since, None
    return seconds if since is None else seconds + lines[-1].at - since


class SoundEars:
    """Hears the recording, chapter by chapter."""

    def __init__(self, tape: Tape, deck: Deck, recording: Recording) -> None:
        self._deck = deck
        self._track = recording.track
        self._hearing = Hearing(recording.track.rate)
        self._media = media_start(tape)
        self._over = trio.Event()
        self._chapter: Chapter = deck.chapter
        self._since = trio.current_time()
        """When it began."""
        self._until = self._since + (0.0 if self._media is None else self._media - self._chapter.begin)
        """How far its sound was taken, on trio's clock."""
        self._taken: list[Samples] = []
        """What was taken and is not heard yet."""
        self._blocks = 1
        self.origin = self._until

    @property
    def now(self) -> float:
        """How far it has been heard."""
        return self._hearing.now

    def linger(self, blocks: int) -> None:
        """Let up to `blocks` blocks of sound gather before they are heard."""
        self._blocks = blocks

    def cut(self) -> list[HearingEvent]:
        """End the open segment here."""
        return self._hearing.cut()

    async def heard(self) -> AsyncIterator[Sequence[Noticed]]:
        """What is noticed, when it is noticed; ends with the leg."""
        while self._media is not None:
            until = self._until + BLOCK * self._blocks
            with trio.move_on_at(until):
                await self._over.wait()
                return
            self._take(until)
            sound, self._taken = self._taken, []
            events = self._hearing.feed(np.concatenate(sound))
            self.origin = until - self._hearing.now
            yield events

    def close(self) -> None:
        """The leg has ended."""
        self._over.set()

    # --- the `Player` of a deck: what that day's hearing noticed does not count ---

    def deliver(self, entries: Sequence[Entry]) -> None:
        """It is heard anew."""

    def turned(self, skipped: Sequence[Entry]) -> None:  # noqa: ARG002 - it is heard anew
        """The sound goes on where the new chapter begins."""
        now = trio.current_time()
        if now > self._until:
            self._take(now)
        self._chapter, self._since = self._deck.chapter, self._deck.since

    def fall_silent(self) -> None:
        """There is no sound beyond the chapter."""

    def _take(self, until: float) -> None:
        """Take the sound of the chapter up to a moment on trio's clock."""
        assert self._media is not None
        rate, begin = self._track.rate, self._chapter.begin - self._media
        start, end = (round((moment - self._since + begin) * rate) for moment in (self._until, until))
        last = min(end, round((begin + self._chapter.length) * rate))
        there = self._track.samples[max(0, start) : max(0, last, start)]
        self._taken.append(np.concatenate([there, np.zeros(end - start - len(there), np.int16)]))
        self._until = until
