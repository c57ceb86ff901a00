"""What comes of what is heard, as the events of the call log: hold, announcements, people, menus, what the queue says.

Pure: what was noticed goes in, and the time. The question who speaks is the same from the first second to the last:
whoever was put through to a person may be put back on hold. Not responsible for hearing (`runtime.hearing`), for words
(`runtime.engines`), or for acting on anything (`runtime.steps`).
"""

from collections.abc import Iterable

from holdlang.calllog import (
    AnnouncementHeard,
    AudioType,
    Data,
    HoldDetected,
    HumanDetected,
    IvrMenuDetected,
    SpeakerUncertain,
)
from holdlang.menu import options, understand
from holdlang.menu.notices import Notices
from holdlang.model import CallFlow, Price
from runtime.hear.clauses import Clauses
from runtime.hearing.answer import Answer, Answering
from runtime.hearing.events import SoundChanged, SpeechEnded, SpeechStarted, Verdict
from runtime.hearing.judge import Judge
from runtime.steps.prompt import LATEST, PROMPT_END
from runtime.told import answered, as_data, judged
from runtime.watch import Heard, Words

BACK_ON_HOLD = 2.0
"""Seconds of music after a person has spoken that put us back on hold: a hummed tune or a held vowel is shorter."""

PROVEN = -5.0
"""Log-odds of words and repetition together at which a recording is one although a person has been on the line: that
somebody speaks at length, which is evidence on hold, says nothing of an agent. It is the judge's own bound."""

SEGMENTS = 8
"""Segments whose words are kept for the excerpt of a verdict."""


class Follower:
    """Follows one recording; tell it everything in order, and the time at least every 100 ms."""

    def __init__(self, price: Price = "normal", flow: CallFlow | None = None) -> None:
        """`price` is that of a false ring against a missed person. Which clauses of `flow` fit is told, too."""
        self._judge = Judge(price)
        self._answering = Answering()
        self._answering.answered(0.0)  # a recording does not tell when; what rings is not counted
        self._notices = Notices()
        self._clauses = Clauses(flow)
        self._texts: dict[int, str] = {}
        self._held = self._person = False
        self._music: SoundChanged | None = None
        """The music that plays now."""
        self._prompt = ""
        """The words of the prompt so far: menus pause between their options."""
        self._speaks = False
        self._spoken_until = 0.0

    @property
    def rings_at(self) -> float:
        """The log-odds at which a person is believed."""
        return self._judge.rings_at

    def odds(self, at: float) -> dict[str, float]:
        """The log-odds for a person of whoever speaks, by the kind of evidence; empty if nobody is in question."""
        return self._judge.odds(at)

    def take(self, event: Heard) -> list[Data]:
        """Take what was noticed; returns it as data of the log, and what comes of it."""
        told = [as_data(event)]
        match event:
            case Words(at=at, segment=segment, text=text, is_final=is_final):
                self._texts = {**dict(list(self._texts.items())[-SEGMENTS:]), segment: text}
                told += _answered(self._answering.words(segment, text, is_final, at))
                told += self._said(text) if is_final else []
                return told + self._judged(self._judge.words(segment, text, is_final, at))
            case SoundChanged(sound=sound):
                self._music = event if sound == "music" else None
                self._person = self._person and sound != "ringing"
                if self._music and not self._person:
                    told += self._hold("music", event.confidence)
            case SpeechStarted():
                self._speaks = True
            case SpeechEnded(at=at):
                self._speaks, self._spoken_until = False, at
        return told + _answered(self._answering.hear(event)) + self._judged(self._judge.hear(event))

    def tick(self, now: float) -> list[Data]:
        """Take note of the time: silence after speech, and music that goes on, tell something."""
        told = _answered(self._answering.tick(now)) + self._judged(self._judge.tick(now))
        if self._person and self._music and now - self._music.at >= BACK_ON_HOLD:
            self._person = self._held = False
            told += self._hold("music", self._music.confidence)
        if self._prompt and not self._speaks and now - self._spoken_until >= PROMPT_END:
            told += self._menu()
        return told

    def _judged(self, verdicts: list[Verdict]) -> list[Data]:
        return [data for verdict in verdicts for data in self._judgement(verdict)]

    def _judgement(self, verdict: Verdict) -> list[Data]:
        said = " ".join(text for segment, text in self._texts.items() if segment >= verdict.segment and text)
        data = judged(verdict, said, round(verdict.onset, 3))
        match data:
            case HumanDetected() if not self._person:
                self._person, self._held = True, False
                return [data]
            case AnnouncementHeard(confidence=confidence) if not self._person or _proven(data.evidence):
                held = self._hold("speech", confidence) if self._person or understand(said).on_hold else []
                self._person = False
                return [*held, data]
            case SpeakerUncertain() if not self._person:
                return [data]
            case _:
                return []

    def _hold(self, sound: AudioType, confidence: float) -> list[Data]:
        if self._held:
            return []
        self._held = True
        return [HoldDetected(audio_type=sound, confidence=round(confidence, 3))]

    def _said(self, text: str) -> list[Data]:
        """What an utterance tells, unless it is a person who says it: "dial nine when you arrive" is no menu."""
        fits = self._clauses.fitting(text)
        if self._person:
            return [*fits]
        self._prompt = f"{self._prompt} {text}".strip()[-LATEST:]
        return [*self._notices.hear(text), *fits]

    def finish(self) -> list[Data]:
        """Nothing more will come: what has been said is the whole prompt."""
        return self._menu() if self._prompt else []

    def _menu(self) -> list[Data]:
        heard, self._prompt = self._prompt, ""
        offered = {} if self._person else options(heard)
        return [IvrMenuDetected(transcript=heard, options=offered)] if offered else []


def _answered(answers: Iterable[Answer]) -> list[Data]:
    return [answered(answer, lambda moment: moment) for answer in answers]


def _proven(evidence: dict[str, float]) -> bool:
    return evidence.get("words", 0.0) + evidence.get("repetition", 0.0) <= PROVEN
