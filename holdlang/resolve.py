"""Names: does each point somewhere, and does each mean one thing. Not responsible for what happens there."""

from collections.abc import Collection, Iterator, Sequence

from holdlang.build import Item
from holdlang.diagnostics import did_you_mean
from holdlang.finding import Finding
from holdlang.model import Action, CallFlow, Goto, Transfer
from holdlang.model.steps import Clauses
from holdlang.parts import Path


def resolve(item: Item, devices: Collection[str] | None) -> Iterator[Finding]:
    """Labels used and defined in `item`, and its devices if it is known which there are."""
    labels = list(dict.fromkeys(step.label for step in item.model.steps if step.label))
    known = set(labels)
    yield from _duplicate_labels(item)
    for path, goto in gotos(item):
        if goto.target not in known:
            yield Finding(
                "HL102",
                (*path, "target"),
                f"unknown label `{goto.target}`",
                "no step carries this label",
                did_you_mean(goto.target, labels),
            )
    if devices is None:
        return
    for index, step in enumerate(item.model.steps):
        if isinstance(step, Transfer):
            for outer, group in enumerate(step.targets):
                for inner, name in enumerate(group):
                    if name not in devices:
                        yield Finding(
                            "HL101",
                            ("step", index, "device", outer, inner),
                            f"unknown transfer target `{name}`",
                            "no device of this name",
                            did_you_mean(name, sorted(devices)) or _listed(devices),
                        )


def duplicate_items(items: Sequence[Item]) -> Iterator[tuple[Item, Finding]]:
    """Items of one kind and name, after the first."""
    seen = set()
    for item in items:
        if item.headless:
            continue
        kind = "flow" if isinstance(item.model, CallFlow) else "tree"
        if (kind, item.model.id) in seen:
            yield item, Finding("HL104", ("name",), f"a second {kind} `{item.model.id}`", "this name is taken")
        seen.add((kind, item.model.id))


def gotos(item: Item) -> Iterator[tuple[Path, Goto]]:
    """Every `goto` of the item, as a step or in a clause, with its path."""
    for index, step in enumerate(item.model.steps):
        if isinstance(step, Goto):
            yield ("step", index), step
    for path, _, actions in action_lists(item):
        for number, action in enumerate(actions):
            if isinstance(action, Goto):
                yield (*path, "action", number), action


def action_lists(item: Item) -> Iterator[tuple[Path, int, tuple[Action, ...]]]:
    """The actions of every clause and every `else`: its path, the index of its step, the actions."""
    for index, step in enumerate(item.model.steps):
        if isinstance(step, Clauses):
            for number, clause in enumerate(step.clauses):
                yield ("step", index, "clause", number), index, clause.actions
            if step.otherwise is not None:
                yield ("step", index, "else"), index, step.otherwise


def _duplicate_labels(item: Item) -> Iterator[Finding]:
    seen = set()
    for index, step in enumerate(item.model.steps):
        if step.label in seen:
            yield Finding("HL103", ("step", index, "label"), f"a second `{step.label}`", "this label is taken")
        if step.label:
            seen.add(step.label)


def _listed(devices: Collection[str]) -> str:
    names = ", ".join(f"`{name}`" for name in sorted(devices)[:5])
    return f"the devices are {names}" if names else "no device is configured"
