"""Speech recognisers, voices and advisors behind the ports `Transcriber`, `Speaker` and `Advisor`, and the choice among
them.

Not responsible for when to listen, speak or ask. Engines are imported when they are asked for, never before.
"""

from collections.abc import Sequence
from pathlib import Path

from holdlang.config.endpoint import LanguageModel
from runtime.engines.errors import EngineUnavailable
from runtime.ports import Advisor, Speaker, Transcriber

__all__ = ["EngineUnavailable", "advisor", "speaker", "stand_by", "transcriber"]


_ready: list[Transcriber] = []
"""Recognisers that were loaded before anybody asked."""


def stand_by() -> None:
    """Load the recogniser that comes with us, for the call that will want it: it is most of what a call waits for.
    Raises `EngineUnavailable`."""
    from runtime.engines.pocketsphinx import PocketsphinxTranscriber

    _ready.append(PocketsphinxTranscriber())


def transcriber(
    *, vosk_model: Path | None = None, acoustic_model: Path | None = None, phrases: Sequence[str] = ()
) -> Transcriber:
    """Return vosk when it has a model directory, else pocketsphinx. Raises `EngineUnavailable` with what to do."""
    engine: Transcriber
    if vosk_model is not None:
        from runtime.engines.vosk import VoskTranscriber

        engine = VoskTranscriber(vosk_model)
    else:
        from runtime.engines.pocketsphinx import PocketsphinxTranscriber

        engine = (
            _ready.pop()
            if _ready and acoustic_model is None
            else PocketsphinxTranscriber(acoustic_model=acoustic_model)
        )
    if phrases:
        engine.add_phrases(phrases)
    return engine


def speaker(voice: str = "en-us", words_per_minute: int = 140, rate: int = 8000) -> Speaker:
    """Return a voice (see `runtime.engines.espeak.VOICES`). Raises `EngineUnavailable`; `ValueError` for its name."""
    from runtime.engines.espeak import EspeakSpeaker

    return EspeakSpeaker(voice=voice, words_per_minute=words_per_minute, rate=rate)


def advisor(model: LanguageModel | None = None) -> Advisor:
    """Return the advisor that asks `model`, or without one that which needs none.

    Raises `EngineUnavailable`; `UsageError` if the model's key is not where it should be.
    """
    if model is None:
        from runtime.engines.advice import Similarity

        return Similarity()
    from runtime.engines.chat import ChatAdvisor

    key = model.key.resolve() if model.key is not None else None
    return ChatAdvisor(model.base_url, model.name, key, model.timeout_seconds)
