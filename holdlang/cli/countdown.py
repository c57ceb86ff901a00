"""How the wait for the next attempt is shown: a line that counts down on a terminal, one plain line elsewhere.

Not responsible for waiting (`holdlang.cli.redialling`).
"""

import sys
from contextlib import suppress

from holdlang.callstate import clock
from holdlang.cli.streams import say


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
            say(f"calling again in {clock(seconds)} ({_times(left)}); Ctrl-C ends the waiting")

    def show(self, seconds: float) -> None:
        """See `Waiting`."""
        if self._draws:
            words = f"calling again in {clock(seconds + 0.999)} ({_times(self._left)}); Ctrl-C ends the waiting"
            _draw(f"\r\x1b[K{words}")

    def end(self) -> None:
        """See `Waiting`."""
        if self._draws:
            _draw("\r\x1b[K")


def _times(left: int) -> str:
    return "the last time" if left == 1 else f"up to {left} more times"


def _draw(text: str) -> None:
    """Whoever read our output may have gone; the next call is made all the same."""
    with suppress(OSError, ValueError):
        sys.stdout.write(text)
        sys.stdout.flush()
