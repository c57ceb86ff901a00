"""The steps of a tree that are not prompts, queues or persons, in virtual time: early media, tones, chance, endings."""

import pytest
import trio
from trio.testing import MockClock

from holdlang.model import Answer, Goto, Hangup, Human, Music, Note, Retry, Say, Wait
from holdlang.model.tree import Beep, Chance, CutOff, EarlyMedia, NoAnswer, Prompt, PutThrough, Reject, Tone
from runtime.rehearse.dice import SeededDice
from runtime.rehearse.studio import read_wav
from tests.rehearse.fakes import Fixed
from tests.rehearse.rehearsal import Rehearsal, play_against

pytestmark = pytest.mark.call


class TestEarlyMedia:
    """What sounds before the call is taken."""

    async def test_is_heard_before_the_call_is_refused(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        await rehearsal.serve(
            EarlyMedia(),
            Tone(name="sit"),
            Prompt(text="the number you have dialled is not in service"),
            Reject(code=404),
        )
        assert rehearsal.caller.leg.codes == [183, 404]
        assert rehearsal.caller.events() == ["incoming", "early_media", "tone", "prompt", "rejected", "ended"]
        assert rehearsal.at("prompt") == pytest.approx(0.99, abs=0.01)
        assert rehearsal.at("rejected") == pytest.approx(0.99 + 9, abs=0.02)

    async def test_goes_on_through_the_answer(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        await rehearsal.serve(EarlyMedia(), Prompt(text="wait please"), Answer(), Prompt(text="hello"), Hangup())
        assert rehearsal.caller.leg.codes == [183, 200]
        assert rehearsal.at("answered") == pytest.approx(2)
        assert rehearsal.caller.said() == ["wait please", "hello"]

    async def test_rings_by_the_tone(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        await rehearsal.serve(EarlyMedia(), Answer(rings=2), Hangup())
        assert rehearsal.caller.leg.codes == [183, 200]
        assert rehearsal.at("answered") == pytest.approx(12)
        assert [sound.length for sound in rehearsal.caller.leg.heard] == [12]

    async def test_without_an_answer_the_call_is_never_taken(
        self, autojump_clock: MockClock, rehearsal: Rehearsal
    ) -> None:
        steps = (EarlyMedia(), Prompt(text="nobody is there"))
        await play_against(rehearsal, *steps, caller=lambda: rehearsal.until(600))
        assert rehearsal.caller.leg.codes == [183]
        assert rehearsal.at("ended") == pytest.approx(600)

    async def test_rings_on_for_ever(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        await play_against(rehearsal, EarlyMedia(), NoAnswer(), caller=lambda: rehearsal.until(600))
        assert sum(sound.length for sound in rehearsal.caller.leg.heard) == pytest.approx(600, abs=61)

    async def test_of_a_call_that_was_taken_is_nothing_new(
        self, autojump_clock: MockClock, rehearsal: Rehearsal
    ) -> None:
        await rehearsal.serve(Answer(), EarlyMedia(), Prompt(text="hello"), Hangup())
        assert rehearsal.caller.leg.codes == [200]


@pytest.mark.parametrize(
    ("tone", "length"),
    [(Tone(name="ringing", seconds=12), 12), (Tone(name="busy", seconds=5), 5), (Tone(name="sit"), 0.99)],
)
async def test_a_tone_takes_the_call_and_sounds(
    autojump_clock: MockClock, rehearsal: Rehearsal, tone: Tone, length: float
) -> None:
    await rehearsal.serve(tone, Hangup())
    assert rehearsal.caller.leg.codes == [200]
    assert [round(sound.length, 2) for sound in rehearsal.caller.leg.heard] == [length]


async def test_a_long_tone_keeps_its_cadence_from_one_take_to_the_next(
    autojump_clock: MockClock, rehearsal: Rehearsal
) -> None:
    await rehearsal.serve(Tone(name="ringing", seconds=900), Hangup())
    assert [sound.length for sound in rehearsal.caller.leg.heard] == [300, 300, 300]
    sound, rate = read_wav(rehearsal.studio.tone("ringing", 300).path)
    assert sound[: 2 * rate].any()
    assert not sound[-4 * rate :].any()


async def test_a_voicemail_beeps_and_waits(autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
    await play_against(
        rehearsal, Prompt(text="leave a message"), Beep(), Wait(seconds=30), caller=lambda: rehearsal.until(20)
    )
    assert rehearsal.caller.events() == ["incoming", "answered", "prompt", "beep", "wait", "ended"]
    assert rehearsal.at("wait") == pytest.approx(3.5)


class TestChance:
    """What happens with a chance."""

    tree = (
        Chance(percent=30, actions=(Goto(target="closed"),)),
        Note(text="open"),
        Hangup(),
        Note(label="closed", text="x"),
        Hangup(),
    )

    @pytest.mark.parametrize("happens", [True, False])
    async def test_leads_away_if_it_happens(
        self, autojump_clock: MockClock, rehearsal: Rehearsal, happens: bool
    ) -> None:
        rehearsal.dice = dice = Fixed(happens=happens)
        await rehearsal.serve(*self.tree)
        notes = [event.data["text"] for event in rehearsal.caller.happened if event.event == "note"]
        assert notes == (["x"] if happens else ["open"])
        assert dice.thrown == ["shop/1"]
        assert rehearsal.caller.happened[1].data == {"percent": 30, "happens": happens}

    async def test_takes_no_call(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        rehearsal.dice = Fixed()
        await rehearsal.serve(
            Chance(percent=1, actions=(Goto(target="full"),)), Answer(), Reject(code=503, label="full")
        )
        assert rehearsal.caller.leg.codes == [503]

    async def test_goes_on_after_actions_that_do_not_lead_away(
        self, autojump_clock: MockClock, rehearsal: Rehearsal
    ) -> None:
        rehearsal.dice = Fixed()
        await rehearsal.serve(Answer(), Chance(percent=1, actions=(Say(text="well"),)), Prompt(text="then"), Hangup())
        assert rehearsal.caller.said() == ["well", "then"]

    async def test_is_the_same_with_the_same_seed(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        rehearsal.dice = SeededDice(11)
        await rehearsal.serve(*[Chance(percent=50, actions=(Note(text=str(n)),)) for n in ()], Hangup())
        thrown = []
        for _ in range(2):
            dice = SeededDice(11)
            thrown.append([dice.happens(f"shop/{step}", 50) for step in range(1, 40)])
        assert thrown[0] == thrown[1]


class TestCutOff:
    """Hangs up by the clock, wherever the call is."""

    async def test_in_the_middle_of_music(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        await rehearsal.serve(Answer(), Wait(seconds=5), CutOff(seconds=38), Music(seconds=600))
        assert rehearsal.at("cut_off") == pytest.approx(43)
        assert rehearsal.caller.happened[-1].data["by"] == "tree"
        assert rehearsal.caller.leg.heard[-1].end == pytest.approx(rehearsal.start + 43)

    async def test_before_the_answer(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        await rehearsal.serve(CutOff(seconds=10), Answer(rings=5), Prompt(text="never"))
        assert rehearsal.at("ended") == pytest.approx(10)
        assert rehearsal.caller.leg.codes == [180]

    async def test_after_the_last_step(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        await rehearsal.serve(Answer(), CutOff(seconds=60), Human(text="hello"))
        assert rehearsal.at("ended") == pytest.approx(60)

    async def test_the_clock_that_runs_out_first_counts(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        loop = (Answer(), CutOff(label="again", seconds=30), Wait(seconds=20), Goto(target="again"))
        await rehearsal.serve(*loop)
        assert rehearsal.at("cut_off") == pytest.approx(30)

    async def test_a_caller_who_leaves_before_is_not_cut_off(
        self, autojump_clock: MockClock, rehearsal: Rehearsal
    ) -> None:
        steps = (CutOff(seconds=30), Prompt(text="hello"))
        await play_against(rehearsal, *steps, caller=lambda: rehearsal.until(10))
        assert rehearsal.caller.events("cut_off") == []
        assert rehearsal.caller.happened[-1].data["by"] == "caller"


async def test_to_be_put_through_renews_the_media_and_changes_the_music(
    autojump_clock: MockClock, rehearsal: Rehearsal
) -> None:
    await rehearsal.serve(Music(seconds=5), PutThrough(), Music(seconds=5), Hangup())
    assert rehearsal.caller.leg.reinvited == 1
    assert rehearsal.caller.events("music", "put_through") == ["music", "put_through", "music"]
    first, second = (event.data["piece"] for event in rehearsal.caller.happened if event.event == "music")
    assert first != second
    assert rehearsal.caller.leg.codes == [200]


async def test_a_retry_of_a_chance_is_counted(autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
    rehearsal.dice = dice = Fixed()
    await rehearsal.serve(Chance(percent=1, actions=(Retry(times=3), Hangup())), Wait(seconds=9))
    assert len(dice.thrown) == 4
    with trio.fail_after(1):
        await rehearsal.caller.leg.over.wait()
