"""HL304: a `hold` after which no `transfer` can come."""

from collections.abc import Iterator

from holdlang.build import Item
from holdlang.checks.graph import OUT, reach, ways
from holdlang.finding import Finding
from holdlang.model import Hold, Transfer


def hold_without_transfer(item: Item) -> Iterator[Finding]:
    """Silent when a step behind it is in doubt: it might be, or lead to, the transfer."""
    if not any(isinstance(step, Hold) for step in item.model.steps):
        return
    graph = ways(item)
    before: list[set[int]] = [set() for _ in graph.after]
    for index, following in enumerate(graph.after):
        for target in following - {OUT}:
            before[target].add(index)
    rings = {index for index, step in enumerate(item.model.steps) if isinstance(step, Transfer)} | graph.doubtful
    leads = reach(rings, tuple(frozenset(found) for found in before))
    for index, step in enumerate(item.model.steps):
        if isinstance(step, Hold) and index not in leads:
            hint = "follow it with `transfer` and the name of your phone"
            yield Finding("HL304", ("step", index), "nobody is rung after this `hold`", "no `transfer` follows", hint)
