"""How well a person is told from a recording: false rings, missed people and seconds to decide, on assembled calls.

    python -m tests.bench.hold_decisions [--set judging] [--calls 60] [--words oracle|none|engine] [--audio FOLDER]

`--audio` names a folder of hold music (mono 16 bit WAV, 8 kHz) to use beside the synthesised pieces.
"""

import argparse
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from holdlang.model import Price
from runtime.hearing import Hearing
from runtime.hearing.events import HearingEvent, SpeechAudio, SpeechEnded, SpeechStarted
from runtime.hearing.judge import Judge
from tests.bench import hold_texts
from tests.bench.hold_calls import HeldCall, held_call, wav_files
from tests.hearing import sounds

RATE = 8000
BLOCK = 800


class Words(Protocol):
    """Where the words of a call come from: (segment, text, is_final, at) as they become known."""

    def heard(self, event: SpeechStarted | SpeechAudio | SpeechEnded) -> tuple[int, str, bool, float] | None: ...


class NoWords:
    """A recogniser that failed."""

    def heard(self, event: SpeechStarted | SpeechAudio | SpeechEnded) -> None:
        return None


class OracleWords:
    """The truth, spoilt: every other word wrong or missing, 0.4 s late."""

    LATE = 0.4

    def __init__(self, call: HeldCall, seed: int, errors: float) -> None:
        rng = np.random.default_rng(seed)
        everything = [pair for spoken in call.spoken for pair in spoken.words]
        said = hold_texts.TUNING_ANNOUNCEMENTS + hold_texts.TUNING_OPENINGS
        vocabulary = re.findall(r"[a-z]+", " ".join(said).lower())
        spoilt: list[tuple[float, str]] = []
        for at, word in everything:
            chance = rng.random()
            if chance > errors:
                spoilt.append((at, word))
            elif chance > errors * 0.4:
                spoilt.append((at, str(rng.choice(vocabulary))))
        self._words = spoilt
        self._onset = 0.0

    def heard(self, event: SpeechStarted | SpeechAudio | SpeechEnded) -> tuple[int, str, bool, float] | None:
        match event:
            case SpeechStarted():
                self._onset = event.at
                return None
            case SpeechAudio():
                return (event.segment, self._until(event.at - self.LATE), False, event.at)
            case SpeechEnded():
                return (event.segment, self._until(event.at + 0.1), True, event.at + 0.6)

    def _until(self, end: float) -> str:
        return " ".join(word for at, word in self._words if self._onset < at <= end)


class EngineWords:
    """The default recogniser of this project."""

    def __init__(self) -> None:
        from runtime.engines import transcriber

        self._engine = transcriber()
        self.seconds = 0.0

    def heard(self, event: SpeechStarted | SpeechAudio | SpeechEnded) -> tuple[int, str, bool, float] | None:
        begin = time.perf_counter()
        try:
            match event:
                case SpeechStarted():
                    self._engine.start()
                    return None
                case SpeechAudio():
                    return (event.segment, self._engine.feed(event.samples), False, event.at)
                case SpeechEnded():
                    return (event.segment, self._engine.finish(), True, event.at + 0.6)
        finally:
            self.seconds += time.perf_counter() - begin


@dataclass(frozen=True)
class Outcome:
    false_rings: tuple[tuple[float, str], ...]
    """Seconds and words of each announcement that rang the phone."""
    delay: float | None
    """Seconds from the person's first sample to the verdict."""
    opening: float
    """Seconds that the opening lasts."""
    text: str
    """What was said, and what was heard."""


Told = HearingEvent | tuple[int, str, bool, float]
"""What a judge is told: an event of hearing, or words."""


