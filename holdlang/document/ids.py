"""Step ids of a document, and labels of a flow.

Every step of a document has an id. A step of a flow has a label only if somebody named it; otherwise its id is made
from what it does (`holdlang.model.step_ids`), and a document with just that id gives no label. Not responsible for what
aims at a step (`holdlang.document.order`).
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence

from holdlang.document.steps import kept, slug
from holdlang.model import Step, step_ids
from holdlang.model.base import NAME

Settle = Callable[[int, str | None], str | None]
"""From the number of a step and the label that its id alone tells, to the label it has."""


def ids_of(steps: Sequence[Step]) -> list[str]:
    """An id for each step: the one it came with, or its label, or what it does. No two are the same."""
    made = step_ids(tuple(steps))
    foreign = [_foreign(step) for step in steps]
    times = Counter(foreign)
    used: set[str] = set()
    ids = []
    for own, other in zip(made, foreign, strict=True):
        found, number = own, 1
        while found in used or (number > 1 and found in made):
            number += 1
            found = f"{own}_{number}"
        used.add(found)
        ids.append(found if other is None or times[other] > 1 else other)
    return ids


def slugs(ids: Sequence[str]) -> dict[str, str]:
    """A label for each id that is no name."""
    taken = {name for name in ids if NAME.fullmatch(name)}
    found: dict[str, str] = {}
    for name in ids:
        if NAME.fullmatch(name):
            continue
        base = label = slug(name, "step")
        number = 1
        while label in taken:
            number += 1
            label = f"{base}_{number}"
        taken.add(label)
        found[name] = label
    return found


def given(labels: Mapping[str, str | None], ids: Sequence[str]) -> dict[str, str]:
    """What the steps of these ids are called where something aims at them: a label, or an id that is as good as one."""
    known = {**{name: name for name in ids}, **slugs(ids)}
    return {name: labels.get(name) or label for name, label in known.items()}


def settle_labels(
    ids: Sequence[str], steps: Sequence[Step], names: Sequence[str], needed: Collection[int], settle: Settle
) -> list[str | None]:
    """The label of each step, the last one first. `names`: what each is called; `needed`: steps that must have one.

    A step needs no label if without one it would get the very same id. What that would be depends on the labels and on
    the steps before it, so that going backwards everything it depends on is known.
    """
    labels: list[str | None] = [None] * len(ids)
    foreign = slugs(ids)
    taken = Counter(names)
    for number in range(len(ids) - 1, -1, -1):
        name = ids[number]
        taken[names[number]] -= 1
        label = foreign.get(name, name)
        if label == name and number not in needed and _made(steps[number], taken) == name:
            labels[number] = settle(number, None)
        else:
            labels[number] = settle(number, label)
        if labels[number] is not None:
            taken[labels[number] or ""] += 1
    return labels


def _made(step: Step, taken: Mapping[str, int]) -> str:
    """The id that a step without a label gets where others have taken theirs."""
    (base,) = step_ids((step.model_copy(update={"label": None}),))
    name, number = base, 1
    while taken.get(name):
        number += 1
        name = f"{base}_{number}"
    return name


def _foreign(step: Step) -> str | None:
    found = kept(step, "id")
    return found if isinstance(found, str) and not NAME.fullmatch(found) else None
