"""No more processes recognise at once than the machine has cores."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime import slots

pytestmark = pytest.mark.engine

HOLDER = """
import sys
from runtime.slots import slot
with slot():
    print("taken", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def _own_slots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two cores, and slots that nobody else has."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    slots._files.cache_clear()
    yield
    for file in slots._files(os.getpid()):
        os.close(file)
    slots._files.cache_clear()


def holder() -> "subprocess.Popen[str]":
    """A process that has a slot until its standard input ends."""
    code = HOLDER.replace("import sys", "import os, sys; os.sched_getaffinity = lambda _: {0, 1}", 1)
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "taken\n"
    return process


def waited() -> float:
    began = time.monotonic()
    with slots.slot():
        return time.monotonic() - began


def test_a_slot_costs_no_time_while_there_are_some() -> None:
    with holder():
        assert waited() < 0.02


def test_who_comes_when_all_are_taken_waits_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with holder() as one, holder():
        monkeypatch.setattr(time, "sleep", lambda _: one.communicate())
        with slots.slot():
            assert one.returncode == 0


def test_the_slot_of_a_process_that_was_killed_is_free() -> None:
    with holder() as one, holder() as two:
        for process in (one, two):
            process.kill()
            process.wait()
        assert waited() < 0.02


def test_nobody_waits_for_ever_for_processes_that_were_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    with holder(), holder():
        waited()
    assert 1 <= sum(pauses) <= 10


def test_without_a_place_for_slots_nobody_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing" / "folder"))
    slots._files.cache_clear()
    assert waited() < 0.02


GREEDY = """
from runtime.slots import slot
import time
print("begun", flush=True)
while True:
    with slot():
        end = time.monotonic() + 0.01
        while time.monotonic() < end:
            pass
"""


def test_who_takes_a_slot_again_and_again_leaves_turns_to_others() -> None:
    code = f"import os; os.sched_getaffinity = lambda _: {{0, 1}}\n{GREEDY}"
    with holder():
        greedy = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        try:
            assert greedy.stdout is not None
            assert greedy.stdout.readline() == "begun\n"
            assert sum(waited() for _ in range(10)) < 10 * slots.PATIENCE / 4
        finally:
            greedy.kill()
            greedy.communicate()
