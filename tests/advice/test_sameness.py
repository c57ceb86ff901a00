"""Which prompts are one prompt that was heard twice, and which only have the frame of a menu in common."""

import pytest

from holdlang.advice.ladder import Budget, Ladder
from holdlang.advice.model import Did, Heard, PressKey, Situation
from holdlang.advice.sameness import same_prompt
from holdlang.advice.similarity import advise
from holdlang.menu import understand

pytestmark = pytest.mark.unit

FRAME = " To speak to a representative, press 0. To hear these options again, press star."
FIRST = "For personal banking, press 1. For business banking, press 2." + FRAME
SECOND = "For cards, press 1. For loans, press 2." + FRAME
THIRD = "For disputes, press 1. For rewards, press 2." + FRAME
CORRECT = "If this is correct, press 1. If not, press 2."


def at(heard: str, *turns: Heard | Did, intent: str = "dispute a charge") -> Situation:
    return Situation(intent=intent, heard=heard, menu=understand(heard), turns=turns)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (FIRST, FIRST, True),
        (FIRST, f"Thank you for calling Northgate. {FIRST}", True),
        (FIRST, f"{FIRST} {FIRST}", True),
        (
            "for personal banking press one for business banking press two",
            "personal banking press one for this mess banking press two",
            True,
        ),
        (FIRST, SECOND, False),
        (SECOND, THIRD, False),
        ("please enter your zip code", "please enter your account number", False),
        (
            "are you calling about an order for yes press 1 for no press 2",
            "is it about a refund for yes press 1 for no press 2",
            False,
        ),
    ],
)
def test_same(one: str, other: str, same: bool) -> None:
    assert same_prompt(understand(one), understand(other)) is same


def test_the_same_key_at_three_menus_is_no_circle() -> None:
    ladder = Ladder(Budget())
    for heard in (FIRST, SECOND, THIRD):
        assert ladder.objection(at(heard), PressKey(key="1")) is None
        ladder.followed(at(heard), PressKey(key="1"))


def test_what_is_confirmed_after_each_value_is_no_circle() -> None:
    ladder = Ladder(Budget())
    for what in ("your account number", "your date of birth", "your zip code"):
        ladder.followed(at(f"Please enter {what}."), PressKey(key="4"))
        assert ladder.objection(at(CORRECT), PressKey(key="1")) is None
        ladder.followed(at(CORRECT), PressKey(key="1"))


def test_a_key_that_led_on_is_not_taken_for_tried_at_the_next_menu() -> None:
    turns = (Heard(text=SECOND), Did(text="press 1"))
    assert advise(at(THIRD, *turns)).advice == PressKey(key="1")
