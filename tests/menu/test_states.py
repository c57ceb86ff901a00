"""Closed, voicemail, callback offer, told by words: sentences that are meant, and sentences that only sound so."""

import pytest

from holdlang.match import choose
from holdlang.menu import spoken_states
from holdlang.model import Clause, Hangup, Pattern

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("heard", "state"),
    [
        ("Thank you for calling Northgate Bank. Our offices are currently closed.", "closed"),
        ("we are closed our office hours are monday to friday eight to five", "closed"),
        ("you have reached us outside of our normal business hours", "closed"),
        ("please call back during our regular business hours", "closed"),
        ("please leave your message after the tone when done hang up or press the pound key", "voicemail"),
        ("you have reached the voicemail of dana smith", "voicemail"),
        ("your call has been forwarded to an automatic voice message system", "voicemail"),
        ("i can't come to the phone leave a message and i'll call you back", "voicemail"),
        ("at the beep please record your message", "voicemail"),
        ("the mailbox is full and cannot accept any messages at this time", "voicemail"),
        ("if you would like us to call you back press one", "callback offer"),
        ("to keep your place in line and receive a call back press two", "callback offer"),
        ("we can call you back without losing your place in the queue", "callback offer"),
        ("we will call you back when it's your turn", "callback offer"),
        ("Press 1 and we will call you back.", "callback offer"),
        ("press nine and we'll call you back and you will keep your place in the queue", "callback offer"),
    ],
)
def test_meant(heard: str, state: str) -> None:
    assert list(spoken_states(heard)) == [state]


@pytest.mark.parametrize(
    "heard",
    [
        "he is not available at the moment",
        "to leave a message press two",
        "press five to leave a message",
        "if you would like to leave a message after the tone press one",
        "at the tone please say your name",
        "your account is closed",
        "when our offices are closed you can use our website",
        "if you are calling after our offices are closed press nine",
        "we are not closed",
        "is your case closed",
        "the case is now closed",
        "if we are disconnected i will call you back",
        "can i call you back in five minutes",
        "please call back later",
        "to leave a message press two and we will call you back",
        "do not press one and we will call you back",
        "press one and we will not call you back",
        "thank you for holding this is dana how can i help you",
        "your call is important to us please stay on the line",
        "for disputes press three",
    ],
)
def test_not_meant(heard: str) -> None:
    assert spoken_states(heard) == {}


@pytest.mark.parametrize(
    ("regex", "heard", "groups"),
    [
        (r"press (\w+) for disputes", "Press three for disputes", {"1": "3"}),
        (r"you are number (?P<position>.+) in line", "you are number 24 in line", {"1": "24", "position": "24"}),
        (r"(wait|hold) (about )?(\d+) minutes", "please wait 12 minutes", {"1": "wait", "2": "", "3": "12"}),
        ("disputes", "disputes", {}),
    ],
)
def test_a_pattern_gives_its_groups_in_figures(regex: str, heard: str, groups: dict[str, str]) -> None:
    found = choose([Clause(triggers=(Pattern(regex=regex),), actions=(Hangup(),))], heard)
    assert found is not None
    assert found.groups == groups
