"""Which step of a changed flow was which before. Not responsible for what becomes of it."""

from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

from holdlang.model import Step
from holdlang.model.steps import Clauses

Alike = Callable[[Step, Step], bool]


def paired(before: Sequence[Step], after: Sequence[Step]) -> list[int | None]:
    """For each step of `after`, the number of the step in `before` that it was; None: it is new. No step was two.

    Steps that have stayed as they were come first, wherever they stand now; then those of the same label, those that
    differ in their label alone or share a clause, and at last those of one kind between the same neighbours.
    """
    found: list[int | None] = [None] * len(after)
    for old, new, size in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        found[new : new + size] = range(old, old + size)

    def pair(alike: Alike, places: range, among: range) -> None:
        """Pair what is alike and still free, in order."""
        free = [old for old in among if old not in found]
        for place in places:
            if found[place] is None:
                found[place] = next((old for old in free if alike(before[old], after[place])), None)
                free = [old for old in free if old != found[place]]

    for alike in (_same, _same_label, _same_but_label, _similar):
        pair(alike, range(len(after)), range(len(before)))
    for places, among in _gaps(found, len(before)):
        pair(_same_kind, places, among)
    return found


def _gaps(found: Sequence[int | None], size: int) -> list[tuple[range, range]]:
    """Runs of new steps, each with the old ones between the neighbours of the run."""
    gaps = []
    start = 0
    for place in range(len(found) + 1):
        if place < len(found) and found[place] is None:
            continue
        left = -1 if start == 0 else found[start - 1]
        right = size if place == len(found) else found[place]
        if start < place and left is not None and right is not None:
            gaps.append((range(start, place), range(left + 1, right)))
        start = place + 1
    return gaps


def _same(one: Step, other: Step) -> bool:
    return one == other


def _same_label(one: Step, other: Step) -> bool:
    return one.label is not None and one.label == other.label


def _same_but_label(one: Step, other: Step) -> bool:
    return one.model_copy(update={"label": other.label}) == other


def _similar(one: Step, other: Step) -> bool:
    if not isinstance(one, Clauses) or not isinstance(other, Clauses) or one.kind != other.kind:
        return False
    return not set(one.clauses).isdisjoint(other.clauses)


def _same_kind(one: Step, other: Step) -> bool:
    return one.kind == other.kind
