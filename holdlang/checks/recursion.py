"""HL313: flows that run each other without end."""

from collections.abc import Iterator

from holdlang.checks.around import Around
from holdlang.diagnostics.finding import Finding
from holdlang.model import CallFlow, Run
from holdlang.syntax.items import Item


def endless_recursion(item: Item, around: Around) -> Iterator[Finding]:
    """Only where there is no other way: a `run` that every call of the flow comes to, of a flow that is bound to come
    back here."""
    flow = item.model
    if not isinstance(flow, CallFlow) or flow.id not in around.circles or around.flows[flow.id] is not item:
        return
    index = around.bound[flow.id]
    step = item.steps[index]
    assert isinstance(step, Run)
    label = "it runs itself" if step.flow == flow.id else f"which comes back to `{flow.id}`"
    hint = "leave one of them by a clause, or use `goto` for a loop"
    yield Finding("HL313", ("step", index, "flow"), "this never comes to an end", label, hint)
