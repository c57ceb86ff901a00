"""What stands in an item, one after the other, each with its path. Shared by the rules; finds nothing itself."""

from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import TypeVar

from holdlang.model import Clause, Press, PressHeard, Trigger
from holdlang.model.actions import Labelled
from holdlang.model.steps import Clauses
from holdlang.names.doings import action_lists as all_action_lists
from holdlang.syntax.items import Item
from holdlang.syntax.reader import Path

T = TypeVar("T")


def once(find: Callable[[Item], Iterator[T]]) -> Callable[[Item], Sequence[T]]:
    """`find`, which a dozen rules ask, looking only once at each item."""

    @wraps(find)
    def known(item: Item) -> Sequence[T]:
        if find not in item.kept:
            item.kept[find] = tuple(find(item))
        found: Sequence[T] = item.kept[find]
        return found

    return known


action_lists = once(all_action_lists)


@once
def doings(item: Item) -> Iterator[tuple[Path, Labelled]]:
    """Everything that is done: each step, then each action of its clauses; steps that could not be read are left
    out."""
    for index, step in enumerate(item.steps):
        if index not in item.broken:
            yield ("step", index), step
    for path, _, actions in action_lists(item):
        for number, action in enumerate(actions):
            yield (*path, "action", number), action


@once
def clauses(item: Item) -> Iterator[tuple[Path, Clauses, Clause]]:
    """Every clause with the step that it belongs to."""
    for index, step in enumerate(item.steps):
        if isinstance(step, Clauses):
            for number, clause in enumerate(step.clauses):
                yield ("step", index, "clause", number), step, clause


@once
def triggers(item: Item) -> Iterator[tuple[Path, Trigger]]:
    """Every trigger of every clause."""
    for path, _, clause in clauses(item):
        for place, trigger in enumerate(clause.triggers):
            yield (*path, "trigger", place), trigger


def keys_of(doing: Labelled) -> str | None:
    """The keys that are pressed by it, as they are written; None if it presses none by itself."""
    match doing:
        case Press(keys=keys):
            return keys
        case PressHeard(fallback=fallback):
            return fallback
        case _:
            return None
