"""HL503: a `use` that brings nothing that is used."""

from collections.abc import Iterator, Sequence

from holdlang.checks.around import runs
from holdlang.diagnostics.finding import Finding, Removal
from holdlang.model import CallFlow, Test, Tree, Use
from holdlang.names.scope import Scope
from holdlang.syntax.items import Item


def unused_file(items: Sequence[Item], scope: Scope) -> Iterator[tuple[Item, Finding]]:
    """Silent about a file that only gathers others, about one that brings a tree, since a rehearsal may want it, and
    about one that has mistakes or is used in a wrong way; and where a name is unknown, which it might be meant for."""
    own = [item for item in items if isinstance(item.model, CallFlow | Test)]
    if not own or any(item.broken or item.headless for item in items):
        return
    wanted = set[str]()
    for item in own:
        wanted |= {item.model.flow} if isinstance(item.model, Test) else set(runs(item))
    if not wanted <= scope.flows.keys():
        return
    bringing: dict[int, tuple[Item, list[Item]]] = {}
    first = min(item.spans.at() for item in items if not isinstance(item.model, Use))
    defined = {item.model.id for item in items if isinstance(item.model, CallFlow)}
    spoilt = set[int]()
    for use, file in scope.brought:
        bringing.setdefault(id(use), (use, []))[1].extend(file.items)
        if file.diagnostics or use.spans.at() > first:
            spoilt.add(id(use))
    for use, brought in bringing.values():
        flows = {item.model.id for item in brought if isinstance(item.model, CallFlow)}
        gathers = any(isinstance(item.model, Tree) for item in brought)
        if id(use) not in spoilt and not gathers and not flows & (wanted | defined):
            label = "none of its flows is run here" if flows else "it holds no flow"
            message = "this `use` brings nothing that is used"
            yield use, Finding("HL503", (), message, label, "remove it", fix=Removal("remove the line"))
