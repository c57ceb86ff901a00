"""Call logs for the tests of what reads them, written line by line. Not responsible for any call."""

from collections.abc import Sequence
from datetime import UTC, datetime

from holdlang.calllog import Data, Line, line
from holdlang.trials.rehearsal import Rehearsal

DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


def log(*said: tuple[float, Data]) -> list[Line]:
    """The lines that say this, each at its second."""
    return [line(data, call_id="call_1", timestamp=DAY, at=at) for at, data in said]


def rehearsal(lines: Sequence[Line], pressed: Sequence[str] = (), said: Sequence[str] = ()) -> Rehearsal:
    """The call with that log."""
    return Rehearsal(lines, pressed, said)
