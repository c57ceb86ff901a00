"""What words say about who speaks, with half of them misheard."""

import numpy as np
import pytest

from runtime.hearing import evidence
from runtime.hearing.words import MOST, score, weights
from tests.training.words import calibration_error, cross_entropy, examples, fit, odds
from tests.training.words_heard import read, utterances

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
    ],
)
def test_recordings(text: str) -> None:
    assert score(text) < -2


@pytest.mark.parametrize(
    "text",
    [
        "thank you for holding this is dana in disputes how can i help you",
        "who am i speaking with",
        "may i have your account number please",
        "hello can you hear me",
        "reservations this is tony how may i direct your call",
        "right so you wanted to cancel your subscription",
        "hi i see that you're calling about your order is that correct",
        "sorry about the wait how can i help",
        "sorry to keep you waiting what was your account number",
        "okay let me just pull that up",
    ],
)
def test_people(text: str) -> None:
    assert score(text) >= 2


@pytest.mark.parametrize(
    "text",
    [
        "may i have your attention please our lines are busy",
        "hello we have not forgotten about you please keep holding",
    ],
)
def test_recordings_that_begin_as_a_person_would(text: str) -> None:
    assert score(text) < 0


def test_a_person_who_is_misheard() -> None:
    assert score("the new or holding this is data how can the help you") > 1


@pytest.mark.parametrize("text", ["", "thank you for holding", "thanks for waiting", "uh", "the of and"])
def test_words_that_tell_nothing(text: str) -> None:
    assert abs(score(text)) <= 1.2


@pytest.mark.parametrize(
    "text", ["hello", "hello this is karen", "good morning my name is sam", "sorry about the wait"]
)
def test_a_greeting_alone_tells_little(text: str) -> None:
    """Recordings greet, and pause after it for up to a second."""
    assert 0 < score(text) < 2.5


def test_a_name_alone_is_never_enough_to_ring() -> None:
    """Recordings introduce themselves, too."""
    assert score("hi this is sam from customer care") < 2.5


def test_thank_you_for_holding_is_said_by_both() -> None:
    """It is in the list of what people say of one program, and in the recorded loops of many queues."""
    assert score("thank you for holding how can i help you") > 2
    assert score("thank you for holding an agent will be with you shortly") < -2


def test_dial_nine_when_you_arrive_said_by_a_person_is_no_menu() -> None:
    assert score("dial nine when you arrive") > 0
    assert score("dial nine when you arrive and i'll come down") > 0


def test_he_is_not_available_at_the_moment_is_said_by_both() -> None:
    assert abs(score("he is not available at the moment")) < 2
    assert score("he is not available at the moment can i take a message") > 0
    assert score("he is not available at the moment please leave a message after the tone") < -2


def test_nothing_said_once_decides() -> None:
    assert max(abs(weight) for weight in weights().values()) < 2


def test_unknown_words_weigh_nothing() -> None:
    assert score("xylophone quark zebra") == 0
    assert score("how can i help you xylophone quark") == score("how can i help you")


def test_the_weight_of_words_is_bounded_and_below_that_of_a_repetition() -> None:
    everything = " ".join(gram for gram, weight in weights().items() if weight < 0)
    assert score(everything) == -MOST
    assert evidence.repetition(True) + MOST < 0


def test_the_shipped_weights_are_made_by_our_script_from_what_was_heard() -> None:
    """To within what rounding makes of another processor's last digit."""
    made = fit(examples(list(utterances()), read()))
    shipped = weights()
    assert shipped.keys() <= made.keys()
    assert all(abs(weight - shipped.get(gram, 0.0)) < 0.0101 for gram, weight in made.items())


def test_the_odds_hold_for_lines_and_voices_that_were_not_trained_with() -> None:
    known = examples(list(utterances()), read())
    tested = [e for e in known if e.voice in ("rms", "awb", "en-us+f2")]
    lines = {e.line for e in tested}
    trained = fit([e for e in known if e.line not in lines])
    found = np.array([odds(trained, e.text) for e in tested])
    assert calibration_error(tested, found) < 0.08
    assert cross_entropy(tested, found) < 0.55
