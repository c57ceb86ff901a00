"""Ears and voice: a sentence is spoken, and must be understood. Not responsible for how well in general: that is
measured by `tests/bench/recogniser.py`."""

import wave
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import trio

from holdlang.config import Config
from runtime.doctor.finding import Verdict, fault, ok
from runtime.engines import EngineUnavailable, speaker, transcriber
from runtime.ports import Samples

SENTENCE = "press one for billing"
"""What any menu says, in the language of our recognisers' models."""

LEAST = 2
"""Words of it that must be understood: a recogniser that has no model of speech gets none."""

SILENCE_SECONDS = 0.3
"""Around the sentence, as there is around speech on the telephone."""


async def hears(config: Config) -> Verdict:
    """Whether the recogniser loads, and understands a sentence of our clearest voice."""
    return await trio.to_thread.run_sync(_hears, config, abandon_on_cancel=True)


def _hears(config: Config) -> Verdict:
    wanted = config.recogniser
    try:
        ears = transcriber(vosk_model=wanted.chosen_vosk_model, acoustic_model=wanted.acoustic_model)
        samples = _spoken("en-us", 140, SENTENCE, ears.rate)
    except EngineUnavailable as error:
        return fault(str(error), "see `recogniser` in holdlang.yaml")
    silence = np.zeros(int(SILENCE_SECONDS * ears.rate), np.int16)
    ears.start()
    ears.feed(np.concatenate([silence, samples, silence]))
    heard = ears.finish()
    if len(set(heard.split()) & set(SENTENCE.split())) < LEAST:
        return fault(
            f"it understood “{heard}” of “{SENTENCE}”", "see `recogniser`: its model is damaged, or of another language"
        )
    return ok(f"it understood “{heard}”")


async def speaks(config: Config) -> Verdict:
    """Whether the voice that is configured says something."""
    return await trio.to_thread.run_sync(_speaks, config, abandon_on_cancel=True)


def _speaks(config: Config) -> Verdict:
    voice = config.voice
    try:
        samples = _spoken(voice.name, voice.words_per_minute, SENTENCE, 8000)
    except EngineUnavailable as error:
        return fault(str(error), "see `voice` in holdlang.yaml")
    except ValueError as error:
        return fault(str(error), "see `voice.name`")
    if not samples.any():
        return fault(f"the voice {voice.name} is silent", "choose another for `voice.name`, for example en-us")
    return ok(f"{voice.name} says a sentence in {len(samples) / 8000:.1f} s")


def _spoken(voice: str, words_per_minute: int, text: str, rate: int) -> Samples:
    with TemporaryDirectory(prefix="holdlang-") as folder:
        path = Path(folder) / "sentence.wav"
        speaker(voice, words_per_minute, rate).synthesize(text, path)
        with wave.open(str(path)) as sound:
            return np.frombuffer(sound.readframes(sound.getnframes()), np.int16)
