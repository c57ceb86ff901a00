"""Keeps from an engine what is no speech: recognisers write words on noise and silence, "thank you" above all.

A segment is held back until there is a voice in it (`runtime.engines.voice`); one without a voice has no words, and no
engine ever hears it. Not responsible for finding segments (`runtime.hearing`).
"""

from collections import deque
from collections.abc import Sequence

import numpy as np

from runtime.engines.engine import Capabilities, Engine
from runtime.engines.voice import VoiceFinder
from runtime.ports import Samples

SLICE = 800
"""Samples looked at together, 100 ms at 8 kHz, however large the blocks are in which they come."""

LEAD = 20
"""Slices before the voice that the engine hears with it: two seconds, since words begin without a voice."""


class Gate:
    """Holds one segment back until it has a voice; then lets everything pass."""

    def __init__(self) -> None:
        self._voice = VoiceFinder()
        self._waiting: Samples = np.zeros(0, np.int16)
        self._lead: deque[Samples] = deque(maxlen=LEAD)

    @property
    def is_open(self) -> bool:
        """Whether there was a voice."""
        return self._voice.found

    def pass_on(self, samples: Samples) -> Samples:
        """What the engine is to hear now."""
        if self.is_open:
            return samples
        self._waiting = np.concatenate([self._waiting, samples])
        while len(self._waiting) >= SLICE and not self.is_open:
            self._lead.append(self._waiting[:SLICE])
            self._waiting = self._waiting[SLICE:]
            self._voice.hear(self._lead[-1])
        if not self.is_open:
            return np.zeros(0, np.int16)
        return np.concatenate([*self._lead, self._waiting])


class OnlySpeech:
    """An engine that hears nothing but speech."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._gate = Gate()

    @property
    def name(self) -> str:
        """That of the engine."""
        return self._engine.name

    @property
    def capabilities(self) -> Capabilities:
        """Those of the engine."""
        return self._engine.capabilities

    @property
    def rate(self) -> int:
        """The sampling rate `feed` expects, in Hz."""
        return self._engine.rate

    def add_phrases(self, phrases: Sequence[str]) -> None:
        """Make the flow's own phrases likelier; called before the first segment."""
        self._engine.add_phrases(phrases)

    def start(self) -> None:
        """Begin a new segment."""
        self._gate = Gate()

    def feed(self, samples: Samples) -> str:
        """Take more of the segment; returns the words so far."""
        was_open = self._gate.is_open
        passed = self._gate.pass_on(samples)
        if not self._gate.is_open:
            return ""
        if not was_open:
            self._engine.start()
        return self._engine.feed(passed)

    def finish(self) -> str:
        """End the segment; returns its words, or "" if there were none."""
        return self._engine.finish() if self._gate.is_open else ""
