"""Virtual time: a clock that jumps to the next thing that is due, and a scheduler that does the same each time.

Not responsible for what is run on it.
"""

import gc
from collections.abc import Awaitable, Callable
from typing import TypeVar

import trio
import trio._core._run as scheduler
from trio.testing import MockClock

from holdlang.bugs import leaves, sort_of
from holdlang.trials.rehearsal import NoCall

T = TypeVar("T")

LIMIT = 7 * 24 * 3600.0
"""Seconds after which a call that goes on is given up."""

NEW_OBJECTS = 20_000
"""So many before cycles among them are looked for: nearly all that a run makes goes without that."""


class GoesOnForEver(NoCall):
    """A call that does not end. The text says what was going on."""


def virtually(run: Callable[[], Awaitable[T]]) -> T:
    """Run an async function in virtual time. Everything happens in the same order each time.

    trio shuffles the tasks that are ready, so that nobody relies on their order; a rehearsal that goes wrong must go
    wrong again, so here they are shuffled in the same way each time. The switch is the one that trio keeps for
    Hypothesis; it is private, and a trio without it fails here, at the first call, with an `AttributeError`, before any
    call goes differently each time. An exception comes as itself and not in the groups of the nurseries it passed.
    """
    before, state, thresholds = scheduler._ALLOW_DETERMINISTIC_SCHEDULING, scheduler._r.getstate(), gc.get_threshold()
    gc.set_threshold(NEW_OBJECTS, *thresholds[1:])
    scheduler._ALLOW_DETERMINISTIC_SCHEDULING = True  # type: ignore[misc] # final to everybody but Hypothesis
    scheduler._r.seed(0)
    try:
        return trio.run(run, clock=MockClock(autojump_threshold=0))
    except BaseExceptionGroup as group:
        raise _of_most_weight(group) from None
    finally:
        scheduler._ALLOW_DETERMINISTIC_SCHEDULING = before  # type: ignore[misc]
        scheduler._r.setstate(state)
        gc.set_threshold(*thresholds)


def _of_most_weight(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first exception of a group, but before all others one that is no `Exception` (`KeyboardInterrupt`)."""
    alone = list(leaves(group))
    first = next((error for error in alone if not isinstance(error, Exception)), alone[0])
    for other in alone:
        if other is not first:
            first.add_note(f"at the same time: {sort_of(other)}")
    return first
