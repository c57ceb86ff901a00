"""Several engines as one: when one fails or falls behind, the next takes over, in the middle of a segment if need be.

Not responsible for what they hear, nor for a server that comes back (`runtime.engines.refined`): an engine on this
machine that has failed once is not trusted again on this call.
"""

from collections import deque
from collections.abc import Awaitable, Callable, Sequence

import numpy as np
import trio

from runtime.engines.engine import AsyncEngine, Capabilities
from runtime.engines.errors import EngineEnded
from runtime.engines.modelserver import ServerFailed
from runtime.ports import Samples

BEHIND = 10.0
"""Seconds that an engine may be behind what has been said before the next one is tried: a menu has been said again by
then. A judgement; a machine that is busy for some seconds is forgiven."""

KEPT = 30.0
"""Seconds of the open segment that are kept for the next engine: more than a segment lasts
(`runtime.hearing.segments.LONGEST`)."""

Note = Callable[[str], None]
"""Takes what the call log should tell."""


class Fallback:
    """The first of `engines` that works. The last one has nothing behind it: if its process ends it gets a new one, and
    whatever else it raises is raised."""

    def __init__(self, engines: Sequence[AsyncEngine], note: Note) -> None:
        self._engines = deque(engines)
        self._note = note
        self._sound: deque[Samples] = deque()
        self._heard = 0.0
        """Seconds of the open segment."""
        self._worked = 0.0
        """Seconds that the engine has taken for them."""

    @property
    def name(self) -> str:
        """That of the engine that is trusted now."""
        return self._engines[0].name

    @property
    def capabilities(self) -> Capabilities:
        """Those of the engine that is trusted now."""
        return self._engines[0].capabilities

    @property
    def rate(self) -> int:
        """The sampling rate `feed` expects, in Hz."""
        return self._engines[0].rate

    async def start(self) -> None:
        """Begin a new segment of speech."""
        self._sound.clear()
        self._heard = self._worked = 0.0
        await self._ask(self._resume, self._resume)

    async def feed(self, samples: Samples) -> str:
        """Take more of the segment; returns the words so far."""
        self._keep(samples)
        return await self._ask(lambda engine: engine.feed(samples), self._resume)

    async def finish(self) -> str:
        """End the segment; returns its words, or "" if there were none."""
        return await self._ask(lambda engine: engine.finish(), self._resume_and_finish)

    async def _ask(
        self, wanted: Callable[[AsyncEngine], Awaitable[str]], again: Callable[[AsyncEngine], Awaitable[str]]
    ) -> str:
        """Do what is `wanted`; an engine that takes over, or begins anew, does it `again` from the beginning of the
        segment."""
        while len(self._engines) > 1:
            began = trio.current_time()
            try:
                with trio.fail_after(self._heard - self._worked + BEHIND):
                    text = await wanted(self._engines[0])
                self._worked += trio.current_time() - began
                return text
            except Exception as error:
                failed = self._engines.popleft()
                self._note(f"the recogniser {failed.name} stopped working ({kind(error)}); going on with {self.name}")
                self._worked, wanted = 0.0, again
        try:
            return await wanted(self._engines[0])
        except EngineEnded as ended:
            self._note(f"the recogniser {self.name} is started anew ({ended})")
            return await again(self._engines[0])

    async def _resume(self, engine: AsyncEngine) -> str:
        """Hear what there is of the segment."""
        await engine.start()
        return await engine.feed(np.concatenate(self._sound)) if self._sound else ""

    async def _resume_and_finish(self, engine: AsyncEngine) -> str:
        await self._resume(engine)
        return await engine.finish()

    def _keep(self, samples: Samples) -> None:
        self._heard += len(samples) / self.rate
        self._sound.append(samples)
        while sum(map(len, self._sound)) > KEPT * self.rate:
            self._sound.popleft()


def kind(error: Exception) -> str:
    """What went wrong, in words that hold nothing of what was said."""
    match error:
        case trio.TooSlowError():
            return "it fell behind"
        case ServerFailed() | EngineEnded():
            return str(error)
        case _:
            return type(error).__name__
