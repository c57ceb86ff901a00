"""The log on disk: whole lines, whatever happens to the disk."""

import fcntl
import resource
from pathlib import Path
from threading import Event, Thread
from typing import IO

import pytest
import trio

from holdlang.calllog import Line, NoteTaken, parse_line
from holdlang.history.glance import is_running
from runtime.record import Record

pytestmark = pytest.mark.call


async def test_a_full_disk_ends_the_file_at_a_whole_line_and_not_the_call(tmp_path: Path) -> None:
    heard: list[Line] = []
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with Record(tmp_path / "call", "call_test") as record:
        record.subscribe(heard.append)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
        try:
            for number in range(20):
                record.write(NoteTaken(text=f"note {number}"))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert len(heard) == 20
    assert record.fault is not None
    written = (tmp_path / "call" / "call.jsonl").read_text()
    assert written.endswith("\n")
    assert 0 < len(written.splitlines()) < 20
    assert [parse_line(line) for line in written.splitlines()] == heard[: len(written.splitlines())]


async def test_calls_get_folders_of_their_own_for_their_owner_only(tmp_path: Path) -> None:
    with Record.create(tmp_path) as one, Record.create(tmp_path) as other:
        await trio.lowlevel.checkpoint()
    assert one.folder != other.folder
    assert one.folder.stat().st_mode & 0o077 == 0


async def test_a_line_is_on_disk_when_write_returns(tmp_path: Path) -> None:
    with Record(tmp_path / "call", "call_test") as record:
        record.write(NoteTaken(text="now"))
        (line,) = (tmp_path / "call" / "call.jsonl").read_text().splitlines()
        assert parse_line(line).data.text == "now"


async def test_a_call_runs_even_if_somebody_looked_just_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who looks whether it is running holds a shared lock for a moment, here that in which the log is locked."""
    lock, wanted = fcntl.flock, Event()

    def look_on(log: IO[bytes]) -> None:
        with log:
            wanted.wait()

    def lock_while_looked_at(file: int, how: int) -> None:
        log = (tmp_path / "call" / "call.jsonl").open("rb")
        lock(log, fcntl.LOCK_SH)
        Thread(target=look_on, args=(log,)).start()
        wanted.set()
        lock(file, how)

    with monkeypatch.context() as patched:
        patched.setattr(fcntl, "flock", lock_while_looked_at)
        record = Record(tmp_path / "call", "call_test")
    with record:
        assert is_running(tmp_path / "call")
    assert not is_running(tmp_path / "call")
