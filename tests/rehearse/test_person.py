"""People at a rehearsed company, in virtual time: who speaks first, waits, asks twice, or speaks into the music."""

import numpy as np
import pytest
from trio.testing import MockClock

from holdlang.model import Human, Music, Wait
from holdlang.model.tree import Prompt, PutThrough, TreeStep
from runtime.rehearse.studio import BREATH_SECONDS, CUT_SECONDS, FADE_SECONDS, OVER_SECONDS, read_wav
from tests.rehearse.rehearsal import Rehearsal, play_against

pytestmark = pytest.mark.call


async def hear(rehearsal: Rehearsal, seconds: float, *steps: TreeStep) -> list[str]:
    """The kinds of sound that a caller heard who stays so long."""
    await play_against(rehearsal, *steps, caller=lambda: rehearsal.until(seconds))
    return [sound.name.split("-")[0] for sound in rehearsal.caller.leg.heard]


async def test_speaks_some_time_after_they_picked_up(autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
    names = await hear(rehearsal, 60, Music(seconds=10), Human(text="hello this is dana", after=4))
    assert names[:3] == ["music", "room", "person"]
    assert rehearsal.at("human") == pytest.approx(10 + CUT_SECONDS + 4 + BREATH_SECONDS, abs=0.01)
    assert set(names[3:]) == {"room"}


async def test_one_without_words_waits_in_their_room_for_ever(autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
    names = await hear(rehearsal, 3600, Music(seconds=10), Human(), Prompt(text="never"))
    assert set(names[1:]) == {"room"}
    assert rehearsal.at("human") == pytest.approx(10 + CUT_SECONDS)
    assert rehearsal.caller.said() == [""]
    assert rehearsal.caller.leg.heard[-1].end == pytest.approx(rehearsal.start + 3600)


async def test_one_who_says_hello_twice_picks_up_once(autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
    names = await hear(rehearsal, 20, Human(text="hello"), Wait(seconds=3), Human(text="hello is anybody there"))
    assert names == ["person", "room", "person", "room"]
    first, second = (rehearsal.studio.person(text, who="hello", joined=joined).path
                     for text, joined in (("hello", False), ("hello is anybody there", True)))  # fmt: skip
    assert [sound.name for sound in rehearsal.caller.leg.heard if sound.name.startswith("person")] == [
        first.name, second.name,
    ]  # fmt: skip
    assert not read_wav(first)[0][: round(CUT_SECONDS * 8000)].any()
    assert read_wav(second)[0][: round(CUT_SECONDS * 8000)].any()


@pytest.mark.parametrize("between", [Music(seconds=5), Prompt(text="one moment"), PutThrough()])
async def test_after_music_a_prompt_or_another_place_it_is_somebody_else(
    autojump_clock: MockClock, rehearsal: Rehearsal, between: TreeStep
) -> None:
    await hear(rehearsal, 60, Human(text="hello"), between, Human(text="this is lee"))
    rooms = [sound.name for sound in rehearsal.caller.leg.heard if sound.name.startswith("room")]
    assert set(rooms) == {rehearsal.studio.room("this is lee").path.name}


async def test_the_music_fades_under_their_first_words(autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
    music = rehearsal.studio.music
    starts = []
    kept = {}

    def watched(piece: object, start: float, seconds: float) -> object:
        starts.append((round(start, 2), round(seconds, 2)))
        take = music(piece, start, seconds)  # type: ignore[arg-type]
        kept[len(starts)] = read_wav(take.path)[0]
        return take

    rehearsal.studio.music = watched  # type: ignore[assignment, method-assign]
    scenes = []
    over = rehearsal.studio.person_over

    def mixed(text: str, **how: object) -> object:
        take = over(text, **how)  # type: ignore[arg-type]
        scenes.append(read_wav(take.path)[0])
        return take

    rehearsal.studio.person_over = mixed  # type: ignore[assignment, method-assign]
    names = await hear(rehearsal, 40, Music(seconds=10), Human(text="hello this is dana", after=2, over_music=True))
    assert names[:3] == ["music", "music", "over"]
    assert starts == [(0, 10), (10, 2), (12, round(OVER_SECONDS, 2))]
    assert rehearsal.at("human") == pytest.approx(12 + BREATH_SECONDS, abs=0.05)
    scene, under = scenes[0].astype(float), kept[3].astype(float)

    def share(start: float, end: float) -> float:
        """How much of the music is in the scene there: the voice hums at one frequency, and is not in the music."""
        part, tune = (sound[round(start * 8000) : round(end * 8000)] for sound in (scene, under))
        return float(np.dot(part, tune) / np.dot(tune, tune))

    assert share(0, BREATH_SECONDS) == pytest.approx(1, abs=0.05)
    assert share(BREATH_SECONDS + 0.5, BREATH_SECONDS + 0.7) == pytest.approx(1 - 0.6 / FADE_SECONDS, abs=0.2)
    assert share(OVER_SECONDS - 0.1, OVER_SECONDS) == pytest.approx(0, abs=0.2)
    assert not list(rehearsal.folder.glob("over-*"))
    assert not list(rehearsal.folder.glob("music-*"))


async def test_without_music_before_it_is_the_piece_whose_turn_it_is(
    autojump_clock: MockClock, rehearsal: Rehearsal
) -> None:
    assert (await hear(rehearsal, 20, Human(text="hello", over_music=True)))[0] == "over"
