"""`holdlang mcp` as an assistant starts it: a rehearsed call over SIP and RTP, watched until it is over."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import trio
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp_types import TextContent

pytestmark = pytest.mark.sip

SOURCE = """\
flow repairs "Corner Garage"
  company "Corner Garage"
  dial "+12125550142"
  intent "fetch my car"

hold 5m
transfer sip_phone

tree workshop "Corner Garage"

answer
music 5s
human "Hi, this is Sam at the garage. What can I do for you?"
"""

COMMAND = [sys.executable, "-c", "from holdlang.cli.mcp import command; command()"]


@pytest.fixture
def arguments(tmp_path: Path) -> list[str]:
    (tmp_path / "holdlang.yaml").write_text(f"data_dir: {tmp_path / 'data'}\n")
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "repairs.hold").write_text(SOURCE)
    return ["--config", str(tmp_path / "holdlang.yaml"), "--flows", str(tmp_path / "flows")]


async def use(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    result = await client.call_tool(tool, arguments)
    (content,) = result.content
    assert isinstance(content, TextContent)
    assert not result.is_error, content.text
    given: dict[str, Any] | None = result.structured_content
    assert given is not None
    return given


async def test_a_rehearsed_call(tmp_path: Path, arguments: list[str]) -> None:
    command, *rest = COMMAND
    server = StdioServerParameters(command=command, args=[*rest, *arguments])
    with (tmp_path / "stderr").open("w") as errors, trio.fail_after(170):
        async with Client(stdio_client(server, errlog=errors)) as client:
            (flow,) = (await use(client, "list_flows", company="Corner Garage"))["flows"]
            wish = {"request_id": "garage-1", "flow_id": flow["id"], "rehearse": "workshop"}
            started = await use(client, "start_call", **wish)
            assert (await use(client, "start_call", **wish))["call_id"] == started["call_id"]
            call_id, cursor = started["call_id"], started["cursor"]
            assert [call["call_id"] for call in (await use(client, "list_calls"))["calls"]] == [call_id]

            told: list[dict[str, Any]] = []
            while True:
                watched = await use(client, "watch_call", call_id=call_id, cursor=cursor)
                told += watched["news"]
                cursor = watched["cursor"]
                if watched["call"]["over"]:
                    break
            kinds = [item["kind"] for item in told]
            ways = ["call_started", "call_connected", "hold_detected", "human_detected", "ring_device"]
            assert [kind for kind in kinds if kind in ways] == ways
            assert kinds.count("transfer_complete") == kinds.count("call_ended") == 1

            report = await use(client, "call_report", call_id=call_id)
            assert report["happened"] == told
            assert report["call"]["outcome"] == "transferred"
            assert report["call"]["rehearsed"]
            assert [call["call_id"] for call in (await use(client, "call_history"))["calls"]] == [call_id]


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_it_is_told_to(arguments: list[str], kind: signal.Signals) -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen([*COMMAND, *arguments], stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write('{"jsonrpc": "2.0", "id": 1, "method": "ping"}\n')
        process.stdin.flush()
        assert '"id":1' in process.stdout.readline().replace(" ", "")
        os.kill(process.pid, kind)
        assert process.wait(timeout=60) == 0
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()
