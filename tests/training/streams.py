"""Minutes of calls with a label a step, put together from recordings. Not responsible for measuring or learning.

What a queue does to sound is in them: songs, announcements over music that makes way and comes back, music that fades
or is cut, a person after either, rooms and offices, and then the line: colour, level, noise, mu-law, lost packets.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import numpy.typing as npt

from runtime.hearing.classes import LABELS
from runtime.hearing.spectrum import STEP
from tests.hearing import sounds
from tests.recordings import RATE, Recording, Sound, singing

MOST = 30
"""Recordings of one kind that are taken from a source."""
_TUNES = 8 * len(sounds.STYLES)
UNLABELLED = -1
SPEECH, MUSIC, NOISE, OVER = (LABELS.index(name) for name in ("speech", "music", "noise", "speech over music"))


@dataclass(frozen=True)
class Stream:
    """A minute or so of a call."""

    samples: npt.NDArray[np.int16]
    """At 8 kHz."""
    labels: npt.NDArray[np.int8]
    """One a whole step: an index of `LABELS`, or `UNLABELLED` at changes and where nothing can be asked."""


class Pool:
    """The sounds that streams are made of, by what they are. Loads them all."""

    def __init__(self, found: Sequence[Recording]) -> None:
        loaded = [(recording, recording.load()) for recording in some(found)]
        self._speech = _by_source([(r, trimmed(s)) for r, s in loaded if r.kind in ("person", "announcement")])
        self._music = _by_source([(r, s) for r, s in loaded if r.kind == "music"])
        self._sung = _by_source([(r, s) for r, s in loaded if r.kind == "sung"])
        self._noise = _by_source([(r, s) for r, s in loaded if r.kind == "noise"])
        self._rooms = [room(seed) for seed in range(30)] + [machine(seed) for seed in range(10)]

    def speech(self, rng: np.random.Generator, seconds: float) -> Sound:
        """Somebody speaking for so long, or less if the recording is shorter."""
        return _excerpt(_varied(_drawn(self._speech, rng), rng, 0.12), rng, seconds)

    def music(self, rng: np.random.Generator, seconds: float) -> Sound:
        if rng.random() < 0.1:
            return _excerpt(_tune(int(rng.integers(_TUNES))), rng, seconds)
        return _varied(_excerpt(_drawn(self._music, rng), rng, 1.3 * seconds), rng, 0.25)[: round(seconds * RATE)]

    def sung(self, rng: np.random.Generator, seconds: float) -> Sound:
        """A song: a voice that sings, or one that raps over music at least as loud, or one made before."""
        chance = rng.random()
        if chance < 0.15 and self._sung:
            return _excerpt(_drawn(self._sung, rng), rng, seconds)
        voice = np.concatenate([self.speech(rng, seconds) for _ in range(3)])
        if chance < 0.35:
            voice = voice[: round(seconds * RATE)]
            under = sounds.at_level(np.resize(self.music(rng, seconds), len(voice)), -20 + rng.uniform(0, 6))
            return sounds.at_level(voice, -20) + under
        above = rng.uniform(-4, 9) if chance < 0.9 else 40.0
        return singing.song(voice[: round(seconds * RATE)], self.music(rng, seconds), rng, above)

    def noise(self, rng: np.random.Generator, seconds: float) -> Sound:
        """A room, an office, a place; or eight people at once, as behind an agent."""
        chance = rng.random()
        if chance < 0.35:
            parts = [sounds.at_level(self.speech(rng, 4), -26) for _ in range(8)]
            return np.sum([np.resize(part, round(seconds * RATE)) for part in parts], axis=0)
        if chance < 0.65 and self._noise:
            return _excerpt(_drawn(self._noise, rng), rng, seconds)
        return _excerpt(self._rooms[rng.integers(len(self._rooms))], rng, seconds)


@dataclass
class Builder:
    """A stream in the making."""

    pool: Pool
    rng: np.random.Generator
    base: float
    """Level of the call in dB below full scale, from which its parts differ."""
    parts: list[Sound] = field(default_factory=list)
    marks: list[npt.NDArray[np.int8]] = field(default_factory=list)

    def add(self, sound: Sound, label: int) -> None:
        self.parts.append(sound)
        self.marks.append(np.full(len(sound), label, np.int8))

    def quiet(self) -> None:
        """A gap, in which there is nothing but the line."""
        self.add(sounds.silence(float(self.rng.choice([0.05, 0.2, 0.4, 0.8, 1.5, 3.0]))), UNLABELLED)

    def speech(self) -> None:
        """Half of it as short as "hello?"; a part of it with a room or an office behind."""
        rng = self.rng
        seconds = rng.uniform(0.35, 1.0) if rng.random() < 0.4 else rng.uniform(1, 9)
        voice = self.pool.speech(rng, seconds)
        voice = echoing(voice, rng) if rng.random() < 0.2 else voice
        sound = sounds.at_level(voice, self.base + rng.normal(0, 4))
        if rng.random() < 0.3:
            under = np.resize(self.pool.noise(rng, seconds), len(sound))
            sound = sound + sounds.at_level(under, self.base - rng.uniform(12, 30))
        self.add(sound, SPEECH)

    def music(self) -> None:
        """Music, a third of it songs, cut or faded at its ends."""
        rng = self.rng
        seconds = rng.uniform(2, 14)
        sound = self.pool.sung(rng, seconds) if rng.random() < 0.45 else self.pool.music(rng, seconds)
        self.add(_faded(sounds.at_level(sound, self.base + rng.normal(0, 4)), rng), MUSIC)

    def noise(self) -> None:
        rng = self.rng
        sound = sounds.at_level(self.pool.noise(rng, rng.uniform(1, 8)), self.base - rng.uniform(0, 35))
        self.add(sound, NOISE)

    def announcement(self) -> None:
        """Music that makes way for somebody who speaks, and comes back."""
        rng = self.rng
        voice = sounds.at_level(self.pool.speech(rng, rng.uniform(1.5, 9)), self.base)
        before, after = (round(rng.uniform(1.5, 5) * RATE) for _ in range(2))
        lead, rest = (round(rng.uniform(0, 0.4) * RATE) for _ in range(2))
        """Samples between the music making way and the voice, and after the voice."""
        total = before + lead + len(voice) + rest + after
        ramp = round(rng.uniform(0.02, 0.4) * RATE)
        gain = np.ones(total)
        gain[before : total - after] = 10 ** (-rng.uniform(12, 26) / 20)
        gain = np.convolve(np.pad(gain, ramp, "edge"), np.ones(ramp) / ramp, "same")[ramp:-ramp]
        music = sounds.at_level(np.resize(self.pool.music(rng, total / RATE), total), self.base + rng.normal(0, 2))
        sound = music * gain
        begin = before + lead
        sound[begin : begin + len(voice)] += voice
        marks = np.full(total, MUSIC, np.int8)
        marks[before - ramp : begin] = UNLABELLED
        marks[begin : begin + len(voice)] = OVER
        marks[begin + len(voice) : begin + len(voice) + rest + ramp // 2] = UNLABELLED
        self.parts.append(sound)
        self.marks.append(marks)


def stream(pool: Pool, rng: np.random.Generator) -> Stream:
    """About a minute of a call."""
    made = Builder(pool, rng, -20 + rng.uniform(-4, 4))
    parts = (made.music, made.speech, made.noise, made.announcement)
    while sum(map(len, made.parts)) < 60 * RATE:
        parts[int(rng.choice(4, p=[0.36, 0.36, 0.13, 0.15]))]()
        if rng.random() < 0.6:
            made.quiet()
    samples = over_the_line(np.concatenate(made.parts), rng)
    marks = np.concatenate(made.marks)[: len(samples) // STEP * STEP].reshape(-1, STEP)
    uniform = (marks == marks[:, -1:]).all(axis=1)
    return Stream(samples, np.where(uniform, marks[:, -1], UNLABELLED).astype(np.int8))


def over_the_line(sound: Sound, rng: np.random.Generator) -> npt.NDArray[np.int16]:
    """What arrives: coloured, at some level, with noise, mostly through mu-law, sometimes with 3 % loss."""
    if rng.random() < 0.5:
        sound = np.convolve(sound, [1, rng.uniform(-0.7, 0.5)], "same")
    if rng.random() < 0.5:
        sound = _telephone_band(sound, rng)
    sound = sounds.at_level(sound, rng.uniform(-42, -10))
    floor = rng.uniform(-80, -50) if rng.random() < 0.7 else -100
    sound = sound + sounds.at_level(rng.normal(0, 0.1, len(sound)), floor)
    samples = sounds.mu_law(sound) if rng.random() < 0.8 else (np.clip(sound, -1, 1) * 32767).astype(np.int16)
    return sounds.with_loss(samples, 0.03, int(rng.integers(1 << 30))) if rng.random() < 0.3 else samples


def echoing(sound: Sound, rng: np.random.Generator) -> Sound:
    """As through a telephone that lies on a table: a room that falls by 60 dB in 0.2 to 0.8 s, and the voice itself."""
    length = round(rng.uniform(0.2, 0.8) * RATE)
    answer = rng.normal(0, 1, length) * 10 ** (-3 * np.arange(length) / length)
    size = 1 << (len(sound) + length).bit_length()
    echo = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(answer, size), size)[: len(sound)]
    return sounds.at_level(sound, -20) + sounds.at_level(echo, -20 + rng.uniform(-12, 3))


def room(seed: int) -> Sound:
    """The noise of a room or a line: falling by 0–9 dB an octave from some corner, perhaps with mains hum."""
    rng = np.random.default_rng([7, seed])
    spectrum = np.fft.rfft(rng.normal(size=20 * RATE))
    hz = np.fft.rfftfreq(20 * RATE, 1 / RATE)
    shaped = spectrum * (hz > rng.uniform(30, 250)) / (1 + hz / rng.uniform(100, 1500)) ** rng.uniform(0, 1.5)
    sound = sounds.at_level(np.fft.irfft(shaped, 20 * RATE), -20)
    if rng.random() < 0.3:
        t = np.arange(len(sound)) / RATE
        mains = float(rng.choice([50, 60]))
        sound += sum(rng.uniform(0, 0.05) * np.sin(2 * np.pi * mains * k * t) for k in range(1, 6))
    return sound


def machine(seed: int) -> Sound:
    """What switches: clicks or a square wave, up to 50 times a second, even or not quite, with a little hiss."""
    rng = np.random.default_rng([8, seed])
    period = RATE / np.exp(rng.uniform(np.log(0.05), np.log(50)))
    turns = np.cumsum(period * (1 + rng.uniform(0, 0.3) * rng.normal(size=2000)).clip(0.2))
    side = np.sign(np.searchsorted(turns, np.arange(20 * RATE)) % 2 - 0.5)
    sound = side if rng.random() < 0.5 else np.diff(side, prepend=side[:1])
    return sounds.at_level(sound, -20) + sounds.at_level(rng.normal(0, 1, len(sound)), -55)


def some(found: Sequence[Recording]) -> list[Recording]:
    """Of each kind of each source, `MOST` at most, evenly spread over their order."""
    groups: dict[tuple[str, str], list[Recording]] = {}
    for recording in found:
        groups.setdefault((recording.source, recording.kind), []).append(recording)
    return [recording for group in groups.values() for recording in group[:: -(-len(group) // MOST)]]


def trimmed(sound: Sound) -> Sound:
    """Without what is 30 dB below the loudest at its ends, so that it begins where somebody begins to speak."""
    blocks = sound[: len(sound) // 80 * 80].reshape(-1, 80)
    power = (blocks**2).mean(axis=1) if len(blocks) else np.zeros(1)
    loud = np.flatnonzero(power > 1e-3 * np.percentile(power, 95))
    return sound[loud[0] * 80 : (loud[-1] + 1) * 80] if len(loud) else sound


@cache
def _tune(number: int) -> Sound:
    """One of `_TUNES`, made from arithmetic."""
    return sounds.music(sounds.STYLES[number // 8], 30, number % 8)


def _telephone_band(sound: Sound, rng: np.random.Generator) -> Sound:
    """Only what a telephone lets through: from 200–350 Hz to 3.1–3.8 kHz, with soft edges."""
    spectrum = np.fft.rfft(sound)
    hz = np.fft.rfftfreq(len(sound), 1 / RATE)
    low, high = rng.uniform(150, 350), rng.uniform(3000, 3800)
    gain = 1 / np.sqrt((1 + (low / np.maximum(hz, 1)) ** 6) * (1 + (hz / high) ** 20))
    return np.fft.irfft(spectrum * gain, len(sound))


def _faded(sound: Sound, rng: np.random.Generator) -> Sound:
    """Each end is cut or fades, over 0.3 to 3 s."""
    gain = np.ones(len(sound))
    for ends in (gain, gain[::-1]):
        length = round(float(rng.choice([0, 0, 0.3, 1, 3])) * RATE)
        ends[:length] *= np.linspace(0.03, 1, length)[: len(ends)]
    return sound * gain


def _varied(sound: Sound, rng: np.random.Generator, share: float) -> Sound:
    """As another voice or another band would sound: slower and lower, or faster and higher, by that share at most."""
    speed = 1 + rng.uniform(-share, share)
    return np.interp(np.arange(0, len(sound) - 1, speed), np.arange(len(sound)), sound)


def _excerpt(sound: Sound, rng: np.random.Generator, seconds: float) -> Sound:
    length = round(seconds * RATE)
    start = int(rng.integers(max(1, len(sound) - length + 1)))
    return sound[start : start + length]


def _by_source(loaded: list[tuple[Recording, Sound]]) -> dict[str, list[Sound]]:
    """Grouped, so that a source with many short recordings doesn't drown the others; without what is empty."""
    groups: dict[str, list[Sound]] = {}
    for recording, sound in loaded:
        if len(sound) > RATE // 4 and np.abs(sound).max() > 1e-3:
            groups.setdefault(recording.source, []).append(sound)
    return groups


def _drawn(groups: dict[str, list[Sound]], rng: np.random.Generator) -> Sound:
    """From a source that is as likely as the square root of its minutes."""
    names = list(groups)
    weights = np.sqrt([sum(map(len, groups[name])) for name in names])
    group = groups[names[int(rng.choice(len(names), p=weights / weights.sum()))]]
    return group[int(rng.integers(len(group)))]
