"""What a call hears words by, as it is configured: vosk breaks in the middle of a prompt, and pocketsphinx goes on.

vosk's package is played by a fake one, so that it breaks when a test wants it to; the rest is real.
"""

from pathlib import Path

import pytest
import trio

from holdlang.config import Recogniser
from runtime.engines import recogniser
from tests.engines.conftest import PHRASES, Speak
from tests.engines.sound import noise

pytestmark = pytest.mark.engine


VOSK = '''
"""Hears one word a second, and breaks after `LASTS` seconds of speech."""

import json

LASTS = {lasts}


def SetLogLevel(level):
    pass


Model = str


class KaldiRecognizer:
    def __init__(self, model, rate):
        self._rate = rate
        self._seconds = self._spoken = 0.0

    def Reset(self):
        self._spoken = 0.0

    def AcceptWaveform(self, samples):
        self._spoken += len(samples) / 2 / self._rate
        self._seconds += len(samples) / 2 / self._rate
        if self._seconds > LASTS:
            raise RuntimeError("secret words")
        return False

    def PartialResult(self):
        return json.dumps({{"partial": " ".join(["word"] * int(self._spoken))}})

    def FinalResult(self):
        return json.dumps({{"text": " ".join(["word"] * int(self._spoken))}})
'''


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a model, for a package that takes any and lasts two seconds."""
    lasts(2.0, tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "am").mkdir()
    return tmp_path


def lasts(seconds: float, folder: Path) -> None:
    (folder / "vosk.py").write_text(VOSK.format(lasts=seconds))


async def test_the_words_of_the_whole_prompt_come_from_the_engine_that_goes_on(model: Path, speak: Speak) -> None:
    notes: list[str] = []
    engine = (await trio.to_thread.run_sync(recogniser, Recogniser(vosk_model=model), PHRASES))(notes.append)
    samples = speak("For billing, press 1. For technical support, press 2.")
    await engine.start()
    partials = [await engine.feed(samples[start : start + 800]) for start in range(0, len(samples), 800)]
    text = await engine.finish()
    assert "word" in partials
    assert "billing press one" in text
    assert "technical support press two" in text
    assert notes == ["the recogniser vosk stopped working (RuntimeError); going on with pocketsphinx"]


async def test_vosk_too_hears_nothing_but_speech(model: Path) -> None:
    lasts(60.0, model)
    engine = (await trio.to_thread.run_sync(recogniser, Recogniser(vosk_model=model), []))([].append)
    await engine.start()
    assert await engine.feed(noise(5.0, 500)) == ""
    assert await engine.finish() == ""
