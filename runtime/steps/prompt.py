"""What a `listen` makes of a prompt: pure, to be tested event by event. Waiting is in `runtime.steps.listen`.

What fits what is decided in `holdlang.match`; this is about *when*. A clause is taken once the far end has finished the
utterance, or once it has talked on for a while with the words still standing, so that a key is pressed after its option
was spoken and before a long menu has run out.
"""

from itertools import chain
from operator import itemgetter

from holdlang.match import Match, choose, named_key
from holdlang.model import Listen, Phrase, Press, Silence, StateName, Trigger
from holdlang.printer import trigger_text
from runtime.hearing.events import SoundChanged, SpeechEnded, SpeechStarted
from runtime.line import Heard, Words
from runtime.outcome import FlowFailed
from runtime.steps.decision import Decision

SETTLED = 0.8
"""Seconds that a match and the key named for it must stand while the far end talks on, lest they be revised."""

UNNAMED = 2.4
"""The same for a match for which no key has been named: time to say "please press the number three"."""

PROMPT_END = 1.5
"""Seconds without speech that end a prompt, for a `listen` without clauses. Menus pause for about a second."""


class Prompt:
    """One run of a `listen` step. Times are those of the hearing.

    A menu that names another key for a phrase than the flow presses has probably changed. Such a key is not pressed
    blindly (a wrong key in the last menu leads to hours in a wrong queue): the prompt gets until the end of the listen
    to repeat itself, and only if it then agrees with the flow (the recogniser errs on one digit in twelve) is it taken.
    """

    def __init__(self, step: Listen, *, begun: float, mark: float, quiet: bool) -> None:
        """`begun`: now; `mark`: speech that began before it is ignored; `quiet`: the line is silent as we begin."""
        self._step = step
        self._mark = mark
        self._begun = begun
        self._finals: list[str] = []
        self._partial = ""
        self._candidate: tuple[int, str | None] | None = None
        """The clause that matches while the far end still speaks, and the key that was named for it."""
        self._since = 0.0
        self._changed: str | None = None
        self._doubted: int | None = None
        """The segment that named another key: it can't confirm itself."""
        self._silent_since = begun if quiet else None
        self._spoken_until: float | None = None

    @property
    def text(self) -> str:
        """The words heard so far, an unfinished utterance included."""
        return " ".join(filter(None, [*self._finals, self._partial]))

    @property
    def wake(self) -> float | None:
        """When `quiet` will have something to say if nothing is heard until then."""
        if not self._step.clauses:
            return None if self._spoken_until is None else self._spoken_until + PROMPT_END
        if self._silent_since is None:
            return None
        lengths = [t.seconds for t in self._triggers() if isinstance(t, Silence)]
        return self._silent_since + min(lengths) if lengths else None

    def hear(self, event: Heard) -> Decision | None:
        """Take in what was heard. Raises `FlowFailed` when the menu has changed."""
        match event:
            case SoundChanged(at=at, sound=sound):
                self._silent_since = max(at, self._begun) if sound == "silence" else None
                return self.state("music") if sound == "music" else None
            case SpeechStarted():
                self._spoken_until = None
            case SpeechEnded(at=at):
                self._spoken_until = at
            case Words(onset=onset) if onset >= self._mark:
                return self._words(event)
        return None

    def quiet(self) -> Decision | None:
        """Nothing was heard until `wake`."""
        if not self._step.clauses:
            return Decision((), "the prompt has ended", self.text)
        silences = [(t.seconds, c) for c in self._step.clauses for t in c.triggers if isinstance(t, Silence)]
        if not silences:
            return None
        seconds, clause = min(silences, key=itemgetter(0))
        return Decision(clause.actions, f"on {trigger_text(Silence(seconds=seconds))}", self.text)

    def state(self, name: StateName) -> Decision | None:
        """The call entered a state that a clause may name."""
        clause = self._step.on_state(name)
        return None if clause is None else Decision(clause.actions, f"on {name}", self.text)

    def time_is_up(self) -> Decision:
        """The listen has run out. Raises `FlowFailed`, quoting what was heard, when no clause covers that."""
        found = choose(self._step.clauses, self.text) if self._partial else None
        if decision := self._decide(found, self._named(found), None):
            return decision
        if self._changed:
            raise FlowFailed(self._changed)
        decision = (self.state("unmatched") if self.text else None) or self.state("timeout")
        if decision is None and self._step.otherwise is not None:
            decision = Decision(self._step.otherwise, "else", self.text)
        if decision is not None or not self._step.clauses:
            return decision or Decision((), "the time to listen is over", self.text)
        wanted = ", ".join(trigger_text(t) for t in self._triggers())
        if not self.text:
            raise FlowFailed(f"heard no words for {self._step.timeout:g} s while listening for {wanted}")
        raise FlowFailed(f"heard “{self.text}”, which is none of {wanted}")

    def _words(self, words: Words) -> Decision | None:
        if words.segment == self._doubted:
            return None
        self._partial = words.text
        found = choose(self._step.clauses, self.text)
        named = self._named(found)
        decision = None
        if words.is_final:
            self._finals.append(words.text)
            self._partial = ""
            self._candidate = None
            decision = self._decide(found, named, words.segment)
        elif found is None:
            self._candidate = None
        elif self._candidate != (found.clause_index, named):
            self._candidate = (found.clause_index, named)
            self._since = words.at
        elif words.at - self._since >= (SETTLED if named else UNNAMED) and not self._names_another(found, named):
            decision = self._decide(found, named, words.segment)
        return decision

    def _named(self, found: Match | None) -> str | None:
        """The key named for the match. One that was clear when said stays, whatever unfinished option follows."""
        if found is None or not isinstance(found.trigger, Phrase):
            return None
        named = named_key(self.text, found.trigger.text)
        before = self._candidate
        return before[1] if named is None and before and before[0] == found.clause_index else named

    def _decide(self, found: Match | None, named: str | None, segment: int | None) -> Decision | None:
        if found is None:
            return None
        if not self._names_another(found, named):
            actions = self._step.clauses[found.clause_index].actions
            return Decision(actions, f"on {trigger_text(found.trigger)}", self.text, found.score, found.excerpt)
        why = f"the menu has changed: heard “{self.text}”, where the flow presses {self._pressed(found)}, not {named}"
        if self._changed:
            raise FlowFailed(why)
        self._changed, self._doubted = why, segment
        self._finals.clear()
        self._partial = ""
        self._candidate = None
        return None

    def _names_another(self, found: Match, named: str | None) -> bool:
        """Whether the menu names a key for the match that is not the one its clause presses."""
        pressed = self._pressed(found)
        return named is not None and pressed is not None and not pressed.startswith(named)

    def _pressed(self, found: Match) -> str | None:
        actions = self._step.clauses[found.clause_index].actions
        return next((action.keys.lstrip("wW") for action in actions if isinstance(action, Press)), None)

    def _triggers(self) -> list[Trigger]:
        return list(chain.from_iterable(clause.triggers for clause in self._step.clauses))
