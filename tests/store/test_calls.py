"""A call's row says what its log says; pages neither skip nor repeat a call while calls are added."""

import fcntl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from holdlang.calllog import CallStarted, HoldDetected, RecordingStarted, RecordingStopped
from holdlang.history.glance import glance
from holdlang.learn.tally import tally
from runtime.store import BadCursor, Recording, Store
from tests.history.logs import NOON, transferred, written
from tests.store.conftest import Calling

pytestmark = pytest.mark.web

NAME = "2026-11-20T12-00-00Z_call_abc"


def test_a_row_says_what_a_glance_says(store: Store, tmp_path: Path) -> None:
    folder = written(tmp_path / NAME, *transferred())
    store.note_call(folder)
    row = store.call("call_abc")
    seen = glance(folder, datetime.now(UTC))
    assert row is not None
    for name in ("call_id", "number", "flow_id", "started", "outcome", "reason", "duration", "on_hold", "person"):
        assert getattr(row, name) == getattr(seen, name), name
    assert (row.folder, row.mode, row.company, row.by, row.rehearsed) == (NAME, "hold_slayer", None, None, False)
    assert (row.ended, row.held_from) == (NOON + timedelta(seconds=21), NOON + timedelta(seconds=16))


def test_recordings_come_with_their_call(store: Store, tmp_path: Path) -> None:
    told = [
        CallStarted(number="1"),
        *(RecordingStarted(recording_id=side, path=f"{side}.wav") for side in ("near", "far")),
    ]
    folder = written(tmp_path / NAME, *told, RecordingStopped(recording_id="far", duration=2.5, file_size=40_044))
    store.note_call(folder)
    store.note_call(folder)
    row = store.call("call_abc")
    assert row is not None
    assert row.recordings == (Recording("far", 2.5, 40_044), Recording("near"))
    assert store.calls().rows == (row,)


def test_a_running_call_is_no_history(store: Store, tmp_path: Path) -> None:
    folder = written(tmp_path / NAME, CallStarted(number="1"), HoldDetected(audio_type="music", confidence=1))
    with (folder / "call.jsonl").open("ab") as log:
        fcntl.flock(log, fcntl.LOCK_EX)
        store.note_call(folder)
        row = store.call("call_abc")
        assert row is not None
        assert (row.outcome, row.ended) == ("running", None)
        assert (store.calls().total, store.calls(ended_only=False).rows) == (0, (row,))
    store.note_call(folder)
    row = store.call("call_abc")
    assert row is not None
    assert (row.outcome, row.ended) == ("cut_off", NOON + timedelta(seconds=1))


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe", b'{"type":"call_started"}\n'])
def test_a_log_that_cannot_be_read_is_a_row(store: Store, tmp_path: Path, content: bytes | None) -> None:
    folder = tmp_path / NAME
    folder.mkdir()
    if content is not None:
        (folder / "call.jsonl").write_bytes(content)
    store.note_call(folder)
    row = store.call("call_abc")
    assert row is not None
    assert (row.outcome, row.started, row.number) == ("unreadable", NOON, "")
    store.note_call(tmp_path)
    assert store.calls().total == 1


def test_words_that_no_column_takes_keep_no_call_out(store: Store, calling: Calling) -> None:
    store.note_call(calling("call_a", flow_id="f" * 400, company="A\0cme", by="dana", rehearsed=True, number="sip:x@y"))
    row = store.call("call_a")
    assert row is not None
    assert (row.company, row.by, row.rehearsed, row.flow_id) == ("Acme", "dana", True, "f" * 255)


def test_pages_stay_in_step_while_calls_are_added(store: Store, calling: Calling) -> None:
    for number in range(9):  # three calls a second: the time alone names no place
        store.note_call(calling(f"call_{number}", began=NOON + timedelta(seconds=number // 3)))
    seen: list[str] = []
    page = store.calls(limit=2)
    added = 0
    while True:
        seen += [row.call_id for row in page.rows]
        if page.next is None:
            break
        store.note_call(calling(f"call_later{added}", began=NOON + timedelta(minutes=1, seconds=added)))
        added += 1
        page = store.calls(limit=2, after=page.next)
        assert page.total == 9 + added
    assert seen == [f"call_{number}" for number in reversed(range(9))]


def test_a_page_that_is_just_full_has_none_after_it(store: Store, calling: Calling) -> None:
    store.note_call(calling("call_a"))
    assert store.calls(limit=1).next is None


FAR_OFF = "MDAwMS0wMS0wMVQwMDowMDowMCsxNDowMCBjYWxsX3g"
"""A moment before the first that there is, in UTC."""


@pytest.mark.parametrize(
    "after", ["", "x", "äöü", "MjAyNg", "bm9vbiBjYWxs", "MjAyNi0xMS0yMFQxMjowMDowMCBjYWxsX2E", FAR_OFF]
)
def test_a_cursor_of_somebody_else(store: Store, after: str) -> None:
    with pytest.raises(BadCursor):
        store.calls(after=after)


def test_calls_are_found_by_flow_and_by_number_however_it_is_written(store: Store, calling: Calling) -> None:
    store.note_call(calling("call_a", number="+1 (206) 555-0194"))
    store.note_call(calling("call_b", flow_id="other"))
    store.note_call(calling("call_c", number="+12065550195", flow_id=None))
    assert {row.call_id for row in store.calls(number="+1-206-555-0194").rows} == {"call_a", "call_b"}
    assert [row.call_id for row in store.calls(number="+12065550194", flow_id="bill").rows] == ["call_a"]
    assert store.calls(flow_id="none").rows == ()


def test_a_forgotten_call_is_gone(store: Store, tmp_path: Path) -> None:
    folder = written(tmp_path / NAME, *transferred())
    store.note_call(folder)
    store.forget_call("call_abc")
    store.forget_call("call_abc")
    assert (store.call("call_abc"), store.calls().total, store.contents()["recordings"]) == (None, 0, 0)


def test_tallies_are_those_of_the_logs(store: Store, calling: Calling) -> None:
    outcomes = ["transferred", "ended", "failed", "not_answered", "interrupted"]
    folders = [
        calling(f"call_{flow}{number}", outcome=outcome, flow_id=flow, began=NOON + timedelta(hours=number))
        for flow in ("bill", "other", None)
        for number, outcome in enumerate(outcomes)
    ]
    folders.append(calling("call_x", outcome="failed", flow_id="broken"))
    for folder in folders:
        store.note_call(folder)
    assert store.tallies() == tally(glance(folder, datetime.now(UTC)) for folder in folders)
    assert store.tallies()["bill"].succeeded == 2
