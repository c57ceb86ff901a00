"""What a `listen` makes of a prompt: pure, to be tested event by event. Waiting is in `runtime.steps.listen`.

What fits what is decided in `holdlang.match`; this is about *when*. A clause is taken once the far end has finished the
utterance, or once it has talked on for a while with the words still standing, so that a key is pressed after its option
was spoken and before a long menu has run out.
"""

import math
from collections.abc import Sequence
from itertools import chain

from holdlang.match import Match, choose
from holdlang.menu import named_key, spoken_states, understand
from holdlang.model import (
    Ask,
    Clause,
    End,
    Fail,
    Goto,
    Hangup,
    Listen,
    Note,
    Notify,
    Set,
    Silence,
    State,
    StateName,
    Trigger,
)
from holdlang.printer import trigger_text
from runtime.hearing.events import BeepHeard, SoundChanged, SpeechEnded, SpeechStarted, Verdict
from runtime.hearing.judge import Judge
from runtime.outcome import FlowFailed
from runtime.steps.decision import Decision
from runtime.steps.drift import Moved, moved, names_another, pressed, presses_heard, wanted
from runtime.watch import Heard, Words

SETTLED = 0.8
"""Seconds that a match and the key named for it must stand while the far end talks on, lest they be revised."""

UNNAMED = 2.4
"""The same for a match for which no key has been named: time to say "please press the number three"."""

SPOKEN: frozenset[StateName] = frozenset({"closed", "voicemail", "callback offer"})
"""The states that words tell of (`holdlang.menu.states`)."""

SPEAKERS: dict[str, StateName] = {"person": "human", "recording": "announcement"}
"""What a clause calls who speaks."""

SAME = 1e-6
"""Seconds that are no time: 5.1 is less than 0.8 after 4.3, as floats have it."""

PROMPT_END = 1.5
"""Seconds without speech that end a prompt, for a `listen` without clauses and before an advisor is asked. Menus pause
for about a second."""

LATEST = 2000
"""Characters of what was heard that are looked at for something to be answered, whenever more is heard: the longest
menus have half of that (see `runtime.counsel`)."""

OFF_THE_LINE = (Notify, Note, Set, Goto, Hangup, Fail, End)
"""What can be done when nobody is there any more."""


