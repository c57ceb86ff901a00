"""What is no speech gets to no engine; what is speech gets there wholly."""

from collections.abc import Callable

import numpy as np
import pytest

from runtime.engines.onlyspeech import LEAD, SLICE, OnlySpeech
from runtime.ports import Samples
from tests.engines.conftest import Speak
from tests.engines.fakes import Blocking
from tests.engines.sound import RATE, noise, through_mu_law

pytestmark = pytest.mark.engine


def tone(*frequencies: float, seconds: float = 3.0, level: float = 3000.0) -> Samples:
    time = np.arange(round(seconds * RATE)) / RATE
    made = sum(np.sin(2 * np.pi * frequency * time) for frequency in frequencies) * level
    return np.asarray(made).astype(np.int16)


def cadence(sound: Samples, on: float, off: float) -> Samples:
    place = np.arange(len(sound)) / RATE % (on + off)
    return np.where(place < on, sound, 0).astype(np.int16)


def click() -> Samples:
    sound = noise(2.0, 5)
    sound[8000:8040] = 20000
    return sound


def chord() -> Samples:
    return np.concatenate([noise(0.3, 5), tone(262, 330, 392, level=2000.0)])


NO_SPEECH: dict[str, Callable[[], Samples]] = {
    "digital silence": lambda: np.zeros(3 * RATE, np.int16),
    "noise": lambda: noise(3.0, 800),
    "mains hum": lambda: tone(60, 120, 180),
    "a click": click,
    "ring-back": lambda: cadence(tone(440, 480), 2.0, 4.0),
    "busy": lambda: cadence(tone(480, 620), 0.5, 0.5),
    "dial tone": lambda: tone(350, 440),
    "a beep": lambda: np.concatenate([noise(0.5, 5), tone(1400, seconds=0.5), noise(0.5, 5)]),
    "a full-scale square wave": lambda: np.where(tone(150) > 0, 32767, -32768).astype(np.int16),
    "a chord that is held": chord,
}


@pytest.mark.parametrize("sound", NO_SPEECH.values(), ids=NO_SPEECH)
@pytest.mark.parametrize("coded", [False, True], ids=["clean", "mu-law"])
def test_what_an_engine_invents_never_gets_out(sound: Callable[[], Samples], coded: bool) -> None:
    engine = Blocking()
    only = OnlySpeech(engine)
    samples = through_mu_law(sound()) if coded else sound()
    only.start()
    assert {only.feed(samples[start : start + 800]) for start in range(0, len(samples), 800)} == {""}
    assert only.finish() == ""
    assert engine.started == 0


@pytest.mark.parametrize("block", [1, 160, 799, 10**6])
def test_speech_gets_there_wholly(block: int, speak: Speak) -> None:
    engine = Blocking()
    only = OnlySpeech(engine)
    samples = speak("Yes, hello.")
    only.start()
    for start in range(0, len(samples), block):
        only.feed(samples[start : start + block])
    assert only.finish() == "thank you"
    assert np.array_equal(np.concatenate(engine.heard), samples)


@pytest.mark.parametrize("text", ["Yes.", "Hello?", "No.", "One moment please."])
def test_a_short_word_is_speech(text: str, speak: Speak) -> None:
    only = OnlySpeech(Blocking())
    only.start()
    only.feed(speak(text))
    assert only.finish() == "thank you"


def test_of_a_long_noise_before_the_speech_only_its_end_gets_there(speak: Speak) -> None:
    engine = Blocking()
    only = OnlySpeech(engine)
    samples = speak("For billing, press 1.")
    only.start()
    for start in range(0, 20 * RATE, SLICE):
        only.feed(noise(0.1, 20, seed=start))
    for start in range(0, len(samples), SLICE):
        only.feed(samples[start : start + SLICE])
    heard = np.concatenate(engine.heard)
    assert np.array_equal(heard[-len(samples) :], samples)
    assert len(heard) - len(samples) <= LEAD * SLICE


def test_a_new_segment_must_have_a_voice_of_its_own(speak: Speak) -> None:
    only = OnlySpeech(Blocking())
    for samples, words in ((speak("Yes, hello."), "thank you"), (noise(2.0, 300), "")):
        only.start()
        only.feed(samples)
        assert only.finish() == words
