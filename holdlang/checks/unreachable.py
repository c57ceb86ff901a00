"""HL301: steps that no way reaches. Tells the first of a run of them only."""

from collections.abc import Iterator

from holdlang.checks.graph import ways
from holdlang.diagnostics.finding import Finding
from holdlang.syntax.items import Item


def unreachable_step(item: Item) -> Iterator[Finding]:
    """Silent when a step that is reached is in doubt: it might lead here."""
    graph = ways(item)
    if not graph.certain:
        return
    missed = False
    for index in range(len(item.steps)):
        before, missed = missed, index not in graph.reached
        if missed and not before and index not in item.broken:
            hint = "give it a label and `goto` it, or remove it"
            yield Finding(
                "HL301", ("step", index), "this step is never reached", "every way ends or jumps before it", hint
            )
