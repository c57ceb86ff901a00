"""HL312: a menu that may say something else, and nobody to decide then."""

from collections.abc import Iterator

from holdlang.diagnostics.finding import Finding
from holdlang.model import CallFlow, Listen, Silence, State
from holdlang.syntax.items import Item


def missing_else(item: Item) -> Iterator[Finding]:
    """Only in flows that are a call of their own. With an intent a language model can decide; a one-liner is quickly
    corrected; and a flow without a number may be run by one that has an intent."""
    flow = item.model
    if not isinstance(flow, CallFlow) or flow.phone_number is None or flow.description is not None:
        return
    for index, step in enumerate(item.steps):
        if isinstance(step, Listen) and step.clauses and not _covered(step) and index not in item.broken:
            yield Finding(
                "HL312",
                ("step", index),
                "no clause for a menu that says something else",
                "the call fails at a prompt that it does not know",
                "add `else`, or say by `intent` what the call is for, so that a language model can decide",
            )


def _covered(step: Listen) -> bool:
    if step.otherwise is not None:
        return True
    return any(
        isinstance(trigger, Silence) or (isinstance(trigger, State) and trigger.name in ("timeout", "unmatched"))
        for clause in step.clauses
        for trigger in clause.triggers
    )
