"""How somebody answers: the evidence on whether a person greets us, as log-odds, positive for a person.

People say a word or two, and then wait; machines talk on. The lengths are those by which Asterisk's `AMD()` goes
(app_amd.c: a greeting of up to 1.5 s and 0.8 s of silence after it are a person, more than 5 s are not), but here each
is worth something and none decides alone. Not responsible for which machine it is, nor for deciding
(`runtime.hearing.answer`).
"""

from math import inf

import numpy as np

from holdlang.calllog import AudioType
from runtime.hearing.events import HearingEvent, SoundChanged, SpeechEnded, SpeechRepeated, SpeechStarted
from runtime.hearing.evidence import repetition, words
from runtime.hearing.judge import Turn

LATE_WORDS = 1.0
"""Seconds after an utterance within which its last words come from the recogniser, if they come at all."""
LONG = 8.0
"""Seconds of speech that are no greeting, whatever else is said."""
PRIOR = -0.5
"""A company's number is answered by a machine somewhat more often than by a person."""
MUSIC = -5.0
"""Nobody who has picked up plays music."""
QUIET: tuple[AudioType, ...] = ("silence", "noise")
"""What is heard of somebody who waits: nothing, or the room."""
FOR, AGAINST = 4.5, 3.0
"""The most that words weigh here for a person, and against one: short greetings are often misheard."""

_LENGTH = ([0.0, 1.0, 1.5, 2.0, 3.0, 5.0, LONG, 12.0], [1.5, 1.5, 1.0, 0.5, -0.5, -2.0, -4.0, -6.0])
"""Seconds of speech, and their worth once it has ended; while it goes on only what speaks against a person counts."""
_WAITS = ([0.0, 0.7, 0.9, 1.2, 1.6, 2.2, 4.0], [0.0, 0.0, 1.0, 2.2, 3.2, 4.0, 4.5])
"""Seconds of silence after it: voicemail greetings pause for 0.5 s, menus for up to a second between two files."""


def length(spoken: float, ended: bool) -> float:
    """A greeting is short."""
    worth = float(np.interp(spoken, *_LENGTH))
    return worth if ended else min(0.0, worth)


def waits(silent: float) -> float:
    """Who has greeted us waits for what we say."""
    return float(np.interp(silent, *_WAITS))


class Greeting:
    """What is said first, in one segment or several. Times are seconds."""

    def __init__(self) -> None:
        self._turn: Turn | None = None
        self._final = -inf
        """The latest segment whose last words are here."""
        self._sound: AudioType = "silence"
        self._since = 0.0
        """Since when it has sounded so."""

    @property
    def onset(self) -> float | None:
        """When somebody began to speak; None if nobody has."""
        return None if self._turn is None else self._turn.onset

    @property
    def text(self) -> str:
        """The words so far."""
        return "" if self._turn is None else self._turn.text

    def hear(self, event: HearingEvent) -> None:
        """Take what was heard."""
        turn = self._turn
        match event:
            case SpeechStarted(at=at, segment=segment) if turn is None:
                self._turn = Turn(at, segment, "silence", at, segment)
            case SpeechStarted(at=at, segment=segment) if turn is not None:
                turn.goes_on(at, segment)
            case SpeechEnded(at=at) if turn is not None:
                turn.ended = at
            case SpeechRepeated(repeated=repeated) if turn is not None:
                turn.repeated = repeated
            case SoundChanged(at=at, sound=sound):
                self._sound, self._since = sound, at
                if turn is not None and (sound not in QUIET or "provisional" in event.features):
                    turn.silence_broken(at)
                elif turn is not None and turn.silent_since is None:
                    turn.silent_since = at

    def say(self, segment: int, text: str, is_final: bool) -> None:
        """Take the recogniser's words for a segment so far."""
        if self._turn is not None and segment >= self._turn.segment:
            self._turn.say(segment, text, is_final)
            if is_final:
                self._final = segment

    def music(self, at: float, least: float) -> bool:
        """Whether music has played for so long."""
        return self._sound == "music" and at - self._since >= least

    def silent(self, at: float) -> float:
        """For how long somebody has been waiting."""
        turn = self._turn
        return 0.0 if turn is None or turn.ended is None or self._sound not in QUIET else turn.silent(at)

    def spoken(self, at: float) -> float:
        """Seconds of speech so far."""
        return 0.0 if self._turn is None else self._turn.spoken(at)

    def said(self, at: float) -> bool:
        """Whether it is over, and all its words are here."""
        turn = self._turn
        if turn is None or turn.ended is None:
            return False
        return self._final >= turn.latest or at - turn.ended >= LATE_WORDS

    def odds(self, at: float) -> dict[str, float]:
        """What speaks for a person."""
        turn = self._turn
        if turn is None:
            return {"music": MUSIC} if self._sound == "music" else {}
        return {
            "prior": PRIOR,
            "length": length(turn.spoken(at), turn.ended is not None),
            "words": max(-AGAINST, min(FOR, words(turn.text))),
            "waits": waits(self.silent(at)),
            "repetition": repetition(turn.repeated),
            "music": MUSIC if self._sound == "music" else 0.0,
        }
