"""A call that is over, and how it was begun. Not responsible for finding it (`holdlang.history`)."""

from pathlib import Path

from holdlang.calllog import CallStarted, Line
from holdlang.errors import UsageError
from holdlang.history import read_call, start_of
from holdlang.history.glance import is_running


def ended_call(folder: Path, later: str) -> tuple[list[Line], CallStarted]:
    """The log of a call that is over, and how it was begun. `later` says what to do of one that still runs. Raises
    `UsageError`."""
    if is_running(folder):
        raise UsageError("the call is still running", later)
    lines = read_call(folder)
    started = start_of(lines)
    if started is None:
        raise UsageError(f"{folder} holds no whole call", "its log does not begin with the call")
    return lines, started
