"""The real server on a free loopback port, in the process of the test. Not responsible for what is asked of it."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copy
from typing import Any

import httpx
import trio

from holdlang.config import Address, Config, Server
from runtime.gateway import Gateway
from runtime.record import Record
from runtime.server.guard import Guard
from runtime.server.serving import serve

EXAMPLES = Path(__file__).parents[2] / "examples"

ENDED = ("completed", "failed", "no_answer", "cancelled")
"""How a call can stand that is over."""

SLOW_COMPANY = """\
tree slow "Slow Company"

answer
music 10m

tree quick "Quick Company"

answer
music 2s
human "Hello, this is Dana, how can I help you?"
"""
"""A company that keeps a call on hold for longer than any test, and one that does not."""


def configuration(folder: Path, **server: Any) -> Config:
    """The configuration of a server that keeps all it has in `folder`: no process stands by, and nobody asks too
    often."""
    (folder / "flows").mkdir(exist_ok=True)
    settings = {"bind": Address(host="127.0.0.1", port=0), "flows": folder / "flows", "warm": 0}
    settings |= {"requests_per_minute": 1_000_000} | server
    return Config(data_dir=folder / "data", server=Server.model_validate(settings))


def with_flows(folder: Path, names: Iterable[str] = ("chase.hold", "chase.tree.hold")) -> None:
    """Put these examples, and a company that is slow, into the folder of the flows."""
    flows = folder / "flows"
    flows.mkdir(exist_ok=True)
    for name in names:
        copy(EXAMPLES / name, flows)
    (flows / "slow.tree.hold").write_text(SLOW_COMPANY, encoding="utf-8")


@dataclass(frozen=True)
class Served:
    """A server that runs."""

    address: str
    guard: Guard
    gateway: Gateway

    @property
    def data(self) -> Path:
        """Where it keeps calls."""
        return self.gateway.config.data_dir

    @property
    def flows(self) -> Path:
        """Where its flows lie."""
        return self.gateway.flows.folder

    @property
    def token(self) -> str:
        """The one it printed."""
        return self.guard.printed

    def client(self, token: str | None = None, **headers: str) -> httpx.AsyncClient:
        """A client, which sends this token, if any, with every request."""
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        return httpx.AsyncClient(base_url=f"http://{self.address}", headers=headers, timeout=20)

    def record(self, call_id: str | None = None) -> Record:
        """The log of a call that is made by the test: whatever is written into it, the server reads."""
        return Record.create(self.data, call_id)


@asynccontextmanager
async def served(config: Config) -> AsyncIterator[Served]:
    """A server, while the block lasts."""
    running: Served | None = None
    up = trio.Event()

    def started(address: str, guard: Guard, gateway: Gateway) -> None:
        nonlocal running
        running = Served(address, guard, gateway)
        up.set()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(lambda: serve(config, port=None, started=started))
        with trio.fail_after(60):
            await up.wait()
        assert running is not None
        yield running
        nursery.cancel_scope.cancel()


async def until_status(
    server: Served, client: httpx.AsyncClient, call_id: str, *wanted: str, seconds: float = 40
) -> dict[str, Any]:
    """How a call stands, once it stands in one of these ways."""
    line = 0
    with trio.fail_after(seconds):
        while True:
            status: dict[str, Any] = (await client.get(f"/api/calls/{call_id}")).json()
            if status["status"] in wanted:
                return status
            assert status["status"] not in ENDED, f"{status['status']}: {status['reason']}"
            line += len((await server.gateway.wait_for(call_id, since=line, seconds=1)).events)


async def ended(server: Served, client: httpx.AsyncClient, call_id: str) -> dict[str, Any]:
    """How a call stands that is over."""
    return await until_status(server, client, call_id, *ENDED)
