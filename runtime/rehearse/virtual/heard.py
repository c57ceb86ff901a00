"""What one end hears of the other without sound: `Ears` that know what is said, and notice it when real ones would.

They are their own recogniser, whose words come as they are said.

Nothing happens between two things that are heard, so an hour of music costs no more than a second of it. When they are
noticed follows measurements: 40 scenes of rehearsed voices, music and silence through `runtime.hearing`. Not
responsible for what is said (`runtime.rehearse.virtual.stage`) or for either leg.
"""

import math
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import trio

from holdlang.calllog import AudioType
from runtime.ears import Noticed
from runtime.hearing.events import (
    HearingEvent,
    SoundChanged,
    SpeechEnded,
    SpeechRepeated,
    SpeechStarted,
)
from runtime.hearing.segments import ENDPOINT, LONGEST
from runtime.rehearse.virtual.agenda import Agenda, Full, Part
from runtime.rehearse.virtual.stage import Stage
from runtime.watch import Words

BLOCK = 0.1
"""Sound is heard in blocks so long."""

NAMED = 0.3
"""Seconds from the first sound to its name, after silence (median; nine of ten within 0.5)."""
AFTER_SPEECH = 0.45
"""The same for music right after speech, whose measures still hold the speech."""
AFTER_MUSIC = 0.5
"""The same for speech after music: 0.3, and what gathers unheard while music plays (`runtime.line.UNHURRIED`)."""
PROVISIONAL = 0.2
"""Seconds after which it is known that a silence is over, though not yet what for."""
AWAITED = 4.0
"""Seconds after speech in which that matters (as in `runtime.hearing.ear`)."""
QUIET = 0.4
"""Seconds without sound that make silence."""
AGAIN = 0.6
"""Seconds from its onset until a recording is known to have been heard before (median; 69 of 70 within 1 s)."""
OTHERWISE = 0.7
"""Seconds until what seemed to be a recording heard before is known to go another way."""

PART_SECONDS = 0.5
"""Words come from the recogniser in pieces this long, and at the end of each part of a sentence: a real one gives word
by word, so that an option of a menu is whole for a moment before the next one begins."""


@dataclass(frozen=True)
class Spoken:
    """Part of a segment: `text`, said from `start` for `seconds`; the take that it is from began at `begun`."""

    text: str
    start: float
    seconds: float
    take: Path
    begun: float

    def until(self, at: float) -> str:
        """The words that were said by then."""
        words = self.text.split()
        return " ".join(words[: math.floor(len(words) * min(1.0, (at - self.start) / self.seconds) + 1e-6)])


