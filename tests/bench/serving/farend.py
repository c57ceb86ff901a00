"""The far end of calls as a process, for whoever orders it about. Not responsible for what it does (`answering`)."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import trio

from tests.bench.serving.served import line_of

PATIENCE_SECONDS = 300.0
"""After which nothing will happen any more, on however slow a machine."""


@dataclass
class FarEnd:
    """A far end in a process of its own, and what has happened there."""

    process: trio.Process
    address: str
    events: list[dict[str, Any]] = field(default_factory=list)
    _news: trio.Event = field(default_factory=trio.Event)

    async def happens(self, event: str, times: int) -> dict[str, Any]:
        """What happens for the `times`-th time, there already or still to come. Raises `trio.TooSlowError`."""
        with trio.fail_after(PATIENCE_SECONDS):
            while True:
                found = [one for one in self.events if one["event"] == event]
                if len(found) >= times:
                    return found[times - 1]
                await self._news.wait()

    async def begin(self) -> None:
        """From now on something comes after the music."""
        assert self.process.stdin is not None
        await self.process.stdin.send_all(b"begin\n")

    async def follow(self) -> None:
        """Take in what it tells."""
        assert self.process.stdout is not None
        rest = b""
        async for chunk in self.process.stdout:
            *lines, rest = (rest + chunk).split(b"\n")
            self.events.extend(map(json.loads, lines))
            self._news.set()
            self._news = trio.Event()
        raise RuntimeError("the far end has ended")


@asynccontextmanager
async def far_end(*sounds: str) -> AsyncIterator[FarEnd]:
    """One while the block lasts."""
    command = [sys.executable, "-m", "tests.bench.serving.answering", *sounds]
    process = await trio.lowlevel.open_process(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    found = FarEnd(process, json.loads(await line_of(process))["ready"])
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(found.follow)
            yield found
            nursery.cancel_scope.cancel()
    finally:
        process.kill()
        with trio.CancelScope(shield=True):
            await process.wait()
