"""Failures of others, seen in the wild, that concern hearing: none of them here."""

import numpy as np
import pytest

from runtime.hearing import Hearing
from runtime.hearing.events import SpeechEnded, SpeechStarted, Verdict
from runtime.hearing.judge import Judge
from tests.hearing import sounds
from tests.hearing.sounds import Sound, at_level, mu_law, silence
from tests.hearing.voices import say

pytestmark = pytest.mark.unit


def verdicts(sound: Sound) -> list[Verdict]:
    """What a judge without a recogniser says of the whole."""
    hearing, judge, said = Hearing(8000), Judge(), []
    samples = mu_law(sound)
    for start in range(0, len(samples), 800):
        for event in hearing.feed(samples[start : start + 800]):
            said += judge.hear(event)
        said += judge.tick((start + 800) / 8000)
    return said


def test_music_does_not_keep_a_turn_open() -> None:
    spoken = at_level(say("Please stay on the line."), -20)
    music = np.tile(at_level(sounds.music("band", 60, 3), -20), 3)
    events = Hearing(8000).feed(mu_law(np.concatenate([spoken, music])))
    begun = [event for event in events if isinstance(event, SpeechStarted)]
    (ended,) = [event for event in events if isinstance(event, SpeechEnded)]
    assert len(begun) == 1
    assert ended.at < len(spoken) / 8000 + 1.0


def test_digital_silence_after_the_answer_is_nobody() -> None:
    assert verdicts(silence(8)) == []


def test_ringback_is_nobody() -> None:
    assert verdicts(sounds.cadence((440, 480), (2, 4), 20) * 0.1) == []


def test_noise_has_no_speech_to_transcribe() -> None:
    events = Hearing(8000).feed(mu_law(at_level(sounds.noise(20), -50)))
    assert not any(isinstance(event, SpeechStarted) for event in events)


def test_a_short_pause_is_no_end_of_a_turn() -> None:
    music = at_level(sounds.music("piano", 10, 4), -20)
    greeting = [at_level(say("You have reached our office."), -20), silence(0.528)]
    rest = at_level(say("Nobody can take your call right now."), -20)
    said = verdicts(np.concatenate([music, *greeting, rest, music]))
    assert [verdict.speaker for verdict in said if verdict.speaker != "uncertain"] == ["recording"]


@pytest.mark.parametrize("pressed", [1.2, 1.6, 2.0, 2.4])
def test_what_is_left_of_a_menu_after_a_key_is_nobody(pressed: float) -> None:
    """The key cuts the utterance, and the menu falls silent 0.3 s later."""
    menu = at_level(say("To hear all of this again, press star. For all other questions, press two."), -20)
    left = np.concatenate([menu[: int((pressed + 0.3) * 8000)], silence(15)])
    assert after_a_key(left, pressed) == []


def test_a_person_who_speaks_after_a_key_is_somebody() -> None:
    menu = at_level(say("To hear all of this again, press star."), -20)[: int(1.5 * 8000)]
    hello = at_level(say("Hello? This is the front desk.", pitch=70), -20)
    said = after_a_key(np.concatenate([menu, silence(0.7), hello, silence(8)]), 1.2)
    assert [verdict.speaker for verdict in said if verdict.speaker != "uncertain"] == ["person"]


def after_a_key(sound: Sound, pressed: float) -> list[Verdict]:
    """What a judge without a recogniser says of what follows a key."""
    samples = mu_law(sound)
    hearing = Hearing(8000)
    begun = int(pressed * 8000)
    hearing.feed(samples[:begun])
    hearing.cut()
    judge, said = Judge(mark=hearing.now), []
    for start in range(begun, len(samples), 800):
        for event in hearing.feed(samples[start : start + 800]):
            said += judge.hear(event)
        said += judge.tick(hearing.now)
    return said
