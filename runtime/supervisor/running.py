"""A call that runs, as its log tells. Not responsible for reading it (`runtime.supervisor.tail`)."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from holdlang.calllog import (
    AudioClassified,
    CallEnded,
    CallRinging,
    CallStarted,
    HumanDetected,
    IvrStep,
    Line,
    RecordingStarted,
    RecordingStopped,
    RedialPlanned,
)
from holdlang.callstate import CallState, fold

HISTORY = 500
"""Changes of sound that are kept; an hour on hold has a few hundred."""


@dataclass(frozen=True)
class Classified:
    """What the line sounded like from a moment on (seconds since 1970, as the reference has it); how sure that is."""

    timestamp: float
    type: str
    confidence: float


@dataclass
class Running:
    """What is known of a call: folded from its log, line by line."""

    folder: Path | None
    begun: CallStarted
    """What it was begun with: of the order, until the log tells."""
    zero: float = 0.0
    """The wall time at which the clock of the log stood at 0, in seconds since 1970, by its latest line: the clock of
    the machine may have been set since the first."""
    begun_at: float = 0.0
    """When the call was begun, on the clock of the log: its folder may have waited."""
    started_at: datetime | None = None
    state: CallState = field(default_factory=CallState)
    classified: deque[Classified] = field(default_factory=lambda: deque(maxlen=HISTORY))
    recordings: dict[str, float | None] = field(default_factory=dict)
    """Those that there are, with their length once they are closed."""
    step_description: str | None = None
    ended_at: datetime | None = None
    duration: float | None = None
    """Seconds from its beginning to its end, once it is over."""

    def take(self, line: Line) -> None:
        """Take in the next line."""
        self.state = fold(self.state, line)
        moment = line.timestamp.timestamp()
        self.zero = moment - line.at
        match line.data:
            case CallStarted():
                self.begun, self.begun_at, self.started_at = line.data, line.at, line.timestamp
            case RedialPlanned() as planned:
                self.begun = CallStarted(
                    number=planned.number, company=planned.company, flow_id=planned.flow_id, mode=planned.mode
                )
            case CallEnded(duration=seconds):
                self.ended_at, self.duration = line.timestamp, seconds
            case IvrStep(description=description):
                self.step_description = description
            case RecordingStarted(recording_id=name):
                self.recordings.setdefault(name)
            case RecordingStopped(recording_id=name, duration=seconds):
                self.recordings[name] = seconds
            case CallRinging():
                self.classified.append(Classified(moment, "ringing", 1.0))
            case AudioClassified(audio_type=sound, confidence=confidence) if sound != "silence" or self.classified:
                kind = "ivr_prompt" if sound == "speech" else sound
                self.classified.append(Classified(moment, kind, confidence))
            case HumanDetected(confidence=confidence):
                self.classified.append(Classified(moment, "live_human", confidence))
