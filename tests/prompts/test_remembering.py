"""A call learns the recordings of a number, and the next call knows them: with sound, through the real hearing."""

import errno
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import numpy as np
import pytest
import trio

from holdlang.calllog import AnnouncementHeard, CallEnded, Data, HumanDetected, Line, NoteTaken, TranscriptChunk
from runtime.ears import Ears
from runtime.hearing.events import HearingEvent, SpeechAudio, SpeechEnded, SpeechRepeated, Verdict
from runtime.line import Line as LegLine
from runtime.ports import AudioBlock, Leg, LegEvent, Samples
from runtime.prompts.model import Heard
from runtime.prompts.remembering import remembering
from runtime.prompts.store import Store
from runtime.record import Record
from runtime.told import as_data
from tests.hearing.sounds import Sound, at_level, mu_law, music, silence
from tests.hearing.voices import say

pytestmark = pytest.mark.unit

NUMBER = "+18005550123"
WORDS = "All of our representatives are busy at the moment. Please stay on the line."


@dataclass
class SoundingLeg:
    """A leg of which nothing but its sound is of interest."""

    sound: Sound
    rate: int = 8000
    audio: trio.MemoryReceiveChannel[AudioBlock] = field(init=False)
    events: trio.MemoryReceiveChannel[LegEvent] = field(init=False)

    def __post_init__(self) -> None:
        self._signals, self.events = trio.open_memory_channel[LegEvent](0)
        send, self.audio = trio.open_memory_channel[AudioBlock](10_000)
        for place, block in enumerate(np.split(mu_law(self.sound), range(800, len(self.sound), 800))):
            send.send_nowait(AudioBlock(place / 10, block))
        send.close()

    def linger(self, blocks: int) -> None:
        """All is there already."""


def spoken(text: str = WORDS, dbfs: float = -20) -> Sound:
    tune = at_level(music("piano", 4, 5), -24)
    return np.concatenate([silence(0.5), at_level(say(text), dbfs), tune])


async def listen(ears: Ears, record: Record, *verdicts: Data) -> list[HearingEvent]:
    """What is heard, which goes into the log; the verdicts do at the end of each utterance."""
    heard: list[HearingEvent] = []
    async for events in ears.heard():
        for event in cast(Sequence[HearingEvent], events):
            heard.append(event)
            if isinstance(event, SpeechAudio | Verdict):
                continue
            record.write(as_data(event))
            if isinstance(event, SpeechEnded):
                record.write(TranscriptChunk(text="please stay", is_final=True, segment=event.segment))
                for verdict in verdicts:
                    record.write(verdict)
    return heard


async def call(store: Store, folder: Path, sound: Sound, *verdicts: Data) -> tuple[list[HearingEvent], list[Line]]:
    """What was heard on a whole call, and its log."""
    lines: list[Line] = []
    with Record(folder, "call_1") as record:
        record.subscribe(lines.append)
        async with remembering(store, NUMBER, record) as ears:
            heard = await listen(ears(cast(Leg, SoundingLeg(sound))), record, *verdicts)
            record.write(CallEnded(number=NUMBER, duration=9.0, reason="", outcome="ended"))
    return heard, lines


async def until(happened: Callable[[], object]) -> None:
    """Wait for it, in real time: files are written in a thread."""
    with trio.fail_after(60):
        while not happened():
            await trio.lowlevel.checkpoint()


RECORDING = AnnouncementHeard(confidence=0.9, transcript_excerpt="", segment=1)


async def test_the_next_call_knows_the_recording_and_its_words(tmp_path: Path) -> None:
    store = Store(tmp_path / "prompts")
    first, _ = await call(store, tmp_path / "1", spoken(), RECORDING)
    again, lines = await call(store, tmp_path / "2", spoken(dbfs=-28))
    assert not [event for event in first if isinstance(event, SpeechRepeated)]
    (repeat,) = [event for event in again if isinstance(event, SpeechRepeated)]
    assert (repeat.repeated, repeat.earlier_call, repeat.text) == (True, True, "please stay")
    assert repeat.at < 0.5 + 1.0
    assert [event.known for event in again if isinstance(event, SpeechEnded)] == ["please stay"]
    (told,) = [line.data for line in lines if line.type == "utterance_repeated"]
    assert (told.earlier_call, told.transcript) == (True, "please stay")
    (prompt,) = store.of(NUMBER).prompts
    assert prompt.heard == 2


async def test_a_person_leaves_nothing_behind(tmp_path: Path) -> None:
    store = Store(tmp_path / "prompts")
    await call(store, tmp_path / "1", spoken(), HumanDetected(confidence=0.9, transcript_excerpt=""))
    await call(store, tmp_path / "2", spoken())
    assert store.of(NUMBER).prompts == ()


async def test_what_was_heard_is_kept_before_the_call_is_over(tmp_path: Path) -> None:
    """As if it were killed: nothing is written at its end."""
    store = Store(tmp_path / "prompts")
    with Record(tmp_path / "1", "call_1") as record:
        async with remembering(store, NUMBER, record) as ears:
            await listen(ears(cast(Leg, SoundingLeg(spoken()))), record, RECORDING)
            await until(lambda: store.of(NUMBER).prompts)


@dataclass
class Recogniser:
    """Says what it is told to."""

    text: str
    rate: int = 8000

    async def start(self) -> None:
        await trio.lowlevel.checkpoint()

    async def feed(self, samples: Samples) -> str:
        await trio.lowlevel.checkpoint()
        return ""

    async def finish(self) -> str:
        await trio.lowlevel.checkpoint()
        return self.text


async def told(store: Store, folder: Path, heard: str) -> list[str]:
    """The last words of a call on which a menu is played, and `heard` is what the recogniser has for it."""
    finals: list[str] = []

    def note(line: Line) -> None:
        if isinstance(line.data, TranscriptChunk) and line.data.is_final:
            finals.append(line.data.text)

    with Record(folder, "call_1") as record:
        record.subscribe(note)
        async with remembering(store, NUMBER, record) as ears:
            leg = cast(Leg, SoundingLeg(spoken()))
            far = LegLine(leg, NUMBER, ears(leg), Recogniser(heard), record)
            async with far.listening():
                await until(lambda: finals)
            record.write(RECORDING)
            record.write(CallEnded(number=NUMBER, duration=9.0, reason="", outcome="ended"))
    return finals


async def test_what_each_call_hears_counts_though_the_words_are_known(tmp_path: Path) -> None:
    """A key that the first call missed is known once another one has heard it."""
    store = Store(tmp_path / "prompts")
    missed, clear = "for sales press for billing press two", "for sales press one for billing press"
    assert await told(store, tmp_path / "1", missed) == [missed]
    assert await told(store, tmp_path / "2", clear) == [missed]
    assert store.of(NUMBER).prompts[0].texts == (missed, clear)
    assert await told(store, tmp_path / "3", "") == ["for sales press one for billing press two"]


class FullDisk(Store):
    """A disk on which there is no room left."""

    def add(self, number: str, heard: Sequence[Heard]) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


async def test_a_full_disk_is_a_note_in_the_log(tmp_path: Path) -> None:
    notes: list[str] = []

    def noted(line: Line) -> None:
        if isinstance(line.data, NoteTaken):
            notes.append(line.data.text)

    with Record(tmp_path / "1", "call_1") as record:
        record.subscribe(noted)
        async with remembering(FullDisk(tmp_path / "prompts"), NUMBER, record) as ears:
            await listen(ears(cast(Leg, SoundingLeg(spoken()))), record, RECORDING)
            await until(lambda: notes)
    assert notes == ["recordings of this number can't be remembered: No space left on device"]
