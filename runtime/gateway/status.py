"""What the API says of a call, from what its log tells. Not responsible for reading the log."""

from collections.abc import Mapping
from datetime import datetime

from holdlang.callstate import CallState, Phase
from runtime.gateway.models import (
    CallStatus,
    CallSummary,
    Decision,
    EstimateView,
    Heard,
    KeysPressed,
    QueueView,
    RecordingView,
    Said,
    Services,
    Status,
)
from runtime.store import CallRow, Estimate
from runtime.supervisor import Running

EXCERPT = 200
"""Characters of the last words that a status shows."""

_PHASES: Mapping[Phase, Status] = {
    "dialling": "trying",
    "ringing": "ringing",
    "connected": "connected",
    "on hold": "on_hold",
    "person": "human_detected",
    "ringing you": "transferring",
    "asking you": "transferring",
    "handing over": "transferring",
    "joined": "bridged",
    "ended": "completed",
}

_OUTCOMES: Mapping[str | None, Status] = {
    "transferred": "completed",
    "ended": "completed",
    "failed": "failed",
    "not_answered": "no_answer",
    "interrupted": "cancelled",
    "cut_off": "failed",
    "unreadable": "failed",
    "running": "trying",
}


def status_word(state: CallState) -> Status:
    """The status of a call in this state."""
    return _OUTCOMES.get(state.outcome, "failed") if state.phase == "ended" else _PHASES[state.phase]


def excerpt(state: CallState) -> str:
    """The last words of the far end."""
    said = " ".join(one.text for one in state.utterances[-3:]).strip()
    return said if len(said) <= EXCERPT else f"…{said[1 - EXCERPT :].lstrip()}"


def estimate_view(estimate: Estimate | None) -> EstimateView | None:
    """An estimate as the API has it."""
    if estimate is None:
        return None
    return EstimateView(wait_seconds=round(estimate.wait_seconds, 1), count=estimate.count, basis=estimate.basis)


def status_of(
    call_id: str, call: Running, now: datetime, *, flow_name: str | None = None, estimate: Estimate | None = None
) -> CallStatus:
    """All that is known of a call at this moment."""
    state, begun = call.state, call.begun
    at = _at(call, now)
    return CallStatus(
        call_id=call_id,
        status=status_word(state),
        number=begun.number,
        mode=begun.mode,
        duration=_duration(call, at),
        hold_time=round(state.on_hold(at), 1),
        audio_type=state.sound,
        transcript_excerpt=excerpt(state),
        classification_history=[
            Heard(timestamp=round(one.timestamp, 3), type=one.type, confidence=one.confidence)
            for one in call.classified
        ],
        services=Services(recording=begun.recording, transcription=begun.transcription),
        flow_id=begun.flow_id,
        flow_name=flow_name,
        company=begun.company,
        intent=begun.intent,
        started_at=call.started_at,
        ended_at=call.ended_at,
        outcome=state.outcome,
        reason=state.reason,
        phase=state.phase,
        step_id=state.step_id,
        step_description=call.step_description,
        visited=list(state.visited),
        transcript=[Said(at=one.at, text=one.text, is_final=one.is_final) for one in state.utterances],
        pressed=[KeysPressed(at=one.at, digits=one.digits, step_id=one.step_id, why=one.why) for one in state.pressed],
        decided=Decision(**state.decided.model_dump(include={"step_id", "heard", "clause", "actions"}))
        if state.decided
        else None,
        notice=state.notice,
        queue=_queue(state, at),
        estimate=estimate_view(estimate),
        device=state.device,
        person_since=state.person_onset,
        recordings=[
            RecordingView(id=name, url=f"/api/calls/{call_id}/recordings/{name}.wav", duration=seconds)
            for name, seconds in call.recordings.items()
        ],
        rehearsed=begun.rehearsed,
        by=begun.by,
    )


def summary_of(call_id: str, call: Running, now: datetime, estimate: Estimate | None = None) -> CallSummary:
    """A running call in a list."""
    state, begun = call.state, call.begun
    at = _at(call, now)
    return CallSummary(
        call_id=call_id,
        status=status_word(state),
        number=begun.number,
        duration=_duration(call, at),
        mode=begun.mode,
        hold_time=round(state.on_hold(at), 1),
        audio_type=state.sound,
        flow_id=begun.flow_id,
        company=begun.company,
        started_at=call.started_at,
        ended_at=call.ended_at,
        outcome=state.outcome,
        reason=state.reason,
        step_id=state.step_id,
        step_description=call.step_description,
        transcript_excerpt=excerpt(state),
        queue=_queue(state, at),
        estimate=estimate_view(estimate),
        device=state.device,
        rehearsed=begun.rehearsed,
    )


def past_summary(row: CallRow) -> CallSummary:
    """A call of the history in a list."""
    return CallSummary(
        call_id=row.call_id,
        status=_OUTCOMES.get(row.outcome, "failed"),
        number=row.number,
        duration=round(row.duration, 1),
        mode=row.mode or "hold_slayer",
        hold_time=round(row.on_hold, 1),
        flow_id=row.flow_id,
        company=row.company,
        started_at=row.started,
        ended_at=row.ended,
        outcome=row.outcome,
        reason=row.reason,
        rehearsed=row.rehearsed,
    )


def _at(call: Running, now: datetime) -> float:
    """This moment on the clock of the call's log; of one that is over, its last moment."""
    if call.state.phase == "ended" or call.started_at is None:
        return call.state.at
    return max(call.state.at, now.timestamp() - call.zero)


def _duration(call: Running, at: float) -> float:
    """Seconds since the call was begun; of one that is over, how long it was."""
    return round(max(0.0, at - call.begun_at) if call.duration is None else call.duration, 1)


def _queue(state: CallState, at: float) -> QueueView | None:
    return None if state.queue is None else QueueView(position=state.queue.position, wait=state.wait_left(at))
