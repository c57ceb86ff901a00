"""Held calls assembled for measuring: music, announcements that sound like people, then a person. Truth included.

Not responsible for judging them (see `hold_decisions`).
"""

import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from runtime.engines.espeak import VOICES
from runtime.rehearse.studio import room_tone
from tests.hearing import sounds
from tests.hearing.sounds import RATE, Sound
from tests.hearing.voices import say


@dataclass(frozen=True)
class Spoken:
    """An utterance of the call: each word with the second it has been spoken by."""

    begin: float
    end: float
    person: bool
    words: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class HeldCall:
    samples: npt.NDArray[np.int16]
    spoken: tuple[Spoken, ...]

    @property
    def onset(self) -> float:
        """When the person begins to speak."""
        return next(s.begin for s in self.spoken if s.person)


def wav_files(folder: Path) -> list[Sound]:
    """The mono 16 bit, 8 kHz WAV files of a folder."""
    found = []
    for path in sorted(folder.glob("*.wav")):
        with wave.open(str(path)) as file:
            found.append(np.frombuffer(file.readframes(file.getnframes()), np.int16).astype(np.float64) / 32768)
    return found


@dataclass(frozen=True)
class Who:
    """A voice: words a minute, pitch (0–99), level in dBFS, and that of the room it sits in, if one is heard."""

    voice: str
    pace: int
    pitch: int
    level: float
    person: bool
    room: float | None = None


class Builder:
    """Puts a call together from left to right."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._parts: list[Sound] = []
        self._spoken: list[Spoken] = []
        self._length = 0
        self._entered: tuple[int, Sound] | None = None

    def enter(self, dbfs: float | None) -> None:
        """From here on a room is heard at this level, if any: it does not end with what is said in it."""
        if dbfs is not None:
            tone = room_tone(int(self._rng.integers(1 << 30)), 20 * RATE, RATE).astype(np.float64)
            self._entered = self._length, sounds.at_level(tone / 32768, dbfs)

    def add(self, sound: Sound) -> None:
        self._parts.append(sound)
        self._length += len(sound)

    def speak(self, text: str, who: Who, under: Sound | None = None) -> None:
        """Say `text` with a pause at each `|`; `under` is what goes on beneath it."""
        begin = self._length / RATE
        words: list[tuple[float, str]] = []
        parts: list[Sound] = []
        at = begin
        for i, sentence in enumerate(text.split("|")):
            if i:
                parts.append(sounds.silence(float(self._rng.uniform(0.25, 1.0))))
                at += len(parts[-1]) / RATE
            sound = say(sentence.strip(), who.voice, who.pace, who.pitch)
            spelled = sentence.lower().replace(",", "").replace(".", "").replace("?", "").replace("!", "").split()
            letters = np.cumsum([len(word) + 1 for word in spelled])
            words += [(at + len(sound) / RATE * n / letters[-1], w) for n, w in zip(letters, spelled, strict=True)]
            parts.append(sound)
            at += len(sound) / RATE
        sound = sounds.at_level(np.concatenate(parts), who.level)
        if under is not None:
            sound = sound + np.resize(under, len(sound))
        self.add(sound)
        self._spoken.append(Spoken(begin, self._length / RATE, who.person, tuple(words)))

    def call(self) -> HeldCall:
        """Through the line: noise, level, mu-law, loss."""
        sound = np.concatenate(self._parts)
        if self._entered:
            begin, room = self._entered
            sound[begin:] += np.resize(room, len(sound) - begin)
        sound = sound * 10 ** (self._rng.uniform(-14, 4) / 20)
        sound = sound + sounds.at_level(sounds.noise(len(sound) / RATE, int(self._rng.integers(1 << 30))), -68)
        samples = sounds.mu_law(sound)
        if self._rng.random() < 0.3:
            samples = sounds.with_loss(samples, 0.03, int(self._rng.integers(1 << 30)))
        return HeldCall(samples, tuple(self._spoken))


def held_call(
    seed: int, announcements: Sequence[str], openings: Sequence[str], pieces: Sequence[Sound], minute: float = 12.0
) -> HeldCall:
    """A call of 2–6 announcements `minute` seconds apart (more or less), some heard twice; then the person."""
    rng = np.random.default_rng(seed)
    build = Builder(rng)
    voices = [str(voice) for voice in rng.choice(VOICES, 2, replace=False)]
    level = float(rng.uniform(-24, -16))
    company = Who(voices[0], int(rng.integers(140, 185)), 50, level, False)
    pace, pitch = int(rng.integers(140, 190)), int(rng.integers(35, 65))
    voice_level = level + rng.uniform(-8, 3)
    room = voice_level - rng.uniform(25, 45) if rng.random() < 0.6 else None
    person = Who(voices[1], pace, pitch, voice_level, True, room)
    piece = sounds.at_level(pieces[int(rng.integers(len(pieces)))], level + rng.uniform(-8, 4))
    place = int(rng.integers(len(piece)))

    def music(seconds: float) -> Sound:
        nonlocal place
        stretch = np.take(piece, np.arange(place, place + round(seconds * RATE)), mode="wrap")
        place += len(stretch)
        return stretch

    build.add(sounds.cadence((440, 480), (2, 4), float(rng.choice([0, 6, 12]))) * 0.1)
    build.add(sounds.silence(float(rng.uniform(0.3, 1))))
    chosen = [str(a) for a in rng.choice(list(announcements), int(rng.integers(2, 7)), replace=False)]
    chosen += [str(rng.choice(chosen)) for _ in range(int(rng.integers(0, 2)))]
    regular = minute * rng.uniform(0.7, 1.3)
    if rng.random() < 0.5:
        build.speak(chosen.pop(), company)
        build.add(sounds.silence(float(rng.choice([0.1, 0.4, 0.8, 2.0]))))
    for text in chosen:
        build.add(music(regular if rng.random() < 0.5 else minute * rng.uniform(0.5, 1.5)))
        build.add(sounds.silence(float(rng.choice([0.0, 0.1, 0.3]))))
        ducked = music(20) * 10 ** (-20 / 20) if rng.random() < 0.15 else None
        build.speak(text, company, ducked)
        build.add(sounds.silence(float(rng.choice([0.0, 0.2, 0.4, 0.6, 0.8]))))
    build.add(music(minute * rng.uniform(0.5, 1.5)))
    build.add(sounds.silence(float(rng.choice([0.05, 0.2, 0.5, 1.0]))))
    if rng.random() < 0.25:
        build.add(sounds.tone((440, 480), float(rng.uniform(0.8, 2)), RATE) * 0.1)
        build.add(sounds.silence(0.1))
    build.enter(person.room)
    build.add(sounds.silence(float(rng.uniform(0.0, 0.5))))
    build.speak(openings[seed % len(openings)], person)
    build.add(sounds.silence(float(rng.uniform(3, 5))))
    build.speak("Hello?", person)
    build.add(sounds.silence(5.0))
    return build.call()
