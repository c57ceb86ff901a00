"""The engines that the contract suite runs over, and a voice to speak to them."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from holdlang.config import Transcription
from runtime.engines import apart, transcriber
from runtime.engines.engine import Engine
from runtime.engines.espeak import EspeakSpeaker
from runtime.engines.fallback import Fallback
from runtime.engines.transcription import TranscriptionServer
from runtime.ports import Samples
from runtime.recogniser import InThread
from tests.engines.fakes import Counting
from tests.engines.hearing import Heard, whole
from tests.engines.sound import read_wav, through_mu_law
from tests.engines.transcriptserver import TranscriptServer

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


@pytest.fixture(scope="session")
def local() -> Engine:
    """The engine that comes with us, told the phrases of a flow as a call does."""
    return transcriber(phrases=PHRASES)


@pytest.fixture(scope="session", params=["pocketsphinx", "apart", "vosk", "server", "fallback"])
def engine(request: pytest.FixtureRequest, local: Engine) -> Iterator[Heard]:
    """Each engine. The server hears by pocketsphinx, and what falls back does so in its first segment."""
    match request.param:
        case "pocketsphinx":
            yield Heard(local)
        case "apart":
            yield Heard(apart(phrases=PHRASES))
        case "vosk":
            model = os.environ.get(VOSK_MODEL)
            if not model:
                pytest.skip(f"no vosk model: `holdlang models install` one, and set {VOSK_MODEL} to its folder")
            yield Heard(apart(vosk_model=Path(model), phrases=PHRASES))
        case "server":
            with TranscriptServer(lambda asked: whole(local, asked.samples)) as server:
                where = Transcription(base_url=server.base_url, name="pocketsphinx", timeout_seconds=10)
                yield Heard(TranscriptionServer(where))
        case "fallback":
            yield Heard(Fallback([Counting("broken", fails="feed"), InThread(local)], [].append))
