"""The ear takes whatever a line sends: any bytes, any block size, clipped, silent or square, for any time."""

import math
import tracemalloc

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.hearing import Hearing
from runtime.hearing.events import HearingEvent, SoundChanged, SpeechAudio, SpeechEnded, SpeechStarted
from tests.hearing import sounds
from tests.hearing.sounds import at_level, mu_law, silence
from tests.hearing.voices import say

pytestmark = pytest.mark.unit

Samples = npt.NDArray[np.int16]


def numbers(event: HearingEvent) -> list[float]:
    told = [event.at]
    if isinstance(event, SoundChanged):
        told += [event.confidence, *event.features.values()]
    return told


def check(events: list[HearingEvent], until: float) -> None:
    """What holds of every stream: numbers are numbers, times lie in it, segments open and close in turn."""
    assert all(math.isfinite(number) for event in events for number in numbers(event))
    assert all(0 <= event.at <= until + 1e-6 for event in events)
    assert all(0 <= event.confidence <= 1 for event in events if isinstance(event, SoundChanged))
    bounds = [event for event in events if isinstance(event, SpeechStarted | SpeechEnded)]
    for index, event in enumerate(bounds):
        assert isinstance(event, SpeechStarted if index % 2 == 0 else SpeechEnded)
        assert event.segment == index // 2 + 1


@settings(max_examples=40, deadline=None)
@given(st.lists(st.binary(max_size=20_000), max_size=6), st.sampled_from([8000, 16000]))
@pytest.mark.filterwarnings("error")
def test_any_bytes_are_sound(blocks: list[bytes], rate: int) -> None:
    hearing, events = Hearing(rate), []
    for block in blocks:
        events += hearing.feed(np.frombuffer(block[: len(block) // 2 * 2], "<i2"))
    check(events, sum(len(block) // 2 for block in blocks) / rate)


STRANGE = {
    "silence": np.zeros(64_000, np.int16),
    "square": np.where(np.arange(64_000) // 20 % 2, 32767, -32768).astype(np.int16),
    "slow square": np.where(np.arange(64_000) // 4000 % 2, 32767, -32768).astype(np.int16),
    "direct current": np.full(64_000, 32767, np.int16),
    "one click": np.eye(1, 64_000, 30_000, dtype=np.int16)[0] * 32767,
    "alternating": np.where(np.arange(64_000) % 2, 32767, -32768).astype(np.int16),
}


@pytest.mark.parametrize("name", STRANGE)
@pytest.mark.filterwarnings("error")
def test_strange_sound_is_no_error_and_hardly_ever_speech(name: str) -> None:
    events = Hearing(8000).feed(STRANGE[name])
    check(events, 8.0)
    if name != "slow square":  # two clicks a second pass for somebody who speaks over music, after seven of them
        assert not any(isinstance(event, SpeechStarted) for event in events)


def test_speech_after_anything_is_heard() -> None:
    spoken = mu_law(np.concatenate([at_level(say("Hello, this is Peter, how can I help you?"), -20), silence(1)]))
    for name, strange in STRANGE.items():
        events = Hearing(8000).feed(np.concatenate([strange, np.zeros(4000, np.int16), spoken]))
        assert any(isinstance(event, SpeechStarted) and event.at > 8 for event in events), name


def test_clipped_speech_is_speech() -> None:
    spoken = np.clip(at_level(say("Hello, this is Peter, how can I help you?"), -3) * 4, -1, 1)
    events = Hearing(8000).feed((np.concatenate([silence(1), spoken, silence(1)]) * 32767).astype(np.int16))
    assert [event.segment for event in events if isinstance(event, SpeechStarted)] == [1]


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(1, 4000), min_size=1, max_size=12))
def test_any_size_of_blocks_gives_the_same_events(sizes: list[int]) -> None:
    parts = [sounds.music("piano", 2, 7), silence(0.3), say("Hello?"), silence(0.8)]
    samples = mu_law(at_level(np.concatenate(parts), -20))
    hearing, events, at = Hearing(8000), [], 0
    while at < len(samples):
        for size in sizes:
            events += hearing.feed(samples[at : at + size])
            at += size
    assert [shape(event) for event in events] == [shape(event) for event in Hearing(8000).feed(samples)]


def shape(event: HearingEvent) -> object:
    return (event.at, event.segment, event.samples.tobytes()) if isinstance(event, SpeechAudio) else event


def test_music_leaves_nothing_behind() -> None:
    """What a piece of ten seconds leaves behind would show in the next: so do twelve hours of it."""
    piece = mu_law(at_level(sounds.music("band", 10, 3), -20))
    hearing = Hearing(8000)
    for _ in range(3):
        hearing.feed(piece)
    tracemalloc.start()
    try:
        hearing.feed(piece)
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(5):
            hearing.feed(piece)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 100_000
    assert hearing.now == 90.0
