"""Tests by SIP that end otherwise than a call ends: each says why in one line, and no process is left."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import PIPE

import pytest
import trio

from runtime.rehearse.live.together import Calls, call
from runtime.rehearse.live.worker import Job
from tests.run.command import environment

pytestmark = pytest.mark.sip

TEST = """\
flow wait_long
  dial "+12125550142"

hold 5m
hangup

tree company

answer
music 2m

test "a long wait" of wait_long against company
  expect ended
"""


def waiting(folder: Path) -> Path:
    """A file whose test takes long, and whose name no other process knows."""
    folder.mkdir()
    (folder / "waiting.hold").write_text(TEST)
    return folder / "waiting.hold"


def processes(file: Path) -> dict[str, int]:
    """The company and the phone that are being rehearsed from `file`, and the caller that has started them."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_text().split("\0")
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
        if "rehearse" in command and any(argument.startswith(str(file)) for argument in command):
            found["phone" if "--phone" in command else "company"] = int(folder.name)
            found["caller"] = parent
    return found


async def until(true: Callable[[], bool]) -> None:
    """Return once it is true of processes and files, which tell nobody."""
    while not true():  # noqa: ASYNC110
        await trio.sleep(0.05)


async def on_the_line(folder: Path) -> None:
    """Return once the call that leaves its log there is answered."""
    log = folder / "call.jsonl"
    await until(lambda: log.exists() and "call_connected" in log.read_text())


async def gone(file: Path, *others: int) -> None:
    """Return once none of the processes is left."""
    await until(lambda: not processes(file) and not any(Path(f"/proc/{pid}").exists() for pid in others))


ENDS = {
    "company": "the rehearsal was killed by SIGKILL",
    "phone": "the rehearsal was killed by SIGKILL",
    "caller": "the call's process was killed by SIGKILL",
    "nobody": "the call still went on after 20 s",
}
"""Who is killed, and what is said of the call."""


async def test_somebody_is_killed_and_a_call_takes_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # who is killed leaves its folder
    outcomes: dict[str, object] = {}

    async def make(whom: str, file: Path) -> None:
        outcomes[whom] = await call(
            Job(str(file), 0, limit=20.0 if whom == "nobody" else 60.0, folder=str(file.parent))
        )

    with trio.fail_after(90):
        files = {whom: waiting(tmp_path / whom) for whom in ENDS}
        async with trio.open_nursery() as nursery:
            for whom, file in files.items():
                nursery.start_soon(make, whom, file)
            for whom in ("company", "phone", "caller"):
                await on_the_line(files[whom].parent)
                os.kill(processes(files[whom])[whom], signal.SIGKILL)
        for file in files.values():
            await gone(file)
    assert outcomes == ENDS


async def test_ctrl_c_hangs_up_everything(tmp_path: Path) -> None:
    file = waiting(tmp_path / "file")
    command = [sys.executable, "-P", "-m", "holdlang", "test", "--sip", str(file)]
    with trio.fail_after(60):
        run = await trio.lowlevel.open_process(command, env=environment(tmp_path), stdout=PIPE, stderr=PIPE)
        await until(lambda: set(processes(file)) == {"company", "phone", "caller"})
        caller = processes(file)["caller"]
        run.send_signal(signal.SIGINT)
        assert await run.wait() == 130
        await gone(file, caller)
        assert run.stderr is not None
        assert b"Traceback" not in await run.stderr.receive_some()


@pytest.mark.parametrize("whose", ["holdlang-test-*", "holdlang-rehearse-*"])
async def test_one_that_has_hardly_begun_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whose: str
) -> None:
    file = waiting(tmp_path / "file")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    with trio.fail_after(60):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(call, Job(str(file), 0))
            await until(lambda: any(temporary.glob(whose)))
            nursery.cancel_scope.cancel()
        await gone(file)
    assert not list(temporary.glob("holdlang-*"))


@pytest.mark.parametrize(
    ("interpreter", "fault"), [("/bin/echo", "JSONDecodeError"), ("/nowhere", "FileNotFoundError")]
)
def test_a_process_that_is_none_of_ours_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, interpreter: str, fault: str
) -> None:
    monkeypatch.setattr(sys, "executable", interpreter)
    job = Job(str(waiting(tmp_path / "file")), 0)
    with Calls([job, job], 1) as calls:
        told = [calls.outcome(place)[0] for place in range(2)]
    assert [str(one).partition(" at ")[0] for one in told] == [
        f"this is a bug in holdlang, please report it: {fault}"
    ] * 2


async def test_a_file_that_has_gone(tmp_path: Path) -> None:
    outcome = await call(Job(str(tmp_path / "nowhere.hold"), 0))
    assert outcome == f"cannot read {tmp_path / 'nowhere.hold'}: No such file or directory"
