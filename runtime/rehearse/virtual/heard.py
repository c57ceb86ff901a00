"""What one end hears of the other without sound: `Ears` that know what is said as it is said, and its recogniser.

Nothing happens between two things that are heard, so an hour of music costs no more than a second of it. Not
responsible for what is said (`runtime.rehearse.virtual.stage`) or for either leg.
"""

import math
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from itertools import count
from pathlib import Path

import numpy as np
import trio

from holdlang.calllog import AudioType
from runtime.hearing.events import BeepHeard, HearingEvent, SoundChanged, SpeechAudio, SpeechEnded, SpeechStarted
from runtime.ports import Samples
from runtime.rehearse.virtual.stage import RATE, Stage

BLOCK = 0.1
ENDPOINT = 0.6
"""As in `runtime.hearing.segments`: a segment is reported ended so long after its last speech; what is said before that
belongs to it."""

PART_SECONDS = 0.5
"""Words come from the recogniser in pieces this long."""


@dataclass(frozen=True)
class Spoken:
    """Part of a segment: `text`, said from `start` for `seconds`."""

    text: str
    start: float
    seconds: float

    def until(self, at: float) -> str:
        """The words that were said by then."""
        words = self.text.split()
        return " ".join(words[: math.floor(len(words) * min(1.0, (at - self.start) / self.seconds) + 1e-6)])


