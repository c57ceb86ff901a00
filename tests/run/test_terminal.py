"""What standard output is makes no difference to the call: a terminal, a closed pipe, one that takes only ASCII."""

import fcntl
import os
import pty
import sys
import termios
from pathlib import Path
from subprocess import PIPE

import pytest
import trio

from holdlang.calllog import IvrDtmfSent, NoteTaken, parse_line
from tests.ports import free_port
from tests.run.command import EXAMPLES, environment

pytestmark = pytest.mark.sip

HOLDLANG = [sys.executable, "-P", "-m", "holdlang"]
REHEARSED = ["run", "-e", "wait 1s -> end", "--rehearse", str(EXAMPLES / "oneliner.tree.hold")]

TRUNK = """\
trunk:
  address: 127.0.0.1:{port}
  username: alice
"""


async def read_some(terminal: int) -> bytes:
    """What comes next from the other end of a terminal; nothing when it is over."""
    await trio.lowlevel.wait_readable(terminal)
    try:
        return os.read(terminal, 65536)
    except OSError:  # EIO: nobody has the terminal open any more
        return b""


async def on_a_terminal(folder: Path, *arguments: str, leave_early: bool = False) -> tuple[int, str, str]:
    """Run `holdlang` with a terminal as its standard output: status, what the terminal got, standard error."""
    ours, theirs = pty.openpty()
    with trio.fail_after(60):
        process = await trio.lowlevel.open_process(
            [*HOLDLANG, *arguments],
            env={**environment(folder), "TERM": "xterm"},
            stdout=theirs,
            stderr=PIPE,
            start_new_session=True,
        )
        os.close(theirs)
        shown = b""
        while some := await read_some(ours):
            shown += some
            if leave_early:
                break
        os.close(ours)
        assert process.stderr is not None
        complaints = b"".join([chunk async for chunk in process.stderr])
        await process.wait()
    assert process.returncode is not None
    return process.returncode, shown.decode(), complaints.decode()


async def test_a_registrar_out_of_reach_is_one_line_on_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "holdlang.yaml").write_text(TRUNK.format(port=free_port()))
    arguments = ["run", "-e", "wait 1s -> end", "--number", "+18005551234", "--config", str(tmp_path / "holdlang.yaml")]
    status, shown, complaints = await on_a_terminal(tmp_path, *arguments)
    assert (status, shown) == (4, "")
    assert complaints.startswith("error: registration failed: ")
    assert complaints.count("\n") == 1


async def test_a_terminal_shows_the_call_and_the_summary(tmp_path: Path) -> None:
    status, shown, complaints = await on_a_terminal(tmp_path, *REHEARSED)
    assert (status, complaints) == (5, "")
    assert "the call is over" in shown
    assert shown.index("the call is over") < shown.index("way taken")


async def test_the_user_is_asked_for_what_the_flow_needs_and_a_secret_is_not_echoed(tmp_path: Path) -> None:
    flow = 'flow a\nneeds guest "the name"\nneeds pin secret "your PIN"\nwait 1s\nnote "for $guest"\npress $pin\nend'
    (tmp_path / "a.hold").write_text(flow)
    ours, theirs = pty.openpty()
    shown = b""
    with trio.fail_after(60):
        process = await trio.lowlevel.open_process(
            [*HOLDLANG, "run", str(tmp_path / "a.hold"), "--rehearse", str(EXAMPLES / "oneliner.tree.hold")],
            env={**environment(tmp_path), "TERM": "xterm"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # getpass asks at the controlling terminal
        )
        os.close(theirs)
        for question, answer in (("the name:", "Rivera"), ("your PIN:", "424242")):
            while question.encode() not in shown:
                shown += await read_some(ours)
            os.write(ours, f"{answer}\n".encode())
        while some := await read_some(ours):
            shown += some
        os.close(ours)
        assert await process.wait() == 5, shown
    (log,) = (tmp_path / "holdlang" / "calls").glob("*/call.jsonl")
    texts = [parse_line(line).data for line in log.read_text().splitlines()]
    assert NoteTaken(text="for Rivera") in texts
    assert IvrDtmfSent(digits="<secret>", step_id="press_pin") in texts
    assert b"424242" not in shown


async def test_a_terminal_that_goes_away_does_not_end_the_call(tmp_path: Path) -> None:
    status, _, complaints = await on_a_terminal(tmp_path, *REHEARSED, leave_early=True)
    assert (status, complaints) == (5, "")


@pytest.mark.parametrize("form", [[], ["--json"]])
async def test_a_pipe_that_is_closed_does_not_end_the_call(form: list[str], tmp_path: Path) -> None:
    with trio.fail_after(60):
        call = await trio.lowlevel.open_process(
            [*HOLDLANG, *REHEARSED, *form], env=environment(tmp_path), stdout=PIPE, stderr=PIPE
        )
        assert call.stdout is not None
        assert call.stderr is not None
        await call.stdout.receive_some()
        await call.stdout.aclose()
        assert b"".join([chunk async for chunk in call.stderr]) == b""
        assert await call.wait() == 5


async def test_output_that_takes_only_ascii(tmp_path: Path) -> None:
    with trio.fail_after(60):
        done = await trio.run_process(
            [*HOLDLANG, *REHEARSED],
            env={**environment(tmp_path), "LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
            capture_stdout=True,
            capture_stderr=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (5, b"")
    assert b"? wait 1s" in done.stdout
