"""How long the steps of a learned flow wait, from what was measured on one call. Pure numbers, in seconds.

A time that is too short loses a call; one that is too long costs only where the company has changed. So there is room
in all of them, and values are rounded up to what a person would write.
"""

from math import ceil

ROOM = 1.5
"""A menu whose option was said after 20 s may say it last the next time, or begin with a notice about the holidays:
half as long again."""

LISTEN_LEAST = 15.0
"""Shorter ones gain nothing: it is what a `listen` lasts that says nothing else."""

LISTEN_MOST = 120.0
"""Two minutes: the call that was measured stood still somewhere."""

LISTEN_STEP = 5.0

HOLD_LEAST = 7200.0
"""Two hours, as the documented flow has it: one call does not say how long the queue is on a Monday."""

HOLD_STEP = 1800.0

HOLD_MOST = 6 * 3600.0
"""Longer than any company is open for calls that begin at noon."""

TIGHT = 0.8
"""Of its time a step may have used so much before there is too little room for the next call."""


def listen_seconds(measured: float | None) -> float:
    """For a menu that was answered `measured` seconds after it began."""
    room = (measured or 0.0) * ROOM
    return min(LISTEN_MOST, max(LISTEN_LEAST, ceil(room / LISTEN_STEP) * LISTEN_STEP))


def hold_seconds(measured: float) -> float:
    """For a queue that took `measured` seconds."""
    return min(HOLD_MOST, max(HOLD_LEAST, ceil(measured * ROOM / HOLD_STEP) * HOLD_STEP))


def wait_seconds(measured: float) -> float:
    """For a silence of that length: to the half second, half a second at least."""
    return max(0.5, ceil(measured * 2) / 2)


def is_tight(measured: float | None, timeout: float) -> bool:
    """Whether a step that took so long should get more time."""
    return measured is not None and measured > TIGHT * timeout


def clock(seconds: float) -> str:
    """A moment of a call as people write it: `0:04`, `1:02:30`."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
