"""Repetition: what was heard before is known again within a second or so, through the line; other speech never is."""

import numpy as np
import pytest

from runtime.hearing import Hearing
from runtime.hearing.events import SpeechRepeated
from runtime.hearing.fingerprint import CAPACITY, Fingerprinter, Fingerprints
from runtime.hearing.spectrum import Steps
from tests.hearing.sounds import Sound, at_level, mu_law, music, noise, silence, with_loss
from tests.hearing.voices import say

pytestmark = pytest.mark.unit

MESSAGE = "All of our representatives are busy at the moment. Please stay on the line."
OTHERS = (
    "Your call will be answered in the order in which it was received by our staff.",
    "Good morning, this is Peter from the billing department, what can I do for you?",
    "Have you tried our website? Many questions can be answered there, day and night.",
)


def words(sound: Sound, dbfs: float = -20, loss: float = 0.0, hiss: float = -70) -> np.ndarray:
    noisy = at_level(sound, dbfs) + at_level(noise(len(sound) / 8000 + 1, 3), hiss)[: len(sound)]
    fingerprinter = Fingerprinter()
    steps = Steps(8000).feed(with_loss(mu_law(noisy), loss))
    return np.concatenate([fingerprinter.step(step) for _, together in steps for step in together])


@pytest.mark.parametrize("shift", [0, 11, 40, 79])
@pytest.mark.parametrize(("dbfs", "loss", "hiss"), [(-20, 0.0, -70), (-38, 0.03, -70), (-20, 0.03, -42)])
def test_the_same_message_is_found(shift: int, dbfs: float, loss: float, hiss: float) -> None:
    memory = Fingerprints()
    for other in OTHERS:
        memory.remember(words(say(other)), 0.0)
    begin = 100.0
    memory.remember(words(say(MESSAGE)), begin)
    again = words(np.concatenate([np.zeros(shift), say(MESSAGE)]), dbfs, loss, hiss)
    match = memory.best_match(again[:150])
    assert match is not None
    assert match.at == pytest.approx(begin + 1.5, abs=0.1)


@pytest.mark.parametrize("other", OTHERS)
def test_another_message_is_not_found(other: str) -> None:
    memory = Fingerprints()
    memory.remember(words(say(MESSAGE)), 0.0)
    query = words(say(other))
    assert all(memory.best_match(query[:end]) is None for end in range(100, len(query), 10))


def test_less_than_a_second_is_not_compared() -> None:
    memory = Fingerprints()
    memory.remember(words(say(MESSAGE)), 0.0)
    assert memory.best_match(words(say(MESSAGE))[:99]) is None


def test_the_memory_is_bounded() -> None:
    memory = Fingerprints()
    for i in range(30):
        memory.remember(np.full(5000, i, np.uint16), 0.0)
    assert len(memory) == CAPACITY


def repeats(*parts: Sound) -> list[SpeechRepeated]:
    events = Hearing(8000).feed(mu_law(np.concatenate([silence(0.5), *parts, silence(2)])))
    return [event for event in events if isinstance(event, SpeechRepeated)]


def test_hearing_says_so_within_two_seconds() -> None:
    tune = at_level(music("piano", 8, 5), -24)
    spoken = at_level(say(MESSAGE), -20)
    (event,) = repeats(spoken, tune, spoken, tune[:40000])
    second = 0.5 + (len(spoken) + len(tune)) / 8000
    assert event.segment == 2
    assert event.repeated
    assert 1.0 < event.at - second < 2.2
    assert event.at - event.earlier == pytest.approx((len(spoken) + len(tune)) / 8000, abs=0.1)


def test_speech_that_begins_alike_and_goes_another_way_is_taken_back() -> None:
    """A synthetic voice may begin two messages with the very same sound."""
    tune = at_level(music("piano", 8, 5), -24)
    one = at_level(say("Thank you very much for holding the line today."), -20)
    two = at_level(say("My name is Dana in disputes, and how can I help you this morning?"), -20)
    events = repeats(one, tune, np.concatenate([one, two]), tune[:40000])
    assert [event.repeated for event in events] == [True, False]
