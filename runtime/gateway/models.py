"""What the API takes and gives, as models: names and shapes are those of the reference API, which is a contract, with
more beside them. Not responsible for where any of it comes from.

Units: durations are seconds; moments are ISO 8601 in UTC, but for `classification_history`, where the reference has
seconds since 1970.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from holdlang.calllog import Mode

Status = Literal[
    "queued",
    "trying",
    "ringing",
    "connected",
    "on_hold",
    "human_detected",
    "transferring",
    "bridged",
    "completed",
    "failed",
    "no_answer",
    "cancelled",
]

CallId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Text = Annotated[str, StringConstraints(max_length=2000)]
Word = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Body(BaseModel):
    """A request. What it does not know it refuses: a misspelt field must not be lost."""

    model_config = ConfigDict(extra="forbid")


class Services(Body):
    """What is done beside the call."""

    recording: bool = True
    transcription: bool = True


class OutboundRequest(Body):
    """A call to be made. `number` can be left out if the flow has one."""

    number: Word | None = None
    mode: Mode = "hold_slayer"
    intent: Text | None = None
    device: Word | None = None
    """The phone to ring: its id, name or type. By default the one the flow names."""
    call_flow_id: Word | None = None
    services: Services = Services()
    values: dict[Word, Text] = Field(default_factory=dict, repr=False)
    """What the flow needs, by name. Secrets are better kept in holdlang.yaml."""
    rehearse: Word | None = None
    """A company of `GET /api/trees` that is called on this machine in place of the number."""


class HoldSlayerRequest(Body):
    """A call in the mode `hold_slayer`."""

    number: Word | None = None
    intent: Text | None = None
    call_flow_id: Word | None = None
    transfer_to: Word | None = None
    services: Services = Services()
    values: dict[Word, Text] = Field(default_factory=dict, repr=False)
    rehearse: Word | None = None

    def outbound(self) -> OutboundRequest:
        """The same as a request of the general kind."""
        return OutboundRequest(
            number=self.number,
            intent=self.intent,
            device=self.transfer_to,
            call_flow_id=self.call_flow_id,
            services=self.services,
            values=self.values,
            rehearse=self.rehearse,
        )


class TransferRequest(Body):
    """The phone that is to be put through now."""

    device: Word


class CallPlaced(BaseModel):
    """A call that was accepted."""

    call_id: str
    status: Status
    number: str
    mode: Mode
    started_at: datetime


class Heard(BaseModel):
    """What the line sounded like from `timestamp` (seconds since 1970) on."""

    timestamp: float
    type: str
    confidence: float


class Said(BaseModel):
    """Words of the far end, `at` seconds into the call."""

    at: float
    text: str
    speaker: str = "far_end"
    is_final: bool


class KeysPressed(BaseModel):
    """Keys that were sent, and why."""

    at: float
    digits: str
    step_id: str
    why: str


class Decision(BaseModel):
    """The last thing that was decided."""

    step_id: str
    heard: str
    clause: str
    actions: list[str]


class QueueView(BaseModel):
    """What the queue says of our place and wait."""

    position: int | None
    wait: float | None


class EstimateView(BaseModel):
    """How long past calls say that it will take still."""

    wait_seconds: float
    count: int
    basis: str


class RecordingView(BaseModel):
    """A recording: `far` is the company, `near` is us."""

    id: str
    url: str
    duration: float | None = None


class CallStatus(BaseModel):
    """All that is known of a call."""

    call_id: str
    status: Status
    number: str
    mode: Mode
    duration: float
    hold_time: float
    audio_type: str | None = None
    transcript_excerpt: str = ""
    classification_history: list[Heard] = []
    services: Services = Services()
    flow_id: str | None = None
    flow_name: str | None = None
    company: str | None = None
    intent: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: str | None = None
    reason: str = ""
    phase: str = ""
    step_id: str | None = None
    step_description: str | None = None
    visited: list[str] = []
    transcript: list[Said] = []
    pressed: list[KeysPressed] = []
    decided: Decision | None = None
    notice: str | None = None
    queue: QueueView | None = None
    estimate: EstimateView | None = None
    device: str | None = None
    person_since: float | None = None
    """Seconds into the call."""
    recordings: list[RecordingView] = []
    rehearsed: bool = False
    by: str | None = None


class CallSummary(BaseModel):
    """A call in a list."""

    call_id: str
    status: Status
    number: str
    duration: float
    mode: Mode = "hold_slayer"
    hold_time: float = 0.0
    audio_type: str | None = None
    flow_id: str | None = None
    flow_name: str | None = None
    company: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: str | None = None
    reason: str = ""
    step_id: str | None = None
    step_description: str | None = None
    transcript_excerpt: str = ""
    queue: QueueView | None = None
    estimate: EstimateView | None = None
    device: str | None = None
    rehearsed: bool = False


class CallPage(BaseModel):
    """Calls, and what to go on `after` from."""

    calls: list[CallSummary]
    total: int
    next: str | None = None


class Event(BaseModel):
    """A line of a call's log, with its id in the stream; None while it has none yet."""

    id: str | None
    type: str
    call_id: str
    timestamp: datetime
    at: float
    clock: float | None = None
    data: dict[str, Any]