def listen(call: HeldCall, words: Words) -> list[tuple[float, Told | None]]:
    """Hear a call through: what was noticed, and when; None is the tick of every block."""
    hearing = Hearing(RATE)
    told: list[tuple[float, Told | None]] = []
    for start in range(0, len(call.samples), BLOCK):
        now = (start + BLOCK) / RATE
        for event in hearing.feed(call.samples[start : start + BLOCK]):
            told.append((now, event))
            if isinstance(event, SpeechStarted | SpeechAudio | SpeechEnded):
                heard = words.heard(event)
                if heard:
                    told.append((now, heard))
        told.append((now, None))
    return told


def follow(call: HeldCall, told: Sequence[tuple[float, Told | None]], price: Price) -> Outcome:
    """When the phone rings at this price."""
    judge = Judge(price)
    false: list[tuple[float, str]] = []
    delay: float | None = None
    found = ""
    texts: dict[int, str] = {}
    for now, what in told:
        match what:
            case None:
                verdicts = judge.tick(now)
            case tuple():
                texts[what[0]] = what[1]
                verdicts = judge.words(*what)
            case _:
                verdicts = judge.hear(what)
        for verdict in verdicts:
            if verdict.speaker != "person":
                continue
            why = f"{' '.join(text for n, text in texts.items() if n >= verdict.segment)} {verdict.evidence}"
            if now < call.onset:
                false.append((round(now, 1), why))
            elif delay is None:
                delay, found = now - call.onset, why
    opening = next(s for s in call.spoken if s.person)
    said = " ".join(word for _, word in opening.words)
    return Outcome(tuple(false), delay, opening.end - opening.begin, f"{said} | {found}")


def summary(calls: Sequence[HeldCall], outcomes: Sequence[Outcome]) -> str:
    hours = sum(call.onset for call in calls) / 3600
    announcements = sum(sum(not s.person for s in call.spoken) for call in calls)
    rings = sum(len(o.false_rings) for o in outcomes)
    delays = [o.delay for o in outcomes if o.delay is not None]
    length = np.median([outcome.opening for outcome in outcomes])
    return (
        f"{len(calls)} calls, {hours:.2f} h of hold, {announcements} announcements: {rings} false rings "
        f"({rings / hours:.1f} an hour, {100 * rings / announcements:.2f} % of announcements), "
        f"{len(calls) - len(delays)} people missed, delay median {np.median(delays):.2f} s, "
        f"p90 {np.percentile(delays, 90):.2f} s, worst {max(delays):.2f} s (openings last {length:.2f} s)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", choices=["tuning", "judging"], default="tuning")
    parser.add_argument("--calls", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--words", choices=["oracle", "none", "engine"], default="oracle")
    parser.add_argument("--errors", type=float, default=0.5)
    parser.add_argument("--audio", type=Path)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    pieces = [sounds.music(style, 30, 100 + seed) for style in sounds.STYLES for seed in range(2)]
    if options.audio:
        pieces += wav_files(options.audio)
    said = (
        getattr(hold_texts, f"{options.set.upper()}_ANNOUNCEMENTS"),
        getattr(hold_texts, f"{options.set.upper()}_OPENINGS"),
    )
    engine = EngineWords() if options.words == "engine" else None
    calls: list[HeldCall] = []
    outcomes: dict[Price, list[Outcome]] = {"eager": [], "normal": [], "sure": []}
    for n in range(options.calls):
        seed = options.seed * 1000 + n
        call = held_call(seed, *said, pieces)
        words: Words = engine or (NoWords() if options.words == "none" else OracleWords(call, seed, options.errors))
        told = listen(call, words)
        calls.append(call)
        for price, followed in outcomes.items():
            followed.append(follow(call, told, price))
        if options.verbose:
            outcome = outcomes["normal"][-1]
            late = "missed" if outcome.delay is None else f"{outcome.delay:.2f} s"
            print(f"{n} {late} of {outcome.opening:.2f} s", outcome.text, *outcome.false_rings, sep="\n    ")
    for price, followed in outcomes.items():
        print(f"{price}: {summary(calls, followed)}")


if __name__ == "__main__":
    main()
