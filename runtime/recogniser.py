"""A recogniser that a call can await. Not responsible for recognising (see `runtime.engines`)."""

import trio

from runtime.ports import Samples, Transcriber


class InThread:
    """Runs a blocking `Transcriber` in worker threads, one call of it at a time."""

    def __init__(self, transcriber: Transcriber) -> None:
        self._transcriber = transcriber
        self._one_at_a_time = trio.CapacityLimiter(1)

    @property
    def rate(self) -> int:
        """The sampling rate `feed` expects, in Hz."""
        return self._transcriber.rate

    async def start(self) -> None:
        """Begin a new segment of speech."""
        await trio.to_thread.run_sync(self._transcriber.start, limiter=self._one_at_a_time)

    async def feed(self, samples: Samples) -> str:
        """Take more of the segment; returns the words so far."""
        return await trio.to_thread.run_sync(self._transcriber.feed, samples, limiter=self._one_at_a_time)

    async def finish(self) -> str:
        """End the segment; returns its words, or "" if there were none."""
        return await trio.to_thread.run_sync(self._transcriber.finish, limiter=self._one_at_a_time)
