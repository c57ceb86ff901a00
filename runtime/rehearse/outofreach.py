"""The fault `with model down`: a language model that can't be reached. Not responsible for what a call does then."""

import trio

from holdlang.advice.model import AdviceFailed, Advised, Situation

SECONDS = 3.0
"""Until it is known: a connection that nobody takes is given up after some seconds, one that is refused sooner."""


class OutOfReach:
    """An `Advisor` that never answers."""

    name = "model"

    async def advise(self, situation: Situation) -> Advised:  # noqa: ARG002 - whatever is asked
        """Raises `AdviceFailed`."""
        await trio.sleep(SECONDS)
        raise AdviceFailed("the model can't be reached")
