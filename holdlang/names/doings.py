"""The actions in a flow or a tree, wherever they stand: with its clauses, under `every`, behind `chance`. Finds nothing
itself."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from holdlang.model import Action, Chance, Goto, Music, Step, TreeStep
from holdlang.model.steps import Clauses
from holdlang.syntax.items import Item
from holdlang.syntax.reader import Path


def gotos(item: Item) -> Iterator[tuple[Path, Goto]]:
    """Every `goto` of the item, as a step or in a clause, with its path."""
    for index, step in enumerate(item.steps):
        if isinstance(step, Goto):
            yield ("step", index), step
    for path, _, found in action_lists(item):
        for number, action in enumerate(found):
            if isinstance(action, Goto):
                yield (*path, "action", number), action


class Stepped(Protocol):
    """What has steps: a flow, a tree, or an item of either."""

    @property
    def steps(self) -> Sequence[Step | TreeStep]:
        """In the order of the source."""


def action_lists(item: Stepped) -> Iterator[tuple[Path, int, tuple[Action, ...]]]:
    """The actions of every clause, `else`, `every` and `chance`: its path, the index of its step, the actions."""
    for index, step in enumerate(item.steps):
        if isinstance(step, Chance):
            yield ("step", index), index, step.actions
        if isinstance(step, Music):
            for number, every in enumerate(step.every):
                yield ("step", index, "every", number), index, every.actions
        if isinstance(step, Clauses):
            for number, clause in enumerate(step.clauses):
                yield ("step", index, "clause", number), index, clause.actions
            if step.otherwise is not None:
                yield ("step", index, "else"), index, step.otherwise
