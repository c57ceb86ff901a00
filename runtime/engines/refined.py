"""Two engines as one: words while they are spoken from the one, what was said in the end from the other.

The other hears better, but whole segments only, and far away: while it fails, the first has the last word. Not
responsible for either of them.
"""

import math

import trio

from runtime.engines.engine import AsyncEngine, Capabilities
from runtime.engines.fallback import Note
from runtime.engines.modelserver import ServerFailed
from runtime.ports import Samples

SHORTEST_REST, LONGEST_REST = 30.0, 600.0
"""Seconds for which a server that failed is left alone; each failure in a row doubles them. So a call of two hours
waits for a dead server some fifteen times, and has one back soon that was only restarted."""


class Refined:
    """`quick` gives the words so far, `sure` those in the end."""

    def __init__(self, quick: AsyncEngine, sure: AsyncEngine, note: Note) -> None:
        self._quick = quick
        self._sure = sure
        self._note = note
        self._rest = SHORTEST_REST
        self._rests_until = -math.inf
        self._both = True
        """Whether the open segment is heard by both."""

    @property
    def name(self) -> str:
        """Both names."""
        return f"{self._sure.name} with {self._quick.name}"

    @property
    def capabilities(self) -> Capabilities:
        """What the two can do together."""
        quick, sure = self._quick.capabilities, self._sure.capabilities
        return Capabilities(quick.partials or sure.partials, quick.phrases or sure.phrases, quick.local and sure.local)

    @property
    def rate(self) -> int:
        """The sampling rate `feed` expects, in Hz."""
        return self._quick.rate

    async def start(self) -> None:
        """Begin a new segment of speech."""
        self._both = trio.current_time() >= self._rests_until
        if self._both:
            await self._sure.start()
        await self._quick.start()

    async def feed(self, samples: Samples) -> str:
        """Take more of the segment; returns the words so far."""
        if self._both:
            await self._sure.feed(samples)
        return await self._quick.feed(samples)

    async def finish(self) -> str:
        """End the segment; returns its words, or "" if there were none."""
        words = await self._quick.finish()
        if not self._both:
            return words
        try:
            words = await self._sure.finish()
            self._rest = SHORTEST_REST
        except ServerFailed as failed:
            seconds = min(max(self._rest, failed.again_after), LONGEST_REST)
            self._rests_until = trio.current_time() + seconds
            self._rest = min(2 * self._rest, LONGEST_REST)
            self._note(f"{failed}; going on with {self._quick.name}, and trying again in {seconds:g} s")
        return words
