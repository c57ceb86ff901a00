"""The first half of a layered layout (Sugiyama, Tagawa, Toda 1981): which arrows lead back, in which layer each node
stands, and the order within a layer. Not responsible for coordinates (`holdlang.graph.place`).

Nodes stand in even layers, the words of an arrow in the odd layer below its source; an arrow that crosses a layer has a
slot of its own there. None of the layout libraries on PyPI fits: they know neither words on arrows nor nodes of
different sizes, or need Graphviz.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

Slot = int
"""A place in a layer: a node, the words of an arrow, or an arrow on its way."""

SWEEPS = 24
"""Times that the order is improved downwards and upwards; flows of 60 nodes stop changing after about 8."""


@dataclass
class Layering:
    """`layers[i]` holds slots from left to right. `chains` gives the slots of each arrow from its upper end to its
    lower one, both nodes included; arrows that lead back are turned round."""

    layers: list[list[Slot]]
    node_slots: dict[str, Slot]
    chains: dict[tuple[str, str], tuple[Slot, ...]]
    back: frozenset[tuple[str, str]]
    ports: dict[tuple[Slot, Slot], tuple[int, int]] = field(default_factory=dict)
    """Side of the upper and the lower slot at which a link ends: -1 left, 0 middle, 1 right."""

    @cached_property
    def rank(self) -> dict[Slot, int]:
        """The layer of each slot."""
        return {slot: rank for rank, layer in enumerate(self.layers) for slot in layer}


def back_edges(nodes: Sequence[str], edges: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """The arrows to turn round so that none lead back: those to a node that is still being walked from, walking the
    graph in order of source. Loops of one node are not among them."""
    following: dict[str, list[str]] = {node: [] for node in nodes}
    for source, target in edges:
        following[source].append(target)
    state: dict[str, int] = {}
    back = set()
    for root in nodes:
        if root in state:
            continue
        state[root] = 1
        stack = [(root, iter(following[root]))]
        while stack:
            here, targets = stack[-1]
            for there in targets:
                if state.get(there) == 1 and there != here:
                    back.add((here, there))
                elif there not in state:
                    state[there] = 1
                    stack.append((there, iter(following[there])))
                    break
            else:
                state[here] = 2
                stack.pop()
    return frozenset(back)


def layered(
    nodes: Sequence[str],
    edges: Sequence[tuple[str, str]],
    back: frozenset[tuple[str, str]],
    sides: Mapping[tuple[str, str], int],
) -> Layering:
    """Put `nodes` into layers. `sides` says at which side of its nodes an arrow that leads back runs: -1 or 1."""
    down = [(target, source) if (source, target) in back else (source, target) for source, target in edges]
    ranks = _ranks(nodes, [edge for edge in down if edge[0] != edge[1]])
    layers: list[list[Slot]] = [[] for _ in range(max(ranks.values(), default=0) + 1)]
    slots = {node: number for number, node in enumerate(nodes)}
    for node in nodes:
        layers[ranks[node]].append(slots[node])
    result = Layering(layers, slots, {}, back)
    number = len(nodes)
    for edge, (upper, lower) in zip(edges, down, strict=True):
        if upper == lower:
            continue
        chain = [slots[upper]]
        for rank in range(ranks[upper] + 1, ranks[lower]):
            layers[rank].append(number)
            chain.append(number)
            number += 1
        chain.append(slots[lower])
        result.chains[edge] = tuple(chain)
        side = sides.get(edge, 0)
        for position, link in enumerate(pairwise(chain)):
            ends = (side if position == 0 else 0, side if position == len(chain) - 2 else 0)
            result.ports[link] = ends
    _order(result)
    return result


def _ranks(nodes: Sequence[str], edges: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Each node two layers below the lowest that leads to it."""
    above: dict[str, list[str]] = {node: [] for node in nodes}
    below: dict[str, list[str]] = {node: [] for node in nodes}
    for upper, lower in edges:
        above[lower].append(upper)
        below[upper].append(lower)
    waiting = {node: len(above[node]) for node in nodes}
    ready = [node for node in nodes if not waiting[node]]
    ranks: dict[str, int] = {}
    for node in ready:
        ranks[node] = max((ranks[other] + 2 for other in above[node]), default=0)
        for other in below[node]:
            waiting[other] -= 1
            if not waiting[other]:
                ready.append(other)
    return ranks


