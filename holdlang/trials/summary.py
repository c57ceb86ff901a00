"""What came of all tests, in figures. Not responsible for showing them, nor for the exit status."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from holdlang.trials.trial import Result


@dataclass(frozen=True)
class Summary:
    """`mistakes` are files that can't be run, `skipped` tests that can't be run in this way, `not_run` the tests that
    were left out after the first failure, or because the user `stopped` it. `took` is in real seconds, `seconds` is how
    long all calls lasted on their own clocks."""

    passed: int
    failed: int
    errors: int
    skipped: int
    mistakes: int
    not_run: int
    stopped: bool
    seed: int
    took: float
    seconds: float


def summed(results: Sequence[Result], *, tests: int, mistakes: int, stopped: bool, seed: int, took: float) -> Summary:
    """The figures of these results, of so many tests that were to be run."""
    count = Counter(result.verdict for result in results)
    return Summary(
        passed=count["passed"],
        failed=count["failed"],
        errors=count["error"],
        skipped=count["skipped"],
        mistakes=mistakes,
        not_run=tests - len(results),
        stopped=stopped,
        seed=seed,
        took=took,
        seconds=sum(result.lasted for result in results),
    )
