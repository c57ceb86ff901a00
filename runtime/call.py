"""One call, from dialling to the last leg hung up: one nursery, one record.

Not responsible for the steps (`runtime.interpreter`), for making telephones (`runtime.sip`) or for showing anything.
"""

import signal
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import trio

from holdlang.calllog import (
    CallEnded,
    CallFailed,
    CallStarted,
    Dial,
    HangUp,
    NoteTaken,
    RecordingStarted,
    RecordingStopped,
)
from holdlang.model import CallFlow
from runtime.context import Call, Device
from runtime.hearing import Hearing
from runtime.interpreter import interpret
from runtime.line import Line
from runtime.outcome import Outcome
from runtime.ports import CommandFailed, Speaker, Telephone, Transcriber
from runtime.recogniser import InThread
from runtime.record import Record
from runtime.speech import speak_ahead

WAV_HEADER = 44
BYTES_PER_SAMPLE = 2
"""Layout of the recordings: RIFF WAVE with one 16 bit PCM channel."""


@dataclass(frozen=True)
class Plan:
    """Everything a call needs to know before it is dialled."""

    flow: CallFlow
    number: str
    """What the call is to, for people and the log."""
    uri: str
    """What is dialled: a number for the trunk, or a SIP URI."""
    devices: Mapping[str, Device]
    folder: Path
    """Where the flow's source lies; sound files are relative to it."""
    answer_within: float = 60.0
    """Seconds until a call that only rings is given up."""
    recording: bool = True


async def place(
    plan: Plan, telephone: Telephone, speaker: Speaker, transcriber: Transcriber, record: Record
) -> Outcome:
    """Make the call and return how it ended, with every leg hung up and the record complete.

    SIGINT, SIGTERM and SIGHUP (the terminal was closed) end it as `interrupted`. Raises what is our own fault, after
    hanging up.
    """
    began = trio.current_time()
    record.write(CallStarted(number=plan.number, intent=plan.flow.description, flow_id=plan.flow.id))
    outcome = Outcome("interrupted", "you stopped the call")
    try:
        async with trio.open_nursery() as nursery:
            await nursery.start(_cancel_on_signal, nursery.cancel_scope)
            outcome = await _dial(plan, telephone, speaker, transcriber, record)
            nursery.cancel_scope.cancel()
    except BaseException:
        outcome = Outcome("failed", "a fault in holdlang ended the call")
        raise
    finally:
        if outcome.kind in ("failed", "not_answered"):
            record.write(CallFailed(number=plan.number, error=outcome.reason, outcome=outcome.kind))
        seconds = round(trio.current_time() - began, 3)
        record.write(CallEnded(number=plan.number, duration=seconds, reason=outcome.reason, outcome=outcome.kind))
    return outcome


async def _cancel_on_signal(scope: trio.CancelScope, task_status: trio.TaskStatus[None]) -> None:
    with trio.open_signal_receiver(signal.SIGINT, signal.SIGTERM, signal.SIGHUP) as signals:
        task_status.started()
        async for _ in signals:
            scope.cancel()


async def _dial(
    plan: Plan, telephone: Telephone, speaker: Speaker, transcriber: Transcriber, record: Record
) -> Outcome:
    speech = await speak_ahead(plan.flow, speaker, record.folder)
    far, near = (record.folder / "far.wav", record.folder / "near.wav") if plan.recording else (None, None)
    record.write(Dial(number=plan.number, reason=f"flow `{plan.flow.id}`"))
    try:
        leg = await telephone.dial(plan.uri, record_far=far, record_near=near)
    except CommandFailed as fault:
        return Outcome("not_answered", str(fault))
    line = Line(leg, plan.number, Hearing(leg.rate), InThread(transcriber), record)
    outcome = None
    try:
        async with line.listening():
            with trio.move_on_after(plan.answer_within):
                await line.settled.wait()
            outcome = _unanswered(line, plan.answer_within)
            if outcome is None:
                for sound in filter(None, (far, near)):
                    record.write(RecordingStarted(recording_id=sound.stem, path=str(sound)))
                outcome = await interpret(Call(plan.flow, line, telephone, plan.devices, speech, plan.folder, record))
        return outcome
    finally:
        with trio.CancelScope(shield=True):
            if not line.ended:
                record.write(HangUp(leg="company", reason=outcome.reason if outcome else "the call was stopped"))
            await leg.hangup()
            if leg.recording_problem:
                record.write(NoteTaken(text=f"the recording is not complete: {leg.recording_problem}"))
            if line.answered:
                _write_recordings(record, leg.rate, far, near)


def _unanswered(line: Line, within: float) -> Outcome | None:
    if line.answered:
        return None
    if line.ended is None:
        return Outcome("not_answered", f"nobody answered within {within:g} s")
    return Outcome("not_answered", _REFUSALS.get(line.ended.code, line.ended.reason) or "the call was refused")


_REFUSALS = {
    401: "the trunk did not accept our credentials",
    403: "the trunk does not allow this call",
    404: "there is no such number",
    407: "the trunk did not accept our credentials",
    480: "nobody is available there",
    484: "the number is not complete",
    486: "the number is busy",
    600: "the number is busy",
    603: "the call was declined",
}
"""What a SIP response means to a caller (RFC 3261, section 21); others speak for themselves."""


def _write_recordings(record: Record, rate: int, *sounds: Path | None) -> None:
    for sound in filter(None, sounds):
        with suppress(OSError):
            size = sound.stat().st_size
            seconds = max(0, size - WAV_HEADER) / (BYTES_PER_SAMPLE * rate)
            record.write(RecordingStopped(recording_id=sound.stem, duration=round(seconds, 2), file_size=size))
