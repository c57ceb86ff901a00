"""What is made anew from the logs is what was there; and nothing is lost on the way."""

import sqlite3
from pathlib import Path

import pytest

from holdlang.history import call_folders
from runtime.store import Store, StoreError, rebuild
from runtime.store.reading import read_entries
from tests.history.logs import transferred, written
from tests.store.conftest import Calling
from tests.store.test_events import entries

pytestmark = pytest.mark.web


def silent(done: int, count: int) -> None:
    """Nobody looks on."""


@pytest.fixture
def data_dir(tmp_path: Path, calling: Calling) -> Path:
    """A folder with calls."""
    for number in range(5):
        calling(f"call_{number}", held=60.0 * number, outcome="failed" if number % 2 else "transferred")
    written(tmp_path / "calls" / "2026-11-20T12-00-00Z_call_abc", *transferred())
    return tmp_path


def test_it_is_what_was_indexed_as_it_happened(data_dir: Path, url: str) -> None:
    store = Store.open(url)
    for folder in reversed(call_folders(data_dir)):
        for entry in read_entries(folder).entries:
            store.index([entry])
            store.note_call(folder)
    before = store.after(0), store.calls(ended_only=False), store.tallies(), store.newest()
    store.close()
    told: list[tuple[int, int]] = []
    assert rebuild(data_dir, url, lambda done, count: told.append((done, count))) == 6
    assert told == [(done, 6) for done in range(1, 7)]
    again = Store.open(url)
    assert (again.after(0), again.calls(ended_only=False), again.tallies(), again.newest()) == before
    assert again.epoch != store.epoch
    again.close()
    assert {file.name for file in data_dir.iterdir()} == {"calls", "store.sqlite", "store.sqlite.lock"}


def test_following_goes_on_where_the_logs_were_read(data_dir: Path, url: str) -> None:
    rebuild(data_dir, url, silent)
    store = Store.open(url)
    for folder in call_folders(data_dir):
        read = read_entries(folder).entries
        assert store.indexed_lines(folder.name.partition("_")[2]) == len(read)
        assert store.index(read) == []
    store.close()


def test_what_was_written_while_nobody_followed_is_caught_up_on(
    data_dir: Path, store: Store, url: str, calling: Calling
) -> None:
    begun = sorted(call_folders(data_dir))[2]
    store.index(read_entries(begun).entries[:2])
    assert store.catch_up(data_dir) == 6
    store_then = store.calls(), sorted((event.call_id, event.line) for event in store.after(0))
    assert store.catch_up(data_dir) == 0
    store.close()
    rebuild(data_dir, url, silent)
    again = Store.open(url)
    assert (again.calls(), sorted((event.call_id, event.line) for event in again.after(0))) == store_then
    calling("call_new")
    assert again.catch_up(data_dir) == 1
    assert again.indexed_lines("call_new") == 4
    again.close()


def test_logs_that_cannot_be_read_are_named(data_dir: Path, url: str, calling: Calling) -> None:
    damaged = calling("call_damaged")
    lines = (damaged / "call.jsonl").read_bytes().splitlines(keepends=True)
    (damaged / "call.jsonl").write_bytes(b"".join([lines[0], b"\0\0\0\n", *lines[1:], b'{"type":"note"']))
    empty = data_dir / "calls" / "2026-11-21T12-00-00Z_call_empty"
    empty.mkdir()
    (data_dir / "calls" / "notes").mkdir()
    named: dict[str, str] = {}
    count = rebuild(data_dir, url, silent, lambda folder, why: named.update({folder.name.partition("_")[2]: why}))
    assert named == {
        "call_damaged": "line 2 of call.jsonl is not a line of a log",
        "call_empty": "call.jsonl: No such file or directory",
        "": "it is no folder of a call",
    }
    store = Store.open(url)
    assert (count, store.calls().total) == (8, 8)
    assert [event.line for event in store.after(0, call_id="call_damaged")] == [0, 2, 3, 4]
    store.close()


@pytest.mark.parametrize("content", [b"", b"Dear diary, today nobody answered. " * 1000, b"SQLite format 3\0" * 900])
def test_a_damaged_store_is_replaced_and_put_aside(data_dir: Path, url: str, content: bytes) -> None:
    file = data_dir / "store.sqlite"
    file.write_bytes(content)
    (data_dir / "store.sqlite-wal").write_bytes(b"what was to be written")
    assert rebuild(data_dir, url, silent) == 6
    store = Store.open(url)
    assert store.calls().total == 6
    store.close()
    if content:
        assert (data_dir / "store.sqlite.old").read_bytes() == content
        assert (data_dir / "store.sqlite.old-wal").read_bytes() == b"what was to be written"


def test_a_database_of_something_else_is_not_lost(data_dir: Path, url: str) -> None:
    with sqlite3.connect(data_dir / "store.sqlite") as other:
        other.execute("CREATE TABLE diary (day)")
    other.close()
    rebuild(data_dir, url, silent)
    with sqlite3.connect(data_dir / "store.sqlite.old") as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("diary",)]
    other.close()


def test_a_store_in_use_is_left_alone(data_dir: Path, url: str) -> None:
    store = Store.open(url)
    store.index(entries("call_a", [0]))
    with pytest.raises(StoreError, match="in use"):
        rebuild(data_dir, url, silent)
    assert len(store.after(0)) == 1
    store.close()

    def meddle(done: int, count: int) -> None:
        with pytest.raises(StoreError, match="made anew"):
            Store.open(url)

    assert rebuild(data_dir, url, meddle) == 6


def test_what_stops_half_way_leaves_the_old_store(data_dir: Path, url: str) -> None:
    store = Store.open(url)
    store.index(entries("call_a", [0]))
    store.close()

    def stop(done: int, count: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(data_dir, url, stop)
    again = Store.open(url)
    assert (again.epoch, len(again.after(0))) == (store.epoch, 1)
    again.close()
    assert not list(data_dir.glob("*.new*"))
