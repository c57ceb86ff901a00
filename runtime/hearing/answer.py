"""Who answered, and who speaks now: a person, which machine, or nobody. Pure: events and time in, answers out.

At the pick-up the greeting tells (`runtime.hearing.greeting`). Whoever comes later in the call, when a menu puts us
through or a person puts us on hold, is told from a recording by the judge of a wait (`runtime.hearing.judge`). Which
machine it is, its words and tones tell. Not responsible for hearing any of that, nor for what is done about it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf

from holdlang.calllog import Who
from holdlang.menu.machines import MachineKind, machine
from runtime.hearing.events import (
    BeepHeard,
    HearingEvent,
    SoundChanged,
    SpeechEnded,
    SpeechStarted,
    ToneNamed,
    Verdict,
)
from runtime.hearing.greeting import LONG, Greeting
from runtime.hearing.judge import Judge

TICK, SELDOM = 0.1, 0.5
"""Seconds between two looks at the time while somebody may be waiting: at the pick-up, and later in the call."""
SILENT = 8.0
"""Seconds without a sound after the answer that are nobody. Not counted is, here and below, what rings on."""
PATIENCE = 12.0
"""Seconds after the answer at which whoever has not been told is called uncertain; who began late is heard out."""
SURE = 3.0
"""Log-odds at which a person or a machine is told: 20 to 1, as for a person on hold."""
WAITS = 0.8
"""Seconds of silence before which nobody is told for a person, however they greet us: recordings do so as well."""
PAUSE = 1.2
"""Seconds of silence before which nobody is told for a machine by what they said alone: people are misheard."""
STILL = 7.0
"""Seconds of silence after which more of it tells nothing."""
MUSIC = 1.5
"""Seconds for which music plays before it tells anything: what has no name by then is a room."""
AFTER_WORDS = 5.0
"""Seconds within which a beep belongs to the words before it."""
SEGMENTS = 8
"""Latest segments whose words are kept."""
TOLD = 8.0
"""Log-odds of what a machine's own words, a signal of the network or a beep tell."""

TAKES_MESSAGES: tuple[Who, ...] = ("voicemail", "screening")
"""Machines that beep."""
PARTICULAR: tuple[Who, ...] = ("voicemail", "screening", "unavailable", "fax")
"""Machines that remain what they are, also if they name keys."""


@dataclass(frozen=True)
class Answer:
    """It is `who`, since `onset`, known at `at`. `evidence` holds the log-odds of each judge, positive for `who` (for a
    person, if that is uncertain); `text` the words. `beep` is when the machine's beep began."""

    at: float
    who: Who
    confidence: float
    evidence: dict[str, float]
    text: str = ""
    onset: float | None = None
    beep: float | None = None


