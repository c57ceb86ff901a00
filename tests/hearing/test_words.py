"""What words say about who speaks, with half of them misheard."""

import pytest

from runtime.hearing.words import MOST, score, table

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "text",
    [
        "your call is important to us please stay on the line",
        "all of our representatives are currently assisting other customers",
        "you're call is in port and to us these stay on line",
        "press one to be called back without losing your place in line",
        "did you know that you can find answers on our website",
        "hi this is sam from customer care we know your time is valuable please stay on the line",
        "this call may be recorded for quality and training purposes",
        "he is not available at the moment please leave a message after the tone",
        "may i have your attention please our lines are busy",
        "hello we have not forgotten about you please keep holding",
    ],
)
def test_recordings(text: str) -> None:
    assert score(text) < -2


@pytest.mark.parametrize(
    "text",
    [
        "thank you for holding this is dana in disputes how can i help you",
        "how may i help you",
        "the new or holding this is data how can the help you",
        "who am i speaking with",
        "may i have your account number please",
        "hello can you hear me",
        "reservations this is tony how may i direct your call",
        "right so you wanted to cancel your subscription",
        "hi i see that you're calling about your order is that correct",
        "sorry about the wait how can i help",
    ],
)
def test_people(text: str) -> None:
    assert score(text) >= 2


@pytest.mark.parametrize("text", ["", "thank you for holding", "uh", "the of and"])
def test_words_that_tell_nothing(text: str) -> None:
    assert abs(score(text)) <= 1


@pytest.mark.parametrize(
    "text", ["hello", "hello this is karen", "good morning my name is sam", "sorry about the wait"]
)
def test_a_greeting_alone_tells_little(text: str) -> None:
    """Recordings greet, and pause after it for up to a second."""
    assert 0 < score(text) < 2.5


def test_a_name_alone_is_never_enough_to_ring() -> None:
    """Recordings introduce themselves, too."""
    assert score("hi this is sam from customer care") < 4.5


def test_the_weight_of_words_is_bounded() -> None:
    everything = " ".join(" ".join(phrase) for weight, phrase in table() if weight < 0)
    assert score(everything) == -MOST


def test_a_phrase_of_the_table_counts_for_its_own_side() -> None:
    for weight, phrase in table():
        assert score(" ".join(phrase)) * weight > 0, phrase
