"""`holdlang serve` as a process that can be killed and started anew, and clients of it."""

import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from subprocess import DEVNULL, PIPE
from typing import Any, TypeVar

import httpx
import trio

from runtime.rehearse.process import Peer
from tests.ports import free_port
from tests.run.command import environment

UP_SECONDS = 60.0

T = TypeVar("T")


class Server:
    """A server of the calls below `home`."""

    def __init__(self, home: Path, config: Mapping[str, Any]) -> None:
        self.home = home
        self.port = free_port()
        self.pid = 0
        self.token = ""
        self._config = home / "holdlang.yaml"
        self._config.write_text(json.dumps({"data_dir": str(home / "data"), **config}))  # YAML holds JSON
        (home / "data" / "flows").mkdir(parents=True, exist_ok=True)
        self._process: trio.Process | None = None

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"127.0.0.1:{self.port}"

    @property
    def calls(self) -> Path:
        """Where its calls lie."""
        return self.home / "data" / "calls"

    def flow(self, name: str, source: str) -> None:
        """Have a file in the folder of the flows."""
        (self.home / "data" / "flows" / name).write_text(source)

    async def start(self) -> None:
        """Start it, and return when it takes requests."""
        command = [sys.executable, "-P", "-m", "holdlang", "serve", "--config", str(self._config)]
        self._process = await trio.lowlevel.open_process(
            [*command, "--port", str(self.port), "--json"],
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=None,
            env=environment(self.home),
        )
        assert self._process.stdout is not None
        self.pid = self._process.pid
        with trio.fail_after(UP_SECONDS):
            text = b""
            while not text.endswith(b"\n"):
                chunk = await self._process.stdout.receive_some()
                assert chunk, "the server ended before it listened"
                text += chunk
        self.token = json.loads(text)["token"]

    async def kill(self) -> None:
        """End it as a power failure would."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """End it as Ctrl-C does."""
        await self._end(signal.SIGINT)

    async def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with trio.CancelScope(shield=True):
            os.kill(process.pid, how)
            with trio.move_on_after(20):
                await process.wait()
            process.kill()
            await process.wait()

    def client(self) -> httpx.AsyncClient:
        """Requests to it, with its token."""
        return httpx.AsyncClient(
            base_url=f"http://{self.address}", headers={"Authorization": f"Bearer {self.token}"}, timeout=30
        )


@asynccontextmanager
async def served(home: Path, config: Mapping[str, Any]) -> AsyncIterator[Server]:
    """A server that takes requests, while the block lasts. Calls that it leaves behind are ended, too."""
    server = Server(home, config)
    try:
        await server.start()
        yield server
    finally:
        await server.stop()
        for folder in server.calls.glob("*"):
            end_process_of(folder)


def process_of(folder: Path) -> int | None:
    """The process that makes the call in `folder`: it has its log open."""
    log = str(folder / "call.jsonl")
    for found in Path("/proc").glob("[0-9]*"):
        try:
            command = (found / "cmdline").read_bytes()
            if b"runtime.callprocess" in command and any(
                str(handle.readlink()) == log for handle in (found / "fd").iterdir()
            ):
                return int(found.name)
        except OSError:  # it has ended meanwhile, or is not ours
            continue
    return None


def end_process_of(folder: Path) -> None:
    """Kill the process of a call, if there is one."""
    pid = process_of(folder)
    if pid is not None:
        os.kill(pid, signal.SIGKILL)


@asynccontextmanager
async def companies(tree: Path, count: int, *options: str) -> AsyncIterator[list[Peer]]:
    """So many processes of a rehearsed company; each can take four calls at once."""
    peers = [Peer() for _ in range(count)]
    async with trio.open_nursery() as nursery:
        for peer in peers:
            nursery.start_soon(peer.run, [str(tree), *options])
        with trio.fail_after(UP_SECONDS):
            for peer in peers:
                await peer.settled.wait()
        for peer in peers:
            if not peer.address:
                raise peer.fault()
        yield peers
        nursery.cancel_scope.cancel()


async def until(client: httpx.AsyncClient, call_id: str, *statuses: str, seconds: float = 90) -> dict[str, Any]:
    """The call, once it has one of these statuses."""
    found: dict[str, Any] = {}
    with trio.move_on_after(seconds):
        while True:
            found = (await client.get(f"/api/calls/{call_id}")).json()
            if found["status"] in statuses:
                return found
            await trio.sleep(0.1)
    raise AssertionError(f"the call is {found.get('status')}: {found.get('reason')}")


async def eventually(look: Callable[[], Awaitable[T]], seconds: float = 60) -> T:
    """What `look` returns, once that is something."""
    with trio.fail_after(seconds):
        while True:
            found = await look()
            if found:
                return found
            await trio.sleep(0.1)
