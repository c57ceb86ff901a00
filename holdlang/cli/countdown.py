"""How the wait for the next attempt is shown: a line that counts down on a terminal, one plain line elsewhere.

Not responsible for waiting (`holdlang.cli.redialling`).
"""

import sys

from holdlang.cli.plain import clock


class Countdown:
    """Shows the wait; says nothing to a reader of JSON, whose lines are those of calls."""

    def __init__(self, *, json: bool) -> None:
        self._silent = json
        self._draws = not json and sys.stdout.isatty()
        self._left = 0

    def begin(self, seconds: float, left: int) -> None:
        """See `Waiting`."""
        self._left = left
        if not self._silent and not self._draws:
            print(f"calling again in {clock(seconds)} ({_times(left)}); Ctrl-C ends the waiting", flush=True)

    def show(self, seconds: float) -> None:
        """See `Waiting`."""
        if self._draws:
            words = f"calling again in {clock(seconds + 0.999)} ({_times(self._left)}); Ctrl-C ends the waiting"
            print(f"\r\x1b[K{words}", end="", flush=True)

    def end(self) -> None:
        """See `Waiting`."""
        if self._draws:
            print("\r\x1b[K", end="", flush=True)


def _times(left: int) -> str:
    return "the last time" if left == 1 else f"up to {left} more times"
