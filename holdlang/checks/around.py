"""The flows and trees around an item, with what runs what. Shared by the rules about more than one item; finds nothing
itself. Which names there are is a matter of `holdlang.names.scope`."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from holdlang.checks.graph import ways
from holdlang.checks.within import doings
from holdlang.model import Ask, CallFlow, Run, Tree
from holdlang.model.actions import Labelled
from holdlang.names.scope import Scope
from holdlang.syntax.items import Item


@dataclass(frozen=True)
class Around:
    """Flows and trees by their names. Of two with one name the first counts, as when they are run."""

    flows: Mapping[str, Item]
    trees: Mapping[str, Item]
    devices: Collection[str] | None
    here: frozenset[int]
    """The items of the file itself, by their `id`."""

    @classmethod
    def of(cls, items: Sequence[Item], scope: Scope) -> "Around":
        """What is around the items of a file."""
        flows: dict[str, Item] = {}
        trees: dict[str, Item] = {}
        for item in scope.items:
            if isinstance(item.model, CallFlow):
                flows.setdefault(item.model.id, item)
            elif isinstance(item.model, Tree):
                trees.setdefault(item.model.id, item)
        return cls(flows, trees, scope.devices, frozenset(map(id, items)))

    def run_by(self, item: Item) -> Iterator[Item | None]:
        """The flow, and all that it runs, directly or by others; None for each that is not in reach."""
        seen: set[str] = set()
        waiting: list[Item | None] = [item]
        while waiting:
            here = waiting.pop()
            yield here
            for name in runs(here) if here else ():
                if name not in seen:
                    seen.add(name)
                    waiting.append(self.flows.get(name))

    def certain(self, item: Item) -> bool:
        """Whether the flow and all that it runs could be read without a doubt."""
        known = self._certain.get(id(item))
        if known is None:
            found = all(one is not None and not one.broken and not one.headless for one in self.run_by(item))
            known = self._certain[id(item)] = found
        return known

    def asks(self, item: Item) -> bool:
        """Whether the language model has a say in the flow, or in what it runs."""
        known = self._asks.get(id(item))
        if known is None:
            known = self._asks[id(item)] = any(isinstance(doing, Ask) for doing in self.does(item))
        return known

    def labels(self, item: Item) -> Mapping[str, int]:
        """Label -> the first step that carries it."""
        known = self._labels.get(id(item))
        if known is None:
            found = reversed(list(enumerate(item.steps)))
            known = self._labels[id(item)] = {step.label: index for index, step in found if step.label}
        return known

    def does(self, flow: Item) -> Sequence[Labelled]:
        """All that the flow does, and what it runs."""
        known = self._does.get(id(flow))
        if known is None:
            flows = [found for found in self.run_by(flow) if found is not None]
            known = self._does[id(flow)] = [doing for found in flows for _, doing in doings(found)]
        return known

    # What is asked for again and again, by the `id` of the item.

    @cached_property
    def _certain(self) -> dict[int, bool]:
        return {}

    @cached_property
    def _asks(self) -> dict[int, bool]:
        return {}

    @cached_property
    def _labels(self) -> dict[int, Mapping[str, int]]:
        return {}

    @cached_property
    def _does(self) -> dict[int, Sequence[Labelled]]:
        return {}

    @cached_property
    def bound(self) -> Mapping[str, int]:
        """Flow -> the `run` step that each of its calls comes to first, for flows that have one."""
        found = {name: self._first_run(item) for name, item in self.flows.items()}
        return {name: index for name, index in found.items() if index is not None}

    @cached_property
    def circles(self) -> frozenset[str]:
        """Flows that are bound to run themselves at last; of those that run each other, the first in the file."""
        found: set[str] = set()
        done: set[str] = set()
        order = {name: place for place, name in enumerate(self.bound)}
        for name in self.bound:
            way: list[str] = []
            here = name
            while here in self.bound and here not in done:
                done.add(here)
                way.append(here)
                here = self._runs_first(here)
            if here in way:
                found.add(min(way[way.index(here) :], key=order.__getitem__))
        return frozenset(found)

    def _first_run(self, item: Item) -> int | None:
        """Only along steps that lead to just one other: a branch might rejoin, but might also end the call."""
        if not runs(item):
            return None
        graph = ways(item)
        here, seen = 0, set()
        while here >= 0 and here not in seen and here not in graph.doubtful:
            if isinstance(item.steps[here], Run):
                return here
            seen.add(here)
            if len(graph.after[here]) != 1:
                return None
            (here,) = graph.after[here]
        return None

    def _runs_first(self, name: str) -> str:
        step = self.flows[name].steps[self.bound[name]]
        assert isinstance(step, Run)
        return step.flow


def runs(item: Item) -> list[str]:
    """The names of the flows that `item` runs, each once."""
    return list(dict.fromkeys(doing.flow for _, doing in doings(item) if isinstance(doing, Run)))


def is_subflow(item: Item) -> bool:
    """Whether it may be run by a flow of another file, which is not seen here: one with a name and no number."""
    return isinstance(item.model, CallFlow) and ("name",) in item.spans.known and item.model.phone_number is None
