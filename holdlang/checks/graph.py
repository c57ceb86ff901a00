"""Where a flow can go from each step. Shared by the rules about ways; finds nothing itself.

A step that could not be read, or jumps to a label that does not exist, might go anywhere: it is in doubt, and so is
what can be said about ways that touch it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from holdlang.checks.within import doings, once
from holdlang.model import (
    Action,
    Again,
    Ask,
    Chance,
    End,
    Fail,
    Goto,
    Hangup,
    Human,
    Listen,
    Music,
    NoAnswer,
    Prompt,
    Reject,
    Retry,
    Run,
    Transfer,
    Tree,
)
from holdlang.model.steps import Clauses
from holdlang.syntax.items import Item

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
    (graph,) = _ways(item)
    return graph


@once
def _ways(item: Item) -> Iterator[Ways]:
    steps = item.steps
    labels = {step.label: index for index, step in reversed(list(enumerate(steps))) if step.label}
    after = tuple(frozenset(_after(item, index, labels)) for index in range(len(steps)))
    reached = reach([0], after) if steps else frozenset()
    yield Ways(after, reached, item.broken | _lost(item, labels))


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


def backwards(after: tuple[frozenset[int], ...]) -> tuple[frozenset[int], ...]:
    """The steps that can come before each."""
    before: list[set[int]] = [set() for _ in after]
    for index, following in enumerate(after):
        for target in following - {OUT}:
            before[target].add(index)
    return tuple(map(frozenset, before))


def _lost(item: Item, labels: dict[str, int]) -> frozenset[int]:
    """Steps that jump to a label that does not exist, or let the language model choose where to go."""
    lost = set()
    for path, doing in doings(item):
        anywhere = isinstance(doing, Ask) or (isinstance(doing, Goto) and doing.target not in labels)
        if anywhere and isinstance(path[1], int):
            lost.add(path[1])
    return frozenset(lost)


def _after(item: Item, index: int, labels: dict[str, int]) -> set[int]:
    steps = item.steps
    step = steps[index]
    following = index + 1 if index + 1 < len(steps) else OUT
    match step:
        case Goto(target=target):
            return {labels.get(target, OUT)}
        case Hangup() | Fail() | End() | Reject() | NoAnswer() | Human(text=""):
            return {OUT}  # a person who says nothing waits for ever
        case Run() | Ask():
            return {following, OUT}  # what is run may end the call
        case Chance(actions=actions):
            return {following} | _ends_of(actions, index, following, labels)
        case Clauses():
            found = _without_clause(item, index, following)
            lists = [clause.actions for clause in step.clauses]
            if isinstance(step, Music):
                lists += [every.actions for every in step.every]
            for actions in [*lists, step.otherwise] if step.otherwise is not None else lists:
                found |= _ends_of(actions, index, following, labels)
            return found
        case _:
            return {following}


def _without_clause(item: Item, index: int, following: int) -> set[int]:
    """Where a deciding step goes when no clause has its say."""
    step = item.steps[index]
    match step:
        case Listen(clauses=(), otherwise=None):
            return {following}
        case Listen(otherwise=None):
            return {OUT}  # what no clause matches fails the call
        case Listen():
            return set()
        case Prompt(clauses=(), otherwise=None) | Music():
            return {following}
        case Prompt():
            return {OUT}  # the caller can always hang up
        case Transfer():
            return {OUT}  # the joined call is the end of the flow, and so is a phone that nobody answers
        case _:
            return {following, OUT}  # a hold finds a person or not, whatever its clauses wait for


def _ends_of(actions: tuple[Action, ...], index: int, following: int, labels: dict[str, int]) -> set[int]:
    """Where actions can lead, beginning with the first."""
    found: set[int] = set()
    for action in actions:
        match action:
            case Goto(target=target):
                return found | {labels.get(target, OUT)}
            case Again():
                return found | {index}
            case Hangup() | Fail() | End():
                return found | {OUT}
            case Retry():
                found.add(index)
            case Run() | Ask():
                found.add(OUT)
    if actions and isinstance(actions[-1], Retry):
        return found | {OUT}  # used up with nothing behind it, it fails the call
    return found | {following}


def is_tree(item: Item) -> bool:
    """Whether the item is the far end of the line."""
    return isinstance(item.model, Tree)
