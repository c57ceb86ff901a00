"""What is heard in virtual time, and that it is noticed when real ears notice it."""

import random
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import trio
import trio._core._run as scheduler

from runtime.clock import virtually
from runtime.ears import Noticed
from runtime.hearing import Hearing
from runtime.hearing.events import BeepHeard, HearingEvent, SoundChanged, SpeechEnded, SpeechRepeated, SpeechStarted
from runtime.ports import Samples
from runtime.rehearse.music import rendered, stretch, write_wav
from runtime.rehearse.score import PIECES
from runtime.rehearse.takes import Take
from runtime.rehearse.virtual.heard import StageEars
from runtime.rehearse.virtual.stage import Stage
from runtime.watch import Words
from tests.hearing.voices import say

pytestmark = pytest.mark.call

RATE = 8000
MENU = "For billing, press two. For disputes, press three."
Heard = list[tuple[float, Noticed]]
"""When something was noticed, and what."""


def hear(scene: Callable[[StageEars, Stage], Awaitable[None]], *, for_seconds: float = 60.0) -> Heard:
    """What is noticed of a scene."""
    noticed: Heard = []

    async def run() -> None:
        stage = Stage(Path())
        ears = StageEars(stage, lambda _, text: text)
        ears.open()
        with trio.move_on_after(for_seconds):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(scene, ears, stage)
                async for events in ears.heard():
                    noticed.extend((round(ears.now, 3), event) for event in events)

    virtually(run)
    return noticed


async def play(ears: StageEars, take: Take) -> None:
    await ears.hear(take.path, take.seconds, take.lead)


def sounds(heard: Heard) -> list[tuple[float, str]]:
    return [(at, event.sound) for at, event in heard if isinstance(event, SoundChanged) and not event.features]


def finals(heard: Heard) -> list[str]:
    return [event.text for _, event in heard if isinstance(event, Words) and event.is_final]


def repetitions(heard: Heard) -> list[tuple[int, bool]]:
    return [(event.segment, event.repeated) for _, event in heard if isinstance(event, SpeechRepeated)]


def test_a_prompt_after_silence() -> None:
    async def scene(ears: StageEars, stage: Stage) -> None:
        await trio.sleep(2)
        await play(ears, stage.prompt("Press two."))

    heard = hear(scene)
    assert sounds(heard) == [(0.1, "silence"), (2.3, "speech"), (3.46, "silence")]
    assert finals(heard) == ["press two."]
    (ended,) = [(at, event.at) for at, event in heard if isinstance(event, SpeechEnded)]
    assert ended == (pytest.approx(3.66), pytest.approx(3.06))


def test_what_was_heard_before_on_this_call_is_known_again() -> None:
    async def scene(ears: StageEars, stage: Stage) -> None:
        for text in (MENU, "Something else, of the same length as that.", MENU):
            await play(ears, stage.prompt(text))
            await trio.sleep(3)

    heard = hear(scene)
    assert repetitions(heard) == [(3, True)]
    (again,) = [event for _, event in heard if isinstance(event, SpeechRepeated)]
    assert again.earlier == pytest.approx(0.6)


def test_what_goes_another_way_than_before_is_no_repetition_any_more() -> None:
    async def scene(ears: StageEars, stage: Stage) -> None:
        with trio.move_on_after(2.0):
            await play(ears, stage.prompt(MENU))
        await trio.sleep(3)
        await play(ears, stage.prompt(MENU))

    assert repetitions(hear(scene)) == [(2, True), (2, False)]


def test_the_same_words_in_another_voice_are_new() -> None:
    async def scene(ears: StageEars, stage: Stage) -> None:
        await play(ears, stage.prompt(MENU))
        await trio.sleep(3)
        await play(ears, stage.person(MENU, who=MENU))

    assert repetitions(hear(scene)) == []


