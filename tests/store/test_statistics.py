"""The figures are those that plain counting gives, and advice is given only where there are calls enough."""

import statistics as plain
from collections import defaultdict
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from holdlang.history.statistics import ENOUGH, Past, estimate, quantile, statistics
from runtime.store import Store
from tests.history.logs import NOON
from tests.store.conftest import Calling

pytestmark = pytest.mark.web

ZONES = some.sampled_from(
    [UTC, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kathmandu"), timezone(timedelta(hours=-9))]
)
MOMENTS = some.datetimes(datetime(2026, 10, 20), datetime(2026, 11, 10), timezones=some.just(UTC))
"""Within the change of summer time in most zones."""

PAST = some.lists(
    some.builds(
        Past,
        outcome=some.sampled_from(["transferred", "ended", "failed", "not_answered", "interrupted", "cut_off"]),
        person=some.booleans(),
        on_hold=some.integers(0, 7200).map(float),
        moment=MOMENTS,
    ),
    max_size=60,
)


@given(calls=PAST, zone=ZONES)
def test_they_are_what_plain_counting_gives(calls: list[Past], zone: ZoneInfo) -> None:
    told = statistics(calls, zone)
    assert told.calls == len(calls)
    assert told.succeeded == len([call for call in calls if call.outcome in ("transferred", "ended")])
    assert told.failed == len([call for call in calls if call.outcome == "failed"])
    held = [call.on_hold for call in calls if call.person]
    assert told.hold.count == len(held)
    if held:
        assert told.hold.median == plain.median(held)
        assert told.hold.p90 == pytest.approx(float(np.percentile(held, 90)))
    else:
        assert told.hold.median is told.hold.p90 is None
    cells = defaultdict(list)
    for call in calls:
        if call.person:
            cells[call.moment.astimezone(zone).isoweekday() - 1, call.moment.astimezone(zone).hour].append(call.on_hold)
    assert {(hour.weekday, hour.hour): (hour.count, hour.median) for hour in told.hours} == {
        cell: (len(own), plain.median(own)) for cell, own in cells.items()
    }
    for best in told.best:
        assert best.count == len(cells[best.weekday, best.hour]) >= ENOUGH
        assert best.median == plain.median(cells[best.weekday, best.hour]) < plain.median(held)


@given(values=some.lists(some.floats(0, 1e6), min_size=1), share=some.floats(0, 1))
def test_a_quantile_is_that_of_numpy(values: list[float], share: float) -> None:
    assert quantile(sorted(values), share) == pytest.approx(float(np.quantile(values, share)), abs=1e-6)


def calls_at(hour: int, *held: float) -> list[Past]:
    """On Fridays."""
    return [
        Past("transferred", True, seconds, datetime(2026, 11, 20, hour, tzinfo=UTC) - timedelta(weeks=week))
        for week, seconds in enumerate(held)
    ]


def test_few_calls_make_no_best_hour() -> None:
    usual = calls_at(14, *[600.0] * 20)
    lucky = calls_at(8, *[10.0] * (ENOUGH - 1))
    assert statistics(usual + lucky, UTC).best == ()
    [best] = statistics(usual + calls_at(8, *[10.0] * ENOUGH), UTC).best
    assert best.model_dump() == {"weekday": 4, "hour": 8, "median": 10.0, "count": ENOUGH}


def test_where_all_hours_are_alike_none_is_best() -> None:
    assert statistics(calls_at(9, *[300.0] * 9) + calls_at(15, *[300.0] * 9), UTC).best == ()


def test_the_best_hours_come_first() -> None:
    calls = [
        call for hour, held in ((9, 50.0), (11, 20.0), (13, 70.0), (15, 30.0)) for call in calls_at(hour, *[held] * 8)
    ]
    told = statistics(calls + calls_at(17, *[900.0] * 40), UTC)
    assert [(best.hour, best.median) for best in told.best] == [(11, 20.0), (15, 30.0), (9, 50.0)]


@given(calls=PAST, waited=some.integers(0, 7200).map(float), zone=ZONES, now=MOMENTS)
def test_who_has_waited_long_is_compared_with_those_who_did(
    calls: list[Past], waited: float, zone: ZoneInfo, now: datetime
) -> None:
    told = estimate(calls, waited=waited, now=now, zone=zone)
    longer = [call for call in calls if call.person and call.on_hold > waited]
    here = now.astimezone(zone)
    at_this_hour = [call for call in longer if call.moment.astimezone(zone).hour == here.hour]
    this_day = [call for call in at_this_hour if call.moment.astimezone(zone).weekday() == here.weekday()]
    if told is None:
        assert not longer
        return
    match told.basis:
        case "this hour of this weekday":
            used = this_day
        case "this hour of any day":
            used = at_this_hour
            assert len(this_day) < ENOUGH
        case "any time":
            used = longer
            assert len(at_this_hour) < ENOUGH
    assert told.count == len(used)
    assert told.basis == "any time" or len(used) >= ENOUGH
    assert told.wait_seconds == plain.median(call.on_hold for call in used) - waited > 0


def test_the_longer_the_wait_the_longer_it_may_take() -> None:
    calls = calls_at(9, 60.0, 60.0, 60.0, 60.0, 60.0, 3000.0, 3600.0, 4200.0)
    first = estimate(calls, waited=0.0, now=NOON, zone=UTC)
    later = estimate(calls, waited=120.0, now=NOON, zone=UTC)
    assert (first and first.wait_seconds, later and later.wait_seconds, later and later.count) == (60.0, 3480.0, 3)
    assert estimate(calls, waited=4200.0, now=NOON, zone=UTC) is None


def test_they_are_read_from_the_calls_that_fit(store: Store, calling: Calling) -> None:
    for number in range(4):
        store.note_call(calling(f"call_{number}", held=60.0 * number, began=NOON + timedelta(days=number)))
    store.note_call(calling("call_none", held=None, began=NOON + timedelta(hours=1)))
    store.note_call(calling("call_gave_up", held=5000.0, person=False, outcome="failed"))
    store.note_call(calling("call_rehearsed", held=7000.0, rehearsed=True))
    store.note_call(calling("call_other", held=9000.0, number="+12065550195"))
    told = store.statistics(number="+1 206 555 0194", zone=UTC)
    assert (told.calls, told.succeeded, told.failed) == (6, 5, 1)
    # who was put on no hold waited for no time, and that counts
    assert told.hold.model_dump() == {"median": 60.0, "p90": pytest.approx(156.0), "count": 5}
    assert [(hour.weekday, hour.hour, hour.count) for hour in told.hours] == [
        (0, 12, 1),
        (4, 12, 1),
        (4, 13, 1),
        (5, 12, 1),
        (6, 12, 1),
    ]
    guess = store.wait_estimate(number="+12065550194", waited=100.0, zone=UTC, now=NOON)
    assert guess is not None
    assert (guess.wait_seconds, guess.count, guess.basis) == (50.0, 2, "any time")
    assert store.wait_estimate(flow_id="none", waited=0.0, zone=UTC, now=NOON) is None


def test_no_calls_are_no_figures(store: Store) -> None:
    assert store.statistics(zone=UTC).model_dump(mode="json") == {
        "calls": 0,
        "succeeded": 0,
        "failed": 0,
        "hold": {"median": None, "p90": None, "count": 0},
        "hours": [],
        "best": [],
    }
