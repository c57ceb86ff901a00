"""A studio without sound: what trees say and play (`runtime.rehearse.company`), described.

Not responsible for how a caller hears it (`runtime.rehearse.virtual.heard`).
"""

from itertools import count
from pathlib import Path

import numpy as np

from holdlang.calllog import AudioType
from runtime.hearing import Hearing
from runtime.hearing.events import BeepHeard, HearingEvent, SoundChanged
from runtime.rehearse.studio import Take, read_wav
from runtime.rehearse.virtual.voice import speech_seconds

RATE = 8000
LEAD_SECONDS = 0.5
"""Before the first word of a person, as in `runtime.rehearse.studio`."""


class Stage:
    """A studio whose takes are descriptions: what `runtime.rehearse.company` plays, without sound."""

    def __init__(self, base: Path) -> None:
        """Sound files of trees lie below `base`."""
        self._base = base
        self._number = count(1)
        self.seconds: dict[Path, float] = {}
        self.leads: dict[Path, float] = {}
        self.texts: dict[Path, str] = {}
        self.sounds: dict[Path, AudioType] = {}
        self.files: dict[Path, list[HearingEvent]] = {}

    def prompt(self, text: str) -> Take:
        return self._speech(text, 0.0)

    def announcement(self, text: str) -> Take:
        return self._speech(text, 0.0)

    def person(self, text: str) -> Take:
        return self._speech(text, LEAD_SECONDS)

    def room(self, text: str) -> Take:  # noqa: ARG002 - rooms sound alike
        return self._take("room", 30.0)

    def music(self, piece: object, start: float, seconds: float) -> Take:  # noqa: ARG002 - so does music
        take = self._take("music", seconds)
        self.sounds[take.path] = "music"
        return take

    def music_file(self, name: str, start: float, seconds: float) -> Take:
        return self.music(name, start, seconds)

    def sound_file(self, name: str) -> Take:
        """The author's own file is really heard: it may beep."""
        samples, rate = read_wav(self._base / name)
        if rate not in (8000, 16000):
            raise ValueError(f"{name}: a tree in virtual time takes sound of 8 or 16 kHz")
        take = self._take("file", len(samples) / rate)
        quiet = np.zeros(2 * rate, np.int16)
        self.files[take.path] = [
            event
            for event in Hearing(rate).feed(np.concatenate([samples, quiet]))
            if isinstance(event, BeepHeard) or (isinstance(event, SoundChanged) and event.sound != "speech")
        ]
        return take

    def _speech(self, text: str, lead: float) -> Take:
        take = self._take("speech", speech_seconds(text) + lead, lead)
        self.texts[take.path] = text
        return take

    def _take(self, kind: str, seconds: float, lead: float = 0.0) -> Take:
        path = Path("/nowhere") / f"{kind}-{next(self._number)}"
        self.seconds[path], self.leads[path] = seconds, lead
        return Take(path, seconds, lead)
