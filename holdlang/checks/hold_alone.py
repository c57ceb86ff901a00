"""HL304: a `hold` after which no `transfer` can come."""

from collections.abc import Iterator

from holdlang.checks.around import Around, is_subflow
from holdlang.checks.graph import backwards, reach, ways
from holdlang.checks.within import doings
from holdlang.diagnostics.finding import Finding
from holdlang.model import Hold, Run, Transfer
from holdlang.syntax.items import Item


def hold_without_transfer(item: Item, around: Around) -> Iterator[Finding]:
    """Silent when a step behind it is in doubt: it might be, or lead to, the transfer. So might the flow that runs this
    one."""
    if is_subflow(item) or not any(isinstance(step, Hold) for step in item.steps):
        return
    graph = ways(item)
    rings = {index for index, step in enumerate(item.steps) if isinstance(step, Transfer)} | graph.doubtful
    for path, doing in doings(item):
        if isinstance(doing, Run) and isinstance(path[1], int) and _may_ring(around, doing.flow):
            rings.add(path[1])
    leads = reach(rings, backwards(graph.after))
    for index, step in enumerate(item.steps):
        if isinstance(step, Hold) and index not in leads:
            hint = "follow it with `transfer` and the name of your phone"
            yield Finding("HL304", ("step", index), "nobody is rung after this `hold`", "no `transfer` follows", hint)


def _may_ring(around: Around, name: str) -> bool:
    flow = around.flows.get(name)
    if flow is None:
        return True
    return any(
        found is None or found.broken or any(isinstance(step, Transfer) for step in found.steps)
        for found in around.run_by(flow)
    )
