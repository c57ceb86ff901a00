"""A queue in virtual time: what it says again and again, whose turn it is, and the keys that it takes."""

import pytest
from trio.testing import MockClock

from holdlang.model import Again, Clause, Digits, Goto, Hangup, Human, Music, Play, Retry, Say, Wait
from holdlang.model.tree import Every, Prompt, TreeStep
from runtime.rehearse.studio import read_wav
from runtime.rehearse.virtual.stage import Stage
from tests.rehearse.fakes import Fixed, Hum
from tests.rehearse.rehearsal import Rehearsal, on, play_against

pytestmark = pytest.mark.call


def every(seconds: float, *texts: str) -> Every:
    return Every(seconds=seconds, actions=tuple(Say(text=text) for text in texts))


def announced(rehearsal: Rehearsal) -> list[tuple[float, str]]:
    """When what was announced, in seconds since the call came in."""
    return [(round(e.at, 1), str(e.data["text"])) for e in rehearsal.caller.happened if e.event == "announcement"]


def music_heard(rehearsal: Rehearsal) -> float:
    sounds = [sound for sound in rehearsal.caller.leg.heard if sound.name.startswith("music")]
    return sum((sound.end or 0) - sound.start for sound in sounds)


class TestEvery:
    """Announcements."""

    async def test_come_again_and_again_and_the_wait_is_as_long_as_ever(
        self, autojump_clock: MockClock, rehearsal: Rehearsal
    ) -> None:
        await rehearsal.serve(Music(seconds=100, every=(every(30, "please hold the line"),)), Hangup())
        assert announced(rehearsal) == [
            (30, "please hold the line"),
            (60, "please hold the line"),
            (90, "please hold the line"),
        ]
        assert rehearsal.at("ended") == pytest.approx(100, abs=0.05)
        assert music_heard(rehearsal) == pytest.approx(100 - 3 * 4, abs=0.1)
        assert rehearsal.queue.said == ["please hold the line"]

    async def test_two_at_once_come_one_after_the_other(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        queue = Music(seconds=65, every=(every(20, "a b"), every(30, "c d e")))
        await rehearsal.serve(queue, Hangup())
        assert announced(rehearsal) == [(20, "a b"), (30, "c d e"), (40, "a b"), (60, "a b"), (62, "c d e")]

    async def test_what_falls_due_meanwhile_comes_right_after(
        self, autojump_clock: MockClock, rehearsal: Rehearsal
    ) -> None:
        queue = Music(seconds=20, every=(every(10, "a b c d"), every(12, "e f")))
        await rehearsal.serve(queue, Hangup())
        assert announced(rehearsal) == [(10, "a b c d"), (14, "e f")]

    async def test_one_longer_than_its_period_leaves_out_what_it_missed(
        self, autojump_clock: MockClock, rehearsal: Rehearsal
    ) -> None:
        await rehearsal.serve(Music(seconds=20, every=(every(3, "a b c d"),)), Hangup())
        assert [at for at, _ in announced(rehearsal)] == [3, 9, 15]

    async def test_what_is_being_said_when_the_turn_comes_is_said_to_its_end(
        self, autojump_clock: MockClock, rehearsal: Rehearsal
    ) -> None:
        await rehearsal.serve(Music(seconds=31, every=(every(30, "a b c d"),)), Hangup())
        assert rehearsal.at("ended") == pytest.approx(34, abs=0.05)

    async def test_the_music_goes_on_where_it_stopped(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        starts: list[float] = []
        music = rehearsal.studio.music
        rehearsal.studio.music = lambda piece, start, seconds: starts.append(start) or music(piece, start, seconds)  # type: ignore[assignment, method-assign, func-returns-value]
        await rehearsal.serve(Music(seconds=25, every=(every(10, "a b"),)), Hangup())
        assert starts == pytest.approx([0, 10, 18], abs=0.01)

    async def test_a_file_and_a_goto(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        Hum(100).synthesize("two seconds", rehearsal.folder / "hum.wav")
        queue = Music(
            seconds=100,
            every=(
                Every(seconds=10, actions=(Play(path="hum.wav"),)),
                Every(seconds=25, actions=(Say(text="we close"), Goto(target="bye"))),
            ),
        )
        await rehearsal.serve(queue, Hangup(), Prompt(label="bye", text="goodbye"), Hangup())
        assert rehearsal.caller.events("play", "announcement", "prompt") == ["play", "play", "announcement", "prompt"]
        assert rehearsal.at("prompt") == pytest.approx(27, abs=0.05)


class TestPlaceInTheQueue:
    """$position and $wait."""

    async def test_count_down_to_one(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        text = "number $position wait $wait minutes costs $$5 $other"
        await rehearsal.serve(Music(seconds=600, behind=3, every=(every(100, text),)), Hangup())
        filled = "number {} wait {} minutes costs $5 $other"
        wanted = [(4, 9), (3, 7), (2, 5), (2, 4), (1, 2)]
        assert [said for _, said in announced(rehearsal)] == [filled.format(*pair) for pair in wanted]

    async def test_the_first_in_line_waits_a_minute_at_least(
        self, autojump_clock: MockClock, rehearsal: Rehearsal
    ) -> None:
        await rehearsal.serve(Music(seconds=20, every=(every(8, "$position $wait"),)), Hangup())
        assert [said for _, said in announced(rehearsal)] == ["1 1", "1 1"]

    async def test_can_end_the_call(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        goodbye = Every(seconds=10, actions=(Say(text="good bye"), Hangup()))
        await rehearsal.serve(Music(seconds=300, every=(goodbye,)))
        assert rehearsal.at("ended") == pytest.approx(12, abs=0.1)

    async def test_are_spoken_before_they_are_due(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        await rehearsal.serve(Music(seconds=300, behind=9, every=(every(60, "number $position"),)), Hangup())
        assert [at for at, _ in announced(rehearsal)] == [60, 120, 180, 240]
        assert rehearsal.queue.said == ["number 8", "number 6", "number 4", "number 2"]


class TestLength:
    """A queue of no certain length."""

    @pytest.mark.parametrize(("share", "seconds"), [(0, 60), (0.25, 105), (1, 240)])
    async def test_is_drawn(
        self, autojump_clock: MockClock, rehearsal: Rehearsal, share: float, seconds: float
    ) -> None:
        rehearsal.dice = dice = Fixed(share=share)
        await rehearsal.serve(Music(label="queue", seconds=60, most=240), Hangup())
        assert rehearsal.at("ended") == pytest.approx(seconds, abs=0.05)
        assert rehearsal.caller.happened[2].data["seconds"] == seconds
        assert dice.thrown == ["shop/queue"]

    async def test_a_certain_length_is_not_drawn(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        rehearsal.dice = dice = Fixed()
        await rehearsal.serve(Music(seconds=60), Hangup())
        assert dice.thrown == []


class TestKeys:
    """Keys that a queue takes at any time."""

    queue = Music(
        seconds=60,
        every=(every(20, "press one for a callback now"),),
        clauses=(
            on("1", Goto(target="callback")),
            on("2", Say(text="no change"), Again()),
            on("3", Say(text="moving on")),
            Clause(triggers=(Digits(count=4),), actions=(Say(text="thank you"), Again())),
        ),
    )
    tree: tuple[TreeStep, ...] = (
        queue,
        Prompt(text="your turn"),
        Hangup(),
        Prompt(label="callback", text="we call"),
        Hangup(),
    )

    async def press(self, rehearsal: Rehearsal, keys: dict[float, str], *steps: TreeStep) -> None:
        async def caller() -> None:
            for at, key in keys.items():
                await rehearsal.until(at)
                rehearsal.caller.press(key)
            await rehearsal.until(500)

        await play_against(rehearsal, *(steps or self.tree), caller=caller)

    @pytest.mark.parametrize("at", [5, 21, 27])
    async def test_lead_away_from_music_and_announcements(
        self, autojump_clock: MockClock, rehearsal: Rehearsal, at: float
    ) -> None:
        await self.press(rehearsal, {at: "1"})
        said = [text for text in rehearsal.caller.said() if text != "press one for a callback now"]
        assert said == ["we call"]
        # The key could begin four digits: it is known for what it is when no other follows.
        assert rehearsal.at("prompt") == pytest.approx(at + 3, abs=0.1)

    async def test_again_goes_on_with_the_same_wait(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        await self.press(rehearsal, {5: "4", 5.5: "4", 6: "4", 6.5: "4", 30: "2"})
        assert rehearsal.caller.said() == [
            "thank you", "press one for a callback now", "no change", "press one for a callback now", "your turn",
        ]  # fmt: skip
        assert [at for at, _ in announced(rehearsal)] == [20, 40, pytest.approx(60, abs=0.1)]

    async def test_actions_that_do_not_lead_away_end_the_wait(
        self, autojump_clock: MockClock, rehearsal: Rehearsal
    ) -> None:
        await self.press(rehearsal, {5: "3"})
        assert rehearsal.caller.said() == ["moving on", "your turn"]

    async def test_keys_that_mean_nothing_change_nothing(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        await self.press(rehearsal, {5: "9", 30: "*"})
        assert rehearsal.caller.said() == ["press one for a callback now"] * 2 + ["your turn"]
        assert announced(rehearsal)[-1] == (pytest.approx(60, abs=0.1), "your turn")
        assert [e.data["valid"] for e in rehearsal.caller.happened if e.event == "decided"] == [False, False]

    async def test_else_takes_them(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        queue = Music(
            seconds=60, clauses=(on("1", Hangup()),), otherwise=(Say(text="wrong"), Retry(times=1), Say(text="enough"))
        )
        await self.press(rehearsal, {5: "9", 10: "8"}, queue, Prompt(text="next"), Hangup())
        assert rehearsal.caller.said() == ["wrong", "wrong", "enough", "next"]

    async def test_a_queue_without_clauses_takes_none(self, autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
        await self.press(rehearsal, {5: "1"}, Music(seconds=20), Hangup())
        assert [e.data["taken"] for e in rehearsal.caller.happened if e.event == "digit"] == [False]


async def test_put_back_on_hold_the_caller_hears_the_music_go_on(
    autojump_clock: MockClock, rehearsal: Rehearsal
) -> None:
    steps = (Music(seconds=10), Human(text="one moment"), Wait(seconds=2), Music(seconds=10), Wait(seconds=3), Hangup())
    await rehearsal.serve(*steps)
    names = [sound.name.split("-")[0] for sound in rehearsal.caller.leg.heard]
    assert names == ["music", "person", "room", "music"]
    assert len({event.data["piece"] for event in rehearsal.caller.happened if event.event == "music"}) == 1


@pytest.mark.parametrize(("seconds", "plays"), [(86400.0, 1)])
async def test_a_day_of_music_is_one_take_where_takes_may_be_as_long(
    autojump_clock: MockClock, rehearsal: Rehearsal, seconds: float, plays: int
) -> None:
    stage = Stage(rehearsal.folder)
    takes = []
    music = stage.music
    stage.music = lambda *arguments: takes.append(arguments) or music(*arguments)  # type: ignore[assignment, method-assign, func-returns-value]
    rehearsal.caller.leg.lengths = stage.seconds
    await rehearsal.play(stage, Music(seconds=seconds), Hangup())
    assert len(takes) == plays
    assert rehearsal.at("ended") == pytest.approx(seconds)


async def test_music_with_sound_is_cut_into_files(autojump_clock: MockClock, rehearsal: Rehearsal) -> None:
    await rehearsal.serve(Music(seconds=700), Hangup())
    assert [round(sound.length) for sound in rehearsal.caller.leg.heard] == [300, 300, 100]
    assert not list(rehearsal.folder.glob("music-*"))
    assert read_wav(rehearsal.studio.beep().path)[1] == 8000