class LogPage(BaseModel):
    """Lines of a log, and the number of the next one; None if these are the last there are now."""

    events: list[Event]
    next: int | None = None


class FlowSummary(BaseModel):
    """A flow in a list."""

    id: str
    name: str
    company: str | None
    phone_number: str | None
    step_count: int
    success_count: int
    fail_count: int
    tags: list[str]
    description: str | None = None
    needs: list[dict[str, Any]] = []
    """What must be told: name, secret, text."""
    devices: list[str] = []
    """The phones that it rings."""
    file: str = ""
    ok: bool = True


class BrokenFile(BaseModel):
    """A file of the folder that can't be read as flows."""

    file: str
    error: str


class FlowPage(BaseModel):
    """Flows by id, and what to go on `after` from."""

    flows: list[FlowSummary]
    total: int = 0
    next: str | None = None
    broken: list[BrokenFile] = []


class FixView(BaseModel):
    """A change that would mend it: what it does."""

    title: str


class DiagnosticView(BaseModel):
    """A mistake. Lines and columns count from 1; the end is exclusive."""

    code: str
    severity: str
    message: str
    line: int
    column: int
    end_line: int
    end_column: int
    help: str = ""
    fixes: list[FixView] = []


class Checked(BaseModel):
    """What is wrong with a source, and which flows it holds."""

    ok: bool
    diagnostics: list[DiagnosticView]
    flows: list[str]


class Written(BaseModel):
    """A flow as it stands now."""

    id: str
    file: str = ""
    etag: str = ""
    document: dict[str, Any] = {}
    source: str = ""
    diagnostics: list[DiagnosticView] = []


class LearnRequest(Body):
    """Make a flow of what a call found out, or merge it into one."""

    call_id: CallId
    phone_number: Word | None = None
    company: Word | None = None
    call_flow_id: Word | None = None
    """The flow that it is merged into; without one, that by which the call was made, or a new one."""


class RevisionView(BaseModel):
    """A change of a flow."""

    id: str
    author: str
    time: datetime
    reason: str


class DeviceRequest(Body):
    """A phone to be registered, or as it shall be."""

    name: Word
    type: Word = "sip_phone"
    sip_uri: Word
    priority: int = Field(default=10, ge=0, le=1000)
    capabilities: list[Word] = ["voice"]


class DeviceView(BaseModel):
    """A phone."""

    id: str
    name: str
    type: str
    sip_uri: str = ""
    is_online: bool | None = None
    """Whether it answers OPTIONS; None if it was not asked."""
    priority: int = 10
    capabilities: list[str] = ["voice"]
    read_only: bool = False
    """Whether it stands in holdlang.yaml, and is changed there."""


class TreeView(BaseModel):
    """A company that can be rehearsed."""

    id: str
    company: str | None
    file: str


class Refusal(BaseModel):
    """Every error."""

    detail: str
    diagnostics: list[DiagnosticView] | None = None
