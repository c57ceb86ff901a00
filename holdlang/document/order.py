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
        pressed = jump = None
        if at < len(steps) and answers(step, steps[at]):
            pressed, at = steps[at], at + 1
            assert isinstance(pressed, Press)
        if at < len(steps) and leads(step, steps[at], at + 1 if at + 1 < len(steps) else None, find):
            jump, at = steps[at], at + 1
            assert isinstance(jump, Goto | End)
        groups.append(Group(step, pressed, jump))
    return groups


def finder(names: Sequence[str | None]) -> Find:
    """Finds the first of `names` that is the one asked for."""
    places: dict[str, int] = {}
    for number, name in enumerate(names):
        if name is not None:
            places.setdefault(name, number)
    return places.get


def answers(step: Step, line: Step) -> bool:
    """Whether `line` is the answer that stands in the document of `step`."""
    return (
        isinstance(step, Listen)
        and not step.clauses
        and step.otherwise is None
        and isinstance(line, Press)
        and _plain(line)
        and line.keys != ""
        and kept(step, "dtmf") == line.keys
    )


def leads(step: Step, line: Step, following: int | None, find: Find) -> bool:
    """Whether `line` only says where to go after `step`, and that is not where it would go without it."""
    if not _plain(line):
        return False
    match line:
        case End():
            return usual(step, following, find) is not None
        case Goto(target=target):
            return find(target) not in (None, usual(step, following, find))
        case _:
            return False


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
