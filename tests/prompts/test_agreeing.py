"""The words of a recording: what several hearings of it have together, and no key that they do not."""

import pytest

from runtime.prompts.agreeing import agreed

pytestmark = pytest.mark.unit

SALES = "for sales press one"


@pytest.mark.parametrize(
    ("texts", "text"),
    [
        ([], ""),
        ([SALES], SALES),
        (["four sails press one", "for sales press one", "for sales breast one", "for sales press one"], SALES),
        (["thank you for holding", "thank you holding", "thank you for holding"], "thank you for holding"),
        (["sales press one", SALES, SALES], SALES),
        ([SALES, f"{SALES} now", SALES], SALES),
        (["For sales, press 1.", "for sales press one"], "For sales, press 1."),
    ],
)
def test_most_hearings_have_it(texts: list[str], text: str) -> None:
    assert agreed(texts) == text


def test_a_key_that_was_left_out_is_no_vote_against_it() -> None:
    assert agreed(["for sales press", SALES, "for sales press"]) == SALES
    assert agreed(["press two for sales", "press for sales press one"]) == "press two for sales press one"


def test_of_keys_that_compete_none_is_taken_unless_one_is_clearly_ahead() -> None:
    assert agreed([SALES, "for sales press nine"]) == "for sales press"
    assert agreed([SALES, "for sales press nine", SALES]) == SALES
    assert agreed([SALES, "for sales press nine"] * 2 + [SALES]) == "for sales press"


def test_a_key_needs_more_votes_than_any_word_in_its_place() -> None:
    assert agreed(["press three button", "press the button"]) == "press the button"
    assert agreed(["press three button", "press the button", "press three button"]) == "press three button"


def test_a_key_that_hardly_any_hearing_had_is_not_taken() -> None:
    assert agreed([SALES, *["for sales press"] * 3]) == SALES
    assert agreed([SALES, *["for sales press"] * 4]) == "for sales press"


def test_hearings_that_miss_each_other_make_a_whole_menu() -> None:
    heard = [
        "for sales press one for billing press for repairs press three",
        "for sales press for billing press two for repairs press three",
        "for sails press one for billing press two for repairs press",
    ]
    assert agreed(heard) == "for sales press one for billing press two for repairs press three"
