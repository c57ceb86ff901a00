"""Virtual time: a clock that jumps to the next thing that is due, and a scheduler that does the same each time.

Not responsible for what is run on it.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import trio
import trio._core._run as scheduler
from trio.testing import MockClock

T = TypeVar("T")


def virtually(run: Callable[[], Awaitable[T]], seed: int) -> T:
    """Run an async function in virtual time. With the same `seed` everything happens in the same order.

    trio shuffles the tasks that are ready, so that nobody relies on their order; a rehearsal that goes wrong must go
    wrong again. The switch is the one that trio keeps for Hypothesis.
    """
    before, state = scheduler._ALLOW_DETERMINISTIC_SCHEDULING, scheduler._r.getstate()
    scheduler._ALLOW_DETERMINISTIC_SCHEDULING = True  # type: ignore[misc] # final to everybody but Hypothesis
    scheduler._r.seed(seed)
    try:
        return trio.run(run, clock=MockClock(autojump_threshold=0))
    finally:
        scheduler._ALLOW_DETERMINISTIC_SCHEDULING = before  # type: ignore[misc]
        scheduler._r.setstate(state)
