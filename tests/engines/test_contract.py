"""What every recogniser does, whatever is inside."""

import numpy as np
import pytest

from tests.engines.conftest import Speak
from tests.engines.hearing import Heard
from tests.engines.sound import noise

pytestmark = pytest.mark.engine

MENU = "Thank you for calling Chase. For account services, press 3. To hear this again, press star."


def test_expects_the_telephones_rate(engine: Heard) -> None:
    assert engine.rate == 8000


@pytest.mark.parametrize(
    ("prompt", "phrases"),
    [
        (MENU, ["thank you for calling", "account services press three", "press star"]),
        ("For disputes, press 1.", ["disputes press one"]),
        ("For billing, press 1. For technical support, press 2.", ["billing press one", "technical support press two"]),
        ("Your call is important to us. Please stay on the line.", ["call is important to us", "stay on the line"]),
        ("To speak with a representative, press 0.", ["representative press zero"]),
        ("Please enter the last four digits of your account number.", ["last four digits", "account number"]),
        ("Thank you for holding. How can I help you?", ["thank you for holding", "how can i help you"]),
    ],
)
def test_hears_menus(engine: Heard, speak: Speak, prompt: str, phrases: list[str]) -> None:
    text = engine.text(speak(prompt))
    assert [phrase for phrase in phrases if phrase not in text] == [], text


@pytest.mark.parametrize("block", [1, 160, 799, 8000, 10**6])
def test_blocks_of_any_size_give_the_same_text(engine: Heard, speak: Speak, block: int) -> None:
    samples = speak("For disputes, press 1.")
    assert engine.text(samples, block) == engine.text(samples)


def test_words_come_while_sound_comes_or_all_in_the_end(engine: Heard, speak: Speak) -> None:
    *partials, last = engine.segment(speak(MENU))
    words, lengths = last.split(), [len(text.split()) for text in partials]
    if not engine.capabilities.partials:
        assert set(lengths) == {0}
        return
    assert lengths[0] == 0
    assert len(set(lengths)) >= len(words) // 2
    assert lengths[len(lengths) // 2] >= len(words) // 4
    assert abs(lengths[-1] - len(words)) <= len(words) // 2


@pytest.mark.parametrize("level", [0, 1, 10, 100, 1000])
def test_noise_and_silence_are_no_words(engine: Heard, level: float) -> None:
    assert set(engine.segment(noise(4.0, level))) == {""}


def test_hum_is_no_words(engine: Heard) -> None:
    time = np.arange(32000) / 8000
    hum = sum(np.sin(2 * np.pi * 60 * harmonic * time) / harmonic for harmonic in (1, 2, 3))
    assert set(engine.segment((hum * 1000 + noise(4.0, 30)).astype(np.int16))) == {""}


def test_a_click_is_no_word(engine: Heard) -> None:
    sound = noise(2.0, 5)
    sound[8000:8040] = 20000
    assert set(engine.segment(sound)) == {""}


def test_tones_are_no_words(engine: Heard) -> None:
    time = np.arange(24000) / 8000
    busy = 3000 * (np.sin(2 * np.pi * 480 * time) + np.sin(2 * np.pi * 620 * time)) * (time % 1 < 0.5)
    assert set(engine.segment(busy.astype(np.int16))) == {""}


def test_an_empty_segment_is_no_words(engine: Heard) -> None:
    assert engine.segment(np.zeros(0, np.int16)) == [""]


def test_segments_do_not_see_each_other(engine: Heard, speak: Speak) -> None:
    first, second = speak("For disputes, press 1."), speak("Your call is important to us.")
    alone = engine.text(second)
    engine.text(first)
    engine.text(noise(2.0, 300))
    assert engine.text(second) == alone


@pytest.mark.parametrize("gain", [0.05, 0.3, 2.0])
def test_loud_and_quiet_lines_are_heard(engine: Heard, speak: Speak, gain: float) -> None:
    samples = np.clip(speak("For disputes, press 1.") * gain, -32768, 32767).astype(np.int16)
    assert "disputes press one" in engine.text(samples)
