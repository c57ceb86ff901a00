"""Calls as tools show them: in few words, for an assistant pays for each.

Not responsible for the gateway's own models, which hold far more. In what stands here, other people's words are marked
(`runtime.assistant.speech`).
"""

from pydantic import BaseModel, Field

from holdlang.callstate import clock, in_queue
from runtime.gateway.models import CallStatus, CallSummary, Status

OVER: tuple[Status, ...] = ("completed", "failed", "no_answer", "cancelled")
"""What a call is called that has come to its end."""


class Call(BaseModel):
    """A call at a glance."""

    call_id: str
    status: Status
    over: bool
    number: str
    company: str | None
    flow_id: str | None
    started_at: str | None = Field(description="ISO 8601, UTC.")
    seconds: int = Field(description="How long it has lasted.")
    seconds_on_hold: int
    step: str | None = Field(description="Where it is in the flow.")
    queue_position: int | None = Field(description="1 is the next to be served.")
    wait_seconds: int | None = Field(description="How long the queue says it will still be, or earlier calls do.")
    device: str | None = Field(description="Which of the user's phones rings or is joined.")
    outcome: str | None = Field(description="How it ended.")
    rehearsed: bool = Field(description="A rehearsal on this machine: nobody was called.")


def call_view(status: CallStatus | CallSummary) -> Call:
    """What a tool shows of a call."""
    return Call(
        call_id=status.call_id,
        status=status.status,
        over=status.ended_at is not None or status.status in OVER,
        number=status.number,
        company=status.company,
        flow_id=status.flow_id,
        started_at=status.started_at.isoformat(timespec="seconds") if status.started_at else None,
        seconds=round(status.duration),
        seconds_on_hold=round(status.hold_time),
        step=status.step_id,
        queue_position=status.queue.position if status.queue else None,
        wait_seconds=_wait(status),
        device=status.device,
        outcome=status.outcome,
        rehearsed=status.rehearsed,
    )


def _wait(status: CallStatus | CallSummary) -> int | None:
    if status.queue is not None and status.queue.wait is not None:
        return round(status.queue.wait)
    return round(status.estimate.wait_seconds) if status.estimate is not None else None


def in_a_line(call: Call) -> str:
    """A call in one line."""
    whom = f"{call.company} ({call.number})" if call.company else call.number
    parts = [f"{call.call_id}: {whom}", call.status.replace("_", " "), f"after {clock(call.seconds)}"]
    if call.seconds_on_hold:
        parts.append(f"on hold for {clock(call.seconds_on_hold)}")
    if not call.over:
        parts.append(in_queue(call.queue_position, call.wait_seconds))
    if call.flow_id:
        parts.append(f"by flow {call.flow_id}")
    if call.started_at:
        parts.append(f"started {call.started_at}")
    if call.rehearsed:
        parts.append("a rehearsal")
    return ", ".join(filter(None, parts))


def what_next(call: Call, cursor: int) -> str:
    """What an assistant that watches a call does now."""
    if call.over:
        return f"It is over. Don't watch it any more; `call_report` with call_id={call.call_id} tells how it went."
    again = f"call `watch_call` with call_id={call.call_id} and cursor={cursor}"
    match call.status:
        case "queued":
            return f"It begins when other calls have ended. Until then, {again}."
        case "bridged":
            return f"The user is talking to them; there is nothing to do. To learn when it ends, {again}."
        case "human_detected" | "transferring":
            return (
                f"Tell the user now to pick up {call.device or 'their phone'}, which rings or soon will. Then {again}."
            )
        case "on_hold":
            return f"Holding can take hours. Tell the user only what is new to them, and {again}, until it is over."
    return f"It goes on by itself: {again}."
