"""A telephone call in virtual time: two legs, and what one end hears of what is said at the other.

The far leg is played by a real tree (`runtime.rehearse.company`); the near leg is its own hearing and its own
recogniser, which know what is said without a sound being made. Not responsible for what either end does.
"""

import math
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from itertools import count
from pathlib import Path

import numpy as np
import trio

from holdlang.calllog import AudioType
from runtime.hearing.events import BeepHeard, HearingEvent, SoundChanged, SpeechAudio, SpeechEnded, SpeechStarted
from runtime.ports import Answered, AudioBlock, DigitReceived, Ended, LegClosed, LegEvent, Ringing, Samples
from tests.calls.stage import RATE, Stage, speech_seconds

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


class Near:
    """Our end: a `Leg`, and the hearing of it. `pressed` and `said` are what we sent, one entry a command."""

    rate = RATE

    def __init__(self, called: str, stage: Stage, call_instead: Callable[[str], Awaitable[None]]) -> None:
        """`call_instead` has the far end call somebody else; it raises `CommandFailed` if nobody answers."""
        self.called = called
        self._call_instead = call_instead
        self.recording_problem: str | None = None
        self.pressed: list[str] = []
        self.said: list[str] = []
        self.recorded: list[bool] = []
        self.over = trio.Event()
        self.now = 0.0
        self.far = Far(self)
        self.stage = stage
        self._event_sink, self.events = trio.open_memory_channel[LegEvent](math.inf)
        self._audio_sink, self.audio = trio.open_memory_channel[AudioBlock](math.inf)
        self._media_since = math.inf
        self._settled = trio.Event()
        self._gather = 1
        self._due: list[tuple[float, int, HearingEvent]] = []
        self._order = count()
        self._sound: AudioType | None = None
        self._segments: dict[int, list[Spoken]] = {}

    # --- the leg ---

    def linger(self, blocks: int) -> None:
        self._gather = max(1, blocks)

    async def answer(self, code: int = 200) -> None:
        raise AssertionError("we are the caller")

    async def send_dtmf(self, keys: str) -> None:
        self._must_be_open()
        self.pressed.append(keys)
        for key in keys:
            await trio.sleep({"w": 0.5, "W": 1.0}.get(key, 0.26))
            self._must_be_open()
            if key not in "wW":
                self.far.emit(DigitReceived(trio.current_time(), key))

    async def play(self, path: Path) -> None:
        self._must_be_open()
        text = path.read_text() if path.name.startswith("say_") else path.name
        self.said.append(text)
        with trio.move_on_after(speech_seconds(text)):
            await self.over.wait()
            raise LegClosed

    async def keep_recording(self, on: bool) -> None:
        await trio.lowlevel.checkpoint()
        self.recorded.append(on)

    async def refer(self, uri: str) -> None:
        self._must_be_open()
        await self._call_instead(uri)

    async def hangup(self, code: int = 0) -> None:
        await trio.lowlevel.checkpoint()
        self.end(200, by_far_end=False)

    def end(self, code: int, *, by_far_end: bool) -> None:
        """The dialog is over for both ends."""
        if not self.over.is_set():
            self.over.set()
            self._settled.set()
            self._event_sink.send_nowait(Ended(trio.current_time(), code, "", by_far_end))
            self._event_sink.close()
            self._audio_sink.close()
            self.far.emit(Ended(trio.current_time(), code, "", not by_far_end))
            self.far.close()

    def emit(self, event: LegEvent) -> None:
        """Signalling from the far end."""
        if isinstance(event, Answered):
            self._media_since = trio.current_time()
            self._settled.set()
        if not self.over.is_set():
            self._event_sink.send_nowait(event)

    async def run(self) -> None:
        """Send the far end's sound, from the answer to the end."""
        await self._settled.wait()
        while not self.over.is_set():
            blocks = self._gather
            await trio.sleep(blocks * BLOCK)
            if not self.over.is_set():
                samples = np.zeros(round(blocks * BLOCK * RATE), np.int16)
                self._audio_sink.send_nowait(AudioBlock(trio.current_time(), samples))

    def _must_be_open(self) -> None:
        if self.over.is_set():
            raise LegClosed

    # --- what is heard of the far end ---

    async def hear(self, take: Path, seconds: float, lead: float = 0.0) -> None:
        """Hear a take of the stage for its length; cancelling ends it at once."""
        start = trio.current_time() - self._media_since
        sound, text = self.stage.sounds.get(take), self.stage.texts.get(take)
        if text is not None:
            self._speech(text, start + lead, seconds - lead)
        elif sound is not None:
            self._put(start, SoundChanged(start, sound, 0.9))
        for event in self.stage.files.get(take, ()):
            self._put(start + _known_at(event), _later(event, start))
        try:
            await trio.sleep(seconds)
        finally:
            self._stop(trio.current_time() - self._media_since, text is not None, sound is not None)

    def _speech(self, text: str, start: float, seconds: float) -> None:
        """As one segment with what was said just before."""
        pending = [entry for entry in self._due if isinstance(entry[2], SpeechEnded)]
        if pending:
            segment = pending[0][2].segment  # type: ignore[union-attr]
            self._due = [entry for entry in self._due if not isinstance(entry[2], SpeechEnded) and not _quiet(entry[2])]
            heapify(self._due)
        else:
            segment = len(self._segments) + 1
            self._segments[segment] = []
            self._put(start, SoundChanged(start, "speech", 0.9))
            self._put(start, SpeechStarted(start, segment))
        self._segments[segment].append(Spoken(text, start, seconds))
        for part in np.arange(PART_SECONDS, seconds + 0.01, PART_SECONDS):
            at = start + float(part)
            self._put(at, SpeechAudio(at, segment, np.array([round(at * 100)], np.int32)))  # type: ignore[arg-type]

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
            self._due = [entry for entry in self._due if not _quiet(entry[2])]
            heapify(self._due)
        heappush(self._due, (at, next(self._order), event))

    def feed(self, samples: Samples) -> list[HearingEvent]:
        """Everything due by the end of these samples."""
        self.now = round(self.now + len(samples) / RATE, 3)
        due: list[HearingEvent] = []
        while self._due and self._due[0][0] <= self.now + 1e-9:
            event = heappop(self._due)[2]
            if isinstance(event, SoundChanged):
                if event.sound == self._sound:
                    continue
                self._sound = event.sound
            due.append(event)
        return due

    def cut(self) -> list[HearingEvent]:
        """End the open segment: what is said from now on is another, also if the far end talks on."""
        segment = len(self._segments)
        open_ = any(isinstance(event, SpeechAudio | SpeechEnded) for _, _, event in self._due)
        if not open_ or any(isinstance(event, SpeechStarted) for _, _, event in self._due):
            return []
        *before, last = self._segments[segment]
        said = last.until(self.now)
        rest = last.text[len(said) :].strip() if last.text.startswith(said) else ""
        left = last.start + last.seconds - self.now
        self._segments[segment] = [*before, Spoken(said, last.start, max(0.1, self.now - last.start))]
        pending = [entry for entry in self._due if isinstance(entry[2], SpeechAudio | SpeechEnded)]
        self._due = [entry for entry in self._due if entry not in pending]
        heapify(self._due)
        if rest and left > 0:
            self._segments[segment + 1] = [Spoken(rest, self.now, left)]
            self._put(self.now, SpeechStarted(self.now, segment + 1))
            for at, _, event in pending:
                self._put(at, replace(event, segment=segment + 1))  # type: ignore[call-arg]
        return [SpeechEnded(self.now, segment)]

    def words(self, segment: int, at: float = math.inf) -> str:
        """What was said in a segment by then."""
        parts: Sequence[Spoken] = self._segments.get(segment, ())
        return " ".join(filter(None, (part.until(at) for part in parts)))


