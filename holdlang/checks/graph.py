"""Where a flow can go from each step. Shared by the rules about ways; finds nothing itself.

A step that could not be read, or jumps to a label that does not exist, might go anywhere: it is in doubt, and so is
what can be said about ways that touch it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from holdlang.build import Item
from holdlang.model import Action, Again, End, Fail, Goto, Hangup, Listen, NoAnswer, Prompt, Reject, Transfer, Tree
from holdlang.model.steps import Clauses
from holdlang.resolve import gotos

OUT = -1
"""The end of the call, or of the steps."""


@dataclass(frozen=True)
class Ways:
    """`after[i]` are the steps that can follow step `i`, `OUT` among them if the call can end there."""

    after: tuple[frozenset[int], ...]
    reached: frozenset[int]
    doubtful: frozenset[int]
    """Steps that might go anywhere."""

    @property
    def certain(self) -> bool:
        """Whether no step that is reached is in doubt."""
        return not self.reached & self.doubtful


def ways(item: Item) -> Ways:
    """The graph of an item."""
    steps = item.model.steps
    labels = {step.label: index for index, step in reversed(list(enumerate(steps))) if step.label}
    after = tuple(frozenset(_after(item, index, labels)) for index in range(len(steps)))
    reached = reach([0], after) if steps else frozenset()
    lost = {path[1] for path, goto in gotos(item) if goto.target not in labels}
    return Ways(after, reached, item.broken | frozenset(index for index in lost if isinstance(index, int)))


def reach(start: Iterable[int], after: tuple[frozenset[int], ...]) -> frozenset[int]:
    """All that can be reached from `start`, itself included."""
    found = set(start)
    waiting = list(found)
    while waiting:
        here = waiting.pop()
        if here != OUT:
            new = after[here] - found
            found |= new
            waiting += new
    return frozenset(found)


def _after(item: Item, index: int, labels: dict[str, int]) -> set[int]:
    steps = item.model.steps
    step = steps[index]
    following = index + 1 if index + 1 < len(steps) else OUT
    match step:
        case Goto(target=target):
            return {labels.get(target, OUT)}
        case Hangup() | Fail() | End() | Reject() | NoAnswer():
            return {OUT}
        case Clauses():
            lists = [clause.actions for clause in step.clauses]
            found = {_end_of(actions, index, following, labels) for actions in lists}
            if step.otherwise is not None:
                found.add(_end_of(step.otherwise, index, following, labels))
            return found | _without_clause(item, index, following)
        case _:
            return {following}


def _without_clause(item: Item, index: int, following: int) -> set[int]:
    """Where a deciding step goes when no clause has its say."""
    step = item.model.steps[index]
    match step:
        case Listen(clauses=(), otherwise=None):
            return {following}
        case Listen(otherwise=None):
            return {OUT}  # what no clause matches fails the call
        case Listen():
            return set()
        case Prompt(clauses=(), otherwise=None):
            return {following}
        case Prompt():
            return {OUT}  # the caller can always hang up
        case Transfer():
            return {OUT}  # the joined call is the end of the flow, and so is a phone that nobody answers
        case _:
            return {following, OUT}  # a hold finds a person or not, whatever its clauses wait for


def _end_of(actions: tuple[Action, ...], index: int, following: int, labels: dict[str, int]) -> int:
    for action in actions:
        match action:
            case Goto(target=target):
                return labels.get(target, OUT)
            case Again():
                return index
            case Hangup() | Fail() | End():
                return OUT
    return following


def is_tree(item: Item) -> bool:
    """Whether the item is the far end of the line."""
    return isinstance(item.model, Tree)
