"""What hearing has to say. `at` is in seconds since the first sample it was fed."""

from dataclasses import dataclass, field
from typing import Literal

from holdlang.calllog import AudioType, SignalName
from runtime.ports import Samples


@dataclass(frozen=True)
class SoundChanged:
    """From `at` on, the far end sounds like this.

    `features` tells what the decision rests on: `level` in dBFS, the frequencies of a tone in Hz (`hz1`, `hz2`),
    `digital` for silence without any noise, `provisional` for sound that has just ended a silence and has no name yet.
    """

    at: float
    sound: AudioType
    confidence: float
    features: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class BeepHeard:
    """A single tone of `hz` began at `at`, sounded for `seconds` and was followed by quiet: a machine records now."""

    at: float
    seconds: float
    hz: float


@dataclass(frozen=True)
class ToneNamed:
    """The tone that began at `at` is this one: told once each time that it begins, however often it comes again.

    `key` is that of `dtmf`: 0 to 9, A to D, * or #.
    """

    at: float
    name: SignalName
    key: str | None = None


@dataclass(frozen=True)
class SpeechStarted:
    """A segment of speech began at `at` (the onset, not the time of noticing)."""

    at: float
    segment: int


@dataclass(frozen=True)
class SpeechAudio:
    """Sound of the open segment for the recogniser; the first one includes what was heard just before the onset."""

    at: float
    segment: int
    samples: Samples


@dataclass(frozen=True)
class SpeechEnded:
    """The segment ended at `at` (its last speech, not the time of noticing).

    `known` are its words, if all of it is one recording of an earlier call.
    """

    at: float
    segment: int
    known: str = ""


@dataclass(frozen=True)
class SpeechRepeated:
    """The sound of the open segment was heard before on this call, at `earlier`; or (`repeated` false) no longer is.

    `error` is the share of fingerprint bits that differ. If it was on an earlier call (`earlier_call`), `earlier` is
    seconds from the beginning of that recording, and `text` are the words that it had.
    """

    at: float
    segment: int
    earlier: float
    error: float
    repeated: bool = True
    earlier_call: bool = False
    text: str = ""


@dataclass(frozen=True)
class Verdict:
    """Who spoke in a segment. `evidence` holds the log-odds of each judge, positive for a person; their sum decides."""

    at: float
    segment: int
    speaker: Literal["person", "recording", "uncertain"]
    confidence: float
    evidence: dict[str, float]
    onset: float


HearingEvent = (
    SoundChanged | BeepHeard | ToneNamed | SpeechStarted | SpeechAudio | SpeechEnded | SpeechRepeated | Verdict
)
