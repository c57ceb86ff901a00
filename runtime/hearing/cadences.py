"""Which signal of `plans` some soundings of a tone make. Pure; not responsible for remembering them (see `names`).

Nothing is a signal in doubt: a tone of one frequency may be a note or a machine's beep until its cadence comes round.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

from runtime.hearing.bursts import Burst
from runtime.hearing.plans import SIGNALS, Signal

_NEAR = 0.015
"""Tolerance of frequencies: E.180 allows 1 %, and they are measured to some Hz."""
_TIME, _TIMED = 0.1, 0.03
"""Tolerance of times: the share that E.180 allows, and the seconds to which they are measured."""
_AT_ONCE = 0.35
"""Seconds after which two lines that only one signal has name it: two whole steps, to see that they are level."""
_APART = 0.5
"""Seconds since other sound that this takes."""
_CONTINUOUS = 2.6
"""Seconds for which a dial tone goes on at least: more than the longest ring (2 s) with its tolerance."""
_ANSWERING = 1.0
"""Seconds of 2100 Hz that make a fax, which sends it for 2.6 to 4 (V.25)."""
_LEVEL = 3.0
"""dB between steps within which a tone is level; notes swell and fade."""
_SOUNDINGS = 3
"""Soundings that tell a cadence where two fit several."""
_SHORTEST_RING = 0.8
"""Seconds of the shortest ring that comes singly."""


def continuous(burst: Burst) -> Signal | None:
    """The signal without a cadence that a burst is."""
    for signal in SIGNALS:
        least = _CONTINUOUS if signal.name == "dial" else _ANSWERING
        if not signal.cadence and is_of(burst, signal) and burst.swing < _LEVEL and burst.seconds >= least:
            return signal
    return None


def unmistakable(burst: Burst) -> Signal | None:
    """The signal that alone has the two lines of a burst."""
    if len(burst.long) != 2 or burst.seconds < _AT_ONCE or burst.since_sound < _APART or burst.swing > _LEVEL:
        return None
    fit = [signal for signal in SIGNALS if near(burst.long, signal.frequencies)]
    return fit[0] if fit and fit[0].cadence and len({signal.name for signal in fit}) == 1 else None


def single_ring(burst: Burst) -> Signal | None:
    """The ring-back of one frequency of which a burst, heard from its begin to its end, may be a ring."""
    for signal in SIGNALS:
        rings = signal.name == "ringback" and signal.cadence[0] >= _SHORTEST_RING and _fits(signal, [burst.seconds])
        if rings and is_of(burst, signal) and burst.swing < _LEVEL:
            return signal
    return None


def by_cadence(run: Sequence[Burst], is_over: bool) -> Signal | None:
    """The signal whose cadence the latest of a run of bursts have, of which the last may go on (not `is_over`)."""
    found = (_fitting(run[start:], is_over) for start in range(len(run) - 1))
    return next(filter(None, found), None)


def _fitting(run: Sequence[Burst], is_over: bool) -> Signal | None:
    """The signal whose cadence a whole run has."""
    times = [time for one, two in pairwise(run) for time in (one.seconds, two.begin - one.end)]
    if is_over:
        times.append(run[-1].seconds)
    fit = [one for one in SIGNALS if one.cadence and is_of(run[-1], one) and _fits(one, times)]
    agreed = len({signal.name for signal in fit}) == 1
    return fit[0] if fit and (agreed or len(run) >= _SOUNDINGS) else None


def _fits(signal: Signal, times: Sequence[float]) -> bool:
    """Whether times on, off, on … are a part of the cadence of a signal."""
    cadence = signal.cadence
    return any(
        all(_close(time, cadence[(start + index) % len(cadence)]) for index, time in enumerate(times))
        for start in range(0, len(cadence), 2)
    )


def _close(time: float, nominal: float) -> bool:
    return abs(time - nominal) <= _TIMED + _TIME * nominal


def longest(signal: Signal) -> float:
    """Seconds that a signal sounds without a break, at most."""
    return max(signal.cadence[::2]) * (1 + _TIME) + _TIMED if signal.cadence else math.inf


def rest(signal: Signal) -> float:
    """Seconds of quiet within which a signal of this name and these frequencies goes on, whichever cadence it has."""
    alike = (one for one in SIGNALS if (one.name, one.frequencies) == (signal.name, signal.frequencies))
    return max(max(one.cadence[1::2], default=0.5) for one in alike) * (1 + _TIME) + 0.3


def near(lines: Sequence[float], nominal: Sequence[float]) -> bool:
    """Whether measured lines are these, in Hz."""
    return len(lines) == len(nominal) and all(abs(a / b - 1) < _NEAR for a, b in zip(lines, nominal, strict=True))


def is_of(burst: Burst, signal: Signal) -> bool:
    """Whether a burst has the frequencies of a signal; to the short windows a modulated tone is its middle."""
    return near(burst.long, signal.frequencies) or near(burst.short, signal.frequencies)


def same(one: Burst, other: Burst) -> bool:
    """Whether two bursts have the same frequencies."""
    return near(one.lines, other.lines) or near(one.short, other.short)
