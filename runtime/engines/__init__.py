"""Speech recognisers, voices and advisors behind the ports `Transcriber`, `Speaker` and `Advisor`, and the choice among
them.

Not responsible for when to listen, speak or ask. Engines are imported when they are asked for, never before.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from runtime.engines.errors import EngineEnded, EngineUnavailable

if TYPE_CHECKING:
    from holdlang.config import Recogniser
    from holdlang.config.endpoint import LanguageModel
    from runtime.engines.engine import AsyncEngine, Engine
    from runtime.engines.fallback import Note
    from runtime.ports import Advisor, Speaker

__all__ = ["EngineUnavailable", "Loaded", "advisor", "apart", "recogniser", "speaker", "stand_by", "transcriber"]


Loaded = Callable[["Note"], "AsyncEngine"]
"""Engines that are loaded; told where to note that one takes over from another, they are one that a call can await."""

_ready: "list[Engine]" = []
"""Recognisers that were loaded before anybody asked."""


def stand_by() -> None:
    """Load the recogniser that comes with us, for the call that will want it: it is most of what a call waits for.
    Raises `EngineUnavailable`."""
    _ready.append(apart())


def transcriber(
    *, vosk_model: Path | None = None, acoustic_model: Path | None = None, phrases: Sequence[str] = ()
) -> "Engine":
    """Return vosk when it has a model directory, else pocketsphinx. It is given nothing but speech to hear.

    Raises `EngineUnavailable` with what to do.
    """
    from runtime.engines.onlyspeech import OnlySpeech

    engine: Engine
    if vosk_model is not None:
        from runtime.engines.vosk import VoskTranscriber

        engine = VoskTranscriber(vosk_model)
    else:
        from runtime.engines.pocketsphinx import PocketsphinxTranscriber

        engine = PocketsphinxTranscriber(acoustic_model=acoustic_model)
    if phrases:
        engine.add_phrases(phrases)
    return OnlySpeech(engine)


def apart(
    *, vosk_model: Path | None = None, acoustic_model: Path | None = None, phrases: Sequence[str] = ()
) -> "Engine":
    """Return the same in a process of its own, for calls: their sound and hearing can't wait for words.

    Raises `EngineUnavailable` with what to do.
    """
    from runtime.engines.process import Apart

    if vosk_model is None and acoustic_model is None and _ready:
        engine = _ready.pop()
        if phrases:
            engine.add_phrases(phrases)
        return engine
    try:
        return Apart(partial(transcriber, vosk_model=vosk_model, acoustic_model=acoustic_model, phrases=tuple(phrases)))
    except (EngineEnded, OSError) as error:
        raise EngineUnavailable(f"the recogniser can't be started: {error}") from None


def recogniser(wanted: "Recogniser", phrases: Sequence[str]) -> "Loaded":
    """Load what a call hears words by: the engine that is configured, pocketsphinx should that one fail, and for the
    words in the end the server, if there is one.

    Raises `EngineUnavailable` with what to do; `UsageError` if the server's key is not where it should be.
    """
    from runtime.engines.fallback import Fallback
    from runtime.engines.refined import Refined
    from runtime.recogniser import InThread

    first = apart(vosk_model=wanted.chosen_vosk_model, acoustic_model=wanted.acoustic_model, phrases=phrases)
    engines = [first] if wanted.chosen_vosk_model is None else [first, _spare(phrases)]
    server = wanted.transcription
    if server is None:
        return lambda note: Fallback([InThread(engine) for engine in engines], note)
    from runtime.engines.transcription import TranscriptionServer

    far = TranscriptionServer(server, server.key.resolve() if server.key is not None else None)
    return lambda note: Refined(Fallback([InThread(engine) for engine in engines], note), far, note)


def _spare(phrases: Sequence[str]) -> "Engine":
    """pocketsphinx, which is not loaded before it is needed."""
    from runtime.engines.pocketsphinx import RATE, PocketsphinxTranscriber
    from runtime.engines.spare import Spare

    spare = Spare(PocketsphinxTranscriber.name, PocketsphinxTranscriber.capabilities, RATE, apart)
    spare.add_phrases(phrases)
    return spare


def speaker(voice: str = "en-us", words_per_minute: int = 140, rate: int = 8000) -> "Speaker":
    """Return a voice (see `runtime.engines.espeak.VOICES`). Raises `EngineUnavailable`; `ValueError` for its name."""
    from runtime.engines.espeak import EspeakSpeaker

    return EspeakSpeaker(voice=voice, words_per_minute=words_per_minute, rate=rate)


def advisor(model: "LanguageModel | None" = None) -> "Advisor":
    """Return the advisor that asks `model`, or without one that which needs none.

    Raises `EngineUnavailable`; `UsageError` if the model's key is not where it should be.
    """
    if model is None:
        from runtime.engines.advice import Similarity

        return Similarity()
    from runtime.engines.chat import ChatAdvisor

    key = model.key.resolve() if model.key is not None else None
    return ChatAdvisor(model.base_url, model.name, key, model.timeout_seconds)
