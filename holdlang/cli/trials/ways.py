"""Tests run one after the other, and what came of each, as it comes. One that goes wrong stops none of the others.

A way to run tests is a function from trials and a seed to their results; `in_turn` makes one out of a function that
makes a single call. Not responsible for what calls are (`runtime.rehearse`, `runtime.replay`).
"""

import time
from collections.abc import Callable, Iterator, Sequence

from holdlang.bugs import bug
from holdlang.errors import UsageError
from holdlang.trials.expecting import judge
from holdlang.trials.rehearsal import NoCall, Rehearsal
from holdlang.trials.trial import Result, Trial

Make = Callable[[Trial, int], Rehearsal]
"""Makes the call of a trial, by a seed. Raises `NoCall` or `UsageError`."""

Way = Callable[[Sequence[Trial], int], Iterator[Result]]


def in_turn(make: Make) -> Way:
    """The way that makes these calls one after the other."""

    def run(trials: Sequence[Trial], seed: int) -> Iterator[Result]:
        for trial in trials:
            yield tried(trial, seed, make)

    return run


def tried(trial: Trial, seed: int, make: Make) -> Result:
    """Make the call and hold it against what is expected. Raises nothing but `KeyboardInterrupt` and its like."""
    began = time.perf_counter()
    try:
        call = make(trial, seed)
        took = time.perf_counter() - began
        return Result(trial, seed, took, call, judge(trial.test, call, trial.mask()))
    except NoCall as error:
        words = str(error)
    except UsageError as error:
        words = error.words().removeprefix("error: ")
    except Exception as error:
        words = bug(error)
    return Result(trial, seed, time.perf_counter() - began, error=words)


def virtually() -> Way:
    """The way in virtual time: a test against a tree makes its whole call, one against a call that was kept runs its
    flow over that."""
    from runtime.rehearse.virtual.acting import act, script_of  # here, lest the first test take longer

    def make(trial: Trial, seed: int) -> Rehearsal:
        if trial.test.tree is not None:
            return act(script_of(trial.test, trial.loaded, seed))
        from runtime.replay.acting import act_kept

        return act_kept(trial.test, trial.loaded)

    return in_turn(make)
