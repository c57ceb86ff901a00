"""What a test can't come to whatever its flow does: its expectations exclude each other, or its tree settles by how it
takes the call whether anybody answers. Shared by the rules about tests (`holdlang.checks.trial`); finds nothing itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from holdlang.checks.graph import ways
from holdlang.model import (
    Answer,
    Asking,
    Beep,
    EarlyMedia,
    Ending,
    Expectation,
    Human,
    Music,
    NoAnswer,
    Note,
    Pressing,
    Prompt,
    Reject,
    Test,
)
from holdlang.syntax.items import Item
from holdlang.syntax.reader import Path

PATIENCE = 60.0
"""Seconds after which a caller gives up whom nobody answers: `answer_within` of a call that is rehearsed."""

SOON = 5
"""Rings after which a call is answered long before the caller gives up, at six seconds a ring too."""


@dataclass(frozen=True)
class Reason:
    """Why not, what to do, where below the expectation that stands, and the other that it excludes."""

    label: str
    help: str = ""
    place: Path = ()
    other: Path | None = None


def excluded(expects: Sequence[Expectation]) -> Iterator[tuple[int, Reason]]:
    """Expectations that the first of their kind excludes, by their index."""
    first: dict[type, int] = {}
    for index, expected in enumerate(expects):
        before = first.setdefault(type(expected), index)
        if label := _exclusion(expects[before], expected):
            yield index, Reason(label, other=("expect", before))


def _exclusion(earlier: Expectation, later: Expectation) -> str:
    match earlier, later:
        case Pressing(keys=one), Pressing(keys=other) if one != other:
            return "the keys are all that is pressed: only one of these can be true"
        case Ending(kind=one), Ending(kind=other) if one != other:
            return "a call ends in one way"
        case Ending(device=one), Ending(device=other) if one != other:
            return "only one device takes the call"
        case _:
            return ""


def settled(test: Test, tree: Item) -> Iterator[tuple[int, Reason]]:
    """Expectations that can't come true since `tree` certainly answers, or certainly does not, by their index."""
    takes = _takes(tree)
    if takes is None:
        return
    for index, expected in enumerate(test.expects):
        match expected:
            case Asking():
                pass
            case Ending(kind="not answered", within=within):
                if takes:
                    yield index, Reason(f"`{test.tree}` takes the call")
                elif within is not None and within < PATIENCE and _first(tree) == NoAnswer:
                    yield index, Reason(f"the caller waits {PATIENCE:g} seconds before giving up")
            case _ if not takes:
                yield index, Reason(f"`{test.tree}` never takes the call", "write `expect not answered`")


def _takes(tree: Item) -> bool | None:
    """Whether the tree takes the call; None if that is not certain."""
    graph = ways(tree)
    first = _first(tree)
    if first is None or not graph.certain:
        return None
    if first in (Reject, NoAnswer):
        return False
    if first is EarlyMedia:
        answers = any(isinstance(tree.steps[index], Answer) for index in graph.reached if index >= 0)
        return None if answers else False
    return True if first in (Answer, Prompt, Music, Human, Beep) else None


def _first(tree: Item) -> type | None:
    """What kind of step comes first and does something; an answer only if it comes soon."""
    for index, step in enumerate(tree.steps):
        if index in tree.broken or (isinstance(step, Answer) and step.rings > SOON):
            return None
        if not isinstance(step, Note):
            return type(step)
    return None
