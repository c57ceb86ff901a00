"""The advisor that needs no model."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdlang.advice.model import (
    Advice,
    Did,
    EnterValue,
    GiveUp,
    Heard,
    Known,
    PressKey,
    SaySentence,
    Situation,
    WaitOn,
)
from holdlang.advice.similarity import advise
from holdlang.menu.model import Entry, Menu, Option

pytestmark = pytest.mark.unit

BILLING, DISPUTES = Option(key="1", phrase="billing and payments"), Option(key="2", phrase="dispute a transaction")
PERSON, AGAIN = (
    Option(key="0", phrase="all other inquiries", kind="operator"),
    Option(key="9", phrase="repeat", kind="repeat"),
)
HEARD = "for billing and payments press 1 to dispute a transaction press 2"


def to(menu: Menu, intent: str = "dispute a charge on my card", **more: object) -> Advice:
    fields = {"heard": HEARD, "intent": intent, "menu": menu} | more
    return advise(Situation.model_validate(fields)).advice


def test_the_likest_option() -> None:
    assert to(Menu(options=(BILLING, DISPUTES, PERSON))) == PressKey(key="2")
    assert to(Menu(options=(BILLING, DISPUTES)), "pay my bill") == PressKey(key="1")


def test_a_person_where_nothing_is_like_it() -> None:
    menu = Menu(options=(BILLING, AGAIN, PERSON))
    assert to(menu, "adopt a penguin") == PressKey(key="0")


def test_once_more_where_there_is_no_person_either() -> None:
    menu = Menu(options=(BILLING, DISPUTES, AGAIN))
    assert to(menu, "adopt a penguin") == PressKey(key="9")
    turns = (Heard(text=HEARD), Did(text="press 9"))
    assert to(menu, "adopt a penguin", turns=turns) == WaitOn(reason="no option is like what the call is for")


def test_the_only_way_on_is_taken() -> None:
    assert to(Menu(options=(BILLING, AGAIN)), "adopt a penguin") == PressKey(key="1")


def test_what_led_back_is_not_pressed_again() -> None:
    turns = (Heard(text=HEARD), Did(text="press 2"))
    assert to(Menu(options=(BILLING, DISPUTES, PERSON)), turns=turns) != PressKey(key="2")
    elsewhere = (Heard(text="good morning and welcome"), Did(text="press 2"))
    assert to(Menu(options=(BILLING, DISPUTES)), turns=elsewhere) == PressKey(key="2")


def test_languages() -> None:
    english = Option(key="1", phrase="english", kind="language")
    spanish = Option(key="2", phrase="espanol", kind="language")
    assert to(Menu(options=(spanish, english))) == PressKey(key="1")
    assert to(Menu(options=(spanish, DISPUTES.model_copy(update={"key": "3"})))) == PressKey(key="3")


def test_questions_and_confirmations() -> None:
    assert to(Menu(question=True), "to dispute a charge of 42 dollars") == SaySentence(
        text="dispute a charge of dollars"
    )
    answers = (Option(key="1", phrase="yes", said="yes"), Option(key="2", phrase="no", said="no"))
    assert to(Menu(options=answers), heard="did you say disputes") == PressKey(key="1")
    assert to(Menu(options=answers), heard="did you say mortgages") == PressKey(key="2")


def test_values_are_typed_in_where_they_are_asked_for() -> None:
    known = (Known(name="pin", secret=True),)
    assert to(Menu(entry=Entry(what="your pin")), known=known) == EnterValue(name="pin")
    assert not isinstance(to(Menu(entry=Entry(what="account number")), known=known), EnterValue)


def test_queues_and_endings() -> None:
    assert isinstance(to(Menu(on_hold=True)), WaitOn)
    assert isinstance(to(Menu(states=frozenset({"closed"}))), GiveUp)
    assert isinstance(to(Menu(states=frozenset({"voicemail"}))), GiveUp)
    offer = (Option(key="1", phrase="a call back"), Option(key="2", phrase="stay on the line"))
    assert to(Menu(options=offer, states=frozenset({"callback offer"}))) == PressKey(key="2")
    assert isinstance(to(Menu(options=offer[:1], states=frozenset({"callback offer"}))), WaitOn)


def test_the_company_says_nothing_about_an_option() -> None:
    bank = Option(key="3", phrase="dispute bank cards")
    assert to(Menu(options=(bank, BILLING)), "dispute bank payments", company="dispute bank") == PressKey(key="1")


def test_it_is_surer_of_a_match_than_of_a_guess() -> None:
    menu = Menu(options=(BILLING, DISPUTES, PERSON))
    told = [Situation(intent=intent, heard=HEARD, menu=menu) for intent in ("dispute a transaction", "penguins")]
    sure, guess = (advise(one).sureness for one in told)
    assert sure is not None
    assert guess is not None
    assert sure > guess


@given(st.text(max_size=60), st.lists(st.text(max_size=30), max_size=5), st.booleans(), st.booleans())
def test_there_is_always_an_answer(intent: str, phrases: list[str], question: bool, on_hold: bool) -> None:
    options = tuple(Option(key=str(place), phrase=phrase) for place, phrase in enumerate(phrases))
    menu = Menu(options=options, question=question, on_hold=on_hold)
    advised = advise(Situation(intent=intent, heard="", menu=menu))
    if isinstance(advised.advice, PressKey):
        assert advised.advice.key in {option.key for option in options}
