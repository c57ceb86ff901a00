"""Keys that prompts name, in both orders, with the punctuation that a recogniser does not give."""

import pytest

from holdlang.menu import named_key, options

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("heard", "phrase", "key"),
    [
        ("for disputes press one", "disputes", "1"),
        ("press one for disputes", "disputes", "1"),
        ("For account services, press 3. To hear this again, press star.", "account services", "3"),
        ("For account services, press 3. To hear this again, press star.", "hear this again", "*"),
        ("for billing press two for disputes press one", "disputes", "1"),
        ("for billing press two for disputes press one", "billing", "2"),
        ("press two for billing press one for disputes", "billing", "2"),
        ("press two for billing press one for disputes", "disputes", "1"),
        ("thank you for calling chase for billing press two for disputes press one", "billing", "2"),
        ("thank you for calling chase press two for billing press one for disputes", "billing", "2"),
        ("welcome to chase press two for billing press one for disputes", "disputes", "1"),
        ("press one for billing press two for disputes to hear this again press star", "disputes", "2"),
        ("press one for billing press two for disputes to hear this again press star", "hear this again", "*"),
        ("for billing press two for disputes press one for anything else please stay on the line", "billing", "2"),
        ("if you have lost your card press or say four", "lost your card", "4"),
        ("to speak to an agent press the pound key", "agent", "#"),
        ("for sales dial option two now", "sales", "2"),
        ("for a count services press three", "account services", "3"),
        ("for account services press five for a new card press three", "account services", "5"),
        ("billing press one disputes press two", "disputes", "2"),
        ("press one to accept this call or two to reject it", "reject", "2"),
        ("press one to accept this call or two to reject it", "accept this call", "1"),
        ("press one to mute yourself two to lock four or six to change the volume or eight to exit", "lock", "2"),
        ("press one to mute yourself two to lock four or six to change the volume or eight to exit", "exit", "8"),
        ("press star for help or pound to exit", "help", "*"),
        ("press one for billing open nine to five press two for sales", "sales", "2"),
    ],
)
def test_the_key_that_the_prompt_names(heard: str, phrase: str, key: str) -> None:
    assert named_key(heard, phrase) == key


@pytest.mark.parametrize(
    ("heard", "phrase"),
    [
        ("", "disputes"),
        ("for disputes", "disputes"),
        ("please stay on the line", "disputes"),
        ("for billing press one", "disputes"),
        ("for disputes press to continue", "disputes"),
        # Cut off before its end: one for what is still to come, the other for what has been.
        ("for billing press two for disputes", "disputes"),
        ("press one for billing press two", "disputes"),
        # Two keys for it.
        ("for account services press three for card account services press four", "account services"),
        # Something that only looks like an option stands before the first key.
        ("if you know your extension dial it now press one for billing press two for disputes", "billing"),
    ],
)
def test_what_is_unclear_names_no_key(heard: str, phrase: str) -> None:
    assert named_key(heard, phrase) is None


def test_options() -> None:
    heard = "Thank you for calling. For account services, press 3. To hear this again, press star."
    assert options(heard) == {"3": "account services", "*": "hear this again"}
    assert options("press one for billing press two for disputes") == {"1": "billing", "2": "disputes"}
    assert options("your call is important to us") == {}


def test_an_option_whose_first_word_was_lost_makes_the_order_doubtful() -> None:
    heard = "change your address press one to order to press two for disputes press four to go back press star"
    assert named_key(heard, "disputes") is None


def test_a_key_before_an_option_may_belong_to_the_one_before_while_they_speak() -> None:
    heard = "account services change your address press one to order checks press two for disputes"
    assert named_key(heard, "disputes", finished=False) is None
    assert named_key(f"{heard} press four", "disputes") is None
    assert named_key("press one for billing press two for disputes", "disputes", finished=False) == "2"


@pytest.mark.parametrize(
    ("heard", "phrase", "key"),
    [
        ("for your balance press one for account services press three", "account services", "3"),
        ("if your line works press one if it is still not working press two", "still not working", "2"),
        ("thank you for your patience press one for billing press two for sales", "sales", "2"),
        ("to accept press one to decline press two", "to decline", "2"),
    ],
)
def test_what_is_yours_can_begin_an_option(heard: str, phrase: str, key: str) -> None:
    assert named_key(heard, phrase) == key
