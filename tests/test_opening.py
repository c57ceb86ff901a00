"""Opening hours: weekdays, midnight, clocks that change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from holdlang.model.header import Hours, Opening
from holdlang.opening import is_open, next_opening

pytestmark = pytest.mark.unit

NEW_YORK = ZoneInfo("America/New_York")
OFFICE = Opening(
    hours=(
        Hours(first="mon", last="fri", opens="08:00", closes="20:00"),
        Hours(first="sat", last="sat", opens="09:00", closes="13:00"),
    ),
    zone="America/New_York",
)
NIGHT = Opening(hours=(Hours(first="fri", last="sat", opens="22:00", closes="02:00"),), zone="America/New_York")
ALWAYS = Opening(hours=(Hours(first="mon", last="sun", opens="00:00", closes="24:00"),), zone="Europe/Berlin")
EARLY = Opening(hours=(Hours(first="sun", last="sun", opens="02:30", closes="03:30"),), zone="America/New_York")
LATE = Opening(hours=(Hours(first="sun", last="sun", opens="01:30", closes="01:45"),), zone="America/New_York")


def new_york(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK)


@pytest.mark.parametrize(
    ("opening", "moment", "answer"),
    [
        (OFFICE, "2026-11-20T07:59", False),  # a Friday
        (OFFICE, "2026-11-20T08:00", True),
        (OFFICE, "2026-11-20T19:59", True),
        (OFFICE, "2026-11-20T20:00", False),
        (OFFICE, "2026-11-21T12:59", True),
        (OFFICE, "2026-11-21T13:00", False),
        (OFFICE, "2026-11-22T10:00", False),
        (NIGHT, "2026-11-20T23:00", True),
        (NIGHT, "2026-11-21T01:59", True),
        (NIGHT, "2026-11-21T02:00", False),
        (NIGHT, "2026-11-22T01:00", True),
        (NIGHT, "2026-11-23T01:00", False),
        (NIGHT, "2026-11-20T01:00", False),
        (ALWAYS, "2026-11-22T23:59", True),
    ],
)
def test_open(opening: Opening, moment: str, answer: bool) -> None:
    assert is_open(opening, new_york(moment)) is answer


def test_the_moment_may_be_in_any_zone() -> None:
    assert is_open(OFFICE, datetime(2026, 11, 20, 13, 0, tzinfo=UTC))
    assert not is_open(OFFICE, datetime(2026, 11, 20, 12, 59, tzinfo=UTC))


@pytest.mark.parametrize(
    ("opening", "moment", "opens"),
    [
        (OFFICE, "2026-11-20T20:00", "2026-11-21T09:00"),
        (OFFICE, "2026-11-21T13:00", "2026-11-23T08:00"),
        (OFFICE, "2026-11-23T07:00", "2026-11-23T08:00"),
        (OFFICE, "2026-11-23T09:00", "2026-11-23T09:00"),
        (NIGHT, "2026-11-22T02:00", "2026-11-27T22:00"),
        (NIGHT, "2026-11-21T02:00", "2026-11-21T22:00"),
    ],
)
def test_the_next_opening(opening: Opening, moment: str, opens: str) -> None:
    found = next_opening(opening, new_york(moment))
    assert (found, str(found.tzinfo)) == (new_york(opens), "America/New_York")


def test_days_may_pass_the_end_of_the_week() -> None:
    weekend = Opening(hours=(Hours(first="sat", last="mon", opens="10:00", closes="11:00"),), zone="America/New_York")
    assert [is_open(weekend, new_york(f"2026-11-{day}T10:30")) for day in (20, 21, 22, 23, 24)] == [
        False,
        True,
        True,
        True,
        False,
    ]


def test_an_hour_that_spring_leaves_out_is_shifted() -> None:
    # On 2026-03-08, 02:00 EST is followed by 03:00 EDT; 02:30 does not exist and becomes 03:30 EDT.
    assert next_opening(EARLY, new_york("2026-03-08T00:00")).isoformat() == "2026-03-08T03:30:00-04:00"
    assert not is_open(EARLY, new_york("2026-03-08T03:29"))


def test_an_hour_that_comes_twice_counts_from_its_first_to_its_second_coming() -> None:
    # On 2026-11-01, 01:59 EDT is followed by 01:00 EST.
    first = datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK)
    assert [is_open(LATE, first + timedelta(0)), is_open(LATE, first.replace(fold=1, minute=44))] == [True, True]
    assert not is_open(LATE, first.replace(fold=1, minute=45))


def test_hours_keep_to_the_wall_clock_across_a_change() -> None:
    before, after = new_york("2026-10-30T08:00"), new_york("2026-11-02T08:00")
    assert is_open(OFFICE, before)
    assert is_open(OFFICE, after)
    assert before.utcoffset() != after.utcoffset()
