"""The call log: what happened on a call, as one append-only file of JSON lines. Everything else reads it.

Event names and data fields are those of the reference API's event table, so that a line of the log is, as it stands, a
message of the event stream. Beside the events (past tense) stand the commands (imperative) that the call carried out,
each with its reason. All that the steps were told stands in it, so that a flow can be run again over a log alone
(`runtime.replay`). Not responsible for files (see `runtime.record`) or for showing anything.

Units: `at` and every duration are seconds; `timestamp` is wall time in UTC and only ever shown, never computed with.
`moment` and `onset` of what was heard are on the clock of the hearing, as is `clock` of a line.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, TypeAdapter

from holdlang.model.base import Model

VERSION = 2
"""Version of this schema; it stands in `call_started.data.log_version`. Since 2 a log tells all that the steps were
told."""

AudioType = Literal["silence", "ringing", "busy", "tone", "music", "speech", "noise"]
"""What the far end sounds like."""

SignalName = Literal[
    "ringback",
    "busy",
    "congestion",
    "dial",
    "call waiting",
    "recording",
    "sit",
    "sit intercept",
    "sit vacant code",
    "sit reorder",
    "sit no circuit",
    "sit ineffective other",
    "fax calling",
    "fax answering",
    "dtmf",
]
"""Tones that a network or a machine gives: `sit` are the special information tones, `recording` tells that the call is
being recorded, `dtmf` is a key. (`runtime.hearing.plans` says how each of them sounds.)"""

Who = Literal["human", "ivr", "voicemail", "unavailable", "fax", "screening", "silence", "uncertain"]
"""Who is on the line: a person; a menu or another recording; a machine that takes messages, or says that the number
cannot be reached, or wants to know who calls; a fax; nobody that could be heard; somebody, but nobody knows who."""

Mode = Literal["direct", "hold_slayer", "ai_assisted"]
"""What a call is for: to put the user through at once; to wait in the user's place; to put the user through, and write
down what the company says."""

DriftPolicy = Literal["press heard", "ask", "fail", "wait", "not taken"]
"""What a flow does about a key that has moved: press the one that was heard; ask, or fail, once the menu has said so
again; wait on (in a `hold`); or nothing, because another clause was taken."""


class Data(Model):
    """The `data` of a line. Lines written by a later version may carry more fields; they are kept."""

    model_config = ConfigDict(frozen=True, extra="allow")


class CallStarted(Data):
    number: str
    mode: Mode = "hold_slayer"
    intent: str | None = None
    company: str | None = None
    flow_id: str | None = None
    by: str | None = None
    """Who wanted the call, where several can; None: whoever was at the terminal."""
    recording: bool = True
    """Whether it may be recorded; a flow can pause that."""
    consent: Literal["one_party", "all_parties"] = "one_party"
    """Who has to agree to a recording; with `all_parties` nothing is recorded before the `disclosure` was said."""
    disclosure: str | None = None
    """What a person is told of the recording."""
    transcription: bool = True
    """Whether words are made of what is heard."""
    rehearsed: bool = False
    """Whether the company is one of our own, on this machine."""
    log_version: int = VERSION
    source: str | None = None
    """The file that the flow came from, as an absolute path; None for source text that lay in no file."""
    given: dict[str, str] = Field(default_factory=dict)
    """What the flow was given, by name; secrets are left out."""
    advisor: str = ""
    """Who is asked at prompts that the flow does not know."""
    takes_unmatched: bool = False
    """Whether it is asked even where no `ask` says so."""
    requests: int = 20
    tokens: int = 60_000
    """What may be asked of it on this call."""


class RedialPlanned(Data):
    """The next attempt to get through: it is begun in so many `seconds`."""

    number: str
    seconds: float
    mode: Mode = "hold_slayer"
    company: str | None = None
    flow_id: str | None = None


class CallRinging(Data):
    number: str


class CallConnected(Data):
    number: str
    duration: float
    """Seconds from dialling to the answer."""


class CallEnded(Data):
    number: str
    duration: float
    reason: str
    outcome: str


class CallFailed(Data):
    number: str
    error: str
    outcome: str


class HoldDetected(Data):
    audio_type: AudioType
    confidence: float
    hold_duration: float = 0.0


class HumanDetected(Data):
    confidence: float
    transcript_excerpt: str
    evidence: dict[str, float] = Field(default_factory=dict)
    """Log-odds that each judge gave, by name; positive speaks for a person."""
    onset: float | None = None
    """When the person began to speak, on the clock of `at`."""


class AnnouncementHeard(Data):
    confidence: float
    transcript_excerpt: str
    evidence: dict[str, float] = Field(default_factory=dict)
    segment: int | None = None
    """Its first utterance."""


class AnsweredBy(Data):
    """Who answered, or speaks now, where it was another before: told at the latest some seconds after the answer."""

    who: Who
    confidence: float
    transcript_excerpt: str
    evidence: dict[str, float] = Field(default_factory=dict)
    """Log-odds that each judge gave, by name; positive speaks for `who`."""
    onset: float | None = None
    """When they began to speak, on the clock of `at`."""
    beep: float | None = None
    """When their beep began, on the same clock: they record now."""


class SpeakerUncertain(Data):
    """Somebody speaks, and neither a person nor a recording can be made out so far. `confidence` is that of a
    person."""

    confidence: float
    transcript_excerpt: str
    evidence: dict[str, float] = Field(default_factory=dict)
    onset: float | None = None


class TransferStarted(Data):
    device: str
    from_call_id: str


class TransferComplete(Data):
    device: str
    bridge_id: str


class TransferFailed(Data):
    device: str
    error: str


class IvrStep(Data):
    step_id: str
    step_type: str
    description: str


class IvrDtmfSent(Data):
    digits: str
    step_id: str


class IvrMenuDetected(Data):
    transcript: str
    options: dict[str, str] = Field(default_factory=dict)
    """Key to press -> what the menu says it is for."""


class MenuChanged(Data):
    """The prompt names another key (`heard`) for `phrase` than the flow does (`expected`). `policy` is what follows."""

    step_id: str
    transcript: str
    phrase: str
    expected: str
    heard: str
    policy: DriftPolicy


class QueueProgress(Data):
    """What the queue says of our wait: our `position` in it (1 is the next), and how long it will be, in seconds."""

    position: int | None = None
    wait: float | None = None


class CallbackOffered(Data):
    """They offer to call back; `key` takes the offer, if it was told."""

    transcript_excerpt: str
    key: str | None = None


class ClosedAnnounced(Data):
    """The company says that nobody will answer now."""

    transcript_excerpt: str


class RecordingAnnounced(Data):
    """The company says that it records the call."""

    transcript_excerpt: str


class AudioClassified(Data):
    audio_type: AudioType
    confidence: float
    features: dict[str, float] = Field(default_factory=dict)
    moment: float | None = None
    """Since when it has sounded so."""


class TranscriptChunk(Data):
    text: str
    speaker: str = "far_end"
    is_final: bool
    segment: int | None = None
    onset: float | None = None
    """When its utterance began."""
    moment: float | None = None
    """How far it had been heard."""


class NoWords(Data):
    """The recogniser has no words (any more) for this utterance."""

    segment: int
    onset: float
    moment: float
    is_final: bool


class UtteranceBegan(Data):
    moment: float
    segment: int


class UtteranceEnded(Data):
    """Its last speech was at `moment`; or (`cut`) what we did put an end to it."""

    moment: float
    segment: int
    cut: bool = False


class UtteranceRepeated(Data):
    """The sound of the utterance was heard before, at `earlier`; or (`repeated` false) no longer is. `error` is the
    share of fingerprint bits that differ. If it was on an earlier call to this number (`earlier_call`), `earlier` is
    seconds from the beginning of that recording, and `transcript` are the words that it had."""

    moment: float
    segment: int
    earlier: float
    error: float
    repeated: bool
    earlier_call: bool = False
    transcript: str = ""


class Beep(Data):
    """A tone of `hz` that sounded for `seconds`, and quiet after it."""

    moment: float
    seconds: float
    hz: float


class ToneHeard(Data):
    """A tone has its name, and began at `moment`. `key` is that of `dtmf`: a call does not tell, it may be ours."""

    name: SignalName
    moment: float
    key: str | None = None


class RecordingStarted(Data):
    recording_id: str
    path: str


class RecordingStopped(Data):
    recording_id: str
    duration: float
    file_size: int


class Decided(Data):
    """Why the call did what it did next: every action can be traced to one of these."""

    step_id: str
    heard: str
    clause: str
    score: float
    actions: list[str]


class Advised(Data):
    """What the advisor `by` answered to the latest `ask_advisor`: what to do (`action`: press, say, enter, wait or
    give_up; `argument`: the key, the words, or the name of what to enter), or (`error`) why there is no answer to use.
    `duration` is how long it took."""

    step_id: str
    action: str | None = None
    argument: str = ""
    sureness: float | None = None
    why: str = ""
    by: str = ""
    tokens: int = 0
    duration: float = 0.0
    error: str | None = None


class Dial(Data):
    number: str
    reason: str


class AskAdvisor(Data):
    """Choose what to do at the prompt `heard`, of which `options` were understood. `attempt` counts from 1."""

    step_id: str
    heard: str
    intent: str
    options: dict[str, str] = Field(default_factory=dict)
    attempt: int = 1
    reason: str


class SendDtmf(Data):
    digits: str
    reason: str


class Speak(Data):
    text: str
    reason: str


class PlayFile(Data):
    path: str
    reason: str


class SetRecording(Data):
    """From here on both sides are recorded, or (`on` false) the recordings hold silence."""

    on: bool
    reason: str


class Finished(Data):
    """A command to the company's leg is carried out, or could not be (`error`). Keys that were sent are an
    `ivr_dtmf_sent`."""

    command: Literal["send_dtmf", "speak", "play"]
    error: str | None = None


class RingDevice(Data):
    device: str
    reason: str
    seconds: float | None = None
    """How long it is to ring."""


class LegAnswered(Data):
    """A device took the call. (That the company did is a `call_connected`.)"""

    leg: str


class LegEnded(Data):
    """A leg is over that we did not end: `company`, or a device. `code` is the SIP status, 200 for hanging up."""

    leg: str
    code: int
    reason: str
    by_far_end: bool


class AskDevice(Data):
    """The device has answered, and is asked to press `key` to take the call."""

    device: str
    key: str


class Refer(Data):
    """The company is asked to call the device itself (REFER)."""

    device: str
    reason: str
    seconds: float | None = None
    """How long it may take."""


class Bridge(Data):
    device: str
    reason: str


class HangUp(Data):
    leg: str
    reason: str


class NotifyUser(Data):
    text: str
    reason: str


class NoteTaken(Data):
    text: str


_TYPES: dict[str, type[Data]] = {
    "call_started": CallStarted,
    "redial_planned": RedialPlanned,
    "call_ringing": CallRinging,
    "call_connected": CallConnected,
    "call_ended": CallEnded,
    "call_failed": CallFailed,
    "hold_detected": HoldDetected,
    "human_detected": HumanDetected,
    "announcement": AnnouncementHeard,
    "speaker_uncertain": SpeakerUncertain,
    "answered_by": AnsweredBy,
    "transfer_started": TransferStarted,
    "transfer_complete": TransferComplete,
    "transfer_failed": TransferFailed,
    "ivr_step": IvrStep,
    "ivr_dtmf_sent": IvrDtmfSent,
    "ivr_menu_detected": IvrMenuDetected,
    "menu_changed": MenuChanged,
    "queue_progress": QueueProgress,
    "callback_offered": CallbackOffered,
    "closed_announced": ClosedAnnounced,
    "recording_announced": RecordingAnnounced,
    "audio_classified": AudioClassified,
    "transcript_chunk": TranscriptChunk,
    "no_words": NoWords,
    "utterance_began": UtteranceBegan,
    "utterance_ended": UtteranceEnded,
    "utterance_repeated": UtteranceRepeated,
    "beep": Beep,
    "tone_heard": ToneHeard,
    "recording_started": RecordingStarted,
    "recording_stopped": RecordingStopped,
    "decided": Decided,
    "ask_advisor": AskAdvisor,
    "advised": Advised,
    "notify": NotifyUser,
    "note": NoteTaken,
    "dial": Dial,
    "send_dtmf": SendDtmf,
    "speak": Speak,
    "play": PlayFile,
    "finished": Finished,
    "record": SetRecording,
    "ring_device": RingDevice,
    "leg_answered": LegAnswered,
    "leg_ended": LegEnded,
    "ask_device": AskDevice,
    "refer": Refer,
    "bridge": Bridge,
    "hang_up": HangUp,
}
_NAMES = {model: name for name, model in _TYPES.items()}

EVENT_TYPES = frozenset(_TYPES)
"""The types that a line can have."""


def type_of(data: Data) -> str:
    """The type of a line with this data."""
    return _NAMES[type(data)]


class Line(Model):
    """One line of the log."""

    type: str
    call_id: str
    timestamp: datetime
    at: Annotated[float, Field(ge=0)]
    """Seconds since the call was started, on the call's own clock."""
    clock: float | None = None
    """How far the company had been heard: seconds on the clock of the hearing, which is behind after a stall."""
    data: Any

    def to_json(self) -> str:
        """The line as it is written, without a line break."""
        return self.model_dump_json()


def line(data: Data, *, call_id: str, timestamp: datetime, at: float, clock: float | None = None) -> Line:
    """Wrap `data` into a line of the type that its class stands for."""
    heard = None if clock is None else round(clock, 3)
    return Line(type=type_of(data), call_id=call_id, timestamp=timestamp, at=round(at, 3), clock=heard, data=data)


def parse_line(text: str) -> Line:
    """Read one line back. Raises `ValueError` for text that is not a line; unknown types keep their data as a dict."""
    raw = _RAW.validate_json(text)
    model = _TYPES.get(raw.type)
    return raw if model is None else raw.model_copy(update={"data": model.model_validate(raw.data)})


_RAW: TypeAdapter[Line] = TypeAdapter(Line)
