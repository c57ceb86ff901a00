"""`holdlang serve` as a process of its own, over a folder of the bench's. Not responsible for what it is asked."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import trio

HOLDING = 'flow bench -> dial "+18005551234"\nhold 30m -> transfer phone\n'

LISTENING = """\
flow bench -> dial "+18005551234"
listen 30s
  on "billing" or "question about your bill" press heard or 2
  on "representative"                        press heard or 0
  else press 0
hold 30m -> transfer phone
"""
"""The recogniser is told what it may hear, so it makes a model of its own for the call: most flows are like this."""

UNLIMITED = 1_000_000
"""Requests a minute: what is measured is not how we are kept from measuring."""


@dataclass(frozen=True)
class Served:
    """A server that takes requests."""

    address: str
    pid: int
    http: httpx.AsyncClient
    token: str

    async def place(self) -> str:
        """Have a call made; returns its id once the server has said yes."""
        response = await self.http.post("/api/calls/hold-slayer", json={"call_flow_id": "bench"})
        response.raise_for_status()
        call_id: str = response.json()["call_id"]
        return call_id

    async def hang_up(self, call_id: str) -> None:
        """End a call; it may be over already."""
        await self.http.post(f"/api/calls/{call_id}/hangup")


@asynccontextmanager
async def served(folder: Path, far_end: str | None = None, flow: str = HOLDING, **server: int) -> AsyncIterator[Served]:
    """A server while the block lasts. `far_end` (`host:port`) is trunk and phone, `flow` what calls do; `server` are
    settings of that name in holdlang.yaml."""
    config: dict[str, object] = {
        "data_dir": str(folder / "data"),
        "server": {"requests_per_minute": UNLIMITED, **server},
    }
    if far_end is not None:
        config["trunk"] = {"address": far_end, "register": False}
        config["devices"] = {"phone": {"uri": f"sip:phone@{far_end}"}}
    (folder / "flows").mkdir(exist_ok=True)
    (folder / "flows" / "bench.hold").write_text(flow)
    file = folder / "holdlang.yaml"
    file.write_text(json.dumps(config))
    command = [sys.executable, "-P", "-m", "holdlang", "serve", "--json", "--port", "0", "--config", str(file)]
    command += ["--flows", str(folder / "flows")]
    process = await trio.lowlevel.open_process(command, stdout=subprocess.PIPE)
    try:
        said = json.loads(await line_of(process))
        headers = {"Authorization": f"Bearer {said['token']}"}
        async with httpx.AsyncClient(base_url=f"http://{said['address']}", headers=headers, timeout=60) as http:
            yield Served(said["address"], process.pid, http, said["token"])
    finally:
        process.terminate()
        with trio.CancelScope(shield=True):
            await process.wait()


async def line_of(process: trio.Process) -> str:
    """The next line that a process prints; it prints one at a time."""
    assert process.stdout is not None
    text = b""
    while not text.endswith(b"\n"):
        chunk = await process.stdout.receive_some()
        if not chunk:
            raise RuntimeError("a process of the bench has ended")
        text += chunk
    return text.decode()
