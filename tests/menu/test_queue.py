"""What queues say of our place and of the wait."""

import pytest

from holdlang.menu import understand

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("heard", "position"),
    [
        ("you are caller number 4", 4),
        ("you are number twenty four in line", 24),
        ("there are 3 callers ahead of you", 4),
        ("you are next in line", 1),
        ("you are caller number three you are now caller number two", 2),
        ("press two to hear your place in line", None),
    ],
)
def test_position(heard: str, position: int | None) -> None:
    assert understand(heard).position == position


@pytest.mark.parametrize(
    ("heard", "seconds"),
    [
        ("your wait is less than 5 minutes", 300),
        ("your estimated wait is between 10 and 15 minutes", 900),
        ("the wait is 5-10 minutes", 600),
        ("your wait is about half an hour", 1800),
        ("the wait is one minute and thirty seconds", 90),
        ("the hold time is over an hour", 3600),
        ("the estimated wait is 120 seconds", 120),
        ("the wait is two minutes press one and we will call you back", 120),
        ("we will call you back in ten minutes", None),
        ("we are open from eight to ten hours", None),
    ],
)
def test_wait(heard: str, seconds: float | None) -> None:
    assert understand(heard).wait == seconds


@pytest.mark.parametrize(
    ("heard", "on_hold"),
    [
        ("thank you for holding", True),
        ("please stay on the line", True),
        ("for billing press one for anything else please stay on the line", False),
        ("for billing press one", False),
    ],
)
def test_on_hold(heard: str, on_hold: bool) -> None:
    assert understand(heard).on_hold is on_hold
