"""What a call looks like now, folded from its log: for the terminal, the server and whoever else shows a call.

Not responsible for showing anything. Whatever can be shown of a running call can be shown of a log read back.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from holdlang.calllog import (
    Advised,
    AnnouncementHeard,
    AnsweredBy,
    AskAdvisor,
    AskDevice,
    AudioClassified,
    CallbackOffered,
    CallConnected,
    CallEnded,
    CallRinging,
    CallStarted,
    Decided,
    HoldDetected,
    HumanDetected,
    IvrDtmfSent,
    IvrStep,
    Line,
    NotifyUser,
    QueueProgress,
    RedialPlanned,
    Refer,
    RingDevice,
    SetRecording,
    TranscriptChunk,
    TransferComplete,
    TransferFailed,
    Who,
)
from holdlang.syntax.values import write_duration

Phase = Literal[
    "dialling",
    "ringing",
    "connected",
    "on hold",
    "person",
    "ringing you",
    "asking you",
    "handing over",
    "joined",
    "ended",
]

WHO: dict[Who, str] = {
    "human": "a person",
    "ivr": "a recording",
    "voicemail": "a voicemail",
    "unavailable": "a recording: the number cannot be reached",
    "fax": "a fax",
    "screening": "a machine that asks who calls",
    "silence": "silence",
    "uncertain": "somebody, nobody knows who",
}
"""Who is on the line, in words."""

KEPT = 50
"""Utterances and keys that are kept; a call can last for hours."""


@dataclass(frozen=True)
class Utterance:
    """Something the far end said; `is_final` is false while it is still being said."""

    at: float
    text: str
    is_final: bool


@dataclass(frozen=True)
class Pressed:
    """Keys that were sent, at which step, and why."""

    at: float
    digits: str
    step_id: str
    why: str


@dataclass(frozen=True)
class CallState:
    """The state of a call. Times are seconds on the clock of the log; None is "not yet"."""

    number: str = ""
    phase: Phase = "dialling"
    at: float = 0.0
    step_id: str | None = None
    outer_id: str | None = None
    """The step of the flow itself: while it runs another flow, `step_id` is a step of that."""
    step_type: str = ""
    step_since: float = 0.0
    visited: tuple[str, ...] = ()
    """Ids of the steps that were begun, each once, in order."""
    sound: str | None = None
    answered_by: Who | None = None
    """Who answered."""
    who: Who | None = None
    """Who is on the line now, as far as that has been told."""
    recording: bool = True
    """False while the flow wants no recording."""
    utterances: tuple[Utterance, ...] = ()
    pressed: tuple[Pressed, ...] = ()
    decided: Decided | None = None
    notice: str | None = None
    """The last thing the flow wanted the user to know."""
    held_before: float = 0.0
    """Seconds on hold before the present time on hold: agents put people back."""
    held_since: float | None = None
    held_until: float | None = None
    queue: QueueProgress | None = None
    """What the queue has said of our place and wait."""
    queue_at: float = 0.0
    """When it said so."""
    callback: CallbackOffered | None = None
    """The offer to call back."""
    asking: bool = False
    """Whether an advisor is being asked what to do."""
    announcements: int = 0
    person: HumanDetected | None = None
    """The latest person, with the evidence for them."""
    person_onset: float | None = None
    rang_at: float | None = None
    """When the first device rang for the person who speaks now."""
    ringing: int = 0
    """Devices that ring now."""
    before_ringing: Phase = "person"
    """What it was when they began to."""
    device: str | None = None
    joined_at: float | None = None
    outcome: str | None = None
    reason: str = ""

    def wait_left(self, now: float) -> float | None:
        """Seconds that the wait still takes by what the queue has said; None if it has said nothing of it."""
        if self.queue is None or self.queue.wait is None:
            return None
        return max(0.0, self.queue.wait - (now - self.queue_at))

    def on_hold(self, now: float) -> float:
        """Seconds spent on hold until `now`, on the clock of the log."""
        if self.held_since is None:
            return 0.0
        return self.held_before + max(0.0, (now if self.held_until is None else self.held_until) - self.held_since)


def fold(state: CallState, line: Line) -> CallState:
    """The state after `line`."""
    state = replace(state, at=line.at)
    match line.data:
        case CallStarted(number=number):
            return replace(state, number=number)
        case RedialPlanned(number=number, seconds=seconds):
            return replace(state, number=number, notice=f"calling again in {write_duration(seconds)}")
        case CallRinging():
            return replace(state, phase="ringing")
        case CallConnected():
            return replace(state, phase="connected")
        case IvrStep(step_id=step_id, step_type=step_type):
            visited = state.visited if step_id in state.visited else (*state.visited, step_id)
            outer = state.outer_id if "/" in step_id else step_id
            return replace(
                state,
                step_id=step_id,
                outer_id=outer,
                step_type=step_type,
                step_since=line.at,
                visited=visited,
            )
        case AudioClassified(audio_type=sound):
            return replace(state, sound=sound)
        case TranscriptChunk(text=text, is_final=is_final):
            said = state.utterances
            if said and not said[-1].is_final:
                said = said[:-1]
            return replace(state, utterances=(*said, Utterance(line.at, text, is_final))[-KEPT:])
        case QueueProgress() as progress:
            known = state.queue or progress
            position = known.position if progress.position is None else progress.position
            if progress.wait is None:  # of the wait it has said nothing new
                return replace(state, queue=known.model_copy(update={"position": position}))
            return replace(state, queue=progress.model_copy(update={"position": position}), queue_at=line.at)
        case CallbackOffered() as offer:
            return replace(state, callback=offer)
        case AskAdvisor():
            return replace(state, asking=True)
        case Advised():
            return replace(state, asking=False)
        case Decided() as decided:
            return replace(state, decided=decided)
        case IvrDtmfSent(digits=digits, step_id=step_id):
            why = state.decided.clause if state.decided and state.decided.step_id == step_id else f"step `{step_id}`"
            return replace(state, pressed=(*state.pressed, Pressed(line.at, digits, step_id, why))[-KEPT:])
        case NotifyUser(text=text):
            return replace(state, notice=text)
        case SetRecording(on=on):
            return replace(state, recording=on)
        case HoldDetected():
            before = state.on_hold(line.at)
            return replace(state, phase="on hold", held_before=before, held_since=line.at, held_until=None)
        case AnnouncementHeard():
            return replace(state, announcements=state.announcements + 1)
        case AnsweredBy(who=who):
            unknown = state.answered_by in (None, "silence", "uncertain")
            return replace(state, who=who, answered_by=who if unknown else state.answered_by)
        case HumanDetected(onset=onset) as person:
            onset = line.at if onset is None else onset
            return replace(state, phase="person", held_until=onset, person=person, person_onset=onset, rang_at=None)
        case RingDevice(device=device):
            first = line.at if state.rang_at is None else state.rang_at
            then = state.before_ringing if state.ringing else state.phase
            ringing = state.ringing + 1
            return replace(
                state, phase="ringing you", device=device, rang_at=first, ringing=ringing, before_ringing=then
            )
        case AskDevice():
            return replace(state, phase="asking you")
        case Refer(device=device):
            first = line.at if state.rang_at is None else state.rang_at
            return replace(state, phase="handing over", device=device, rang_at=first)
        case TransferFailed():
            left = max(0, state.ringing - 1)
            return replace(state, phase="ringing you" if left else state.before_ringing, ringing=left)
        case TransferComplete(device=device):
            return replace(state, phase="joined", device=device, joined_at=line.at, sound=None)
        case CallEnded(outcome=outcome, reason=reason):
            return replace(state, phase="ended", outcome=outcome, reason=reason)
    return state


def clock(seconds: float) -> str:
    """`1:02:03` or `02:03`."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute:02}:{second:02}"


def about(wait: float) -> str:
    """How long a wait of so many seconds may be, as exactly as anybody knows."""
    return f"about {max(1, round(wait / 60))} min to go"


def in_queue(position: int | None, wait: float | None) -> str:
    """What a queue has told, in one line."""
    place = "" if position is None else "next in the queue" if position == 1 else f"number {position} in the queue"
    minutes = "" if wait is None else about(wait)
    return ", ".join(filter(None, (place, minutes)))


def replay(lines: Iterable[Line]) -> CallState:
    """The state after all of `lines`."""
    state = CallState()
    for line in lines:
        state = fold(state, line)
    return state
