"""A call in virtual time goes the same way each time, comes to an end, and its faults are what the test said."""

import itertools
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from holdlang.calllog import IvrStep, Line, NoteTaken, TranscriptChunk
from holdlang.load import load
from holdlang.model.testing import Deaf
from holdlang.secret import Secret
from holdlang.source import Source
from runtime.clock import GoesOnForEver
from runtime.record import Record
from runtime.rehearse.deaf import HardOfHearing, hearing_badly, taken_for
from runtime.rehearse.virtual import acting
from runtime.rehearse.virtual.acting import Script, act, script_of
from tests.calls.rehearsed import ROOT, scripts, timeless

pytestmark = pytest.mark.call


def script(text: str, *, seed: int = 0) -> Script:
    """The call of the one test in `text`."""
    loaded = load(Source("test.hold", text))
    assert loaded.ok, loaded.diagnostics
    return script_of(loaded.tests[0], loaded, seed)


def run_all(hash_seed: int) -> str:
    """What every shipped test does in a process of its own, which orders its sets in its own way."""
    environment = os.environ | {"PYTHONHASHSEED": str(hash_seed)}
    command = [sys.executable, "-m", "tests.calls.rehearsed", "3"]
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout


def test_every_shipped_test_goes_the_same_way_twice() -> None:
    first = run_all(1)
    assert len(first.splitlines()) == len(scripts())
    assert run_all(2) == first


def test_the_seed_decides_what_is_left_to_chance_and_nothing_else() -> None:
    logs = [list(timeless(act(replace(one, seed=seed)))) for seed in (1, 2) for one in list(scripts().values())[:3]]
    assert logs[:3] == logs[3:]


WAITING = """\
flow wait
hold 24h
test "waits" of wait against round
tree round
main: say "Welcome. Please hold."
  on silence 2s goto main
"""


def test_a_company_that_goes_round_in_a_circle_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acting, "DOINGS", 300)
    with pytest.raises(GoesOnForEver, match=r"went round round/main$"):
        act(script(WAITING))


JOINED = """\
flow talk
wait 5s
transfer cell
test "talks" of talk against round
tree cell
answer
human "Hello?"
tree round
main: say "Welcome. Please hold."
  on silence 2s goto main
"""


def test_a_company_that_goes_round_while_two_talk_is_given_up_sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acting, "DOINGS_IN_TALK", 60)
    with pytest.raises(GoesOnForEver, match=r"went round round/main$"):
        act(script(JOINED))


def test_a_loop_that_takes_no_sound_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acting, "DOINGS", 300)
    with pytest.raises(GoesOnForEver):
        act(script(WAITING.split("main:", maxsplit=1)[0] + "answer\nmain: wait 1s\ngoto main"))


def test_a_call_of_a_week_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acting, "LIMIT", 3600.0)
    with pytest.raises(GoesOnForEver, match=r"still went on after 1\.0 h"):
        act(script(WAITING.split("main:", maxsplit=1)[0] + "answer"))


def test_the_user_can_stop_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(record: Record, data: object) -> None:
        if isinstance(data, IvrStep):
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(Record, "write", interrupt)
    with pytest.raises(KeyboardInterrupt):
        act(script(WAITING))


def test_a_fault_of_ours_comes_as_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(record: Record, data: object) -> None:
        if isinstance(data, IvrStep):
            raise ZeroDivisionError("deep inside")

    monkeypatch.setattr(Record, "write", broken)
    with pytest.raises(ZeroDivisionError, match="deep inside"):
        act(script(WAITING))


DEAF = """\
flow queue
hold 1h
test "deaf" of queue against talker
  with deaf 40%
tree talker
music 10s
say "Your estimated wait time is fifteen minutes. Please stay on the line and a representative will answer your call."
music 20s
hangup
"""


def final_words(of: Script) -> list[str]:
    return [chunk.text for chunk in act(of).data(TranscriptChunk) if chunk.is_final]


def test_some_words_are_lost_and_others_mistaken_in_the_same_way_each_time() -> None:
    deaf = script(DEAF, seed=5)
    (heard,) = final_words(deaf)
    (said,) = final_words(replace(deaf, faults=()))
    assert final_words(deaf) == [heard]
    assert final_words(replace(deaf, seed=6)) != [heard]
    assert len(heard.split()) < len(said.split())
    assert set(heard.split()) - set(said.split())


def test_what_was_lost_in_a_partial_result_is_lost_in_the_final_one() -> None:
    chunks = [chunk.text for chunk in act(script(DEAF, seed=5)).data(TranscriptChunk)]
    for partial, final in itertools.pairwise(chunks):
        assert final.startswith(partial)


async def test_so_many_words_suffer_as_was_said() -> None:
    class Fluent:
        """A recogniser that hears the same thousand words in every segment."""

        rate = 8000

        async def start(self) -> None:
            pass

        async def finish(self) -> str:
            return " ".join(["disputes"] * 1000)

        feed = finish

    fluent = Fluent()
    assert hearing_badly(fluent, (), 1) is fluent
    deaf = hearing_badly(fluent, (Deaf(percent=10),), 1)
    assert isinstance(deaf, HardOfHearing)
    await deaf.start()
    words = (await deaf.finish()).split()
    lost, mistaken = 1000 - len(words), sum(word != "disputes" for word in words)
    assert 30 <= lost <= 70
    assert 30 <= mistaken <= 70
    await deaf.start()
    assert (await deaf.finish()).split() != words


@pytest.mark.parametrize(("word", "other"), [("press", "pass"), ("Disputes,", "dispute"), ("4.", "for"), ("…", "")])
def test_a_word_is_taken_for_the_one_that_sounds_most_alike(word: str, other: str) -> None:
    assert taken_for(word) == other


async def test_a_record_that_is_not_written_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    heard: list[Line] = []
    with Record.unwritten("call_1") as record:
        record.subscribe(heard.append)
        record.hide(Secret("4251"))
        record.write(NoteTaken(text="the PIN is 4251"))
    assert [line.data.text for line in heard] == ["the PIN is <secret>"]
    assert heard[0].call_id == "call_1"
    assert record.fault is None
    assert list(tmp_path.iterdir()) == []
