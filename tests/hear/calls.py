"""A short call with everything in it, made from arithmetic and a voice; and a recogniser that knows its words.

Not responsible for what is made of it.
"""

from collections.abc import Sequence

import numpy as np

from runtime.ports import Samples
from tests.hearing import sounds
from tests.hearing.voices import say

RATE = 8000
RECORDING = "your call is important to us, please stay on the line"
PERSON = "hello, this is anna, how can i help you"

PARTS = (
    sounds.cadence((440, 480), (2, 4), 2) * 0.1,
    sounds.silence(0.5),
    sounds.at_level(sounds.music("piano", 8, 1), -24),
    sounds.at_level(say(RECORDING, "en-us+f3"), -20),
    sounds.at_level(sounds.music("piano", 6, 1), -24),
    sounds.silence(0.3),
    sounds.at_level(say(PERSON, "en-gb-x-rp"), -22),
    sounds.silence(4.0),
)
SOUND = np.concatenate(PARTS)
ONSET = sum(map(len, PARTS[:6])) / RATE
"""When the person begins to speak."""

CALL: Samples = sounds.mu_law(SOUND + sounds.at_level(sounds.noise(len(SOUND) / RATE), -68))


class Knows:
    """A recogniser that knows what is said: the words of each segment in turn, as much as was heard of them."""

    rate = RATE

    def __init__(self, said: Sequence[str]) -> None:
        self._said = list(said)
        self._text = ""
        self._heard = 0
        self.phrases: list[str] = []

    def add_phrases(self, phrases: Sequence[str]) -> None:
        self.phrases += phrases

    def start(self) -> None:
        self._text = self._said.pop(0) if self._said else ""
        self._heard = 0

    def feed(self, samples: Samples) -> str:
        self._heard += len(samples)
        return " ".join(self._text.split()[: 3 * self._heard // RATE])

    def finish(self) -> str:
        return self._text


def knows() -> Knows:
    """For `CALL`."""
    return Knows([RECORDING.replace(",", ""), PERSON.replace(",", "")])
