"""A call and its truth: what is heard when. Not responsible for how a company makes us wait (see `company`)."""

from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from runtime.ports import Samples
from tests.hearing.sounds import RATE, Sound

Kind = Literal["ringing", "quiet", "music", "sung", "menu", "announcement", "person"]


@dataclass(frozen=True)
class Span:
    """What is heard from `begin` to `end` (seconds)."""

    begin: float
    end: float
    kind: Kind
    text: str = ""
    """What is said, if that is known (`|` is a pause), or which music plays."""
    facts: frozenset[str] = frozenset()
    """What else is true of it: `repeated`, `personal`, `ducked`, `cut`, `recorded` (no program's voice)."""


@dataclass(frozen=True)
class Stay:
    """A person is on the line from `onset` (the first sample of speech) to `end`."""

    onset: float
    end: float
    greeting: bool
    """Whether they open with a greeting, a name or an offer of help."""
    recorded: bool
    """Whether it is a recording of a person, not a program's voice."""
    text: str
    before: str
    """How they came onto the line."""


@dataclass(frozen=True)
class HoldCall:
    """The samples at 8 kHz, and what they are."""

    seed: int
    samples: Samples
    spans: tuple[Span, ...]
    stays: tuple[Stay, ...]

    @property
    def seconds(self) -> float:
        return self.spans[-1].end

    @property
    def without_sound(self) -> "HoldCall":
        """What is needed of it once it was heard: a hundred long calls would take gigabytes."""
        return replace(self, samples=self.samples[:0].copy())

    @property
    def hold_seconds(self) -> float:
        """Seconds without a person."""
        return self.seconds - sum(stay.end - stay.onset for stay in self.stays)

    def seconds_of(self, *kinds: Kind) -> float:
        return sum(span.end - span.begin for span in self.spans if span.kind in kinds)

    def of(self, *kinds: Kind) -> list[Span]:
        return [span for span in self.spans if span.kind in kinds]


@dataclass
class Builder:
    """Puts a call together from left to right."""

    parts: list[Sound] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    _length: int = 0

    @property
    def now(self) -> float:
        """Seconds so far."""
        return self._length / RATE

    def add(self, sound: Sound, kind: Kind, text: str = "", facts: frozenset[str] = frozenset()) -> None:
        begin = self.now
        self.parts.append(sound.astype(np.float32))
        self._length += len(sound)
        if len(sound):
            self.spans.append(Span(begin, self.now, kind, text, facts))

    def over(self, begin: float, sound: Sound) -> None:
        """Put another sound over all that was added from `begin` on; it is repeated as often as need be."""
        whole = np.concatenate(self.parts)
        start = round(begin * RATE)
        whole[start:] += np.resize(sound, len(whole) - start).astype(np.float32)
        self.parts = [whole]


def clock(seconds: float) -> str:
    """Like `12:03.4`."""
    return f"{int(seconds) // 60}:{seconds % 60:04.1f}"
