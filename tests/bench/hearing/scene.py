"""What the parts of a call are made with: the seed's chances, recordings, texts, and the call so far.

Not responsible for what is made of them (see `company` and `people`).
"""

from dataclasses import dataclass

import numpy as np

from tests.bench.hearing.calls import Builder
from tests.bench.hearing.material import Material
from tests.bench.hearing.texts import Texts
from tests.bench.hearing.voices import Voice, say
from tests.hearing import sounds
from tests.hearing.sounds import RATE, Sound

RINGING: tuple[tuple[tuple[float, ...], tuple[float, ...]], ...] = (
    ((440, 480), (2, 4)),
    ((400, 450), (0.4, 0.2, 0.4, 2)),
    ((425,), (1, 4)),
    ((440,), (1.5, 3.5)),
    ((425,), (1, 5)),
)
"""Ring-back of US, UK, Germany, France and Sweden: Hz together, seconds on and off (ITU-T E.180, supplement 2)."""


@dataclass(frozen=True)
class Scene:
    rng: np.random.Generator
    build: Builder
    material: Material
    texts: Texts

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def between(self, least: float, most: float) -> float:
        return float(self.rng.uniform(least, most))

    def one_of(self, texts: tuple[str, ...]) -> str:
        return str(self.rng.choice(texts))

    def quiet(self, least: float, most: float) -> None:
        """Add between so many seconds of nothing."""
        self.build.add(sounds.silence(self.between(least, most)), "quiet")

    def ring(self, seconds: float) -> None:
        """Add ring-back of some country, from the start of its cadence."""
        hertz, cadence = RINGING[int(self.rng.integers(len(RINGING)))]
        self.build.add(sounds.cadence(hertz, cadence, seconds) * 0.1, "ringing")

    def click(self) -> None:
        """Add a click of 5 ms, as of a switch."""
        noise = sounds.noise(0.005, 1)
        self.build.add(np.concatenate([noise / np.abs(noise).max() * 0.3, sounds.silence(0.05)]), "quiet")

    def fade(self, seconds: float) -> None:
        """What was added last has faded out by its end."""
        self.build.parts[-1] = faded_out(self.build.parts[-1], seconds)

    def spoken(self, text: str, voice: Voice, level: float) -> Sound:
        """The text at a level in dBFS, with a pause of 0.25 to 0.8 s at each `|`."""
        parts: list[Sound] = []
        for sentence in text.split("|"):
            if parts:
                parts.append(sounds.silence(self.between(0.25, 0.8)))
            parts.append(say(sentence.strip(), voice))
        return sounds.at_level(np.concatenate(parts), level)


def faded_out(sound: Sound, seconds: float) -> Sound:
    length = min(len(sound), round(seconds * RATE))
    gain = np.ones(len(sound))
    gain[len(sound) - length :] = np.linspace(1, 0, length)
    return sound * gain


def faded_in(sound: Sound, seconds: float) -> Sound:
    return faded_out(sound[::-1], seconds)[::-1]
