"""Clauses with the variables of the moment: what a step waits for is known when it begins.

Not responsible for waiting.
"""

from typing import TypeVar

from holdlang import template
from holdlang.model import Action, Clause, Hold, Listen, Phrase, Press, Trigger
from runtime.scope import Scope

S = TypeVar("S", Listen, Hold)


def filled(step: S, scope: Scope) -> S:
    """`step` with its phrases filled in, and the keys that its clauses press as far as they are known and no secret,
    so that they can be compared with what a menu names. Raises `FlowFailed` for a variable without a value."""
    clauses = tuple(
        Clause(
            triggers=tuple(_trigger(trigger, scope) for trigger in clause.triggers),
            actions=tuple(_action(action, scope) for action in clause.actions),
        )
        for clause in step.clauses
    )
    return step if clauses == step.clauses else step.model_copy(update={"clauses": clauses})


def _trigger(trigger: Trigger, scope: Scope) -> Trigger:
    return Phrase(text=scope.fill(trigger.text).reveal()) if isinstance(trigger, Phrase) else trigger


def _action(action: Action, scope: Scope) -> Action:
    if isinstance(action, Press) and all(name in scope for name, _ in template.names(action.keys)):
        keys = scope.fill(action.keys)
        return action if keys.is_secret else action.model_copy(update={"keys": keys.reveal()})
    return action
