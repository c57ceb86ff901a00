"""One engine takes over from another, in the middle of what is said; and a server from the engine of this machine."""

import numpy as np
import pytest
import trio
from trio.testing import MockClock

from runtime.engines.errors import EngineEnded
from runtime.engines.fallback import BEHIND, Fallback
from runtime.engines.refined import LONGEST_REST, SHORTEST_REST, Refined
from runtime.engines.spare import Spare
from runtime.ports import AsyncTranscriber
from runtime.recogniser import InThread
from tests.engines.fakes import RATE, Blocking, Counting, failing_server

pytestmark = pytest.mark.engine

BLOCK = np.zeros(800, np.int16)


async def segment(engine: AsyncTranscriber, blocks: int = 10) -> list[str]:
    """What it says of a segment: after each block, and in the end."""
    await engine.start()
    said = [await engine.feed(BLOCK) for _ in range(blocks)]
    return [*said, await engine.finish()]


async def test_the_first_engine_that_works_is_heard() -> None:
    notes: list[str] = []
    said = await segment(Fallback([Counting("one"), Counting("two")], notes.append))
    assert said[-1] == "one 8000 in the end"
    assert notes == []


@pytest.mark.parametrize("where", ["start", "feed", "finish"])
async def test_the_next_engine_hears_the_whole_segment(where: str) -> None:
    notes: list[str] = []
    engine = Fallback([Counting("one", fails=where), Counting("two")], notes.append)
    said = await segment(engine)
    assert said[-1] == "two 8000 in the end"
    assert said[0] == ("one 800" if where == "finish" else "two 800")
    assert notes == ["the recogniser one stopped working (RuntimeError); going on with two"]
    assert (await segment(engine))[-1] == "two 8000 in the end"
    assert len(notes) == 1, "an engine that failed is not tried again"


async def test_a_note_holds_nothing_of_what_was_said() -> None:
    notes: list[str] = []
    await segment(Fallback([Counting("one", fails="feed"), Counting("two")], notes.append))
    assert "nobody's business" not in notes[0]


async def test_engines_fail_one_after_the_other() -> None:
    notes: list[str] = []
    engines = [Counting("one", fails="feed"), Counting("two", fails="finish"), Counting("three")]
    assert (await segment(Fallback(engines, notes.append)))[-1] == "three 8000 in the end"
    assert [note.rpartition(" ")[2] for note in notes] == ["two", "three"]


async def test_what_the_last_engine_raises_is_raised() -> None:
    with pytest.raises(RuntimeError):
        await segment(Fallback([Counting("one", fails="feed"), Counting("two", fails="feed")], [].append))


@pytest.mark.parametrize("where", ["start", "feed", "finish"])
async def test_the_last_engine_may_begin_anew(where: str) -> None:
    notes: list[str] = []
    only = Counting("only", fails=where, error=EngineEnded("its process ended with SIGKILL"), times=1)
    assert (await segment(Fallback([only], notes.append)))[-1] == "only 8000 in the end"
    assert notes == ["the recogniser only is started anew (its process ended with SIGKILL)"]


async def test_an_engine_that_ends_again_at_once_is_given_up() -> None:
    with pytest.raises(EngineEnded):
        await segment(Fallback([Counting("only", fails="feed", error=EngineEnded("it ended"))], [].append))


@pytest.mark.parametrize("where", ["start", "feed", "finish"])
async def test_an_engine_that_hangs_is_left_behind(where: str, autojump_clock: MockClock) -> None:
    notes: list[str] = []
    began = trio.current_time()
    said = await segment(Fallback([Counting("one", hangs=where), Counting("two")], notes.append))
    assert said[-1] == "two 8000 in the end"
    assert notes == ["the recogniser one stopped working (it fell behind); going on with two"]
    assert BEHIND <= trio.current_time() - began <= BEHIND + 1


class Slow(Counting):
    """Takes `seconds` for each tenth of a second."""

    seconds = 0.0

    async def feed(self, samples: np.ndarray[tuple[int], np.dtype[np.int16]]) -> str:
        await trio.sleep(self.seconds)
        return await super().feed(samples)


