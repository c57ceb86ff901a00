"""Ctrl-C in the middle of a call: both legs are hung up, nothing is left running, the port is free."""

import signal
import socket
import sys
from pathlib import Path
from subprocess import DEVNULL, PIPE

import pytest
import trio

from holdlang.calllog import parse_line
from runtime.rehearse.process import rehearsed
from tests.ports import free_port
from tests.run.command import EXAMPLES, environment

pytestmark = pytest.mark.sip

TREE = """\
tree company
answer
music 4s
human "Thank you for holding, this is Dana, how can I help you?"

tree sip_phone
answer after 1 ring
human "Hello, I am here."
"""

CONFIG = """\
trunk:
  address: {company}
  register: no
bind: 127.0.0.1:{port}
devices:
  sip_phone:
    uri: sip:sip_phone@{phone}
"""


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_a_joined_call_is_stopped(stop: signal.Signals, tmp_path: Path) -> None:
    (tmp_path / "company.tree.hold").write_text(TREE)
    port = free_port()
    with trio.fail_after(90):
        async with rehearsed(tmp_path / "company.tree.hold") as peers:
            config = tmp_path / "holdlang.yaml"
            config.write_text(CONFIG.format(company=peers.company_address, phone=peers.phone_address, port=port))
            command = [sys.executable, "-m", "holdlang", "run", "-e", "hold 5m -> transfer sip_phone"]
            call = await trio.lowlevel.open_process(
                [*command, "--number", "+18005551234", "--config", str(config)],
                env=environment(tmp_path),
                stdout=DEVNULL,
            )
            await peers.phone.happens("human")
            call.send_signal(stop)
            assert await call.wait() == 130
            for peer in (peers.company, peers.phone):
                ended = await peer.happens("ended")
                assert ended.data["by"] == "caller"
    (folder,) = (tmp_path / "holdlang" / "calls").iterdir()
    last = parse_line((folder / "call.jsonl").read_text().splitlines()[-1])
    assert (last.type, last.data.outcome) == ("call_ended", "interrupted")
    with socket.socket(type=socket.SOCK_DGRAM) as again:
        again.bind(("127.0.0.1", port))


async def test_a_rehearsal_leaves_no_process_behind(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "holdlang", "run", str(EXAMPLES / "chase.hold"), "--json", "--rehearse"]
    with trio.fail_after(60):
        call = await trio.lowlevel.open_process(
            [*command, str(EXAMPLES / "chase.tree.hold")], env=environment(tmp_path), stdout=PIPE
        )
        assert call.stdout is not None
        seen = b""
        while b"call_connected" not in seen:
            seen += await call.stdout.receive_some()
        peers = children(call.pid)
        assert len(peers) == 3  # the company, the phone, and the recogniser
        call.send_signal(signal.SIGINT)
        assert await call.wait() == 130
    assert [pid for pid in peers if Path(f"/proc/{pid}").exists()] == []


async def test_a_reader_that_goes_away_does_not_end_the_call(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "holdlang", "run", "-e", "wait 1s -> end", "--json", "--rehearse"]
    with trio.fail_after(60):
        call = await trio.lowlevel.open_process(
            [*command, str(EXAMPLES / "oneliner.tree.hold")], env=environment(tmp_path), stdout=PIPE
        )
        assert call.stdout is not None
        await call.stdout.receive_some()
        await call.stdout.aclose()
        assert await call.wait() == 5
    (log,) = (tmp_path / "holdlang" / "calls").glob("*/call.jsonl")
    assert parse_line(log.read_text().splitlines()[-1]).type == "call_ended"


def children(pid: int) -> list[int]:
    """The processes that were started by `pid`."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]