def _known_at(event: HearingEvent) -> float:
    """When hearing said so, on the clock of the file."""
    return event.at + event.seconds + ENDPOINT if isinstance(event, BeepHeard) else event.at  # type: ignore[union-attr]


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


class Far:
    """The far end of the same dialog, for `runtime.rehearse.company`."""

    rate = RATE

    def __init__(self, near: Near) -> None:
        self.called = ""
        self.recording_problem: str | None = None
        self._near = near
        self._sink, self.events = trio.open_memory_channel[LegEvent](math.inf)
        _, self.audio = trio.open_memory_channel[AudioBlock](0)

    def linger(self, blocks: int) -> None:
        """Nothing is heard of the caller."""

    async def answer(self, code: int = 200) -> None:
        await trio.lowlevel.checkpoint()
        if self._near.over.is_set():
            raise LegClosed
        if code >= 300:
            self._near.end(code, by_far_end=True)
        else:
            self._near.emit(Answered(trio.current_time()) if code >= 200 else Ringing(trio.current_time()))

    async def send_dtmf(self, keys: str) -> None:
        for key in keys:
            await trio.sleep(0.26)
            self._near.emit(DigitReceived(trio.current_time(), key))

    async def play(self, path: Path) -> None:
        if self._near.over.is_set():
            raise LegClosed
        await self._near.hear(path, self._near.stage.seconds[path], self._near.stage.leads.get(path, 0.0))

    async def keep_recording(self, on: bool) -> None:
        raise AssertionError("the far end records nothing")

    async def refer(self, uri: str) -> None:
        raise AssertionError("the far end hands nobody over")

    async def hangup(self, code: int = 0) -> None:
        await trio.lowlevel.checkpoint()
        self._near.end(200, by_far_end=True)

    def emit(self, event: LegEvent) -> None:
        """Signalling from the caller."""
        self._sink.send_nowait(event)

    def close(self) -> None:
        """No more of it."""
        self._sink.close()


class Recogniser:
    """Gives the words of the trees back, in step with what was said."""

    rate = RATE

    def __init__(self) -> None:
        self.near: Near | None = None
        self._segment = 0

    async def start(self) -> None:
        await trio.lowlevel.checkpoint()
        self._segment += 1

    async def feed(self, samples: Samples) -> str:
        await trio.lowlevel.checkpoint()
        assert self.near is not None
        return self.near.words(self._segment, int(samples[0]) / 100).lower()

    async def finish(self) -> str:
        await trio.lowlevel.checkpoint()
        assert self.near is not None
        return self.near.words(self._segment).lower()
