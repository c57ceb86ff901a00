"""A studio without sound: what trees say and play (`runtime.rehearse.company`), described.

Not responsible for how a caller hears it (`runtime.rehearse.virtual.heard`).
"""

import math
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import count
from pathlib import Path

import numpy as np
import trio

from holdlang.calllog import AudioType
from holdlang.model.tree import ToneName
from runtime.hearing import Hearing
from runtime.hearing.events import BeepHeard, SoundChanged
from runtime.ports import Samples
from runtime.rehearse import signals
from runtime.rehearse.studio import BREATH_SECONDS, FADE_SECONDS, at_our_rate, read_wav
from runtime.rehearse.takes import Take
from runtime.rehearse.virtual.voice import speech_seconds

RATE = 8000
LEAD_SECONDS = 0.5
"""Before the first word of a person, as in `runtime.rehearse.studio`."""


SIGNALS: dict[ToneName, AudioType] = {"ringing": "ringing", "busy": "busy", "reorder": "busy", "sit": "tone"}
"""What hearing calls them (`runtime.hearing.tones`)."""


Noticed = tuple[float, BeepHeard | SoundChanged]
"""When something is noticed of a sound, in seconds from its begin, and what."""


class Stage:
    """`Takes` that are descriptions: what `runtime.rehearse.company` plays, without sound."""

    longest = math.inf
    """A day of music is one take here."""

    def __init__(self, base: Path) -> None:
        """Sound files of trees lie below `base`."""
        self._base = base
        self._number = count(1)
        self.seconds: dict[Path, float] = {}
        self.leads: dict[Path, float] = {}
        self.texts: dict[Path, str] = {}
        self.sounds: dict[Path, AudioType] = {}
        self.files: dict[Path, Sequence[Noticed]] = {}
        self._spoken: dict[tuple[str, str, float], Take] = {}

    def prompt(self, text: str) -> Take:
        return self._said_by("menu", text)

    def announcement(self, text: str) -> Take:
        return self._said_by("queue", text)

    async def ahead(self, make: Callable[[], Take]) -> None:  # noqa: ARG002 - it takes no time to describe a take
        await trio.lowlevel.checkpoint()

    def discard(self, take: Take) -> None:
        for known in (self.seconds, self.leads, self.texts, self.sounds):
            known.pop(take.path, None)

    def person(self, text: str, *, who: str, joined: bool = False) -> Take:
        return self._said_by(f"person {who}", text, BREATH_SECONDS if joined else LEAD_SECONDS)

    def person_over(self, text: str, *, who: str, music: Take) -> Take:  # noqa: ARG002 - music sounds alike
        return self._speech(text, BREATH_SECONDS + FADE_SECONDS / 2)  # until then hearing takes it for music

    def room(self, who: str) -> Take:  # noqa: ARG002 - rooms sound alike
        return self._take("room", 30.0)

    def music(self, piece: object, start: float, seconds: float) -> Take:  # noqa: ARG002 - so does music
        take = self._take("music", seconds)
        self.sounds[take.path] = "music"
        return take

    def music_file(self, name: str, start: float, seconds: float) -> Take:
        return self.music(name, start, seconds)

    def tone(self, name: ToneName, seconds: float | None) -> Take:
        take = self._take("tone", len(signals.tone(name)) / RATE if seconds is None else seconds)
        self.sounds[take.path] = SIGNALS[name]
        return take

    def beep(self) -> Take:
        take = self._take("beep", signals.BEEP.seconds)
        self.files[take.path] = _beep()
        return take

    def sound_file(self, name: str, saying: str = "") -> Take:
        """The author's own file is really heard, as it may beep; what it says must be written."""
        if saying:
            return self._said_by(f"file {name}", saying)
        samples, rate = read_wav(self._base / name)
        take = self._take("file", len(samples) / rate)
        self.files[take.path] = tuple(_sounds(at_our_rate(samples, rate)))
        return take

    def _said_by(self, voice: str, text: str, lead: float = 0.0) -> Take:
        key = voice, text, lead
        if key not in self._spoken:
            self._spoken[key] = self._speech(text, lead)
        return self._spoken[key]

    def _speech(self, text: str, lead: float) -> Take:
        take = self._take("speech", speech_seconds(text) + lead, lead)
        self.texts[take.path] = text
        return take

    def _take(self, kind: str, seconds: float, lead: float = 0.0) -> Take:
        path = Path("/nowhere") / f"{kind}-{next(self._number)}"
        self.seconds[path], self.leads[path] = seconds, lead
        return Take(path, seconds, lead)


def _sounds(samples: Samples) -> Iterator[Noticed]:
    """What is heard in a sound, but for words."""
    hearing, block = Hearing(RATE), RATE // 10
    sound = np.concatenate([samples, np.zeros(2 * RATE, np.int16)])
    for start in range(0, len(sound), block):
        for event in hearing.feed(sound[start : start + block]):
            if isinstance(event, BeepHeard) or (isinstance(event, SoundChanged) and event.sound != "speech"):
                yield hearing.now, event


@cache
def _beep() -> tuple[Noticed, ...]:
    return tuple(_sounds(signals.beep()))
