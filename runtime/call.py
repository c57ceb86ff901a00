"""One call, from dialling to the last leg hung up: one nursery, one record.

Not responsible for the steps (`runtime.interpreter`), for making telephones (`runtime.sip`) or for showing anything.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import trio

from holdlang.advice.ladder import FREE, Budget, Ladder
from holdlang.bugs import leaves
from holdlang.calllog import (
    CallEnded,
    CallFailed,
    CallStarted,
    Dial,
    HangUp,
    Mode,
    NoteTaken,
    RecordingStarted,
    RecordingStopped,
)
from holdlang.config import Consent
from holdlang.model import CallFlow, Recording
from holdlang.names.reach import reachable, secret_names
from holdlang.secret import Secret
from runtime.context import Call, Device
from runtime.counsel import Counsel
from runtime.ears import Ears, LegEars
from runtime.ending import end_on_signal
from runtime.engines.advice import Similarity
from runtime.hearing import Hearing
from runtime.interpreter import run
from runtime.line import Line
from runtime.outcome import Outcome
from runtime.ports import Advisor, AsyncSpeaker, AsyncTranscriber, CommandFailed, Leg, LegClosed, Telephone
from runtime.record import Record
from runtime.scope import Filled, Value, scope_of
from runtime.speech import Speech, confirmations, fixed_texts, known_texts
from runtime.steering import Steering

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
    values: Mapping[str, Value] = field(default_factory=dict)
    """What was asked for: the needs and parameters of the flow, and the needs of the flows that it runs."""
    library: Mapping[str, CallFlow] = field(default_factory=dict)
    """The flows that this one may run, by id."""
    folders: Mapping[str, Path] = field(default_factory=dict)
    """Where the sources of those flows lie, if not in `folder`."""
    source: Path | None = None
    """The file that the flow comes from, if it comes from one; for the log."""
    mode: Mode = "hold_slayer"
    by: str | None = None
    """Who wanted the call; for the log."""
    rehearsed: bool = False
    consent: Consent = "one_party"
    """Who has to agree to a recording."""
    disclosure: str | None = None
    """What a person is told of it."""
    transcription: bool = True
    """Whether words are made of what is heard; without, a flow that waits for words waits in vain."""
    sounds: Path | None = None
    """The folder outside of which no sound file is played, where others than the user write flows; None: wherever."""

    @property
    def told(self) -> dict[str, str]:
        """What of `values` may be written down."""
        flows = reachable(self.flow, self.library)
        secret = secret_names(flows)
        return {name: value for name, value in self.values.items() if isinstance(value, str) and name not in secret}


def _ears(leg: Leg) -> Ears:
    return LegEars(leg, Hearing(leg.rate))


@dataclass(frozen=True)
class Equipment:
    """What a call is made with."""

    telephone: Telephone
    speaker: AsyncSpeaker
    transcriber: AsyncTranscriber | None
    """None: nobody makes words of the sound (or the ears know them)."""
    ears: Callable[[Leg], Ears] = _ears
    advisor: Advisor = field(default_factory=Similarity)
    """Who is asked at prompts that the flow does not know."""
    budget: Budget = FREE
    """What may be asked of it on one call."""
    takes_unmatched: bool = False
    """Whether it decides at prompts that no clause matches, even where no `ask` says so: a language model does."""
    steering: Steering = field(default_factory=Steering)
    """What the user wants of the call while it runs."""


async def place(plan: Plan, equipment: Equipment, record: Record) -> Outcome:
    """Make the call and return how it ended, with every leg hung up and the record complete.

    SIGINT, SIGTERM and SIGHUP (the terminal was closed) end it as `interrupted`, and so does a cancellation. Raises
    what is our own fault, after hanging up.
    """
    began = trio.current_time()
    for value in plan.values.values():
        if isinstance(value, Secret):
            record.hide(value)
    record.write(
        CallStarted(
            number=plan.number,
            mode=plan.mode,
            intent=plan.flow.description,
            company=plan.flow.company,
            flow_id=plan.flow.id,
            by=plan.by,
            recording=plan.recording,
            consent=plan.consent,
            disclosure=plan.disclosure,
            transcription=plan.transcription,
            rehearsed=plan.rehearsed,
            source=None if plan.source is None else str(plan.source.absolute()),
            given=plan.told,
            advisor=equipment.advisor.name,
            takes_unmatched=equipment.takes_unmatched,
            requests=equipment.budget.requests,
            tokens=equipment.budget.tokens,
        )
    )
    outcome = Outcome("interrupted", "you stopped the call")
    try:
        async with trio.open_nursery() as nursery:
            await nursery.start(end_on_signal, nursery.cancel_scope)
            nursery.start_soon(equipment.steering.stop_when_wanted, nursery.cancel_scope)
            outcome = await _dial(plan, equipment, record)
            nursery.cancel_scope.cancel()
        outcome = equipment.steering.outcome or outcome
    except BaseException as fault:
        if not all(isinstance(one, trio.Cancelled) for one in leaves(fault)):
            outcome = Outcome("failed", "a fault in holdlang ended the call")
        raise
    finally:
        if outcome.kind in ("failed", "not_answered"):
            record.write(CallFailed(number=plan.number, error=outcome.reason, outcome=outcome.kind))
        seconds = round(trio.current_time() - began, 3)
        record.write(CallEnded(number=plan.number, duration=seconds, reason=outcome.reason, outcome=outcome.kind))
    return outcome


async def _dial(plan: Plan, equipment: Equipment, record: Record) -> Outcome:
    telephone = equipment.telephone
    scope = scope_of(plan.flow, plan.values)
    for value in scope.values:
        if isinstance(value, Secret):
            record.hide(value)
    speech = Speech(equipment.speaker, record.folder)
    caller = plan.flow.company or plan.number
    await speech.prepare(known_texts(plan.flow, scope))
    for flow in reachable(plan.flow, plan.library):
        await speech.prepare([*fixed_texts(flow), *confirmations(flow, caller)])
    if plan.disclosure is not None:
        await speech.prepare([Filled(plan.disclosure, plan.disclosure)])
    waits_for_consent = plan.consent == "all_parties"
    recorded = plan.recording and not (waits_for_consent and plan.disclosure is None)
    far, near = (record.folder / "far.wav", record.folder / "near.wav") if recorded else (None, None)
    record.write(Dial(number=plan.number, reason=f"flow `{plan.flow.id}`"))
    try:
        leg = await telephone.dial(plan.uri, record_far=far, record_near=near)
    except CommandFailed as fault:
        return Outcome("not_answered", str(fault), passing=True)
    counsel = Counsel(equipment.advisor, Ladder(equipment.budget), record, takes_unmatched=equipment.takes_unmatched)
    line = Line(leg, plan.number, equipment.ears(leg), equipment.transcriber, record)
    line.may_record = not waits_for_consent
    outcome = None
    try:
        if waits_for_consent or _begins_unrecorded(plan.flow):
            with suppress(LegClosed):  # not even what is heard before the answer is kept
                await leg.keep_recording(False)
        async with line.listening():
            with trio.move_on_after(plan.answer_within):
                await line.settled.wait()
            outcome = _unanswered(line, plan.answer_within)
            if outcome is None:
                for sound in filter(None, (far, near)):
                    record.write(RecordingStarted(recording_id=sound.stem, path=str(sound)))
                call = Call(
                    plan.flow,
                    line,
                    telephone,
                    plan.devices,
                    speech,
                    plan.folder,
                    record,
                    scope,
                    run,
                    counsel,
                    needs=plan.values,
                    library=plan.library,
                    folders=plan.folders,
                    sounds=plan.sounds,
                    assists=plan.mode == "ai_assisted",
                    disclosure=plan.disclosure,
                    caller=caller,
                )
                outcome = await equipment.steering.steer(call)
                if outcome.kind == "failed" and line.ended is not None and line.ended.by_far_end:
                    outcome = replace(outcome, passing=True)
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


def _begins_unrecorded(flow: CallFlow) -> bool:
    """Whether its first step is `record off`."""
    match flow.steps:
        case (Recording(on=False), *_):
            return True
        case _:
            return False


def _unanswered(line: Line, within: float) -> Outcome | None:
    if line.answered:
        return None
    if line.ended is None:
        return Outcome("not_answered", f"nobody answered within {within:g} s", passing=True)
    why = _REFUSALS.get(line.ended.code, line.ended.reason) or "the call was refused"
    return Outcome("not_answered", why, passing=line.ended.code in _PASSING)


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


_PASSING = frozenset({408, 480, 486, 487, 500, 502, 503, 504, 600, 603})
"""SIP responses that may be another one in a while (RFC 3261, section 21): no answer, busy, declined, out of order."""


def _write_recordings(record: Record, rate: int, *sounds: Path | None) -> None:
    for sound in filter(None, sounds):
        with suppress(OSError):
            size = sound.stat().st_size
            seconds = max(0, size - WAV_HEADER) / (BYTES_PER_SAMPLE * rate)
            record.write(RecordingStopped(recording_id=sound.stem, duration=round(seconds, 2), file_size=size))
