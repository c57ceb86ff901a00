"""Segments for the tests of engines, whether they block or are awaited. Not responsible for making sound."""

from inspect import iscoroutinefunction

import trio

from runtime.engines.engine import AsyncEngine, Capabilities, Engine
from runtime.ports import Samples, Transcriber
from runtime.replay.sound import InPlace


class Heard:
    """An engine of either kind."""

    def __init__(self, engine: Engine | AsyncEngine) -> None:
        self.rate: int = engine.rate
        self.capabilities: Capabilities = engine.capabilities
        self._engine = engine if iscoroutinefunction(engine.start) else InPlace(engine)

    def segment(self, samples: Samples, block: int = 800) -> list[str]:
        """What it says of a segment: the words so far after each block, and those in the end."""

        async def hear() -> list[str]:
            await self._engine.start()
            blocks = [samples[start : start + block] for start in range(0, len(samples), block)]
            return [*[await self._engine.feed(one) for one in blocks], await self._engine.finish()]

        return trio.run(hear)

    def text(self, samples: Samples, block: int = 800) -> str:
        """The words in the end."""
        return self.segment(samples, block)[-1]


def whole(engine: Transcriber, samples: Samples) -> str:
    """The words in the end of an engine that blocks."""
    engine.start()
    engine.feed(samples)
    return engine.finish()
