"""What the user reads when a company is closed."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from holdlang.hours import closed
from holdlang.model import CallFlow, Hours, Opening

pytestmark = pytest.mark.unit

WEEKDAYS = Opening(hours=(Hours(first="mon", last="fri", opens="08:00", closes="20:00"),), zone="America/New_York")
BANK = CallFlow(id="bank", company="Northgate Bank", opening=WEEKDAYS)
FRIDAY_NIGHT = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


def test_when_it_opens_is_told_in_both_times() -> None:
    assert closed(BANK, FRIDAY_NIGHT, ZoneInfo("Europe/Berlin")) == (
        "Northgate Bank is closed; it opens Mon 23 Nov, 08:00 in America/New_York, which is Mon 23 Nov, 14:00 here"
    )


def test_one_time_is_enough_where_both_are_the_same() -> None:
    assert closed(BANK, FRIDAY_NIGHT, ZoneInfo("America/Toronto")) == (
        "Northgate Bank is closed; it opens Mon 23 Nov, 08:00 in America/New_York"
    )


def test_nothing_is_said_while_it_is_open_or_if_nobody_knows() -> None:
    assert closed(BANK, datetime(2026, 11, 20, 15, 0, tzinfo=UTC)) is None
    assert closed(CallFlow(id="bank"), FRIDAY_NIGHT) is None
