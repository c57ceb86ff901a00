"""What is to be typed in, and the key that closes it."""

import pytest

from holdlang.menu import understand

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("heard", "what", "digits", "closing"),
    [
        ("please enter your 16 digit card number followed by the pound key", "your sixteen digit card number", 16, "#"),
        ("enter the last four digits of your social", "the last four digits of your social", 4, None),
        ("using your telephone keypad key in your account number then press pound", "your account number", None, "#"),
        ("enter or say your zip code", "your zip code", None, None),
        ("Please enter your policy number. When you are finished, press star.", "your policy number", None, "*"),
        (
            "Enter your pin, in four digits, as it was sent, and finish with hash.",
            "your pin",
            4,
            "#",
        ),
        ("Enter the first three letters of the name.", "the first three letters of the name", 3, None),
        ("We need your zip code. Please enter it now, then press the pound key.", "your zip code", None, "#"),
        ("enter your code from saturday dial star and then press pound", "your code from saturday", None, "#"),
        ("dial the first letters of the last name", "the first letters of the last name", None, None),
    ],
)
def test_entries(heard: str, what: str, digits: int | None, closing: str | None) -> None:
    menu = understand(heard)
    assert menu.entry is not None
    assert (menu.entry.what, menu.entry.digits, menu.entry.closing) == (what, digits, closing)
    assert menu.options == ()


@pytest.mark.parametrize(
    "heard", ["to enter your account number press one", "you entered four two", "if you enter a number it is kept"]
)
def test_what_asks_for_nothing(heard: str) -> None:
    assert understand(heard).entry is None


def test_a_key_for_those_who_have_no_number_is_an_option() -> None:
    menu = understand("enter your account number followed by pound or press star if you do not have one")
    assert [(option.key, option.phrase) for option in menu.options] == [("*", "you do not have one")]
    assert menu.entry is not None
    assert menu.entry.closing == "#"
