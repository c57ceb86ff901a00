"""HL303: clauses whose every trigger an earlier clause of the same step takes."""

from collections.abc import Iterator

from holdlang.build import Item
from holdlang.finding import Finding
from holdlang.match import normalize
from holdlang.model import Clause, Phrase, Trigger
from holdlang.model.steps import Clauses


def shadowed_clause(item: Item) -> Iterator[Finding]:
    """Longer phrases win, so only what is equal by the rules of matching can shadow."""
    for index, step in enumerate(item.model.steps):
        if not isinstance(step, Clauses):
            continue
        taken: set[object] = set()
        for number, clause in enumerate(step.clauses):
            keys = _keys(clause)
            if keys and keys <= taken:
                yield Finding(
                    "HL303",
                    ("step", index, "clause", number),
                    "this clause never has its say",
                    "an earlier clause waits for the same",
                )
            taken |= keys


def _keys(clause: Clause) -> set[object]:
    return {key for trigger in clause.triggers if (key := _key(trigger)) != ()}


def _key(trigger: Trigger) -> object:
    return normalize(trigger.text) if isinstance(trigger, Phrase) else trigger
