"""What the companies of `held` play: music until the sign, then announcements between more music, then a person.

Not responsible for playing it (`answering`).
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from runtime.engines.espeak import VOICES
from tests.bench.hearing import judging
from tests.hearing import sounds
from tests.hearing.sounds import RATE, Sound
from tests.hearing.voices import say

LEVEL = -20.0
"""Of voices, in dBFS; the music is 4 dB below."""

INTRO_SECONDS = 30.0

PACKET = RATE // 50


@dataclass(frozen=True)
class Company:
    """What one company plays, in mu-law (whole packets of 20 ms), and when in `rest` the person begins, in seconds."""

    intro: npt.NDArray[np.uint8]
    rest: npt.NDArray[np.uint8]
    person: float
    announcements: int


def write(path: Path, companies: Sequence[Company]) -> None:
    """As `answering` reads them."""
    parts = {f"intro_{number}": company.intro for number, company in enumerate(companies)}
    parts |= {f"rest_{number}": company.rest for number, company in enumerate(companies)}
    np.savez(path, persons=np.array([company.person for company in companies]), **parts)  # type: ignore[arg-type]


def company(number: int, seed: int, music_seconds: float, person_after: tuple[float, float]) -> Company:
    """One company, drawn by `seed`: about `music_seconds` of music before each announcement, and a person after a time
    between these two, or once the announcement is over that is spoken then."""
    rng = random.Random(f"{seed} {number}")
    recorded, alive = rng.sample(VOICES, 2)
    style = sounds.STYLES[number % len(sounds.STYLES)]
    music = sounds.at_level(sounds.music(style, INTRO_SECONDS, number % 12), LEVEL - 4)
    announced = judging.ANNOUNCEMENTS + judging.PERSONAL
    said = iter(rng.sample(announced, len(announced)))
    until = rng.uniform(*person_after)
    parts: list[Sound] = []
    announcements = 0
    place = 0

    def seconds() -> float:
        return sum(map(len, parts)) / RATE

    def play(length: float) -> None:
        nonlocal place
        samples = round(length * RATE)
        parts.append(np.take(music, np.arange(place, place + samples), mode="wrap"))
        place += samples

    while (stretch := music_seconds * rng.uniform(0.6, 1.4)) < until - seconds():
        play(stretch)
        parts += [sounds.silence(0.2), _spoken(next(said), recorded, rng.randint(145, 180)), sounds.silence(0.4)]
        announcements += 1
    play(max(1.0, until - seconds()))
    parts.append(sounds.silence(0.3))
    person = seconds()
    opening = judging.OPENINGS[number % len(judging.OPENINGS)]
    parts += [_spoken(opening, alive, 160), sounds.silence(4.0), _spoken("Hello?", alive, 160)]
    return Company(_packets(music), _packets(np.concatenate(parts)), person, announcements)


def _spoken(text: str, voice: str, pace: int) -> Sound:
    """`text` with a pause at each `|`."""
    parts: list[Sound] = []
    for sentence in text.split("|"):
        parts += [say(sentence.strip(), voice, pace), sounds.silence(0.4)]
    return sounds.at_level(np.concatenate(parts[:-1]), LEVEL)


def _packets(sound: Sound) -> npt.NDArray[np.uint8]:
    """Mu-law as on the wire (ITU-T G.711: sign, three bits of segment, four of interval, all of it inverted)."""
    whole = sound[: len(sound) // PACKET * PACKET]
    samples = np.clip(np.round(whole * 32767), -32635, 32635).astype(np.int32)
    magnitude = np.abs(samples) + 132
    segment = np.floor(np.log2(magnitude)).astype(np.int32) - 7
    interval = (magnitude >> (segment + 3)) & 0x0F
    coded: npt.NDArray[np.int32] = ~(np.where(samples < 0, 0x80, 0) | segment << 4 | interval) & 0xFF
    return coded.astype(np.uint8)
