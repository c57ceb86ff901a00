"""What a prompt can be beyond its text, in virtual time: uninterrupted, repeated, renumbered, a file."""

import pytest
from trio.testing import MockClock

from holdlang.model import Again, Clause, Digits, Goto, Hangup, Retry, Say
from holdlang.model.tree import Prompt, TreeStep
from runtime.rehearse.keypad import INTER_DIGIT_SECONDS
from runtime.rehearse.studio import SORRY
from tests.rehearse.fakes import Fixed, Hum
from tests.rehearse.rehearsal import Rehearsal, on, on_silence, play_against

pytestmark = pytest.mark.call


async def press(rehearsal: Rehearsal, keys: dict[float, str], *steps: TreeStep) -> None:
    """Press these keys at these seconds, and hang up at last."""

    async def caller() -> None:
        for at, key in keys.items():
            await rehearsal.until(at)
            rehearsal.caller.press(key)
        await rehearsal.until(500)

    await play_against(rehearsal, *steps, caller=caller)


def taken(rehearsal: Rehearsal) -> list[bool]:
    return [event.data["taken"] for event in rehearsal.caller.happened if event.event == "digit"]


class TestUninterrupted:
    """Keys count from the end of the prompt."""

    menu = Prompt(text="a b c d", uninterrupted=True, clauses=(on("3", Say(text="three")), on_silence(5, Hangup())))

    async def test_a_key_during_it_is_lost(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        await press(rehearsal, {2: "3"}, self.menu)
        assert taken(rehearsal) == [False]
        assert rehearsal.caller.said() == ["a b c d"]
        assert rehearsal.at("ended") == pytest.approx(9, abs=0.05)

    async def test_a_key_after_it_counts(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        await press(rehearsal, {2: "9", 6: "3"}, self.menu)
        assert taken(rehearsal) == [False, True]
        assert rehearsal.caller.said() == ["a b c d", "three"]
        assert [round(sound.length) for sound in rehearsal.caller.leg.heard] == [4, 1]


@pytest.mark.parametrize(("between", "seconds"), [(None, INTER_DIGIT_SECONDS), (8.0, 8.0), (0.5, 0.5)])
async def test_how_long_after_one_key_the_next_may_come(
    autojump_clock: MockClock, rehearsal: Rehearsal, between: float | None, seconds: float
) -> None:
    menu = Prompt(text="enter", between_digits=between, clauses=(on("1234", Hangup()),), otherwise=(Hangup(),))
    await press(rehearsal, {1: "12"}, menu)
    assert rehearsal.at("decided") == pytest.approx(1 + seconds)


async def test_any_four_digits_will_do(autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
    card = Clause(triggers=(Digits(count=4),), actions=(Say(text="thank you"), Hangup()))
    await press(rehearsal, {2: "90210"}, Prompt(text="your card", clauses=(card,)))
    assert rehearsal.caller.said() == ["your card", "thank you"]
    assert rehearsal.at("decided") == 2


class TestAgain:
    """The step once more."""

    async def test_says_the_menu_again(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        menu = Prompt(text="a b", clauses=(on("9", Again()), on_silence(3, Hangup())))
        await press(rehearsal, {1: "9", 3: "9"}, menu)
        assert rehearsal.caller.said() == ["a b", "a b", "a b"]

    async def test_so_many_times_and_then_the_actions_behind(
        self, autojump_clock: MockClock, rehearsal: Rehearsal
    ) -> None:
        menu = Prompt(text="a b", clauses=(on_silence(3, Retry(times=2), Say(text="well then")),))
        await rehearsal.serve(menu, Prompt(text="next"), Hangup())
        assert rehearsal.caller.said() == ["a b", "a b", "a b", "well then", "next"]

    async def test_with_nothing_behind_it_hangs_up(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        await rehearsal.serve(Prompt(text="a b", clauses=(on_silence(3, Retry(times=1)),)), Prompt(text="next"))
        assert rehearsal.caller.said() == ["a b", "a b"]
        assert rehearsal.caller.happened[-1].data["by"] == "tree"

    async def test_clauses_are_counted_each_for_itself(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        menu = Prompt(
            text="a b",
            clauses=(on("1", Retry(times=1), Say(text="one")), on_silence(3, Retry(times=1), Say(text="silence"))),
            otherwise=(Retry(times=1), Hangup()),
        )
        await press(rehearsal, {1: "1", 10: "7", 11: "1"}, menu, Hangup())
        assert rehearsal.caller.said() == ["a b", "a b", "a b", "a b", "one"]

    async def test_the_count_begins_anew_when_the_tree_comes_back(
        self, autojump_clock: MockClock, rehearsal: Rehearsal
    ) -> None:
        menu = Prompt(label="menu", text="a b", clauses=(on_silence(3, Retry(times=1), Goto(target="other")),))
        other = Prompt(label="other", text="other", clauses=(on("1", Goto(target="menu")), on_silence(9, Hangup())))
        await press(rehearsal, {12: "1"}, menu, other)
        assert rehearsal.caller.said() == ["a b", "a b", "other", "a b", "a b", "other"]

    async def test_a_key_that_means_nothing_leaves_the_count(
        self, autojump_clock: MockClock, rehearsal: Rehearsal
    ) -> None:
        menu = Prompt(text="a b", clauses=(on_silence(3, Retry(times=1), Hangup()),))
        await press(rehearsal, {6: "7"}, menu)
        assert rehearsal.caller.said() == ["a b", "a b", "a b"]
        assert rehearsal.menu.said.count(SORRY) == 1


class TestRenumbered:
    """A menu whose numbers are others than written."""

    menu = Prompt(
        label="menu",
        text="for sales press 1 for service press 2",
        renumbered=20,
        clauses=(on("1", Say(text="sales"), Again()), on("2", Say(text="service"), Again())),
    )
    changed = "for sales press 2 for service press 1"

    async def test_says_and_takes_the_others(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        rehearsal.dice = dice = Fixed()

        async def caller() -> None:
            for times, key in enumerate("12", start=1):
                await rehearsal.caller.told("prompt", 2 * times - 1)
                rehearsal.caller.press(key)
            await rehearsal.caller.told("prompt", 5)

        await play_against(rehearsal, self.menu, caller=caller)
        assert rehearsal.caller.said() == [self.changed, "service", self.changed, "sales", self.changed]
        assert dice.thrown == ["shop/menu", "shop/menu/order"]  # once a call: the menu does not change under the caller

    async def test_or_not(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        rehearsal.dice = Fixed(happens=False)
        await press(rehearsal, {3: "1"}, self.menu)
        assert rehearsal.caller.said() == [self.menu.text, "sales", self.menu.text]


class TestFile:
    """A prompt that is the author's file."""

    async def test_is_played_and_takes_keys(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        Hum(100).synthesize("six words are six whole seconds", rehearsal.folder / "menu.wav")
        menu = Prompt(path="menu.wav", text="press one", clauses=(on("1", Hangup()),))
        await press(rehearsal, {2: "1"}, menu)
        assert rehearsal.caller.leg.heard[0].length == 6
        played = next(event for event in rehearsal.caller.happened if event.event == "play")
        assert played.data == {"path": "menu.wav", "text": "press one", "seconds": 6}
        assert rehearsal.menu.said == [SORRY]
        assert rehearsal.at("ended") == pytest.approx(2)

    async def test_goes_on_at_its_end_without_clauses(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        Hum(100).synthesize("two seconds", rehearsal.folder / "hum.wav")
        await rehearsal.serve(Prompt(path="hum.wav"), Hangup())
        assert rehearsal.at("ended") == pytest.approx(2, abs=0.01)
