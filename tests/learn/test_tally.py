"""How often flows came to their aim."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from holdlang.history.glance import Glance
from holdlang.learn.tally import Tally, tally

pytestmark = pytest.mark.unit


def call(outcome: str, day: int, flow: str | None = "chase") -> Glance:
    return Glance(Path(), "call_1", datetime(2026, 11, day, tzinfo=UTC), flow_id=flow, outcome=outcome)


def test_successes_and_failures_are_counted_by_flow() -> None:
    calls = [call("transferred", 1), call("failed", 3), call("ended", 2), call("transferred", 4, "other")]
    assert tally(calls) == {
        "chase": Tally(2, 1, datetime(2026, 11, 3, tzinfo=UTC)),
        "other": Tally(1, 0, datetime(2026, 11, 4, tzinfo=UTC)),
    }


def test_a_call_that_says_nothing_of_its_flow_does_not_count() -> None:
    assert tally([call("not_answered", 1), call("interrupted", 2), call("ended", 3, None)]) == {}