class Answering:
    """Follows one leg from its first sound on. Times are seconds on the clock of the hearing."""

    def __init__(self) -> None:
        self._who: Who | None = None
        self._told = False
        """Whether there was an answer yet."""
        self._picked_up: float | None = None
        """When the leg was answered, or stopped ringing after that."""
        self._greeting: Greeting | None = Greeting()
        """What is said at the pick-up, until it is known who says it or we have acted."""
        self._judge = Judge()
        self._acted = False
        """Whether we have pressed or said anything yet."""
        self._sound = "silence"
        self._quiet_since = 0.0
        """Since when the line has been silent, if it is."""
        self._texts: dict[int, str] = {}
        self._onsets: dict[int, float] = {}
        self._heard = self._last_speech = self._looked = -inf
        """When anything was heard, when speech was, and when note was taken of the time."""
        self._is_machine = 0
        """The latest segment that is known for a machine's: however long it waits now, it is no person."""

    def answered(self, at: float) -> None:
        """They have picked up; what was heard before is early media."""
        self._picked_up = at
        if self._greeting is not None and self._greeting.said(at):
            self._greeting = Greeting()

    def acted(self, at: float) -> list[Answer]:
        """We pressed or said something: nobody waits any more for an answer to what was said before. Returns who that
        was, if it was told by then."""
        found = self.tick(at) or self._greeted(at, last_chance=True)
        self._judge.answered(at)
        self._acted = True
        if self._who == "screening":
            self._greeting = Greeting()
        elif self._greeting is not None and self._greeting.onset is not None:
            self._greeting = None
        if self._who in PARTICULAR:
            self._who = None
        return found

    def hear(self, event: HearingEvent) -> list[Answer]:
        """Take what was heard; returns who it is, where that is known now and was not, or was somebody else."""
        self._heard = event.at
        verdicts = self._judge.hear(event)
        found: list[Answer] = []
        match event:
            case SoundChanged():
                found = self._sound_changed(event)
            case ToneNamed():
                found = self._signalled(event)
            case BeepHeard():
                found = self._beeped(event)
            case SpeechStarted(at=at, segment=segment):
                self._onsets = {**dict(list(self._onsets.items())[-SEGMENTS:]), segment: at}
            case SpeechEnded(at=at):
                self._last_speech = at
        if self._greeting is not None:
            self._greeting.hear(event)
        return found or self._judged(verdicts) or self._greeted(event.at)

    def words(self, segment: int, text: str, is_final: bool, at: float) -> list[Answer]:
        """Take the recogniser's words for a segment so far."""
        self._heard = at
        verdicts = self._judge.words(segment, text, is_final, at)
        self._texts = {**dict(list(self._texts.items())[-SEGMENTS:]), segment: text}
        if self._greeting is not None:
            self._greeting.say(segment, text, is_final)
        named = self._named(segment, text, at, is_final=is_final)
        return named or self._judged(verdicts) or self._greeted(at)

    def tick(self, at: float) -> list[Answer]:
        """Take note of the time."""
        self._looked = at
        return self._judged(self._judge.tick(at)) or self._greeted(at) or self._nobody(at)

    def wake(self, at: float) -> float:
        """When to take note of the time again, if nothing is heard until then."""
        if self._picked_up is None:
            return inf
        undecided = self._judge.undecided and at - self._heard < STILL + SELDOM
        looks = [max(self._heard, self._looked) + SELDOM if undecided else inf]
        if not self._told:
            deadlines = (max(self._picked_up, self._quiet_since) + SILENT, self._picked_up + PATIENCE)
            looks += [deadline for deadline in deadlines if deadline > self._looked]
        greeting = self._greeting
        if greeting is not None and (greeting.music(at, 0.0) or greeting.onset is not None):
            still = greeting.silent(at) > STILL or greeting.music(at, STILL)
            looks.append(inf if still else at + TICK)
        return min(looks)

    # --- what tells

    def _sound_changed(self, event: SoundChanged) -> list[Answer]:
        was, self._sound, self._quiet_since = self._sound, event.sound, event.at
        if event.sound == "ringing":
            self._greeting = Greeting()  # whoever is rung now answers anew
        if "ringing" in (was, event.sound) and self._picked_up is not None:
            self._picked_up = inf if event.sound == "ringing" else event.at
        if event.sound == "music" and self._who == "human":
            self._who = None  # on hold: the next person is told again
        return self._signalled(event)

    def _signalled(self, event: SoundChanged | ToneNamed) -> list[Answer]:
        who = _signal(event)
        if who is None or (self._picked_up is None and who != "unavailable"):
            return []
        return self._tell(event.at, who, {"tones": TOLD}, onset=event.at)

    def _beeped(self, event: BeepHeard) -> list[Answer]:
        if self._picked_up is None:
            return []
        early = event.at - self._picked_up <= PATIENCE
        follows = 0 <= event.at - self._last_speech <= AFTER_WORDS and self._who != "human" and not self._acted
        if self._who not in TAKES_MESSAGES and not early and not follows:
            return []
        who: Who = "screening" if self._who == "screening" else "voicemail"
        self._who, self._is_machine = None, self._latest
        return self._tell(event.at, who, {"beep": TOLD}, self._text(), beep=event.at)

    def _named(self, segment: int, text: str, at: float, *, is_final: bool) -> list[Answer]:
        """A machine that says what it is. Of somebody who is known for a person no words alone tell otherwise."""
        if self._who == "human":
            return []
        kind = machine(text, whole=is_final)
        if kind is None or (self._picked_up is None and kind != "unavailable"):
            return []
        self._is_machine = segment
        if kind == "ivr" and self._who in PARTICULAR:
            return []
        return self._tell(at, kind, {"words": TOLD}, text, self._onsets.get(segment))

    def _judged(self, verdicts: Sequence[Verdict]) -> list[Answer]:
        for verdict in verdicts if self._greeting is None else ():
            evidence, text = verdict.evidence, self._text(verdict.segment)
            if verdict.speaker == "person" and self._latest != self._is_machine:
                return self._tell(verdict.at, "human", evidence, text, verdict.onset)
            kind = self._machine(verdict.segment)
            if verdict.speaker == "recording" and self._who not in PARTICULAR and (kind or self._who != "human"):
                against = {name: -odds for name, odds in evidence.items()}
                return self._tell(verdict.at, kind or "ivr", against, text, verdict.onset)
        return []

    def _greeted(self, at: float, *, last_chance: bool = False) -> list[Answer]:
        greeting = self._greeting
        if greeting is None or self._picked_up is None:
            return []
        evidence = greeting.odds(at)
        odds = sum(evidence.values())
        waits = greeting.said(at) and greeting.silent(at) >= WAITS - 1e-6
        if (waits and odds >= SURE) or (last_chance and odds >= self._judge.rings_at):
            self._judge.answered(at)
            return self._tell(at, "human", evidence, greeting.text, greeting.onset)
        waited = greeting.said(at) and greeting.silent(at) >= PAUSE
        heard_out = last_chance or waited or greeting.spoken(at) > LONG or greeting.music(at, MUSIC)
        if odds > -SURE or not heard_out:
            return []
        against = {name: -worth for name, worth in evidence.items()}
        self._is_machine = self._latest
        return self._tell(at, self._machine() or "ivr", against, greeting.text, greeting.onset)

    def _nobody(self, at: float) -> list[Answer]:
        """The time is over by which there has to be an answer."""
        if self._told or self._picked_up is None:
            return []
        onset = None if self._greeting is None else self._greeting.onset
        heard = self._greeting is None or onset is not None
        silent = at - max(self._picked_up, self._quiet_since)
        if not heard and self._sound == "silence" and silent >= SILENT - 1e-6:
            return self._tell(at, "silence", {"silent": silent / 2})
        if at - self._picked_up < PATIENCE - 1e-6 or (onset is not None and at - onset < LONG - 1e-6):
            return []
        evidence = {} if self._greeting is None else self._greeting.odds(at)
        return self._tell(at, "uncertain", evidence, self._text())

    def _tell(
        self,
        at: float,
        who: Who,
        evidence: dict[str, float],
        text: str = "",
        onset: float | None = None,
        *,
        beep: float | None = None,
    ) -> list[Answer]:
        if who == self._who:
            return []
        self._who, self._told = who, True
        if who != "silence":
            self._greeting = None
        odds = sum(evidence.values())
        chance = 1 / (1 + exp(-odds))
        told = {name: round(worth, 2) for name, worth in evidence.items() if worth}
        return [Answer(at, who, max(chance, 1 - chance), told, text, onset, beep)]

    @property
    def _latest(self) -> int:
        """The latest segment; 0 before the first."""
        return max(self._onsets, default=0)

    def _machine(self, since: int = 0) -> MachineKind | None:
        """The machine that one of the latest segments is the words of."""
        return next(filter(None, (machine(text) for segment, text in self._texts.items() if segment >= since)), None)

    def _text(self, since: int = 0) -> str:
        """What was said in the latest segments, from a segment on."""
        return " ".join(text for segment, text in self._texts.items() if segment >= since)


def _signal(event: SoundChanged | ToneNamed) -> Who | None:
    """Who it is that a tone tells of."""
    match event:
        case SoundChanged(sound="busy"):
            return "unavailable"
        case ToneNamed(name=name) if name.startswith("sit"):
            return "unavailable"
        case ToneNamed(name=name) if name.startswith("fax"):
            return "fax"
        case _:
            return None
