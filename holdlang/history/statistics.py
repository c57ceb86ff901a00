"""When to call: how long calls waited for a person, by weekday and hour; and how long a call that waits may wait still.

Pure: calls in, figures out. Not responsible for which calls (`runtime.store.calls`, `holdlang.history.earlier`). Each
figure tells of how many calls it is made. Only calls that reached a person count for the wait: of the others nobody
knows how long it would have been.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Literal, NamedTuple

from holdlang.learn.tally import FAILED, SUCCEEDED
from holdlang.model.base import Model

ENOUGH = 6
"""Calls from which a median is worth acting upon. Whatever the distribution, it lies between the shortest and the
longest of n calls with a probability of 1 − 2 · 0.5ⁿ: with 6 calls that is 97 %, with 5 it is 94 % (H. A. David and
H. N. Nagaraja, Order Statistics, 3rd ed., 7.1)."""

MOST_BEST = 3
"""Hours that are named as the best ones: who has to choose among more has got no advice."""


class Past(NamedTuple):
    """What a call that is over tells. Seconds; `moment` is when its hold began, or the call, if it was put on none."""

    outcome: str
    person: bool
    on_hold: float
    moment: datetime


class HoldTimes(Model):
    """Seconds until a person spoke, of `count` calls; None of no call."""

    median: float | None
    p90: float | None
    count: int


class Hour(Model):
    """The calls whose hold began in this hour (0 to 23) of this weekday (0 is Monday). Seconds."""

    weekday: int
    hour: int
    count: int
    median: float
    p90: float


class BestHour(Model):
    """An hour with a shorter wait than usual."""

    weekday: int
    hour: int
    median: float
    count: int


class Statistics(Model):
    """What the calls tell that are over. `hours` are those with calls, by weekday and hour; `best` has the shortest
    wait first."""

    calls: int
    succeeded: int
    failed: int
    hold: HoldTimes
    hours: tuple[Hour, ...]
    best: tuple[BestHour, ...]


Basis = Literal["this hour of this weekday", "this hour of any day", "any time"]


@dataclass(frozen=True)
class Estimate:
    """How long it may take still (seconds): the median of `count` calls that waited longer than this one has; and when
    those were made."""

    wait_seconds: float
    count: int
    basis: Basis


def statistics(calls: Sequence[Past], zone: tzinfo) -> Statistics:
    """The figures of these calls, the hours being those of `zone`."""
    hours: dict[tuple[int, int], list[float]] = {}
    for call in calls:
        if call.person:
            hours.setdefault(_hour(call.moment, zone), []).append(call.on_hold)
    every = sorted(seconds for held in hours.values() for seconds in held)
    usual = quantile(every, 0.5) if every else None
    told = tuple(_told(hour, sorted(held)) for hour, held in sorted(hours.items()))
    good = [hour for hour in told if hour.count >= ENOUGH and usual is not None and hour.median < usual]
    good.sort(key=lambda hour: (hour.median, -hour.count))
    return Statistics(
        calls=len(calls),
        succeeded=sum(call.outcome in SUCCEEDED for call in calls),
        failed=sum(call.outcome in FAILED for call in calls),
        hold=HoldTimes(median=usual, p90=quantile(every, 0.9) if every else None, count=len(every)),
        hours=told,
        best=tuple(
            BestHour(weekday=hour.weekday, hour=hour.hour, median=hour.median, count=hour.count)
            for hour in good[:MOST_BEST]
        ),
    )


def estimate(calls: Iterable[Past], *, waited: float, now: datetime, zone: tzinfo) -> Estimate | None:
    """How long a call that has `waited` so many seconds may wait still; None if no call ever waited longer.

    Those that were over sooner say nothing of it any more: who has waited long will wait longer than the average. Calls
    of the same hour are taken if enough of them did wait so long, else those of any time.
    """
    weekday, hour = _hour(now, zone)
    longer = [(_hour(call.moment, zone), call.on_hold) for call in calls if call.person and call.on_hold > waited]
    same: dict[Basis, list[float]] = {
        "this hour of this weekday": [held for at, held in longer if at == (weekday, hour)],
        "this hour of any day": [held for at, held in longer if at[1] == hour],
    }
    basis: Basis = next((basis for basis, held in same.items() if len(held) >= ENOUGH), "any time")
    held = sorted(same.get(basis, [held for _, held in longer]))
    return Estimate(quantile(held, 0.5) - waited, len(held), basis) if held else None


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value that `share` of the `ordered` values do not exceed, between two of them in proportion (type 7 of R. J.
    Hyndman and Y. Fan, Sample quantiles in statistical packages, 1996)."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def _hour(moment: datetime, zone: tzinfo) -> tuple[int, int]:
    local = moment.astimezone(zone)
    return local.weekday(), local.hour


def _told(hour: tuple[int, int], held: Sequence[float]) -> Hour:
    return Hour(weekday=hour[0], hour=hour[1], count=len(held), median=quantile(held, 0.5), p90=quantile(held, 0.9))
