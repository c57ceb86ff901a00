"""The calls that were made to a number before, as they tell of the wait."""

from datetime import timedelta
from pathlib import Path

import pytest

from holdlang.calllog import CallEnded, CallStarted
from holdlang.history.earlier import earlier_calls
from tests.history.logs import NOON, transferred, written

pytestmark = pytest.mark.unit

NOW = NOON + timedelta(days=1)


def test_calls_to_the_same_number_are_found_however_it_was_written(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    written(calls / "2026-11-20T12-00-00Z_call_a", *transferred(number="+1 206 555 0194"))
    written(calls / "2026-11-20T12-00-01Z_call_b", *transferred(number="+12065550100"))
    (call,) = earlier_calls(tmp_path, "+1 (206) 555-0194", NOW)
    assert (call.outcome, call.person, call.on_hold) == ("transferred", True, 2.0)


def test_rehearsed_calls_and_those_that_tell_nothing_are_left_out(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    begun, *rest = transferred()
    assert isinstance(begun, CallStarted)
    written(calls / "2026-11-20T12-00-00Z_call_a", begun.model_copy(update={"rehearsed": True}), *rest)
    cut_off = [data for data in rest if not isinstance(data, CallEnded)]
    written(calls / "2026-11-20T12-00-01Z_call_b", begun, *cut_off)
    (calls / "2026-11-20T12-00-02Z_call_c").mkdir()
    broken = calls / "2026-11-20T12-00-03Z_call_d"
    broken.mkdir()
    (broken / "call.jsonl").write_bytes(b"\xff nonsense\n")
    assert earlier_calls(tmp_path, "+12065550194", NOW) == []


def test_without_any_calls_there_are_none(tmp_path: Path) -> None:
    assert earlier_calls(tmp_path / "nothing", "+12065550194", NOW) == []