def test_two_takes_in_a_row_are_one_segment() -> None:
    async def scene(ears: StageEars, stage: Stage) -> None:
        await play(ears, stage.prompt("One moment."))
        await play(ears, stage.prompt("Thank you."))

    assert finals(hear(scene)) == ["one moment. thank you."]


@pytest.mark.parametrize("gap", [0.0, 0.3, 0.5, 1.0])
def test_a_segment_ends_once_whenever_the_music_comes_back(gap: float) -> None:
    async def scene(ears: StageEars, stage: Stage) -> None:
        await play(ears, stage.prompt(MENU))
        await trio.sleep(gap)
        await play(ears, stage.music(None, 0, 10))

    heard = hear(scene)
    assert finals(heard) == [MENU.lower()]
    assert len([event for _, event in heard if isinstance(event, SpeechEnded)]) == 1


def test_a_person_who_takes_a_breath_begins_a_segment_of_their_own() -> None:
    async def scene(ears: StageEars, stage: Stage) -> None:
        await play(ears, stage.prompt("One moment."))
        await trio.sleep(0.3)
        await play(ears, stage.person("Hello?", who="Hello?"))

    heard = hear(scene)
    assert finals(heard) == ["one moment.", "hello?"]
    assert [event.segment for _, event in heard if isinstance(event, Words) and event.is_final] == [1, 2]


def test_a_segment_is_at_most_twenty_seconds_long_and_no_word_is_lost() -> None:
    text = " ".join(f"word{n}" for n in range(100))

    async def scene(ears: StageEars, stage: Stage) -> None:
        await play(ears, stage.prompt(text))

    heard = hear(scene)
    starts = [event.at for _, event in heard if isinstance(event, SpeechStarted)]
    assert starts == [pytest.approx(0), pytest.approx(20), pytest.approx(40)][: len(starts)]
    assert " ".join(finals(heard)) == text


def test_what_we_cut_goes_on_in_another_segment() -> None:
    async def scene(ears: StageEars, stage: Stage) -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(play, ears, stage.prompt(MENU))
            await trio.sleep(2.0)
            (ended,) = ears.cut()
            assert isinstance(ended, SpeechEnded)

    first, second = finals(hear(scene))
    assert f"{first} {second}" == MENU.lower()


def test_a_sound_that_ends_at_once_is_not_noticed() -> None:
    async def scene(ears: StageEars, stage: Stage) -> None:
        await trio.sleep(1)
        with trio.move_on_after(0.15):
            await play(ears, stage.prompt(MENU))

    assert sounds(hear(scene)) == [(0.1, "silence")]
    assert finals(hear(scene)) == []


