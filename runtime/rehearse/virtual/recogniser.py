"""A recogniser without sound: it gives the words of the trees back, in step with what was said.

Not responsible for what is heard (`runtime.rehearse.virtual.heard`).
"""

from collections.abc import Callable

from runtime.ports import Samples
from runtime.rehearse.virtual.heard import StageEars, stamped
from runtime.rehearse.virtual.stage import RATE


class Recogniser:
    """An `AsyncTranscriber`. It waits for nothing: whoever feeds it has waited for something to be said."""

    rate = RATE

    def __init__(self, ears: Callable[[], StageEars]) -> None:
        self._ears = ears
        self._segment = 0

    async def start(self) -> None:
        """Begin a new segment of speech."""
        self._segment += 1

    async def feed(self, samples: Samples) -> str:
        """The words so far."""
        return self._ears().words(self._segment, stamped(samples)).lower()

    async def finish(self) -> str:
        """All the words of the segment."""
        return self._ears().words(self._segment).lower()
