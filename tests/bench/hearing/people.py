"""How a person comes onto the line, opens, waits, and asks again. Not responsible for the queue (see `company`)."""

from dataclasses import replace

import numpy as np

from tests.bench.hearing.calls import Stay
from tests.bench.hearing.material import utterances
from tests.bench.hearing.scene import Scene
from tests.bench.hearing.voices import Voice
from tests.hearing import sounds
from tests.hearing.sounds import RATE, Sound

ARRIVALS = ("cut", "fade", "ringing", "click", "silence")
"""What the music does before a person is there, or what comes in between."""

_LONGEST = 10.0
"""Seconds that are taken of what a recorded person says without a pause."""


class Person:
    """Somebody who takes the call."""

    def __init__(self, scene: Scene, voice: Voice, level: float) -> None:
        """`level` is that of the company's announcements in dBFS: people are up to 8 dB softer, or 3 dB louder."""
        self._scene = scene
        self._voice = voice
        self._level = level + scene.between(-8, 3)
        self._stay = Stay(0, 0, False, False, "", scene.one_of(ARRIVALS))

    def comes(self) -> None:
        """Onto the line, and speaks; one in four is a recording of a person."""
        scene = self._scene
        self._arrive()
        entered = scene.build.now
        scene.quiet(0.0, 0.6)
        clip = scene.material.one("person", scene.rng) if scene.chance(0.25) else None
        said = [] if clip is None else utterances(clip.load())
        if said:
            self._speaks_as_recorded(said)
            return
        self._speaks()
        if scene.chance(0.6):
            scene.build.over(entered, self._room())

    def puts_us_on_hold(self) -> None:
        """Says so, and is gone."""
        text = self._scene.one_of(self._scene.texts.please_hold)
        self._say(text)
        self._scene.quiet(0.1, 1.5)
        self._until_now()

    def leaves(self) -> None:
        self._until_now()

    def _speaks(self) -> None:
        scene = self._scene
        greeting = scene.chance(0.6)
        text = scene.one_of(scene.texts.greetings if greeting else scene.texts.others)
        self._stay = replace(self._stay, onset=scene.build.now, greeting=greeting, text=text)
        self._say(text)
        scene.quiet(3.0, 5.0)
        self._say(scene.one_of(scene.texts.again))
        scene.quiet(4.0, 6.0)

    def _speaks_as_recorded(self, said: list[Sound]) -> None:
        scene = self._scene
        first = int(scene.rng.integers(len(said)))
        self._stay = replace(self._stay, onset=scene.build.now, recorded=True)
        for utterance in (said[first][: round(_LONGEST * RATE)], said[(first + 1) % len(said)][: 3 * RATE]):
            scene.build.add(sounds.at_level(utterance, self._level), "person", "", frozenset({"recorded"}))
            scene.quiet(3.5, 5.5)

    def _say(self, text: str) -> None:
        """Never twice in the same way: that is how recordings speak."""
        voice = replace(self._voice, pace=self._voice.pace * self._scene.between(0.95, 1.05))
        self._scene.build.add(self._scene.spoken(text, voice, self._level), "person", text)

    def _until_now(self) -> None:
        self._scene.build.stays.append(replace(self._stay, end=self._scene.build.now))

    def _arrive(self) -> None:
        scene = self._scene
        match self._stay.before:
            case "fade":
                scene.fade(1.0)
            case "ringing":
                scene.quiet(0.1, 0.6)
                scene.ring(scene.between(0.8, 2.0))
                scene.quiet(0.1, 0.4)
            case "click":
                scene.click()
            case "silence":
                scene.quiet(0.2, 2.0)

    def _room(self) -> Sound:
        """The room they sit in: a recorded one, or noise that falls with frequency; 25 to 45 dB below their voice."""
        scene = self._scene
        recording = scene.material.one("noise", scene.rng)
        brown = np.cumsum(sounds.noise(20, int(scene.rng.integers(1 << 30))))
        sound = brown - brown.mean() if recording is None else recording.load()
        return sounds.at_level(sound, self._level - scene.between(25, 45))
