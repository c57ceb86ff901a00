"""How a company makes us wait: its music and its announcements. Not responsible for people (see `people`)."""

from dataclasses import dataclass, replace

import numpy as np

from tests.bench.hearing.calls import Kind
from tests.bench.hearing.material import synthesised
from tests.bench.hearing.scene import Scene, faded_in
from tests.bench.hearing.voices import Voice, two_voices
from tests.hearing import sounds
from tests.hearing.sounds import RATE, Sound


@dataclass(frozen=True)
class Piece:
    """Of music."""

    kind: Kind
    name: str
    sound: Sound


@dataclass
class Tape:
    """Music that goes on where it stopped, one piece after the other."""

    pieces: tuple[Piece, ...]
    _piece: int = 0
    _place: int = 0

    def play(self, seconds: float) -> list[Piece]:
        """The next seconds, a part of each piece."""
        parts: list[Piece] = []
        wanted = round(seconds * RATE)
        while wanted > 0:
            piece = self.pieces[self._piece]
            part = replace(piece, sound=piece.sound[self._place : self._place + wanted])
            parts.append(part)
            wanted -= len(part.sound)
            self._place += len(part.sound)
            if self._place == len(piece.sound):
                self._piece, self._place = (self._piece + 1) % len(self.pieces), 0
        return parts


@dataclass(frozen=True)
class Announcement:
    sound: Sound
    text: str
    facts: frozenset[str]


class Company:
    """A queue with its habits, all drawn at once."""

    def __init__(self, scene: Scene, voice: Voice, level: float) -> None:
        """`voice` is that of its announcements, `level` theirs in dBFS."""
        self._scene = scene
        self._voice = voice
        self._level = level
        self._tape = Tape(self._pieces())
        self._every = scene.between(20, 90)
        """Seconds of music between announcements."""
        self._regular = scene.chance(0.6)
        self._before = scene.one_of(("cut", "cut", "fade", "duck"))
        """What its music does before it speaks."""
        self._ducked_by = scene.between(12, 24)
        self._gap = float(scene.rng.choice([0.0, 0.2, 0.4, 0.6, 0.8]))
        """Seconds of nothing after an announcement."""
        self._fades_in = scene.chance(0.3)
        self._in_turn = scene.chance(0.6)
        self._announcements = self._some_announcements()
        self._said = 0
        self._heard: set[int] = set()

    def answer(self) -> None:
        """It rings, a machine picks up, and in half of the calls offers a menu."""
        scene = self._scene
        scene.ring(float(scene.rng.choice([0, 3, 6, 12])))
        if scene.chance(0.5):
            scene.click()
        scene.quiet(0.3, 1.2)
        if scene.chance(0.5):
            text = scene.one_of(scene.texts.menus)
            scene.build.add(scene.spoken(text, self._voice, self._level), "menu", text)
            scene.quiet(0.5, 4.0)

    def hold(self, seconds: float) -> None:
        """Music with announcements in between, for about so long."""
        until = self._scene.build.now + seconds
        while True:
            wait = self._every if self._regular else self._every * self._scene.between(0.5, 1.5)
            if self._scene.build.now + wait > until:
                break
            self._music(wait)
            self._announce()
        self._music(max(3.0, until - self._scene.build.now))

    def _music(self, seconds: float) -> None:
        for number, part in enumerate(self._tape.play(seconds)):
            fades = self._fades_in and number == 0
            self._scene.build.add(faded_in(part.sound, 1.0) if fades else part.sound, part.kind, part.name)

    def _announce(self) -> None:
        """Speak, and in one case of ten speak on; one announcement of seventeen is cut off by the music."""
        scene = self._scene
        sound, text, facts = self._next()
        if self._before == "duck":
            under = np.concatenate([part.sound for part in self._tape.play(len(sound) / RATE)])
            sound = sound + under * 10 ** (-self._ducked_by / 20)
            scene.build.add(sound, "announcement", text, facts | {"ducked"})
            return
        if self._before == "fade":
            scene.fade(scene.between(0.3, 1.5))
        scene.quiet(0.0, 0.3)
        if scene.chance(0.06):
            sound = sound[: round(len(sound) * scene.between(0.3, 0.8))]
            scene.build.add(sound, "announcement", text, facts | {"cut"})
            return
        scene.build.add(sound, "announcement", text, facts)
        if scene.chance(0.1):
            scene.quiet(0.3, 1.0)
            sound, text, facts = self._next()
            scene.build.add(sound, "announcement", text, facts | {"second"})
        scene.quiet(self._gap, self._gap + 0.1)

    def _next(self) -> tuple[Sound, str, frozenset[str]]:
        """The announcement whose turn it is."""
        every = self._announcements
        chosen = self._said % len(every) if self._in_turn else int(self._scene.rng.integers(len(every)))
        self._said += 1
        repeated = frozenset({"repeated"}) if chosen in self._heard else frozenset()
        self._heard.add(chosen)
        return every[chosen].sound, every[chosen].text, every[chosen].facts | repeated

    def _pieces(self) -> tuple[Piece, ...]:
        """One to three pieces; where singing can be had, one of them is sung in a quarter of the queues."""
        scene = self._scene
        level = self._level + scene.between(-8, 4)
        pieces: list[Piece] = []
        sung = scene.material.piece("sung", scene.rng) if scene.chance(0.25) else None
        if sung is not None:
            pieces.append(Piece("sung", *sung))
        for _ in range(int(scene.rng.integers(0 if pieces else 1, 3))):
            found = scene.material.piece("music", scene.rng) or ("from arithmetic", synthesised(scene.rng))
            pieces.append(Piece("music", *found))
        return tuple(replace(piece, sound=sounds.at_level(piece.sound, level)) for piece in pieces)

    def _some_announcements(self) -> list[Announcement]:
        """Three to seven, a fifth of them recorded; in one queue of four a second voice speaks half of the others."""
        scene = self._scene
        voices = [self._voice, two_voices(scene.rng)[1] if scene.chance(0.25) else self._voice]
        found: list[Announcement] = []
        for _ in range(int(scene.rng.integers(3, 8))):
            recorded = scene.material.announcement(scene.rng) if scene.chance(0.2) else None
            if recorded is not None:
                text, sound = recorded
                found.append(Announcement(sounds.at_level(sound, self._level), text, frozenset({"recorded"})))
                continue
            personal = scene.chance(0.3)
            text = scene.one_of(scene.texts.personal if personal else scene.texts.announcements)
            sound = scene.spoken(text, voices[int(scene.rng.integers(2))], self._level)
            found.append(Announcement(sound, text, frozenset({"personal"} if personal else ())))
        return found
