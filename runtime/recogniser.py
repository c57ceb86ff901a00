"""A recogniser that a call can await. Not responsible for recognising (see `runtime.engines`)."""

from collections.abc import Callable
from typing import TypeVar

import trio

from runtime.engines.engine import Capabilities, Engine
from runtime.ports import Samples

T = TypeVar("T")


class InThread:
    """Runs a blocking engine in worker threads, one call of it at a time.

    Whoever no longer waits for it (`trio.Cancelled`) leaves it to end by itself, and must not use it again.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._one_at_a_time = trio.CapacityLimiter(1)

    @property
    def name(self) -> str:
        """That of the engine."""
        return self._engine.name

    @property
    def capabilities(self) -> Capabilities:
        """Those of the engine."""
        return self._engine.capabilities

    @property
    def rate(self) -> int:
        """The sampling rate `feed` expects, in Hz."""
        return self._engine.rate

    async def start(self) -> None:
        """Begin a new segment of speech."""
        await self._run(self._engine.start)

    async def feed(self, samples: Samples) -> str:
        """Take more of the segment; returns the words so far."""
        return await self._run(lambda: self._engine.feed(samples))

    async def finish(self) -> str:
        """End the segment; returns its words, or "" if there were none."""
        return await self._run(self._engine.finish)

    async def _run(self, work: Callable[[], T]) -> T:
        return await trio.to_thread.run_sync(work, limiter=self._one_at_a_time, abandon_on_cancel=True)
