"""Chance that a seed brings back."""

from collections import Counter

import pytest

from runtime.rehearse.dice import SeededDice

pytestmark = pytest.mark.unit


def test_a_seed_brings_the_same_throws() -> None:
    one, other = SeededDice(5), SeededDice(5)
    for _ in range(20):
        assert one.happens("a", 30) == other.happens("a", 30)
        assert one.between("b", 2, 9) == other.between("b", 2, 9)
        assert one.order("c", "123456") == other.order("c", "123456")


def test_a_throw_depends_on_no_other_place() -> None:
    alone, busy = SeededDice(5), SeededDice(5)
    wanted = [alone.between("queue", 0, 1) for _ in range(5)]
    got = []
    for _ in range(5):
        busy.happens("elsewhere", 50)
        got.append(busy.between("queue", 0, 1))
    assert got == wanted
    assert len(set(wanted)) == 5


def test_throws_do_not_change_from_one_version_to_the_next() -> None:
    dice = SeededDice(12345)
    assert round(dice.between("bank/queue", 120, 1200), 3) == 140.376
    assert dice.order("bank/menu/order", ["1", "2", "3", "4"]) == ["1", "3", "4", "2"]


def test_seeds_differ() -> None:
    assert len({SeededDice(seed).between("x", 0, 1) for seed in range(50)}) == 50


@pytest.mark.parametrize(("percent", "least", "most"), [(100, 1000, 1000), (30, 250, 350), (0.1, 0, 6)])
def test_a_chance_is_what_it_says(percent: float, least: int, most: int) -> None:
    dice = SeededDice(1)
    assert least <= sum(dice.happens("x", percent) for _ in range(1000)) <= most


def test_numbers_fill_their_range_and_orders_are_all_drawn() -> None:
    dice = SeededDice(1)
    numbers = [dice.between("x", 10, 20) for _ in range(1000)]
    assert 10 <= min(numbers) < 10.2
    assert 19.8 < max(numbers) <= 20
    orders = Counter("".join(dice.order("y", "123")) for _ in range(600))
    assert set(orders) == {"123", "132", "213", "231", "312", "321"}
    assert min(orders.values()) > 60
