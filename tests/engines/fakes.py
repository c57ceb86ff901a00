"""Engines that do as a test wants. Not responsible for hearing: their words are how much they have been given."""

import math
from collections.abc import Sequence

import trio

from runtime.engines.engine import Capabilities
from runtime.engines.modelserver import ServerFailed
from runtime.ports import Samples

RATE = 8000


class Counting:
    """Says how many samples it has heard of the segment; `fails` at feeding or at the end of it, always or so many
    `times`, or `hangs` there."""

    capabilities = Capabilities(partials=True, phrases=False, local=True)
    rate = RATE

    def __init__(
        self,
        name: str,
        *,
        fails: str = "",
        hangs: str = "",
        error: Exception | None = None,
        times: float = math.inf,
    ) -> None:
        self.name = name
        self.fails = fails
        self.error = error or RuntimeError("what was said is nobody's business")
        self.hangs = hangs
        self._times = times
        self.segments = 0
        self._count = 0

    async def start(self) -> None:
        self._count = 0
        self.segments += 1
        await self._go("start")

    async def feed(self, samples: Samples) -> str:
        await self._go("feed")
        self._count += len(samples)
        return f"{self.name} {self._count}"

    async def finish(self) -> str:
        await self._go("finish")
        return f"{self.name} {self._count} in the end"

    async def _go(self, where: str) -> None:
        await trio.lowlevel.checkpoint()
        if where == self.hangs:
            await trio.sleep_forever()
        if where == self.fails and self._times > 0:
            self._times -= 1
            raise self.error


def failing_server(name: str, again_after: float = 0.0) -> Counting:
    return Counting(name, fails="finish", error=ServerFailed(f"the model {name} can't be reached", again_after))


class Blocking:
    """A blocking engine whose words are how much it has heard; it keeps what it was told."""

    capabilities = Capabilities(partials=True, phrases=True, local=True)
    rate = RATE

    def __init__(self, name: str = "blocking") -> None:
        self.name = name
        self.phrases: list[str] = []
        self.heard: list[Samples] = []
        self.started = 0

    def add_phrases(self, phrases: Sequence[str]) -> None:
        self.phrases += phrases

    def start(self) -> None:
        self.started += 1
        self.heard = []

    def feed(self, samples: Samples) -> str:
        self.heard.append(samples)
        return "thank you"

    def finish(self) -> str:
        return "thank you"