# --- the order within layers


def _order(layering: Layering) -> None:
    """Few crossings, by barycentres and swaps of neighbours; of equal orders the first stays."""
    _begin(layering)
    up, down = _neighbours(layering)
    best, least = [list(layer) for layer in layering.layers], _crossings(layering, down)
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        span = range(1, len(layering.layers)) if forward else range(len(layering.layers) - 2, -1, -1)
        for rank in span:
            _sort(layering.layers, rank, up if forward else down, rank - 1 if forward else rank + 1)
        _swap(layering, up, down)
        found = _crossings(layering, down)
        if found < least:
            best, least = [list(layer) for layer in layering.layers], found
    layering.layers[:] = best


Links = dict[Slot, list[tuple[Slot, float]]]
"""For each slot its neighbours in the next layer, and how far left or right of their middle the arrow ends."""


def _neighbours(layering: Layering) -> tuple[Links, Links]:
    up: Links = {slot: [] for layer in layering.layers for slot in layer}
    down: Links = {slot: [] for layer in layering.layers for slot in layer}
    for (upper, lower), (high, low) in layering.ports.items():
        up[lower].append((upper, high * 0.4))
        down[upper].append((lower, low * 0.4))
    return up, down


def _begin(layering: Layering) -> None:
    """A first order: depth first along the arrows, with those that lead back on the outside, the longest outermost."""
    _, down = _neighbours(layering)
    outside: dict[Slot, tuple[int, int]] = {}
    for edge in layering.back:
        chain = layering.chains[edge]
        side = layering.ports[chain[0], chain[1]][0]
        outside.update(dict.fromkeys(chain[1:-1], (side, side * len(chain))))
    seen: dict[Slot, None] = {}
    for root in [slot for layer in layering.layers for slot in layer]:
        stack = [root]
        while stack:
            slot = stack.pop()
            if slot not in seen and slot not in outside:
                seen[slot] = None
                stack += [other for other, _ in reversed(down[slot])]
    place = {slot: number for number, slot in enumerate(seen)}
    for layer in layering.layers:
        layer.sort(key=lambda slot: (*outside.get(slot, (0, 0)), place.get(slot, 0)))


def _sort(layers: list[list[Slot]], rank: int, links: Links, beside: int) -> None:
    place = {slot: index for index, slot in enumerate(layers[beside])}
    wanted = {}
    for index, slot in enumerate(layers[rank]):
        ends = [place[other] + shift for other, shift in links[slot]]
        wanted[slot] = sum(ends) / len(ends) if ends else float(index)
    layers[rank].sort(key=wanted.__getitem__)


def _crossings(layering: Layering, down: Links) -> int:
    return sum(_crossings_between(upper, lower, down) for upper, lower in pairwise(layering.layers))


def _crossings_between(upper: Sequence[Slot], lower: Sequence[Slot], down: Links) -> int:
    place = {slot: index for index, slot in enumerate(lower)}
    seen: list[float] = []
    count = 0
    for slot in upper:
        ends = sorted(place[other] + shift for other, shift in down[slot])
        count += sum(len(seen) - bisect_left(seen, end + 1e-9) for end in ends)
        for end in ends:
            insort(seen, end)
    return count


def _swap(layering: Layering, up: Links, down: Links) -> None:
    """Swap neighbours as long as that leaves fewer crossings."""
    for rank, layer in enumerate(layering.layers):
        above = {slot: index for index, slot in enumerate(layering.layers[rank - 1])} if rank else {}
        beneath = (
            {slot: index for index, slot in enumerate(layering.layers[rank + 1])}
            if rank + 1 < len(layering.layers)
            else {}
        )
        for index in range(len(layer) - 1):
            left, right = layer[index], layer[index + 1]
            now = _pair(up[left], up[right], above) + _pair(down[left], down[right], beneath)
            then = _pair(up[right], up[left], above) + _pair(down[right], down[left], beneath)
            if then < now:
                layer[index], layer[index + 1] = right, left


def _pair(left: list[tuple[Slot, float]], right: list[tuple[Slot, float]], place: dict[Slot, int]) -> int:
    """Crossings of the arrows of two neighbours."""
    return sum(place[a] + at > place[b] + bt for a, at in left for b, bt in right)
