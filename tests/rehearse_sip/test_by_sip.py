"""What `holdlang test --sip` makes of tests before it makes a call, and of its options. No call is made here."""

from pathlib import Path

import pytest

from holdlang.cli.main import main
from holdlang.cli.status import Status
from holdlang.cli.trials.bysip import Sip, by_sip, planned
from holdlang.load import load
from holdlang.source import Source
from holdlang.trials.trial import Result, Trial
from runtime.rehearse.live.worker import Job

pytestmark = pytest.mark.call

TEXT = """\
flow patient
  dial "+12125550142"

hold 10m
  on timeout notify "Ten minutes, and nobody came.", end
transfer sip_phone

tree too_late

answer
music 20m
human "Hello, this is Dana. How can I help you?"

tree soon

answer
music 5m
human "Hello, this is Dana. How can I help you?"

test "nobody comes" of patient against too_late
  expect ended

test "somebody comes" of patient against soon
  expect transferred sip_phone

test "the call of that day" of patient against "that_day.jsonl"
  expect ended
"""


ROUND = """\
flow waiter
  dial "+12125550142"

listen 24h
  on "help" hangup
  else again

tree queue

answer
ever: say "Please wait."
wait 23h
goto ever

tree no_sound

answer
play "gone.wav"

test "it never ends" of waiter against queue
  expect ended

test "no sound" of waiter against no_sound
  expect ended
"""


def trial(number: int) -> Trial:
    loaded = load(Source("patient.hold", TEXT))
    return Trial(loaded, loaded.tests[number])


def test_a_hold_that_is_waited_out_takes_its_time() -> None:
    short = planned(trial(0), 0, Sip(fast=True))
    assert isinstance(short, Result)
    assert (short.verdict, short.skipped) == ("skipped", "with less waiting the call goes another way")
    whole = planned(trial(0), 0, Sip())
    assert isinstance(whole, Job)
    assert (whole.number, whole.fast) == (0, False)
    assert whole.limit > 600


def test_music_is_cut_short_where_that_changes_nothing() -> None:
    job = planned(trial(1), 7, Sip(fast=True))
    assert isinstance(job, Job)
    assert (job.number, job.fast, job.seed) == (1, True, 7)
    assert job.limit < 300


def test_a_call_that_was_kept_is_left_out() -> None:
    (result,) = by_sip(Sip())([trial(2)], 0)
    assert result.verdict == "skipped"
    assert result.skipped == "a call that was kept has nobody who could be called"


def test_what_can_not_be_called_is_an_error_and_the_others_are_run() -> None:
    """A call that goes on for ever, and one whose file with sound is gone."""
    loaded = load(Source("round.hold", ROUND))
    trials = [Trial(loaded, test) for test in loaded.tests]
    results = list(by_sip(Sip())([*trials, trial(2)], 0))
    assert [result.verdict for result in results] == ["error", "error", "skipped"]
    assert results[0].error.startswith("the call still went on after")
    assert "gone.wav" in results[1].error


@pytest.mark.parametrize("option", [["--fast"], ["--jobs", "2"]])
def test_options_of_real_calls_want_real_calls(
    option: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "patient.hold").write_text(TEXT)
    assert main(["test", str(tmp_path), *option]) == Status.USAGE
    assert "add --sip" in capsys.readouterr().err
