"""`hold`: wait until a live person speaks. Who spoke is decided in `runtime.hearing.judge`; this step waits for it."""

import math

import trio

from holdlang.calllog import AnnouncementHeard, AudioType, HoldDetected, HumanDetected
from holdlang.match import choose
from holdlang.model import Hold, StateName
from holdlang.printer import trigger_text
from holdlang.values import write_duration
from runtime.context import Call
from runtime.hearing.events import SoundChanged, Verdict
from runtime.hearing.judge import Judge
from runtime.line import Heard, Words
from runtime.outcome import FlowFailed, HungUp, Next, Proceed, Repeat
from runtime.steps.acting import act_all
from runtime.steps.decision import Decision

TICK = 0.1
"""Seconds between two looks at the clock while somebody speaks: a person who waits in silence is told by the time."""

SEGMENTS = 8
"""Segments whose words are kept for the excerpt of a verdict that comes late."""


async def hold(step: Hold, call: Call, step_id: str) -> Next:
    """Returns when a person speaks or a clause leads on. Raises `FlowFailed` when nobody came in time, `HungUp`.

    `again` goes on with the same wait: what is known of the queue stays known, and the time is not begun anew.
    """
    waiting = _Waiting(step, call)
    deadline = trio.current_time() + step.timeout
    try:
        with call.line.watch() as watch:
            while trio.current_time() < deadline:
                taken = waiting.hear(await watch.next(min(deadline, waiting.next_look)))
                if taken is not None:
                    then = await _take(taken, call, step_id)
                    if not isinstance(then, Repeat):
                        return then
                    waiting.person = False
                elif waiting.person:
                    return Proceed()
    except HungUp:
        gone = _for_state(step, "hangup")
        if gone is None:
            raise
        return await _take(gone, call, step_id)
    late = _for_state(step, "timeout")
    if late is None:
        raise FlowFailed(f"waited {write_duration(step.timeout)} on hold and no person came")
    return await _take(late, call, step_id)


async def _take(taken: Decision, call: Call, step_id: str) -> Next:
    taken.write(call, step_id)
    return await act_all(taken.actions, call, step_id, taken.clause)


def _for_state(step: Hold, name: StateName, heard: str = "") -> Decision | None:
    clause = step.on_state(name)
    return None if clause is None else Decision(clause.actions, f"on {name}", heard)


class _Waiting:
    """What this hold has heard so far."""

    def __init__(self, step: Hold, call: Call) -> None:
        self.person = False
        self._step = step
        self._call = call
        self._judge = Judge(step.price)
        self._held = False
        self._texts: dict[int, str] = {}

    @property
    def next_look(self) -> float:
        """When to look at the clock again, on trio's clock, if nothing is heard until then."""
        return trio.current_time() + TICK if self._judge.undecided else math.inf

    def hear(self, event: Heard | None) -> Decision | None:
        """Take in an event, or the passing of time (None)."""
        now = self._call.line.now
        verdicts: list[Verdict] = []
        taken = None
        match event:
            case None:
                pass
            case Words(segment=segment, text=text, is_final=is_final):
                self._texts = {**dict(list(self._texts.items())[-SEGMENTS:]), segment: text}
                verdicts += self._judge.words(segment, text, is_final, event.at)
                taken = self._phrase(text) if is_final else None
            case _:
                verdicts += self._judge.hear(event)
                if isinstance(event, SoundChanged) and event.sound == "music":
                    self._on_hold("music", event.confidence)
                    taken = _for_state(self._step, "music")
        verdicts += self._judge.tick(now)
        for verdict in verdicts:
            taken = taken or self._judged(verdict)
        return taken

    def _judged(self, verdict: Verdict) -> Decision | None:
        heard = " ".join(text for segment, text in self._texts.items() if segment >= verdict.segment)
        evidence = {name: round(odds, 2) for name, odds in verdict.evidence.items()}
        confidence = round(verdict.confidence, 3)
        match verdict.speaker:
            case "person":
                self.person = True
                self._call.record.write(
                    HumanDetected(
                        confidence=confidence,
                        transcript_excerpt=heard,
                        evidence=evidence,
                        onset=self._call.record.at(self._call.line.when(verdict.onset)),
                    )
                )
                return _for_state(self._step, "human", heard)
            case "recording":
                self._on_hold("speech", confidence)
                self._call.record.write(
                    AnnouncementHeard(confidence=confidence, transcript_excerpt=heard, evidence=evidence)
                )
                return _for_state(self._step, "announcement", heard)
            case "uncertain":
                return None

    def _on_hold(self, sound: AudioType, confidence: float) -> None:
        if not self._held:
            self._held = True
            self._call.record.write(HoldDetected(audio_type=sound, confidence=round(confidence, 3)))

    def _phrase(self, text: str) -> Decision | None:
        found = choose(self._step.clauses, text)
        if found is None:
            return None
        clause = self._step.clauses[found.clause_index]
        return Decision(clause.actions, f"on {trigger_text(found.trigger)}", text, found.score)
