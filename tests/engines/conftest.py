"""The engines that the contract suite runs over, and a voice to speak to them."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from runtime.engines import transcriber
from runtime.engines.espeak import EspeakSpeaker
from runtime.ports import Samples, Transcriber
from tests.engines.sound import read_wav, through_mu_law

VOSK_MODEL = "HOLDLANG_VOSK_MODEL"

PHRASES = ["account services", "disputes", "billing", "technical support", "representative", "last four digits"]

Speak = Callable[[str], Samples]


@pytest.fixture(scope="session")
def speak(tmp_path_factory: pytest.TempPathFactory) -> Speak:
    """Speak a text in the voice of rehearsed companies, through mu-law, with some quiet line around it."""
    folder = tmp_path_factory.mktemp("spoken")
    speaker = EspeakSpeaker()
    quiet = np.zeros(1600, np.int16)

    def spoken(text: str) -> Samples:
        path = folder / "spoken.wav"
        speaker.synthesize(text, path)
        return through_mu_law(np.concatenate([quiet, read_wav(path), quiet]))

    return spoken


@pytest.fixture(scope="session", params=["pocketsphinx", "vosk"])
def engine(request: pytest.FixtureRequest) -> Iterator[Transcriber]:
    """Each engine, told the phrases of a flow as a call does."""
    if request.param == "pocketsphinx":
        yield transcriber(phrases=PHRASES)
        return
    model = os.environ.get(VOSK_MODEL)
    if not model:
        pytest.skip(f"no vosk model: unpack one from https://alphacephei.com/vosk/models and set {VOSK_MODEL} to it")
    yield transcriber(vosk_model=Path(model), phrases=PHRASES)
