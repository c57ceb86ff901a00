"""Which clauses of a flow what was said would fit, at each of its steps. Not responsible for what fits
(`holdlang.match`), or for which step a call would be at: a recording does not tell."""

from holdlang import template
from holdlang.calllog import Decided
from holdlang.match import choose
from holdlang.menu import spoken_states
from holdlang.model import CallFlow, Clause, Phrase, State, Trigger
from holdlang.model.steps import Clauses as Deciding
from holdlang.printer import trigger_text


class Clauses:
    """The clauses of a flow; of none without a flow."""

    def __init__(self, flow: CallFlow | None) -> None:
        steps = zip(flow.ids, flow.steps, strict=True) if flow is not None else ()
        self._steps = [(name, _known(step.clauses)) for name, step in steps if isinstance(step, Deciding)]

    def fitting(self, text: str) -> list[Decided]:
        """For each step that would take one of its clauses by these words, what it would decide."""
        decisions = (self._decision(name, clauses, text) for name, clauses in self._steps)
        return [decided for decided in decisions if decided is not None]

    def _decision(self, step_id: str, clauses: tuple[Clause, ...], text: str) -> Decided | None:
        found = choose(clauses, text)
        if found is not None:
            clause, trigger, score = clauses[found.clause_index], trigger_text(found.trigger), found.score
        else:
            said = spoken_states(text)
            fits = ((one, state) for state in said for one in clauses if State(name=state) in one.triggers)
            first = next(fits, None)
            if first is None:
                return None
            clause, trigger, score = first[0], first[1], 1.0
        actions = [action.kind for action in clause.actions]
        return Decided(step_id=step_id, heard=text, clause=f"on {trigger}", score=round(score, 3), actions=actions)


def _known(clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """The clauses with what they wait for as far as it is known before a call: no phrase that has a variable in it."""
    return tuple(
        clause.model_copy(update={"triggers": tuple(filter(_is_known, clause.triggers))}) for clause in clauses
    )


def _is_known(trigger: Trigger) -> bool:
    return not isinstance(trigger, Phrase) or next(template.names(trigger.text), None) is None