class StageEars:
    """Hears the takes of a stage, from when there is sound (`open`) to `close`."""

    def __init__(self, stage: Stage, recognised: Callable[[int, str], str]) -> None:
        """`recognised` is what becomes of the words of a segment."""
        self._stage = stage
        self._recognised = recognised
        self._open = False
        self._closed = False
        self.origin = trio.current_time()
        self._agenda = Agenda()
        self._sound: AudioType | None = None
        """What has been noticed of the line."""
        self._segment = 0
        self._listening = False
        """Whether that segment is open, as far as was noticed."""
        self._matched = False
        """Whether it was told to have been heard before."""
        self._said: list[Spoken] = []
        """What was said in it."""
        self._words = ""
        self._last_speech = -math.inf
        self._known: dict[Path, tuple[float, float]] = {}
        """Takes that were heard before: when, and for how long."""
        self._new: list[tuple[Path, float, float]] = []
        """Those of the open segment, which are remembered when it has ended."""

    def open(self) -> None:
        """From now on there is sound: at first none."""
        if not self._open:
            self._open, self.origin = True, trio.current_time()
            self._agenda.put(BLOCK, SoundChanged(0.0, "silence", 0.95))

    def close(self) -> None:
        """There will be no more."""
        self._closed = True
        self._agenda.wake()

    @property
    def now(self) -> float:
        """How far it has been heard."""
        return trio.current_time() - self.origin if self._open else 0.0

    def linger(self, blocks: int) -> None:
        """There are no blocks: everything is heard when it is noticed."""

    async def heard(self) -> AsyncIterator[Sequence[Noticed]]:
        """What is noticed, when it is noticed."""
        while not self._closed:
            await self._agenda.wait(self.origin)
            if due := list(self._taken(self.now)):
                yield due

    def _taken(self, now: float) -> Iterator[Noticed]:
        for event in self._agenda.taken(now):
            match event:
                case Full():
                    yield from self.cut()
                case Part():
                    yield from self._more_words(now)
                case SoundChanged(sound=sound) if sound == self._sound:
                    pass
                case SoundChanged(sound=sound):
                    self._sound = sound
                    yield event
                case SpeechRepeated(repeated=repeated) if repeated == self._matched:
                    pass
                case SpeechRepeated(repeated=repeated):
                    self._matched = repeated
                    yield event
                case SpeechStarted():
                    self._listening = True
                    yield event
                case SpeechEnded():
                    self._listening = False
                    self._agenda.drop(lambda _, event: isinstance(event, Full))
                    yield event
                    yield self._last_words(now)
                case _:
                    yield event

    def _more_words(self, now: float) -> Iterator[Words]:
        words = self._recognised(self._segment, self._text(now))
        if words != self._words:
            self._words = words
            yield Words(now, self._segment, self._said[0].start, words, is_final=False)

    def _last_words(self, now: float) -> Words:
        words = self._recognised(self._segment, self._text(now))
        return Words(now, self._segment, self._said[0].start, words, is_final=True)

    def _text(self, at: float) -> str:
        """What was said in the segment by then."""
        return " ".join(filter(None, (part.until(at) for part in self._said))).lower()

    # --- takes -----------------------------------------------------------------------------

    async def hear(self, take: Path, seconds: float, lead: float = 0.0) -> None:
        """Hear a take of the stage for its length; cancelling ends it at once."""
        await trio.sleep(lead)
        start, seconds = self.now, seconds - lead
        sound, text = self._stage.sounds.get(take), self._stage.texts.get(take)
        if not self._open:
            sound = text = None
        elif text is not None:
            self._speaks(Spoken(text, start, seconds, take, start))
        elif sound is not None:
            self._sounds(start, sound)
        else:
            for noticed, event in self._stage.files.get(take, ()):
                self._agenda.put(start + noticed, replace(event, at=start + event.at))
        try:
            await trio.sleep(seconds)
        finally:
            if text is not None:
                self._stops_speaking(self.now)
            elif sound is not None:
                self._agenda.drop(lambda _, event: isinstance(event, SoundChanged) and event.at >= start)
                self._falls_silent(self.now)

    def _sounds(self, at: float, sound: AudioType) -> float:
        """Something sounds from `at` on; returns when that has a name."""
        self._agenda.drop(lambda _, event: isinstance(event, SoundChanged) and event.sound == "silence")
        named = at + NAMED
        if self._sound == "silence" and at - self._last_speech < AWAITED:
            self._agenda.put(at + PROVISIONAL, SoundChanged(at, "noise", 0.5, {"provisional": 1.0}))
        elif self._sound == "music" and sound != "music":
            named = at + AFTER_MUSIC
        elif self._sound == "speech" and sound != "speech":
            named = at + AFTER_SPEECH
        self._agenda.put(named, SoundChanged(at, sound, 0.9))
        ended = self._agenda.find(SpeechEnded)
        if sound != "speech" and ended is not None and ended.at + ENDPOINT > named:  # it has taken the line
            self._agenda.drop(lambda _, event: isinstance(event, SpeechEnded))
            self._agenda.put(named, ended)
        return named

    def _falls_silent(self, at: float) -> None:
        self._agenda.put(at + QUIET, SoundChanged(at, "silence", 0.95))

    # --- speech -----------------------------------------------------------------------------

    def _speaks(self, spoken: Spoken) -> None:
        """As one segment with what was said just before."""
        named = self._sounds(spoken.start, "speech")
        if self._listening and self._agenda.find(SpeechEnded) is not None:
            self._agenda.drop(lambda _, event: isinstance(event, SpeechEnded))
            self._said.append(spoken)
            self._goes_on(spoken)
        else:
            self._begins(spoken, named)

    def _begins(self, spoken: Spoken, noticed: float) -> None:
        """A segment that begins with this, and is noticed then."""
        for take, heard, seconds in self._new:
            if seconds > self._known.get(take, (0.0, 0.0))[1]:
                self._known[take] = heard, seconds
        self._new.clear()
        self._matched = False
        self._segment += 1
        self._said, self._words = [spoken], ""
        self._agenda.put(noticed, SpeechStarted(spoken.start, self._segment))
        self._agenda.put(noticed, Part())
        self._agenda.put(spoken.start + LONGEST, Full())
        self._goes_on(spoken)

    def _goes_on(self, spoken: Spoken) -> None:
        """What will be heard of this in the segment that is open."""
        end = spoken.start + spoken.seconds
        at = spoken.start + PART_SECONDS
        while at < end:
            self._agenda.put(at, Part())
            at += PART_SECONDS
        words = spoken.text.split()
        for number, word in enumerate(words[:-1], 1):
            if word[-1] in ".,:;?!":
                self._agenda.put(spoken.start + spoken.seconds * number / len(words), Part())
        earlier, known = self._known.get(spoken.take, (0.0, 0.0))
        at = spoken.start + AGAIN
        if at - spoken.begun <= known:
            self._agenda.put(at, SpeechRepeated(at, self._segment, earlier + at - spoken.begun, 0.05))
        if spoken.begun + known < end - BLOCK:
            at = max(spoken.begun + known, spoken.start) + OTHERWISE
            self._agenda.put(at, SpeechRepeated(at, self._segment, earlier, 0.4, repeated=False))

    def _stops_speaking(self, at: float) -> None:
        self._agenda.drop(lambda due, event: due > at and isinstance(event, Part | SpeechRepeated))
        if self._listening:
            last = self._said[-1]
            self._said[-1] = replace(last, text=last.until(at), seconds=max(BLOCK, at - last.start))
            self._new.append((last.take, last.begun, at - last.begun))
            self._last_speech = at
            self._agenda.put(at + BLOCK, Part())
            self._agenda.put(at + ENDPOINT, SpeechEnded(at, self._segment))
        elif self._agenda.find(SpeechStarted) is not None:  # too short to be noticed
            self._agenda.drop(lambda _, event: isinstance(event, SoundChanged | SpeechStarted | Full))
            self._segment -= 1
        self._falls_silent(at)

    def cut(self) -> list[HearingEvent]:
        """End the open segment: what is said from now on is another, also if the far end talks on."""
        if not self._listening:
            return []
        now, ended = self.now, self._agenda.find(SpeechEnded) or SpeechEnded(self.now, self._segment)
        speaks = self._agenda.find(SpeechEnded) is None
        self._listening = False
        self._agenda.drop(lambda _, event: isinstance(event, Part | SpeechEnded | SpeechRepeated | Full))
        self._agenda.put(now, self._last_words(now))
        last = self._said[-1]
        left = last.start + last.seconds - now
        if speaks:
            self._new.append((last.take, last.begun, now - last.begun))
        if speaks and left > BLOCK:
            text = last.text[len(last.until(now)) :].strip()
            self._begins(replace(last, text=text, start=now, seconds=left), now)
        return [ended]
