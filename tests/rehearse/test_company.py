"""A tree over a leg, in virtual time: what the caller hears, and when."""

from pathlib import Path

import pytest
import trio
from trio.testing import MockClock

from holdlang.model import Answer, Goto, Hangup, Human, Music, Say, Wait
from holdlang.model.tree import NoAnswer, Prompt, Reject
from runtime.rehearse.desk import CONFIRM_SECONDS
from runtime.rehearse.keypad import INTER_DIGIT_SECONDS
from runtime.rehearse.studio import BREATH_SECONDS, CUT_SECONDS, SORRY
from tests.rehearse.fakes import Hum
from tests.rehearse.rehearsal import Rehearsal, on, on_silence, play_against

pytestmark = pytest.mark.call


MENU = Prompt(label="main", text="for cards press three", clauses=(on("3", Goto(target="cards")),))
CARDS = Prompt(label="cards", text="cards it is")


async def test_rings_before_it_answers(autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
    await rehearsal.serve(Answer(rings=2), Hangup())
    assert rehearsal.caller.leg.codes == [180, 200]
    assert rehearsal.at("answered") == pytest.approx(12)
    assert rehearsal.caller.events() == ["incoming", "ringing", "answered", "ended"]


async def test_answers_at_once_without_an_answer_step(autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
    await rehearsal.serve(CARDS, Hangup())
    assert rehearsal.caller.leg.codes == [200]
    assert rehearsal.caller.said() == ["cards it is"]


async def test_rejects(autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
    await rehearsal.serve(Reject(code=480))
    assert rehearsal.caller.leg.codes == [480]
    assert rehearsal.caller.events() == ["incoming", "rejected", "ended"]


async def test_does_not_answer(autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
    await play_against(rehearsal, NoAnswer(), CARDS, caller=lambda: rehearsal.until(100))
    assert rehearsal.caller.leg.codes == [180]
    assert rehearsal.at("ended") == pytest.approx(100)


async def test_a_key_cuts_the_prompt_and_leads_on(autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
    async def caller() -> None:
        await rehearsal.until(1.5)
        rehearsal.caller.press("3")
        await rehearsal.until(60)

    await play_against(rehearsal, MENU, Hangup(), CARDS, caller=caller)
    prompt = rehearsal.caller.leg.heard[0]
    assert (prompt.length, prompt.end) == (4, rehearsal.start + 1.5)
    assert rehearsal.caller.said() == ["for cards press three", "cards it is"]


async def test_keys_count_only_while_a_prompt_asks(autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
    async def caller() -> None:
        await rehearsal.until(1)
        rehearsal.caller.press("3")
        await rehearsal.until(600)

    await play_against(rehearsal, Prompt(text="welcome to the shop"), MENU, Hangup(), CARDS, caller=caller)
    assert rehearsal.caller.said() == ["welcome to the shop", "for cards press three"]
    assert [e.data["taken"] for e in rehearsal.caller.happened if e.event == "digit"] == [False]
    assert rehearsal.caller.leg.heard[0].end == rehearsal.start + 4


async def test_an_invalid_key_repeats_the_prompt(autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
    async def caller() -> None:
        await rehearsal.until(5)
        rehearsal.caller.press("9")
        await rehearsal.until(60)
        rehearsal.caller.press("3")
        await rehearsal.until(100)

    await play_against(rehearsal, MENU, Hangup(), CARDS, caller=caller)
    assert rehearsal.caller.said() == ["for cards press three", "for cards press three", "cards it is"]
    assert rehearsal.menu.said.count(SORRY) == 1
    assert [round(sound.length) for sound in rehearsal.caller.leg.heard] == [4, 7, 4, 3]


async def test_else_takes_the_invalid_key(autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
    menu = MENU.model_copy(update={"otherwise": (Say(text="goodbye then"), Hangup())})

    async def caller() -> None:
        await rehearsal.until(2)
        rehearsal.caller.press("9")
        await rehearsal.until(60)

    await play_against(rehearsal, menu, CARDS, caller=caller)
    assert rehearsal.caller.said() == ["for cards press three", "goodbye then"]
    assert rehearsal.caller.happened[-1].data["by"] == "tree"


async def test_silence_counts_from_the_end_of_the_prompt(autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
    menu = MENU.model_copy(update={"clauses": (*MENU.clauses, on_silence(6, Goto(target="cards")))})
    await rehearsal.serve(menu, Hangup(), CARDS, Hangup())
    assert rehearsal.caller.leg.heard[1].start == pytest.approx(rehearsal.start + 4 + 6, abs=0.1)


async def test_the_shortest_silence_wins_whatever_the_order(autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
    clauses = (on_silence(9, Hangup()), on_silence(2, Say(text="still there")))
    await rehearsal.serve(Prompt(text="hello", clauses=clauses), Hangup())
    assert rehearsal.caller.said() == ["hello", "still there"]


async def test_without_a_silence_clause_it_waits_for_ever(autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
    await play_against(rehearsal, MENU, Hangup(), CARDS, caller=lambda: rehearsal.until(86400))
    assert rehearsal.at("ended") == pytest.approx(86400)


class TestManyDigits:
    """Sequences that share their beginning are told apart by what follows, or by a pause."""

    menu = Prompt(
        text="your number please",
        clauses=(on("1", Say(text="one")), on("12", Say(text="twelve")), on("4242", Say(text="the card"))),
    )

    @pytest.mark.parametrize(
        ("keys", "answer"),
        [
            (["4", "2", "4", "2"], "the card"),
            (["1", "2", "", "", "", ""], "twelve"),
            (["1", "", "", "", "", "2"], "one"),
            (["4242"], "the card"),
        ],
    )
    async def test_entry(self, autojump_clock: MockClock, rehearsal: Rehearsal, keys: list[str], answer: str) -> None:
        async def caller() -> None:
            for second, key in enumerate(keys, 1):
                await rehearsal.until(second)
                rehearsal.caller.press(key)
            await rehearsal.until(60)

        await play_against(rehearsal, self.menu, caller=caller)
        assert rehearsal.caller.said() == ["your number please", answer]

    async def test_a_wrong_entry_is_heard_to_its_end(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        async def caller() -> None:
            await rehearsal.until(1)
            rehearsal.caller.press("9999")
            await rehearsal.until(60)
            rehearsal.caller.press("4242")
            await rehearsal.until(90)

        await play_against(rehearsal, self.menu, caller=caller)
        assert rehearsal.caller.said() == ["your number please", "your number please", "the card"]

    async def test_an_unfinished_entry_ends_by_the_pause(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        async def caller() -> None:
            await rehearsal.until(1)
            rehearsal.caller.press("42")
            await rehearsal.until(60)

        await play_against(rehearsal, self.menu, caller=caller)
        assert rehearsal.at("decided") == pytest.approx(1 + INTER_DIGIT_SECONDS)
        assert rehearsal.caller.said() == ["your number please", "your number please"]


async def test_a_loop_lasts_until_the_caller_hangs_up(autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
    queue = (Music(label="queue", seconds=20), Prompt(text="please hold"), Goto(target="queue"))
    await play_against(rehearsal, *queue, caller=lambda: rehearsal.until(3600))
    assert rehearsal.caller.events("music", "announcement").count("announcement") in range(160, 166)
    assert rehearsal.caller.happened[-1].data["by"] == "caller"


async def test_a_loop_in_which_no_time_passes_lets_the_caller_hang_up(
    autojump_clock: MockClock, rehearsal: Rehearsal
) -> None:
    await play_against(rehearsal, Goto(label="a", target="a"), caller=lambda: rehearsal.until(1))
    assert rehearsal.caller.events("ended") == ["ended"]


async def test_a_queue_goes_on_with_its_piece_and_speaks_in_another_voice(
    autojump_clock: MockClock, rehearsal: Rehearsal
) -> None:
    await rehearsal.serve(Music(seconds=20), Prompt(text="please hold"), Music(seconds=400), Music(seconds=5), Hangup())
    pieces = [e.data["piece"] for e in rehearsal.caller.happened if e.event == "music"]
    assert pieces[0] == pieces[1] != pieces[2]
    assert rehearsal.queue.said == ["please hold"]
    assert sum(sound.length for sound in rehearsal.caller.leg.heard) == pytest.approx(20 + 2 + 400 + 5)


async def test_a_person_speaks_after_a_cut_in_a_room_that_stays(
    autojump_clock: MockClock, rehearsal: Rehearsal
) -> None:
    steps = (Music(seconds=10), Human(text="hello this is dana"))
    await play_against(rehearsal, *steps, caller=lambda: rehearsal.until(60))
    assert rehearsal.at("human") == pytest.approx(10 + CUT_SECONDS + BREATH_SECONDS, abs=0.01)
    assert rehearsal.people.said == ["hello this is dana"]
    names = [sound.name.split("-")[0] for sound in rehearsal.caller.leg.heard]
    assert names[:2] == ["music", "person"]
    assert set(names[2:]) == {"room"}
    assert rehearsal.caller.leg.heard[-1].end == pytest.approx(rehearsal.start + 60)


async def test_a_person_takes_the_call_by_the_key_before_they_speak(
    autojump_clock: MockClock, rehearsal: Rehearsal
) -> None:
    with trio.move_on_after(60):
        await rehearsal.serve(Answer(rings=1), Human(text="hello"), Human(text="are you there"), confirm="1")
    assert rehearsal.caller.leg.pressed == "1"
    assert rehearsal.at("confirmed") == pytest.approx(6 + CONFIRM_SECONDS, abs=0.01)
    assert rehearsal.caller.events("confirmed", "human") == ["confirmed", "human", "human"]


async def test_a_machine_presses_nothing(autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
    with trio.move_on_after(60):
        await rehearsal.serve(Prompt(text="please leave a message"), confirm="1")
    assert rehearsal.caller.leg.pressed == ""


EVERY_KIND = (
    Answer(rings=1),
    Prompt(text="welcome to us"),
    Prompt(label="main", text="press one", clauses=(on_silence(2, Say(text="well then")),)),
    Music(seconds=5),
    Prompt(text="please hold"),
    Prompt(path="hum.wav"),
    Wait(seconds=2),
    Human(text="hello you"),
)


def music_files(folder: Path) -> list[Path]:
    return list(folder.glob("music-*"))


@pytest.mark.parametrize("seconds", range(0, 36, 2))
async def test_the_caller_may_hang_up_at_any_moment(
    autojump_clock: MockClock, rehearsal: Rehearsal, tmp_path: Path, seconds: int
) -> None:
    Hum(100).synthesize("two seconds", tmp_path / "hum.wav")
    await play_against(rehearsal, *EVERY_KIND, caller=lambda: rehearsal.until(seconds))
    assert rehearsal.at("ended") == pytest.approx(seconds, abs=0.01)
    assert rehearsal.caller.happened[-1].data["by"] == "caller"
    assert all(sound.end is not None for sound in rehearsal.caller.leg.heard)
    assert not music_files(tmp_path)


async def test_a_cancelled_call_is_hung_up(autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
    with trio.move_on_after(5):
        await rehearsal.serve(Music(seconds=600))
    assert rehearsal.caller.leg.over.is_set()
    assert rehearsal.caller.happened[-1].data["by"] == "shutdown"
