"""A call flow: the compiled form of a `flow` item."""

import re
from datetime import datetime
from functools import cached_property

from pydantic import Field

from holdlang.model.actions import Press, Run, Set
from holdlang.model.base import Model, Name
from holdlang.model.header import Need, Opening, Param, Redial
from holdlang.model.steps import Hold, Listen, Step, Transfer
from holdlang.model.triggers import Phrase


class CallFlow(Model):
    """What to do on a call to `phone_number`, from dialling to the user's phone.

    `description` is what the call is for, in the words of the user (`intent` in source). `version` and what follows it
    are kept for programs that store flows; they mean nothing to a call. So is `stored_id`: the id that they know the
    flow by, where that can't be a name.
    """

    id: Name
    name: str = ""
    company: str | None = None
    phone_number: str | None = None
    description: str | None = None
    tags: tuple[str, ...] = ()
    opening: Opening | None = None
    needs: tuple[Need, ...] = ()
    params: tuple[Param, ...] = ()
    redial: Redial | None = None
    stored_id: str | None = None
    version: int = Field(default=1, ge=0)
    created_at: datetime | None = None
    updated_at: datetime | None = None
    success_count: int = Field(default=0, ge=0)
    fail_count: int = Field(default=0, ge=0)
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
        case Press(keys=keys):
            return _slug("press", keys.replace("*", " star ").replace("#", " pound "))
        case Run(flow=flow):
            return _slug("run", flow)
        case Set(name=name):
            return _slug("set", name)
        case _:
            return step.kind


def _slug(kind: str, words: str) -> str:
    return "_".join([kind, *re.findall(r"[^\W_]+", words.casefold())[:3]])
