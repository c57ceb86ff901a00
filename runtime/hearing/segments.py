"""Speech cut into segments: their bounds, and their sound for the recogniser. Not responsible for who speaks."""

from collections import deque

import numpy as np

from runtime.hearing.events import HearingEvent, SpeechAudio, SpeechEnded, SpeechStarted
from runtime.hearing.spectrum import STEP_SECONDS
from runtime.ports import Samples

ENDPOINT = 0.6
"""Seconds without speech that end a segment: more than the pauses inside sentences (up to 0.5 s)."""
LONGEST = 20.0
"""Seconds after which a segment is cut, so that nothing downstream grows without bound."""
PRE_ROLL = 0.3
"""Seconds of sound before the onset that the recogniser gets."""
_KEPT = 25
"""Steps of sound kept for a late onset."""


class Segments:
    """Turns decisions per step into segments with their sound."""

    def __init__(self) -> None:
        self._recent: deque[Samples] = deque(maxlen=_KEPT)
        self._number = 0
        self._open = False
        self._onset = 0.0
        self._last_speech = 0.0

    @property
    def number(self) -> int:
        """The number of the open or last segment; the first is 1."""
        return self._number

    @property
    def onset(self) -> float:
        """When the open or last segment began, in seconds."""
        return self._onset

    @property
    def last_speech(self) -> float:
        """When speech was last heard, in seconds; 0 if never."""
        return self._last_speech

    @property
    def is_open(self) -> bool:
        """Whether a segment is open."""
        return self._open

    def step(self, samples: Samples, end: float, onset: float | None, speaks: bool, over: bool) -> list[HearingEvent]:
        """Take a step that ended at `end`.

        `onset` is when speech began if it goes on now; `speaks` says that this step itself holds speech; `over` that
        something else (music, a tone) has taken the line.
        """
        self._recent.append(samples)
        events: list[HearingEvent] = []
        if not self._open:
            if onset is None:
                return []
            return self._start(end, max(onset, self._last_speech))
        if speaks:
            self._last_speech = end
        gone = end - self._last_speech >= ENDPOINT - 1e-6 or over
        if not gone:
            events.append(SpeechAudio(end, self._number, samples))
        if gone or end - self._onset >= LONGEST - 1e-6:
            self._open = False
            events.append(SpeechEnded(self._last_speech, self._number))
        return events

    def cut(self) -> list[HearingEvent]:
        """End the open segment, if there is one, at its last speech."""
        if not self._open:
            return []
        self._open = False
        return [SpeechEnded(self._last_speech, self._number)]

    def _start(self, end: float, onset: float) -> list[HearingEvent]:
        self._number += 1
        self._open = True
        self._onset = onset
        steps = int(np.ceil((end - onset + PRE_ROLL) / STEP_SECONDS - 1e-6))
        sound = np.concatenate(list(self._recent)[-max(1, steps) :])
        self._last_speech = end
        return [SpeechStarted(onset, self._number), SpeechAudio(end, self._number, sound)]
