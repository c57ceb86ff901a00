"""What a picture of a hearing is made of, gathered while it goes on. Not responsible for drawing it (`picture`).

Kept are a few numbers for every block and every utterance, never the sound: two hours take some megabytes.
"""

from dataclasses import dataclass, field
from typing import Literal

from holdlang.calllog import (
    AnnouncementHeard,
    AnsweredBy,
    AudioClassified,
    AudioType,
    HoldDetected,
    HumanDetected,
    SpeakerUncertain,
    TranscriptChunk,
    UtteranceRepeated,
    Who,
)
from runtime.hear.listening import Noted
from runtime.ports import Samples


@dataclass
class Utterance:
    """What was said from `begin` to `end`, in seconds."""

    begin: float
    end: float
    text: str
    repeated: bool


@dataclass(frozen=True)
class Found:
    """A verdict, known at `at`, on whoever began to speak at `onset`."""

    at: float
    speaker: Literal["person", "recording", "uncertain"]
    confidence: float
    evidence: dict[str, float]
    onset: float


@dataclass
class Sketch:
    """Take every block and note everything, in order. Times are seconds."""

    peaks: list[float] = field(default_factory=list)
    """The loudest sample of each block, from 0 to 1."""
    times: list[float] = field(default_factory=list)
    """When each block ended."""
    odds: list[dict[str, float]] = field(default_factory=list)
    """The evidence on whoever spoke, as it stood then, or what decided."""
    sounds: list[tuple[float, AudioType]] = field(default_factory=list)
    utterances: list[Utterance] = field(default_factory=list)
    verdicts: list[Found] = field(default_factory=list)
    holds: list[float] = field(default_factory=list)
    answers: list[Who] = field(default_factory=list)
    """Who answered, and who it turned out to be."""
    _repeated: set[int] = field(default_factory=set)
    """The segments that were heard before."""

    @property
    def end(self) -> float:
        """How long it lasts."""
        return self.times[-1] if self.times else 0.0

    def take(self, block: Samples, now: float, odds: dict[str, float]) -> None:
        """A block was heard, which ended `now`."""
        self.times.append(now)
        self.peaks.append(max(-int(block.min()), int(block.max())) / 32768)
        decided = self.verdicts and self.verdicts[-1].at == now
        self.odds.append(self.verdicts[-1].evidence if decided else odds)

    def note(self, noted: Noted) -> None:
        """Something was noted."""
        match noted.data:
            case AudioClassified(audio_type=sound, moment=float(at), features=features):
                if "provisional" not in features:
                    self.sounds.append((at, sound))
            case UtteranceRepeated(segment=segment, repeated=repeated):
                (self._repeated.add if repeated else self._repeated.discard)(segment)
            case TranscriptChunk(is_final=True, onset=float(onset), moment=float(end), text=text, segment=segment):
                self.utterances.append(Utterance(onset, end, text, segment in self._repeated))
            case HoldDetected():
                self.holds.append(noted.time)
            case HumanDetected(confidence=confidence, evidence=evidence, onset=float(onset)):
                self.verdicts.append(Found(noted.time, "person", confidence, evidence, onset))
            case AnnouncementHeard(confidence=confidence, evidence=evidence):
                self.verdicts.append(Found(noted.time, "recording", confidence, evidence, noted.time))
            case SpeakerUncertain(confidence=confidence, evidence=evidence, onset=float(onset)):
                self.verdicts.append(Found(noted.time, "uncertain", confidence, evidence, onset))
            case AnsweredBy(who=who):
                self.answers.append(who)
            case _:
                pass