async def test_an_engine_may_be_slow_but_not_fall_ever_further_behind(autojump_clock: MockClock) -> None:
    slow = Slow("slow")
    notes: list[str] = []
    engine = Fallback([slow, Counting("quick")], notes.append)
    slow.seconds = 0.15
    assert (await segment(engine, 100))[-1] == "slow 80000 in the end"
    slow.seconds = 0.3
    assert (await segment(engine, 100))[-1] == "quick 80000 in the end"
    assert len(notes) == 1


async def test_the_last_engine_may_take_its_time(autojump_clock: MockClock) -> None:
    slow = Slow("slow")
    slow.seconds = 60.0
    assert (await segment(Fallback([slow], [].append), 3))[-1] == "slow 2400 in the end"


async def test_no_more_than_half_a_minute_is_kept_for_the_next_engine() -> None:
    engine = Fallback([Counting("one", fails="finish"), Counting("two")], [].append)
    assert (await segment(engine, 1000))[-1] == f"two {30 * RATE} in the end"


async def test_a_call_that_ends_meanwhile_is_no_fault_of_the_engine() -> None:
    notes: list[str] = []
    engine = Fallback([Counting("one", hangs="feed"), Counting("two")], notes.append)
    with trio.move_on_after(0.01) as scope:
        await segment(engine)
    assert scope.cancelled_caught
    assert notes == []


async def test_a_spare_engine_is_loaded_when_it_is_needed_and_told_the_phrases() -> None:
    loaded: list[Blocking] = []

    def load() -> Blocking:
        loaded.append(Blocking("spare"))
        return loaded[-1]

    spare = Spare("spare", Blocking.capabilities, RATE, load)
    spare.add_phrases(["billing"])
    one = Counting("one")
    engine = Fallback([one, InThread(spare)], [].append)
    await segment(engine)
    assert loaded == []
    one.fails = "feed"
    await segment(engine)
    await segment(engine)
    assert [engine.phrases for engine in loaded] == [["billing"]]
    assert loaded[0].started == 2


# --- a server that hears better ---


async def test_words_so_far_are_of_this_machine_and_those_in_the_end_of_the_server() -> None:
    engine = Refined(Counting("here"), Counting("far"), [].append)
    assert await segment(engine, 2) == ["here 800", "here 1600", "far 1600 in the end"]
    assert engine.capabilities.partials


async def test_while_the_server_fails_this_machine_has_the_last_word(autojump_clock: MockClock) -> None:
    notes: list[str] = []
    far = failing_server("far")
    engine = Refined(Counting("here"), far, notes.append)
    assert (await segment(engine))[-1] == "here 8000 in the end"
    assert notes == ["the model far can't be reached; going on with here, and trying again in 30 s"]
    assert (await segment(engine))[-1] == "here 8000 in the end"
    assert far.segments == 1, "it is left alone for a while"

    await trio.sleep(SHORTEST_REST)
    far.fails = ""
    assert (await segment(engine))[-1] == "far 8000 in the end"


async def test_a_server_that_stays_away_is_asked_less_and_less(autojump_clock: MockClock) -> None:
    notes: list[str] = []
    engine = Refined(Counting("here"), failing_server("far"), notes.append)
    for _ in range(2 * 3600 // 10):
        await segment(engine, 1)
        await trio.sleep(10)
    assert 10 <= len(notes) <= 16
    assert notes[-1].endswith(f"in {LONGEST_REST:g} s")


async def test_a_server_that_says_when_to_come_back_is_obeyed_within_reason(autojump_clock: MockClock) -> None:
    notes: list[str] = []
    await segment(Refined(Counting("here"), failing_server("far", 90.0), notes.append))
    await segment(Refined(Counting("here"), failing_server("far", 1e9), notes.append))
    assert [note.rpartition(" in ")[2] for note in notes] == ["90 s", f"{LONGEST_REST:g} s"]
