"""A call flow: the compiled form of a `flow` item."""

import re
from functools import cached_property

from holdlang.model.base import Model, Name
from holdlang.model.steps import Hold, Listen, Step, Transfer
from holdlang.model.triggers import Phrase


class CallFlow(Model):
    """What to do on a call to `phone_number`, from dialling to the user's phone."""

    id: Name
    name: str = ""
    company: str | None = None
    phone_number: str | None = None
    intent: str | None = None
    tags: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The id of each step: its label, or a readable name made from what it does."""
        return step_ids(self.steps)

    def index(self, label: str) -> int:
        """Where the step with this label stands. Raises `KeyError` for a label that no step carries."""
        for position, step in enumerate(self.steps):
            if step.label == label:
                return position
        raise KeyError(label)


def step_ids(steps: tuple[Step, ...]) -> tuple[str, ...]:
    """One id a step, unique within the flow.

    An unlabelled step is named by what it does and not by where it stands, so that editing one line leaves the ids of
    the others alone; only steps that do the very same thing are told apart by a number.
    """
    taken = {step.label for step in steps if step.label}
    ids = []
    for step in steps:
        if step.label:
            ids.append(step.label)
            continue
        base = _describe(step)
        candidate, number = base, 1
        while candidate in taken:
            number += 1
            candidate = f"{base}_{number}"
        taken.add(candidate)
        ids.append(candidate)
    return tuple(ids)


def _describe(step: Step) -> str:
    match step:
        case Listen(clauses=clauses):
            phrases = [t.text for c in clauses for t in c.triggers if isinstance(t, Phrase)]
            return _slug("listen", phrases[0]) if phrases else "listen"
        case Hold():
            return "hold"
        case Transfer(targets=targets):
            return _slug("transfer", targets[0][0])
        case _ if step.kind == "press":
            return _slug("press", step.keys.replace("*", " star ").replace("#", " pound "))
        case _:
            return step.kind


def _slug(kind: str, words: str) -> str:
    return "_".join([kind, *re.findall(r"[^\W_]+", words.casefold())[:3]])
