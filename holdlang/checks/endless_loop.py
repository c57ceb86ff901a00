"""HL302: loops that only their bound can end. A tree may go round for ever, since its caller hangs up, but not in no
time."""

from collections.abc import Iterator

from holdlang.checks.graph import OUT, Ways, backwards, is_tree, reach, ways
from holdlang.diagnostics.finding import Finding
from holdlang.model import Answer, CutOff, EarlyMedia, Goto, Listen, Note
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
    quick = {
        index for index, step in enumerate(item.steps) if isinstance(step, Goto | Note | Answer | EarlyMedia | CutOff)
    }
    idle = (quick & graph.reached) - graph.doubtful
    done: set[int] = set()
    for start in sorted(idle):
        here, way = start, []
        while here in idle and here not in done:
            done.add(here)
            way.append(here)
            (here,) = graph.after[here]
        if here in way:
            hint = "let something be said, or `wait`, on the way round"
            yield Finding("HL302", ("step", here), "this loop takes no time", "goes round at once, for ever", hint)
            return
