"""HL302: loops that only their bound can end. A tree may go round for ever, since its caller hangs up, but not in no
time."""

from collections.abc import Iterator

from holdlang.checks.graph import OUT, Ways, backwards, is_tree, reach, ways
from holdlang.diagnostics.finding import Finding
from holdlang.model import Answer, Chance, CutOff, EarlyMedia, Goto, Listen, Note, Step, TreeStep
from holdlang.syntax.items import Item


def endless_loop(item: Item) -> Iterator[Finding]:
    """One finding an item: where a loop is first entered."""
    graph = ways(item)
    if is_tree(item):
        yield from _timeless(item, graph)
        return
    if not graph.certain:
        return
    leaving = {index for index, following in enumerate(graph.after) if OUT in following}
    escapes = reach(leaving, backwards(graph.after))
    trapped = sorted(graph.reached - escapes - {OUT})
    if not trapped:
        return
    first = trapped[0]
    if isinstance(item.steps[first], Listen) and graph.after[first] == {first}:
        hint = "let one clause, or `else`, go on, `hangup` or `fail`"
        yield Finding("HL302", ("step", first), "this `listen` can't end", "whatever is heard, it begins again", hint)
    else:
        hint = "let one clause go on, `hangup` or `fail`"
        yield Finding("HL302", ("step", first), "this loop has no way out", "from here it only goes round", hint)


def _timeless(item: Item, graph: Ways) -> Iterator[Finding]:
    """A loop of a tree in which nothing is said or awaited would go round in no time, for ever."""
    idle = {index for index, step in enumerate(item.steps) if _is_quick(step)} & graph.reached - graph.doubtful
    leaving = {index for index, following in enumerate(graph.after) if index not in idle or OUT in following}
    trapped = idle - reach(leaving, backwards(graph.after))
    if not trapped:
        return
    here, way = min(trapped), set[int]()
    while here not in way:
        way.add(here)
        here = min(graph.after[here])
    hint = "let something be said, or `wait`, on the way round"
    yield Finding("HL302", ("step", here), "this loop takes no time", "goes round at once, for ever", hint)


def _is_quick(step: Step | TreeStep) -> bool:
    if isinstance(step, Chance):
        return all(isinstance(action, Goto) for action in step.actions)
    return isinstance(step, Goto | Note | Answer | EarlyMedia | CutOff)
