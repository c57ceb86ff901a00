"""`hold`: wait until a live person speaks. Who spoke is decided in `runtime.hearing.judge`; this step waits for it."""

from collections.abc import Sequence

import trio

from holdlang.calllog import AudioType, HoldDetected
from holdlang.match import choose
from holdlang.menu import named_key, spoken_states
from holdlang.model import Clause, Hold, Say, StateName
from holdlang.printer import trigger_text
from holdlang.syntax.values import write_duration
from runtime.context import Call
from runtime.hearing.events import BeepHeard, SoundChanged, Verdict
from runtime.hearing.judge import Judge
from runtime.outcome import FlowFailed, HungUp, Next, Proceed, Repeat, Resume
from runtime.steps.acting import act_all
from runtime.steps.decision import Decision
from runtime.steps.drift import Moved, moved, names_another, presses_heard, wanted
from runtime.steps.filling import filled
from runtime.steps.verdicts import write_verdict
from runtime.watch import Heard, Words

TICK = 0.1
"""Seconds between two looks at the clock while somebody speaks: a person who waits in silence is told by the time."""

GRACE = 8.0
"""Seconds beyond its time that a hold hears out somebody who has begun to speak: by then it is known who that is."""

FOR_A_PERSON = "on human"
"""The clause after which `again` means that this person was not the one to wait for."""

IN_DOUBT = "on uncertain"
"""The clause whose words are a question to whoever speaks: what comes after them is an answer, or none."""

SEGMENTS = 8
"""Segments whose words are kept for the excerpt of a verdict that comes late."""


async def hold(step: Hold, call: Call, step_id: str) -> Next:
    """Returns when a person speaks or a clause leads on. Raises `FlowFailed` when nobody came in time, `HungUp`.

    `again` goes on with the same wait: what is known of the queue stays known, and the time is not begun anew. If an
    advisor sent the call here, and a menu comes that the flow knows, the call goes back to it.
    """
    waiting = _Waiting(filled(step, call.scope), step.clauses, call, step_id)
    deadline = trio.current_time() + step.timeout
    try:
        with call.line.watch() as watch:
            while (now := trio.current_time()) < deadline or (waiting.undecided and now < deadline + GRACE):
                until = deadline if now < deadline else deadline + GRACE
                taken = waiting.hear(await watch.next(min(until, waiting.next_look)))
                if waiting.back is not None:
                    return waiting.back
                if taken is not None:
                    then = await _take(taken, call, step_id)
                    if not isinstance(then, Repeat):
                        return then
                    waiting.acted(taken)
                    waiting.person = waiting.person and taken.clause != FOR_A_PERSON
                if waiting.person:
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
    return await act_all(taken, call, step_id)


def _for_state(step: Hold, name: StateName, heard: str = "", excerpt: str = "") -> Decision | None:
    clause = step.on_state(name)
    if clause is None:
        return None
    return Decision(clause.actions, f"on {name}", heard, excerpt=excerpt, place=step.clauses.index(clause))


class _Waiting:
    """What this hold has heard so far."""

    def __init__(self, step: Hold, written: Sequence[Clause], call: Call, step_id: str) -> None:
        """`written` are the clauses of `step` as they stand in the source, without the values of variables."""
        self.person = False
        self.back: Resume | None = None
        self._step = step
        self._written = written
        self._call = call
        self._step_id = step_id
        self._mark = call.line.mark
        self._judge = Judge(step.price, mark=self._mark)
        self._held = False
        self._moved: set[tuple[str, str]] = set()
        self._texts: dict[int, str] = {}

    @property
    def next_look(self) -> float:
        """When to look at the clock again, on trio's clock, if nothing is heard until then."""
        return trio.current_time() + TICK * (1 + self._judge.idle(self._call.line.now, TICK))

    @property
    def undecided(self) -> bool:
        """Whether somebody speaks, or has spoken, of whom it is not known who that is."""
        return self._judge.undecided

    def acted(self, taken: Decision) -> None:
        """A clause has been carried out: it may have pressed or said something."""
        if self._call.line.mark != self._mark:
            self._mark = self._call.line.mark
            asks = taken.clause == IN_DOUBT and any(isinstance(one, Say) for one in taken.actions)
            self._judge.answered(self._mark, self._call.line.now if asks else None)

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
                if is_final:
                    self.back = self._call.detour.way_back(self._call.flow, self._call.scope, text)
                    taken = self._words(text)
            case BeepHeard():
                taken = _for_state(self._step, "beep")
            case _:
                verdicts += self._judge.hear(event)
                if isinstance(event, SoundChanged) and event.sound == "music":
                    self._on_hold("music", event.confidence)
                    taken = _for_state(self._step, "music")
                elif isinstance(event, SoundChanged) and event.sound == "busy":
                    taken = _for_state(self._step, "busy")
        verdicts += self._judge.tick(now)
        judged = [self._judged(verdict) for verdict in verdicts]  # all of them count, whatever clause is taken
        return taken or next(filter(None, judged), None)

    def _judged(self, verdict: Verdict) -> Decision | None:
        heard = " ".join(text for segment, text in self._texts.items() if segment >= verdict.segment)
        match verdict.speaker:
            case "person":
                self.person = True
                write_verdict(verdict, heard, self._call)
                return _for_state(self._step, "human", heard)
            case "recording":
                self._on_hold("speech", round(verdict.confidence, 3))
                write_verdict(verdict, heard, self._call)
                return _for_state(self._step, "announcement", heard)
            case "uncertain":
                write_verdict(verdict, heard, self._call)
                return _for_state(self._step, "uncertain", heard)

    def _on_hold(self, sound: AudioType, confidence: float) -> None:
        if not self._held:
            self._held = True
            self._call.record.write(HoldDetected(audio_type=sound, confidence=round(confidence, 3)))

    def _words(self, text: str) -> Decision | None:
        """The clause for what was said: one whose phrase or pattern fits, else a state that the words tell of."""
        found = choose(self._step.clauses, text)
        if found is None:
            said = spoken_states(text)
            taken = (_for_state(self._step, name, text, excerpt) for name, excerpt in said.items())
            return next(filter(None, taken), None)
        place = found.clause_index
        clause = self._step.clauses[place]
        written = self._written[place].triggers[clause.triggers.index(found.trigger)]
        key = named_key(text, wanted(found))
        self._note(moved(clause, wanted(found), key, text, "wait"))
        if names_another(clause, key) or (key is None and any(not one.fallback for one in presses_heard(clause))):
            return None
        return Decision(
            clause.actions, f"on {trigger_text(written)}", text, found.score, found.excerpt, found.groups, key, place
        )

    def _note(self, change: Moved | None) -> None:
        if change is not None and (change.phrase, change.heard) not in self._moved:
            self._moved.add((change.phrase, change.heard))
            self._call.record.write(change.event(self._step_id))
