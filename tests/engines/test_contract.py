"""What every `Transcriber` does, whatever is inside."""

import numpy as np
import pytest

from runtime.ports import Samples, Transcriber
from tests.engines.conftest import Speak
from tests.engines.sound import noise

pytestmark = pytest.mark.engine

MENU = "Thank you for calling Chase. For account services, press 3. To hear this again, press star."


def heard(engine: Transcriber, samples: Samples, block: int = 800) -> str:
    engine.start()
    for start in range(0, len(samples), block):
        engine.feed(samples[start : start + block])
    return engine.finish()


def test_expects_the_telephones_rate(engine: Transcriber) -> None:
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
def test_hears_menus(engine: Transcriber, speak: Speak, prompt: str, phrases: list[str]) -> None:
    text = heard(engine, speak(prompt))
    assert [phrase for phrase in phrases if phrase not in text] == [], text


@pytest.mark.parametrize("block", [1, 160, 799, 8000, 10**6])
def test_blocks_of_any_size_give_the_same_text(engine: Transcriber, speak: Speak, block: int) -> None:
    samples = speak("For disputes, press 1.")
    assert heard(engine, samples, block) == heard(engine, samples)


def test_words_come_while_sound_comes(engine: Transcriber, speak: Speak) -> None:
    samples = speak(MENU)
    engine.start()
    lengths = [len(engine.feed(samples[start : start + 800]).split()) for start in range(0, len(samples), 800)]
    words = engine.finish().split()
    assert lengths[0] == 0
    assert len(set(lengths)) >= len(words) // 2
    assert lengths[len(lengths) // 2] >= len(words) // 4
    assert abs(lengths[-1] - len(words)) <= len(words) // 2


@pytest.mark.parametrize("level", [0, 1, 10, 100, 1000])
def test_noise_and_silence_are_no_words(engine: Transcriber, level: float) -> None:
    samples = noise(4.0, level)
    engine.start()
    assert {engine.feed(samples[start : start + 800]) for start in range(0, len(samples), 800)} == {""}
    assert engine.finish() == ""


def test_hum_is_no_words(engine: Transcriber) -> None:
    time = np.arange(32000) / 8000
    hum = sum(np.sin(2 * np.pi * 60 * harmonic * time) / harmonic for harmonic in (1, 2, 3))
    assert heard(engine, (hum * 1000 + noise(4.0, 30)).astype(np.int16)) == ""


def test_an_empty_segment_is_no_words(engine: Transcriber) -> None:
    engine.start()
    assert engine.finish() == ""


def test_segments_do_not_see_each_other(engine: Transcriber, speak: Speak) -> None:
    first, second = speak("For disputes, press 1."), speak("Your call is important to us.")
    alone = heard(engine, second)
    heard(engine, first)
    heard(engine, noise(2.0, 300))
    assert heard(engine, second) == alone


@pytest.mark.parametrize("gain", [0.05, 0.3, 2.0])
def test_loud_and_quiet_lines_are_heard(engine: Transcriber, speak: Speak, gain: float) -> None:
    samples = np.clip(speak("For disputes, press 1.") * gain, -32768, 32767).astype(np.int16)
    assert "disputes press one" in heard(engine, samples)
