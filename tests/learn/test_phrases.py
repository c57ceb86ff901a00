"""Law: the phrase for an option is said of it, and of nothing else in its menu."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdlang.learn.phrases import phrase_of, phrase_of_prompt, tells_apart
from holdlang.menu import understand

pytestmark = pytest.mark.unit

SUBJECTS = (
    "account services", "billing", "a lost or stolen card", "your balance and recent transactions", "new accounts",
    "disputes", "the status of your order", "technical support", "prescription refills", "opening hours",
)  # fmt: skip


@given(st.lists(st.sampled_from(SUBJECTS), min_size=1, max_size=6, unique=True), st.booleans())
def test_phrases_are_distinctive(subjects: list[str], key_first: bool) -> None:
    order = "Press {key} for {what}." if key_first else "For {what}, press {key}."
    menu = understand(" ".join(order.format(key=key, what=what) for key, what in enumerate(subjects, start=1)))
    assert len(menu.options) == len(subjects)
    for option in menu.options:
        phrase = phrase_of(option, menu)
        assert phrase in option.phrase
        assert tells_apart(phrase, option, menu)


def test_a_word_that_two_options_share_tells_neither() -> None:
    menu = understand("For new accounts, press 1. For account services, press 2. For accounts overdue, press 3.")
    assert [phrase_of(option, menu) for option in menu.options] == [
        "new accounts",
        "account services",
        "accounts overdue",
    ]


def test_it_is_short() -> None:
    menu = understand("To report a lost or stolen card, press 2. To speak with a representative, press 0.")
    assert [phrase_of(option, menu) for option in menu.options] == ["stolen card", "representative"]


def test_what_is_no_option_is_known_by_the_last_words_that_say_something() -> None:
    menu = understand("We value your opinion. For a short survey, press 1. Anything else ends the conversation.")
    assert phrase_of_prompt(menu) == "ends the conversation"


def test_a_value_is_known_by_what_it_is() -> None:
    assert phrase_of_prompt(understand("Please enter the last four digits of your card.")) == "last four digits"


def test_a_prompt_of_keys_alone_says_nothing() -> None:
    assert phrase_of_prompt(understand("Press 1 or 2.")) is None
