"""Which machine speaks, told by words: sentences that only a machine says, and those that people say as well."""

import pytest

from holdlang.menu.machines import machine

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("heard", "kind"),
    [
        ("Hi, the person you're calling is using a screening service from Google.", "screening"),
        ("go ahead and say your name and why you're calling", "screening"),
        ("if you record your name and reason for calling I'll see if this person is available", "screening"),
        ("please state your name after the tone and google voice will try to connect you", "screening"),
        ("The number you have dialed is not in service. Please check the number and dial again.", "unavailable"),
        ("we're sorry the number you have reached has been disconnected", "unavailable"),
        ("your call cannot be completed as dialed", "unavailable"),
        ("the number you have dialled has not been recognised", "unavailable"),
        ("all circuits are busy now please try your call again later", "unavailable"),
        ("the customer you are calling is not available please try again later", "unavailable"),
        ("the person you are trying to reach is not available please leave a message after the tone", "voicemail"),
        ("nobody can take your call leave your name and number after the beep", "voicemail"),
        ("for sales press one for support press two", "ivr"),
        ("please enter your account number followed by the pound key", "ivr"),
    ],
)
def test_meant(heard: str, kind: str) -> None:
    assert machine(heard) == kind


@pytest.mark.parametrize(
    "heard",
    [
        "",
        "hello",
        "he is not available at the moment",
        "dial nine when you arrive",
        "may i have your name and the reason for your call please",
        "can i get your name and why you're calling and i'll see if she's available",
        "let me see if she is available",
        "i am going to try to connect you now",
        "the number you gave me is not in our system",
        "that service is no longer available",
        "thank you for holding this is dana how can i help you",
    ],
)
def test_not_meant(heard: str) -> None:
    assert machine(heard) is None


def test_what_is_not_whole_names_no_menu() -> None:
    assert machine("for sales press one", whole=False) is None
    assert machine("please leave a message after the tone", whole=False) == "voicemail"
