"""Standard input and output: a process of its own, the SDK's client, and nothing but the protocol between them."""

import json
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import trio
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

pytestmark = pytest.mark.web

SERVER = StdioServerParameters(command=sys.executable, args=["-m", "tests.assistant.noisy"])


def start() -> subprocess.Popen[str]:
    """The same process, for those who speak with it by hand."""
    pipes = partial(subprocess.Popen, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    process: subprocess.Popen[str] = pipes([SERVER.command, *SERVER.args])
    return process


def ask(process: subprocess.Popen[str], line: str) -> Any:
    """Send it a line, and read one."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


PING = json.dumps({"jsonrpc": "2.0", "id": 7, "method": "ping"})


async def test_a_call_over_stdio(tmp_path: Path) -> None:
    with (tmp_path / "stderr").open("w+") as errors, trio.fail_after(60):
        async with Client(stdio_client(SERVER, errlog=errors)) as client:
            started = await client.call_tool("start_call", {"request_id": "chase-1-2026", "flow_id": "chase_disputes"})
            assert started.structured_content is not None
            call = {"call_id": started.structured_content["call_id"]}
            watched = await client.call_tool("watch_call", {**call, "seconds": 0})
            assert watched.structured_content is not None
            assert watched.structured_content["news"][0]["kind"] == "call_started"
            assert not (await client.call_tool("hang_up_call", call)).is_error
            assert (await client.call_tool("hang_up_call", call)).is_error


async def test_nothing_else_reaches_standard_output(tmp_path: Path) -> None:
    with (tmp_path / "stderr").open("w+") as errors, trio.fail_after(60):
        async with Client(stdio_client(SERVER, errlog=errors)) as client:
            for _ in range(3):
                assert not (await client.call_tool("list_devices", {})).is_error
        errors.seek(0)
        told = errors.read()
    for words in ("by Python", "by the system", "by a child"):
        assert told.count(words) == 3


def test_what_is_no_message_ends_nothing() -> None:
    with start() as process:
        assert process.stdin is not None
        process.stdin.write("no message, with a secret: 481516\n")
        assert ask(process, PING)["id"] == 7
        _, told = process.communicate(timeout=60)
    assert "481516" not in told


def test_it_ends_with_its_input() -> None:
    with start() as process:
        ask(process, PING)
        out, _ = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, "")


@pytest.mark.parametrize("kind", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_it_is_told_to(kind: signal.Signals) -> None:
    with start() as process:
        ask(process, PING)
        process.send_signal(kind)
        process.wait(timeout=60)
