"""Keys that a list names without a verb, and the numbers that are none."""

import pytest

from holdlang.menu import options

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("heard", "offered"),
    [
        ("For sales, 1. For service, 2.", {"1": "sales", "2": "service"}),
        ("1 for sales. 2 for service.", {"1": "sales", "2": "service"}),
        ("Parts, one. Orders, two. For a person at any time, zero.", {"1": "parts", "2": "orders", "0": "person"}),
        ("Sales is on 1, and service is on 2.", {"1": "sales", "2": "service"}),
        ("Choose from these. One, sales. Two, service.", {"1": "sales", "2": "service"}),
        ("one for sales two for service three for parts", {"1": "sales", "2": "service", "3": "parts"}),
        ("sales is on one service is on two parts are on three", {"1": "sales", "2": "service", "3": "parts"}),
    ],
)
def test_a_list(heard: str, offered: dict[str, str]) -> None:
    assert options(heard) == offered


@pytest.mark.parametrize(
    "heard",
    [
        "Parts, one.",
        "You are caller number three. Your wait is two minutes.",
        "Minutes to wait, one. Minutes after that, two.",
        "Call us at 1 800, 5 5 5, 1 2 1 2.",
        "Monday, nine to one. Tuesday, nine to two.",
        "One, unplug the router. Two, wait for the light.",
        "Buy one for five dollars, two for nine dollars.",
        "There is one for you and two for your wife.",
        "we need two for lunch three for dinner",
        "Select one of the following.",
    ],
)
def test_numbers_that_are_no_keys(heard: str) -> None:
    assert options(heard) == {}


def test_keys_with_a_verb_are_no_items() -> None:
    assert "1" not in options("you press one to later press two to hear your bill press three if you want to wait")