class Prompt:
    """One run of a `listen` step. Times are those of the hearing.

    A menu that names another key for a phrase than the flow presses has probably changed. Such a key is not pressed
    blindly (a wrong key in the last menu leads to hours in a wrong queue): the prompt gets until the end of the listen
    to repeat itself, and only if it then agrees with the flow (the recogniser errs on one digit in twelve) is it taken.

    A step whose `else` asks an advisor asks as soon as a prompt that no clause matches has ended, if that prompt wants
    an answer at all: menus do not wait for as long as a listen may last.
    """

    def __init__(
        self, step: Listen, *, begun: float, mark: float, quiet: bool, written: Sequence[Clause] | None = None
    ) -> None:
        """`begun`: now; `mark`: speech that began before it is ignored; `quiet`: the line is silent as we begin.

        `written` are the clauses of `step` as they stand in the source, without the values of variables.
        """
        self._step = step
        self._written = step.clauses if written is None else written
        self._spoken = [
            trigger.name for trigger in self._triggers() if isinstance(trigger, State) and trigger.name in SPOKEN
        ]
        """The states waited for that words may tell."""
        self._mark = mark
        self._begun = begun
        self._finals: list[str] = []
        self._partial = ""
        self._candidate: tuple[int, str | None] | None = None
        """The clause that matches while the far end still speaks, and the key that was named for it."""
        self._since = 0.0
        self._changed: str | None = None
        self._asks = any(isinstance(action, Ask) for action in step.otherwise or ())
        self._puzzled = False
        """What was heard so far wants an answer, and no clause has one."""
        self.changes: list[Moved] = []
        """What the menu names another key for, each once."""
        self._nameless: str | None = None
        """Why the listen will fail if the prompt goes on not to name the key that `press heard` wants."""
        self._doubted: int | None = None
        """The segment that named another key: it can't confirm itself."""
        self._silent_since = begun if quiet else None
        self._spoken_until: float | None = None
        who = step.on_state("human") or step.on_state("announcement")
        self._judge = Judge() if who else None
        self.verdicts: list[Verdict] = []
        """What was found out of who speaks, if a clause wants to know."""

    @property
    def text(self) -> str:
        """The words heard so far, an unfinished utterance included."""
        return " ".join(filter(None, [*self._finals, self._partial]))

    @property
    def wake(self) -> float | None:
        """When `quiet` will have something to say if nothing is heard until then."""
        return min(filter(None, (self._prompt_ends, self._silence_ends)), default=None)

    @property
    def _prompt_ends(self) -> float | None:
        """When the prompt is over, if that matters and nothing more is said."""
        matters = self._puzzled or not (self._step.clauses or self._asks)
        return self._spoken_until + PROMPT_END if matters and self._spoken_until is not None else None

    @property
    def _silence_ends(self) -> float | None:
        if self._silent_since is None:
            return None
        lengths = [t.seconds for t in self._triggers() if isinstance(t, Silence)]
        return self._silent_since + min(lengths) if lengths else None

    def idle(self, now: float, tick: float) -> float:
        """How many ticks after `now` tell nothing of who has spoken, unless something is heard: see `Judge`."""
        return math.inf if self._judge is None else self._judge.idle(now, tick)

    def recall(self, heard: str) -> Decision | None:
        """What was heard before this run of the step, and has not been answered: decided upon as if heard now."""
        if not heard:
            return None
        self._finals.append(heard)
        found = choose(self._step.clauses, heard)
        return self._decide(found, self._named(found, finished=True), None)

    def hear(self, event: Heard) -> Decision | None:
        """Take in what was heard. Raises `FlowFailed` when the menu has changed."""
        decision = self._hear(event)
        if self._judge is None:
            return decision
        match event:
            case Words(segment=segment, text=text, is_final=is_final, at=at):
                verdicts = self._judge.words(segment, text, is_final, at)
            case SpeechStarted(at=at) if at < self._mark:
                verdicts = []
            case _:
                verdicts = self._judge.hear(event)
        return decision or self._judged(verdicts)

    def tick(self, now: float) -> Decision | None:
        """Time has passed, and nothing was heard."""
        return None if self._judge is None else self._judged(self._judge.tick(now))

    def _judged(self, verdicts: Sequence[Verdict]) -> Decision | None:
        self.verdicts += verdicts
        for verdict in verdicts:
            name = SPEAKERS.get(verdict.speaker)
            if name is not None and (decision := self.state(name)):
                return decision
        return None

    def _hear(self, event: Heard) -> Decision | None:
        match event:
            case SoundChanged(at=at, sound=sound):
                self._silent_since = max(at, self._begun) if sound == "silence" else None
                return self.state(sound) if sound in ("music", "busy") else None
            case BeepHeard():
                return self.state("beep")
            case SpeechStarted():
                self._spoken_until = None
            case SpeechEnded(at=at):
                self._spoken_until = at
            case Words(onset=onset) if onset >= self._mark:
                return self._words(event)
        return None

    def quiet(self) -> Decision | None:
        """Nothing was heard until `wake`."""
        ends = self._prompt_ends
        if ends is not None and ends == self.wake:
            return self._otherwise() or Decision((), "the prompt has ended", self.text)
        silences = [
            (trigger.seconds, place)
            for place, clause in enumerate(self._step.clauses)
            for trigger in clause.triggers
            if isinstance(trigger, Silence)
        ]
        if not silences:
            return None
        seconds, place = min(silences)
        why = f"on {trigger_text(Silence(seconds=seconds))}"
        return Decision(self._step.clauses[place].actions, why, self.text, place=place)

    def state(self, name: StateName, excerpt: str = "") -> Decision | None:
        """The call entered a state that a clause may name; `excerpt` are the words that say so, if words do."""
        clause = self._step.on_state(name)
        if clause is None:
            return None
        place = self._step.clauses.index(clause)
        return Decision(clause.actions, f"on {name}", self.text, excerpt=excerpt, place=place)

    def cut_off(self) -> Decision | None:
        """The far end has hung up. What it said last still counts, where no more than a jump or a word to the user
        follows from it; then that it hung up, if a clause waits for that."""
        found = choose(self._step.clauses, self.text)
        last = self._decide(found, None, None) if found else self._told()
        if last is not None and all(isinstance(action, OFF_THE_LINE) for action in last.actions):
            return last
        return self.state("hangup")

    def time_is_up(self) -> Decision:
        """The listen has run out. Raises `FlowFailed`, quoting what was heard, when no clause covers that."""
        found = choose(self._step.clauses, self.text) if self._partial else None
        if decision := self._decide(found, self._named(found, finished=True), None):
            return decision
        if self._changed:
            return self._after_change(self._changed)
        decision = (self.state("unmatched") if self.text else None) or self.state("timeout") or self._otherwise()
        if decision is not None or not self._step.clauses:
            return decision or Decision((), "the time to listen is over", self.text)
        if self._nameless:
            raise FlowFailed(self._nameless)
        waited = ", ".join(trigger_text(t) for clause in self._written for t in clause.triggers)
        if not self.text:
            raise FlowFailed(f"heard no words for {self._step.timeout:g} s while listening for {waited}")
        raise FlowFailed(f"heard “{self.text}”, which is none of {waited}")

    def _words(self, words: Words) -> Decision | None:
        if words.segment == self._doubted:
            return None
        self._partial = words.text
        found = choose(self._step.clauses, self.text)
        named = self._named(found, finished=words.is_final)
        decision = None
        if words.is_final:
            self._finals.append(words.text)
            self._partial = ""
            self._candidate = None
            decision = self._decide(found, named, words.segment) or self._told()
            self._puzzled = self._asks and found is None and understand(self.text[-LATEST:]).wants_an_answer
        elif found is None:
            self._candidate = None
        elif self._candidate != (found.clause_index, named):
            self._candidate = (found.clause_index, named)
            self._since = words.at
        elif named is None and presses_heard(self._step.clauses[found.clause_index]):
            pass  # the key may be named at the end of the utterance
        elif words.at - self._since >= (SETTLED if named else UNNAMED) - SAME and not names_another(
            self._step.clauses[found.clause_index], named
        ):
            decision = self._decide(found, named, words.segment)
        return decision

    def _named(self, found: Match | None, *, finished: bool) -> str | None:
        """The key named for the match. One that was clear when said stays, whatever unfinished option follows; but in
        the end the recogniser may doubt it and leave it out."""
        if found is None:
            return None
        named = named_key(self.text, wanted(found), finished=finished)
        before = self._candidate
        if named is None and not finished and before is not None and before[0] == found.clause_index:
            return before[1]
        return named

    def _decide(self, found: Match | None, named: str | None, segment: int | None) -> Decision | None:
        if found is None:
            return None
        clause, place = f"on {trigger_text(self._as_written(found))}", found.clause_index
        taken = self._step.clauses[place]
        actions = taken.actions
        if named is None and any(not action.fallback for action in presses_heard(taken)):
            self._nameless = f"heard “{self.text}”, which names no key for {clause.removeprefix('on ')}"
            return None
        self._note(moved(taken, wanted(found), named, self.text, "ask" if self._asks else "fail"))
        if not names_another(taken, named):
            return Decision(actions, clause, self.text, found.score, found.excerpt, found.groups, named, place)
        why = f"the menu has changed: heard “{self.text}”, where the flow presses {pressed(taken)}, not {named}"
        if self._changed:
            return self._after_change(why)
        self._changed, self._doubted = why, segment
        self._finals.clear()
        self._partial = ""
        self._candidate = None
        return None

    def _told(self) -> Decision | None:
        """By the words of the prompt so far: the company is closed, or the like, if a clause waits for that."""
        if not self._spoken:
            return None
        said = spoken_states(self.text)
        name = next((name for name in self._spoken if name in said), None)
        return None if name is None else self.state(name, said[name])

    def _as_written(self, found: Match) -> Trigger:
        """The trigger of a match, as it stands in the source."""
        place = self._step.clauses[found.clause_index].triggers.index(found.trigger)
        return self._written[found.clause_index].triggers[place]

    def _otherwise(self) -> Decision | None:
        return None if self._step.otherwise is None else Decision(self._step.otherwise, "else", self.text)

    def _after_change(self, why: str) -> Decision:
        """The menu insists on another key than the flow's. Raises `FlowFailed`, unless there is somebody to ask."""
        if self._asks and (decision := self._otherwise()):
            return decision
        raise FlowFailed(why)

    def _note(self, change: Moved | None) -> None:
        if change is not None and all((change.phrase, change.heard) != (c.phrase, c.heard) for c in self.changes):
            self.changes.append(change)

    def _triggers(self) -> list[Trigger]:
        return list(chain.from_iterable(clause.triggers for clause in self._step.clauses))