def test_nothing_is_heard_before_there_is_sound() -> None:
    noticed: list[Noticed] = []

    async def run() -> None:
        stage = Stage(Path())
        ears = StageEars(stage, lambda _, text: text)
        await play(ears, stage.prompt(MENU))
        ears.open()
        with trio.move_on_after(5):
            async for events in ears.heard():
                noticed.extend(events)

    virtually(run)
    assert [event.sound for event in noticed if isinstance(event, SoundChanged)] == ["silence"]
    assert len(noticed) == 1


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 44100])
def test_a_sound_file_is_heard_at_any_rate(tmp_path: Path, rate: int) -> None:
    time = np.arange(rate // 2) / rate
    beep = (8000 * np.sin(2 * np.pi * 1000 * time)).astype(np.int16)
    write_wav(tmp_path / "beep.wav", np.concatenate([np.zeros(rate, np.int16), beep]), rate)
    stage = Stage(tmp_path)
    take = stage.sound_file("beep.wav")
    assert take.seconds == pytest.approx(1.5, abs=0.01)
    assert any(isinstance(event, BeepHeard) for _, event in stage.files[take.path])


def test_a_trio_that_keeps_no_order_is_noticed() -> None:
    """Both are private, and a call would go differently each time without them."""
    assert isinstance(scheduler._ALLOW_DETERMINISTIC_SCHEDULING, bool)
    assert isinstance(scheduler._r, random.Random)


def test_what_happens_at_the_same_time_as_a_fault_is_told_without_its_words() -> None:
    async def fails(error: Exception) -> None:
        raise error

    async def run() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(fails, KeyError("what was heard"))
            nursery.start_soon(fails, IndexError("what was said"))

    with pytest.raises(LookupError) as caught:
        virtually(run)
    (note,) = caught.value.__notes__
    assert note.startswith("at the same time: ")
    assert "what was" not in note


def test_music_of_a_day_is_noticed_twice() -> None:
    async def scene(ears: StageEars, stage: Stage) -> None:
        await play(ears, stage.music(None, 0, 86400))

    heard = hear(scene, for_seconds=90000)
    assert sounds(heard) == [(0.3, "music"), (86400.4, "silence")]


# --- as real ears -----------------------------------------------------------------------------------------------------

SAID = "Thank you for calling. All of our agents are busy with other callers, so please stay on the line."
NEAR = 0.45
"""Seconds by which the two may differ: nine of ten delays are within 0.25 s of their median."""

Part = tuple[str, Samples]
SCENES: dict[str, Sequence[str]] = {
    "a queue": ("music", "speech", "music", "pause", "speech", "pause"),
    "a menu that repeats": ("pause", "speech", "pause", "speech", "pause", "music"),
}


@pytest.fixture(scope="module")
def material() -> dict[str, Samples]:
    """The sound of each part."""
    return {
        "speech": np.round(say(SAID) * 32767).astype(np.int16),
        "music": stretch(rendered(PIECES[0]), 0, 6 * RATE),
        "pause": np.zeros(3 * RATE, np.int16),
    }


@pytest.mark.parametrize("scene", SCENES)
def test_it_is_noticed_when_real_ears_notice_it(scene: str, material: dict[str, Samples]) -> None:
    parts = [(name, material[name]) for name in SCENES[scene]]
    virtual, real = landmarks(hear(partial(acted, parts))), landmarks(really(parts))
    assert [what for _, what in virtual] == [what for _, what in real]
    late = [round(v - r, 2) for (v, _), (r, _) in zip(virtual, real, strict=True)]
    assert max(map(abs, late)) <= NEAR, (late, virtual)


async def acted(parts: Sequence[Part], ears: StageEars, stage: Stage) -> None:
    for name, sound in parts:
        seconds = len(sound) / RATE
        match name:
            case "pause":
                await trio.sleep(seconds)
            case "music":
                await play(ears, stage.music(None, 0, seconds))
            case _:
                await ears.hear(stage.prompt(SAID).path, seconds)


def really(parts: Sequence[Part]) -> Heard:
    sound = np.concatenate([np.zeros(1, np.int16), *(part for _, part in parts), np.zeros(2 * RATE, np.int16)])
    hearing, block = Hearing(RATE), RATE // 10
    return [
        (hearing.now, event)
        for start in range(0, len(sound) - block, block)
        for event in hearing.feed(sound[start : start + block])
    ]


def landmarks(heard: Heard) -> list[tuple[float, str]]:
    """What steps go by: what sounds from when on, who begins to speak, what is known. A voice pauses between
    sentences; those pauses are left out, as a script has none."""
    found: list[tuple[float, str]] = []
    events: list[tuple[float, HearingEvent]] = [(at, one) for at, one in heard if not isinstance(one, Words)]
    for place, (at, event) in enumerate(events):
        after = next((later for later, one in events[place + 1 :] if isinstance(one, SoundChanged)), at + 9)
        match event:
            case SoundChanged(sound=sound, features=features) if "provisional" not in features:
                if not (sound == "silence" and after - at < 1.0) and f"sound {sound}" not in [w for _, w in found[-1:]]:
                    found.append((at, f"sound {sound}"))
            case SpeechRepeated(repeated=True):
                found.append((at, "repeated"))
    return found
