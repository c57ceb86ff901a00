"""Which way a flow takes: the order of its steps, and `next_step` in a document.

A document says for each step where to go next, and ends where it says nothing. Source goes on with the next line, so
there a `goto` or an `end` of its own says the same. `fold` puts such lines into the step before them, `unfold` writes
them out again.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from holdlang.document.steps import kept
from holdlang.model import End, Fail, Goto, Hangup, Listen, Press, Step


@dataclass(frozen=True)
class Group:
    """A step, and the lines after it that a document has no step for."""

    step: Step
    pressed: Press | None = None
    """The answer of a LISTEN that has its keys in it (`dtmf`)."""
    jump: Goto | End | None = None

    def __iter__(self) -> Iterator[Step]:
        """Its lines, in order."""
        return iter([line for line in (self.step, self.pressed, self.jump) if line is not None])


Find = Callable[[str], int | None]
"""The number of the step that a `goto` aims at; None if there is no such step."""


def fold(steps: Sequence[Step]) -> list[Group]:
    """The steps of a flow as those of a document. Nothing is folded that would not unfold again."""
    find = finder(tuple(step.label for step in steps))
    groups: list[Group] = []
    at = 0
    while at < len(steps):
        step, at = steps[at], at + 1
        pressed = answer(step, steps[at]) if at < len(steps) else None
        at += pressed is not None
        jump = way(step, steps[at], at + 1 if at + 1 < len(steps) else None, find) if at < len(steps) else None
        at += jump is not None
        groups.append(Group(step, pressed, jump))
    return groups


def finder(names: Sequence[str | None]) -> Find:
    """Finds the first of `names` that is the one asked for."""
    places: dict[str, int] = {}
    for number, name in enumerate(names):
        if name is not None:
            places.setdefault(name, number)
    return places.get


def answer(step: Step, line: Step) -> Press | None:
    """`line`, if it is the answer that stands in the document of `step`."""
    if not isinstance(line, Press) or not _plain(line) or not line.keys:
        return None
    return line if answers(step) and kept(step, "dtmf") == line.keys else None


def answers(step: Step) -> bool:
    """Whether the document of `step` can say what is pressed after it: it only listens."""
    return isinstance(step, Listen) and not step.clauses and step.otherwise is None


def way(step: Step, line: Step, following: int | None, find: Find) -> Goto | End | None:
    """`line`, if it only says where to go after `step`, and that is not where it would go without it."""
    if not _plain(line):
        return None
    match line:
        case End():
            return None if usual(step, following, find) is None else line
        case Goto(target=target):
            return None if find(target) in (None, usual(step, following, find)) else line
        case _:
            return None


def usual(step: Step, following: int | None, find: Find) -> int | None:
    """Where a step leads by itself: None if it ends the flow. `following` is the step after it."""
    match step:
        case Goto(target=target):
            return find(target)
        case Hangup() | Fail() | End():
            return None
        case _:
            return following


def _plain(step: Step) -> bool:
    return step.label is None and step.about is None and not step.meta
