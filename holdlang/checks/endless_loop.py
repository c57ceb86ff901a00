"""HL302: loops of a flow that only their bound can end. A tree may go round for ever: its caller hangs up."""

from collections.abc import Iterator

from holdlang.build import Item
from holdlang.checks.graph import OUT, is_tree, reach, ways
from holdlang.finding import Finding


def endless_loop(item: Item) -> Iterator[Finding]:
    """One finding a flow: where a loop is first entered."""
    graph = ways(item)
    if is_tree(item) or not graph.certain:
        return
    before: list[set[int]] = [set() for _ in graph.after]
    leaving = set()
    for index, following in enumerate(graph.after):
        for target in following:
            if target == OUT:
                leaving.add(index)
            else:
                before[target].add(index)
    escapes = reach(leaving, tuple(frozenset(found) for found in before))
    trapped = sorted(graph.reached - escapes - {OUT})
    if trapped:
        hint = "let one clause go on, `hangup` or `fail`"
        yield Finding("HL302", ("step", trapped[0]), "this loop has no way out", "from here it only goes round", hint)