class StageEars:
    """Hears the takes of a stage, from when there is sound (`open`) to `close`."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._open = False
        self._closed = False
        self.origin = trio.current_time()
        self._news = trio.Event()
        self._due: list[tuple[float, int, HearingEvent]] = []
        self._order = count()
        self._sound: AudioType | None = None
        self._segments: dict[int, list[Spoken]] = {}

    def open(self) -> None:
        """From now on there is sound."""
        if not self._open:
            self._open, self.origin = True, trio.current_time()

    def close(self) -> None:
        """There will be no more."""
        self._closed = True
        self._news.set()

    @property
    def now(self) -> float:
        """How far it has been heard."""
        return trio.current_time() - self.origin if self._open else 0.0

    def linger(self, blocks: int) -> None:
        """There are no blocks: everything is heard when it is noticed."""

    async def heard(self) -> AsyncIterator[Sequence[HearingEvent]]:
        """What is noticed, when it is noticed."""
        while not self._closed:
            with trio.move_on_at(self.origin + self._due[0][0] if self._due else math.inf):
                await self._news.wait()
            self._news = trio.Event()
            if due := self._taken(self.now):
                yield due

    def _taken(self, now: float) -> list[HearingEvent]:
        due: list[HearingEvent] = []
        while self._due and self._due[0][0] <= now + 1e-9:
            event = heappop(self._due)[2]
            if isinstance(event, SoundChanged):
                if event.sound == self._sound:
                    continue
                self._sound = event.sound
            due.append(event)
        return due

    async def hear(self, take: Path, seconds: float, lead: float = 0.0) -> None:
        """Hear a take of the stage for its length; cancelling ends it at once."""
        start = self.now
        sound, text = self._stage.sounds.get(take), self._stage.texts.get(take)
        if text is not None:
            self._speech(text, start + lead, seconds - lead)
        elif sound is not None:
            self._put(start, SoundChanged(start, sound, 0.9))
        for event in self._stage.files.get(take, ()):
            self._put(start + _known_at(event), _later(event, start))
        try:
            await trio.sleep(seconds)
        finally:
            self._stop(self.now, text is not None, sound is not None)

    def _speech(self, text: str, start: float, seconds: float) -> None:
        """As one segment with what was said just before."""
        pending = [entry for entry in self._due if isinstance(entry[2], SpeechEnded)]
        if pending:
            segment = pending[0][2].segment  # type: ignore[union-attr]
            self._drop(lambda event: isinstance(event, SpeechEnded) or _quiet(event))
        else:
            segment = len(self._segments) + 1
            self._segments[segment] = []
            self._put(start, SoundChanged(start, "speech", 0.9))
            self._put(start, SpeechStarted(start, segment))
        self._segments[segment].append(Spoken(text, start, seconds))
        for part in np.arange(PART_SECONDS, seconds + 0.01, PART_SECONDS):
            at = start + float(part)
            self._put(at, SpeechAudio(at, segment, _stamp(at)))

    def _stop(self, at: float, spoke: bool, sounded: bool) -> None:
        if spoke:
            self._due = [entry for entry in self._due if not (isinstance(entry[2], SpeechAudio) and entry[0] > at)]
            heapify(self._due)
            segment = len(self._segments)
            last = self._segments[segment][-1]
            said = last.until(at)
            self._segments[segment][-1] = Spoken(said, last.start, max(0.1, min(last.seconds, at - last.start)))
            self._put(at + ENDPOINT, SpeechEnded(at, segment))
            self._put(at + ENDPOINT, SoundChanged(at, "silence", 0.9))
        elif sounded:
            self._put(at + BLOCK, SoundChanged(at, "silence", 0.9))

    def _put(self, at: float, event: HearingEvent) -> None:
        if isinstance(event, SoundChanged) and event.sound != "silence":  # then there is none between
            self._drop(_quiet)
        heappush(self._due, (at, next(self._order), event))
        self._news.set()

    def _drop(self, unwanted: Callable[[HearingEvent], bool]) -> None:
        self._due = [entry for entry in self._due if not unwanted(entry[2])]
        heapify(self._due)

    def cut(self) -> list[HearingEvent]:
        """End the open segment: what is said from now on is another, also if the far end talks on."""
        segment, now = len(self._segments), self.now
        open_ = any(isinstance(event, SpeechAudio | SpeechEnded) for _, _, event in self._due)
        if not open_ or any(isinstance(event, SpeechStarted) for _, _, event in self._due):
            return []
        *before, last = self._segments[segment]
        said = last.until(now)
        rest = last.text[len(said) :].strip() if last.text.startswith(said) else ""
        left = last.start + last.seconds - now
        self._segments[segment] = [*before, Spoken(said, last.start, max(0.1, now - last.start))]
        pending = [(at, event) for at, _, event in self._due if isinstance(event, SpeechAudio | SpeechEnded)]
        self._drop(lambda event: isinstance(event, SpeechAudio | SpeechEnded))
        if rest and left > 0:
            self._segments[segment + 1] = [Spoken(rest, now, left)]
            self._put(now, SpeechStarted(now, segment + 1))
            for at, event in pending:
                self._put(at, replace(event, segment=segment + 1))
        return [SpeechEnded(now, segment)]

    def words(self, segment: int, at: float = math.inf) -> str:
        """What was said in a segment by then."""
        parts: Sequence[Spoken] = self._segments.get(segment, ())
        return " ".join(filter(None, (part.until(at) for part in parts)))


def _known_at(event: HearingEvent) -> float:
    """When hearing said so, on the clock of the file."""
    return event.at + event.seconds + ENDPOINT if isinstance(event, BeepHeard) else event.at


def _later(event: HearingEvent, by: float) -> HearingEvent:
    match event:
        case BeepHeard(at=at, seconds=seconds, hz=hz):
            return BeepHeard(at + by, seconds, hz)
        case SoundChanged(at=at, sound=sound):
            return SoundChanged(at + by, sound, event.confidence, event.features)
        case _:
            return event


def _quiet(event: HearingEvent) -> bool:
    return isinstance(event, SoundChanged) and event.sound == "silence"


def _stamp(at: float) -> Samples:
    """What stands for the sound that was heard by then."""
    return np.array([round(at * 100)], np.int32).view(np.int16)


def _stamped(samples: Samples) -> float:
    return int(samples.view(np.int32)[0]) / 100


class Recogniser:
    """An `AsyncTranscriber` that gives the words of the trees back, in step with what was said."""

    rate = RATE

    def __init__(self, ears: Callable[[], StageEars]) -> None:
        self._ears = ears
        self._segment = 0

    async def start(self) -> None:
        """Begin a new segment of speech."""
        await trio.lowlevel.checkpoint()
        self._segment += 1

    async def feed(self, samples: Samples) -> str:
        """The words so far."""
        await trio.lowlevel.checkpoint()
        return self._ears().words(self._segment, _stamped(samples)).lower()

    async def finish(self) -> str:
        """All the words of the segment."""
        await trio.lowlevel.checkpoint()
        return self._ears().words(self._segment).lower()
