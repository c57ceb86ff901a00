"""Plays a call to our ears and to detectors, block by block, and writes down what was noticed and when, and its cost.

Not responsible for what it is worth (see `figures`).
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from runtime.hearing import Hearing
from runtime.hearing.events import SpeechAudio, SpeechEnded, SpeechStarted
from runtime.ports import Transcriber
from runtime.watch import Words
from tests.bench.hearing.calls import HoldCall
from tests.bench.hearing.detectors import Claim, Factory, Noticed

RATE = 8000
BLOCK = RATE // 10


@dataclass
class Cost:
    """Seconds of processor, and of the sound they were spent on."""

    cpu: float = 0.0
    sound: float = 0.0


@dataclass
class Heard:
    """What came of a call; times are those at which it became known, in seconds."""

    noticed: list[tuple[float, Noticed]] = field(default_factory=list)
    """Without the sound of segments."""
    claims: dict[str, list[tuple[float, Claim]]] = field(default_factory=dict)
    costs: dict[str, Cost] = field(default_factory=dict)


def costs(every: Iterable[Heard]) -> dict[str, Cost]:
    """Of all calls together, by part."""
    total: dict[str, Cost] = {}
    for heard in every:
        for part, cost in heard.costs.items():
            before = total.setdefault(part, Cost())
            before.cpu += cost.cpu
            before.sound += cost.sound
    return total


class Recogniser:
    """Makes words of segments, in place."""

    def __init__(self, engine: Transcriber) -> None:
        self._engine = engine
        self._onset = 0.0

    def words(self, event: Noticed, at: float) -> Words | None:
        """What an event that was noticed `at` makes known of the words."""
        match event:
            case SpeechStarted(at=onset):
                self._onset = onset
                self._engine.start()
            case SpeechAudio(segment=segment, samples=samples):
                return Words(at, segment, self._onset, self._engine.feed(samples), False)
            case SpeechEnded(segment=segment):
                return Words(at, segment, self._onset, self._engine.finish(), True)
        return None


def listen(call: HoldCall, factories: Mapping[str, Factory], engine: Transcriber) -> Heard:
    """Play the call through."""
    heard = Heard(claims={name: [] for name in factories})
    hearing, recogniser = Hearing(RATE), Recogniser(engine)
    detectors = {name: make() for name, make in factories.items()}
    sound_at = _what_sounds(call)
    for start in range(0, len(call.samples), BLOCK):
        block = call.samples[start : start + BLOCK]
        at, seconds = (start + len(block)) / RATE, len(block) / RATE
        noticed: list[Noticed] = []
        with _charged(heard, f"hearing, {sound_at(at)}", seconds):
            events = hearing.feed(block)
        for event in events:
            noticed.append(event)
            spoken = len(event.samples) / RATE if isinstance(event, SpeechAudio) else 0.0
            with _charged(heard, "recogniser", spoken):
                words = recogniser.words(event, at)
            noticed += [words] if words else []
        heard.noticed += [(at, event) for event in noticed if not isinstance(event, SpeechAudio)]
        for name, detector in detectors.items():
            with _charged(heard, name, seconds):
                heard.claims[name] += [(at, claim) for claim in detector.hear(block, noticed, at)]
    return heard


@contextmanager
def _charged(heard: Heard, part: str, sound: float) -> Iterator[None]:
    begin = time.process_time()
    yield
    cost = heard.costs.setdefault(part, Cost())
    cost.cpu += time.process_time() - begin
    cost.sound += sound


def _what_sounds(call: HoldCall) -> Callable[[float], str]:
    """What is heard at a time that never goes back: `music`, `speech` or `other`."""
    spans = iter(call.spans)
    current = next(spans)

    def at(seconds: float) -> str:
        nonlocal current
        while current.end < seconds and (following := next(spans, None)) is not None:
            current = following
        match current.kind:
            case "music" | "sung":
                return "music"
            case "menu" | "announcement" | "person":
                return "speech"
            case _:
                return "other"

    return at
