"""A call at a glance says what the whole log says, and is quick."""

import fcntl
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from holdlang.calllog import CallConnected, CallStarted, HoldDetected, NoteTaken, TranscriptChunk
from holdlang.callstate import replay
from holdlang.errors import UsageError
from holdlang.history import read_call
from holdlang.history.glance import glance, is_running, since
from tests.history.logs import NOON, transferred, written

pytestmark = pytest.mark.unit

NAME = "2026-11-20T12-00-00Z_call_abc"


def test_it_says_what_the_log_says(tmp_path: Path) -> None:
    folder = written(tmp_path / NAME, *transferred())
    seen = glance(folder, NOON)
    state = replay(read_call(folder))
    assert (seen.call_id, seen.number, seen.flow_id) == ("call_abc", "+12065550194", "bill")
    assert (seen.started, seen.duration, seen.person) == (NOON, 21.0, True)
    assert (seen.outcome, seen.reason) == (state.outcome, state.reason)
    assert seen.on_hold == state.on_hold(21.0) == 2.0


def test_a_call_whose_process_was_killed(tmp_path: Path) -> None:
    told = [CallStarted(number="1"), CallConnected(number="1", duration=1), NoteTaken(text="x"), NoteTaken(text="y")]
    folder = written(tmp_path / NAME, *told)
    with (folder / "call.jsonl").open("a") as log:
        log.write('{"type":"note","call')
    seen = glance(folder, NOON)
    assert (seen.outcome, seen.reason, seen.duration) == ("cut_off", "while connected", 3.0)


def test_a_call_that_is_being_started_has_said_nothing_yet(tmp_path: Path) -> None:
    folder = written(tmp_path / NAME)
    with (folder / "call.jsonl").open("r+b") as log:
        fcntl.flock(log, fcntl.LOCK_EX)
        seen = glance(folder, NOON)
    assert (seen.outcome, seen.reason) == ("running", "is being started")
    assert glance(folder, NOON).outcome == "unreadable"


def test_a_running_call_is_known_by_the_lock_on_its_log(tmp_path: Path) -> None:
    folder = written(tmp_path / NAME, CallStarted(number="1"), HoldDetected(audio_type="music", confidence=1))
    with (folder / "call.jsonl").open("ab") as log:
        fcntl.flock(log, fcntl.LOCK_EX)
        seen = glance(folder, NOON + timedelta(seconds=90))
        assert (seen.outcome, seen.reason, seen.duration, seen.on_hold) == ("running", "on hold", 90.0, 89.0)
    assert not is_running(folder)


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe", b"4242\n", b'{"type":"call_started"}\n'])
def test_what_cannot_be_read_is_in_the_list_all_the_same(tmp_path: Path, content: bytes | None) -> None:
    folder = tmp_path / NAME
    folder.mkdir()
    if content is not None:
        (folder / "call.jsonl").write_bytes(content)
    seen = glance(folder, NOON)
    assert (seen.outcome, seen.started) == ("unreadable", NOON)
    assert "4242" not in seen.reason


def test_what_was_said_is_not_parsed(tmp_path: Path) -> None:
    """A text that looks like a line is none, and a list costs nothing of the thousands of words of a call."""
    trap = TranscriptChunk(text='\n{"type":"call_ended","call_id":"x"', is_final=True)
    folder = written(tmp_path / NAME, CallStarted(number="1"), trap)
    assert glance(folder, NOON).outcome == "cut_off"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("7d", datetime(2026, 11, 13, 12, tzinfo=UTC)),
        ("90m", datetime(2026, 11, 20, 10, 30, tzinfo=UTC)),
        ("2026-11-18", datetime(2026, 11, 18, tzinfo=UTC)),
        ("2026-11-18T09:30", datetime(2026, 11, 18, 9, 30, tzinfo=UTC)),
        ("2026-11-18T09:30+02:00", datetime(2026, 11, 18, 9, 30, tzinfo=timezone(timedelta(hours=2)))),
    ],
)
def test_since_when(text: str, moment: datetime) -> None:
    assert since(text, NOON) == moment


@pytest.mark.parametrize("text", ["", "7", "d", "7x", "yesterday", "999999d", "2026-13-01"])
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(UsageError, match="is no time"):
        since(text, NOON)
