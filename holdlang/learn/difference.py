"""What a merge changes in a flow, as a value.

Not responsible for finding it (`holdlang.learn.comparing`) or for writing it down (`holdlang.learn.merge`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from holdlang.learn.changes import Change
from holdlang.model import CallFlow, Need, Step


@dataclass(frozen=True)
class Compared:
    """`updates` are the steps that change, by their positions; `inserts` are new ones, each with the position of the
    step that it comes before, in order; `needs` are new, too. `left_alone` says, for people, what was not merged."""

    flow: CallFlow
    updates: Mapping[int, Step] = field(default_factory=dict)
    inserts: tuple[tuple[int, Step], ...] = ()
    needs: tuple[Need, ...] = ()
    changes: tuple[Change, ...] = ()
    left_alone: tuple[str, ...] = ()

    def merged(self) -> CallFlow:
        """The flow with all of it."""
        steps: list[Step] = []
        for place in range(len(self.flow.steps) + 1):
            steps += [step for before, step in self.inserts if before == place]
            steps += [self.updates.get(place, step) for step in self.flow.steps[place : place + 1]]
        fields = {name: getattr(self.flow, name) for name in CallFlow.model_fields}
        fields |= {"needs": (*self.flow.needs, *self.needs), "steps": tuple(steps)}
        return CallFlow.model_construct(None, **fields)  # a copy would keep the ids of the old steps
