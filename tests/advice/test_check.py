"""What is not carried out, though a model asks for it in due form."""

import pytest

from holdlang.advice.check import objection
from holdlang.advice.entries import fits
from holdlang.advice.model import EnterValue, GiveUp, Known, PressKey, SaySentence, Situation, WaitOn
from holdlang.menu.model import Entry, Menu, Option

pytestmark = pytest.mark.unit

KNOWN = (Known(name="pin", secret=True), Known(name="card_number", secret=True), Known(name="zip"))


def situation(menu: Menu, heard: str = "", intent: str = "dispute a charge") -> Situation:
    return Situation(intent=intent, heard=heard, menu=menu, known=KNOWN)


KEYS = situation(Menu(options=(Option(key="1", phrase="billing"), Option(key="2", phrase="disputes"))))
ASKS = situation(Menu(question=True))


def test_only_what_is_offered_is_pressed() -> None:
    assert objection(PressKey(key="2"), KEYS) is None
    assert objection(PressKey(key="0"), KEYS) == "the prompt does not offer that key"
    assert objection(PressKey(key="1"), ASKS) is not None


def test_waiting_and_giving_up_do_no_harm() -> None:
    for advice in (WaitOn(), GiveUp(reason="closed")):
        assert objection(advice, KEYS) is None


def test_a_value_goes_only_where_it_is_asked_for() -> None:
    asks_pin = situation(Menu(entry=Entry(what="your four digit pin")))
    assert objection(EnterValue(name="pin"), asks_pin) is None
    assert objection(EnterValue(name="card_number"), asks_pin) is not None
    assert objection(EnterValue(name="password"), asks_pin) == "the flow declares no such value"
    assert objection(EnterValue(name="pin"), KEYS) is not None


@pytest.mark.parametrize(
    "text",
    [
        "my card is 4242 4242",
        "four two four two",
        "four and then two and then four",
        "four, er, two, um, nine",
        "double four seven",
        "two hundred and three",
        "oh nine one",
        "①②③",
        "٤٢٤",
        "write to me@example.com",
        "write to me at example dot com",
        "example.com",
        "https://example",
        "I would like a person. My name is Alice",
        "word " * 17,
        "...",
    ],
)
def test_what_is_never_said(text: str) -> None:
    why = objection(SaySentence(text=text), ASKS)
    assert why is not None
    assert text not in why


@pytest.mark.parametrize("text", ["representative", "I want to dispute a charge", "terminal four", "it's for 2 people"])
def test_what_may_be_said(text: str) -> None:
    assert objection(SaySentence(text=text), ASKS) is None


def test_nothing_is_said_to_a_menu_of_keys_or_a_queue() -> None:
    assert objection(SaySentence(text="disputes"), KEYS) is not None
    assert objection(SaySentence(text="hello"), situation(Menu(on_hold=True))) is not None
    spoken = situation(Menu(options=(Option(key="1", phrase="billing", said="billing"),)))
    assert objection(SaySentence(text="billing"), spoken) is None


def test_nothing_is_agreed_to_that_costs() -> None:
    heard = "do you accept a charge of ten dollars? press 1 for yes, press 2 for no"
    menu = Menu(options=(Option(key="1", phrase="yes", said="yes"), Option(key="2", phrase="no", said="no")))
    hostile = situation(menu, heard)
    assert objection(PressKey(key="1"), hostile) == "that key agrees to pay, and the call is not for that"
    assert objection(SaySentence(text="yes"), hostile) is not None
    assert objection(SaySentence(text="I accept the charge"), ASKS) is not None
    assert objection(PressKey(key="2"), hostile) is None
    wanted = situation(menu, heard, intent="accept the charge for the repair")
    assert objection(PressKey(key="1"), wanted) is None


@pytest.mark.parametrize(
    ("known", "asked", "fit"),
    [
        (Known(name="pin"), "account number", False),
        (Known(name="pin"), "personal identification number", True),
        (Known(name="pin"), "four digit security code", False),
        (Known(name="card_last4"), "the last four digits of your card", True),
        (Known(name="card_last4"), "your card number", False),
        (Known(name="card"), "the last four digits of your card", False),
        (Known(name="card_last4"), "last four digits of your social security number", False),
        (Known(name="card_number"), "security code on the back of your card", False),
        (Known(name="card_number"), "the pin of your card", False),
        (Known(name="card_number"), "account number on your card", False),
        (Known(name="account"), "the phone number on your account", False),
        (Known(name="account"), "account number or phone number", True),
        (Known(name="phone"), "the phone number associated with your account", True),
        (Known(name="zip"), "five digit postal code", True),
        (Known(name="dob"), "your date of birth", True),
        (Known(name="expiry"), "the expiration date", True),
        (Known(name="a", what="the number of your policy"), "policy number", True),
        (Known(name="a", what="your account PIN"), "account number", False),
        (Known(name="number"), "your number", False),
    ],
)
def test_what_a_value_is_declared_for(known: Known, asked: str, fit: bool) -> None:
    assert fits(known, Entry(what=asked)) is fit
