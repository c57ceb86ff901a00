"""What keys mean: named ones, and any digits of a number."""

import pytest

from holdlang.model import Clause, Digits, Hangup, Pressed
from runtime.rehearse.keypad import Keypad

pytestmark = pytest.mark.unit


def clause(*triggers: Pressed | Digits) -> Clause:
    return Clause(triggers=triggers, actions=(Hangup(),))


CARD = (clause(Pressed(keys="0")), clause(Digits(count=4)), clause(Pressed(keys="4242")))


@pytest.mark.parametrize(
    ("keys", "complete", "place"),
    [
        ("0", False, 0),
        ("1234", True, 1),
        ("4242", True, 2),
        ("123", False, None),
        ("12*4", True, None),
        ("*", False, None),
    ],
)
def test_an_entry(keys: str, complete: bool, place: int | None) -> None:
    pad = Keypad(CARD)
    assert [pad.press(key) for key in keys][-1] is complete
    assert pad.meaning() == place


def test_a_key_that_could_be_the_first_of_several_digits_is_not_the_whole_entry() -> None:
    pad = Keypad((clause(Pressed(keys="5")), clause(Digits(count=3))))
    assert not pad.press("5")
    assert pad.meaning() == 0
    assert [pad.press("1"), pad.press("2")] == [False, True]
    assert pad.meaning() == 1


def test_a_key_that_is_no_digit_ends_the_wait_for_digits() -> None:
    pad = Keypad((clause(Pressed(keys="#")), clause(Digits(count=3))))
    assert pad.press("#")
    assert pad.meaning() == 0


def test_of_two_numbers_of_digits_the_longer_one_may_follow() -> None:
    pad = Keypad((clause(Digits(count=2)), clause(Digits(count=4))))
    assert [pad.press(key) for key in "1234"] == [False, False, False, True]
    assert pad.meaning() == 1


def test_the_first_clause_of_the_same_keys_has_them() -> None:
    pad = Keypad((clause(Pressed(keys="1")), clause(Pressed(keys="1"))))
    assert pad.press("1")
    assert pad.meaning() == 0
