"""A picture laid out: every box, card and arrow at its place. Not responsible for colours and XML
(`holdlang.graph.svg`), nor for the paths that arrows take (`holdlang.graph.arrows`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from holdlang.graph.arrows import LANE, Arrow, Plan, Point, Sides
from holdlang.graph.boxes import Box, Card, edge_card, node_box
from holdlang.graph.layers import Layering, Slot, back_edges, layered
from holdlang.graph.picture import DOTS, Kind, Picture
from holdlang.graph.place import Extent, place

GAP = 26.0
"""Least distance of two boxes side by side, in pixels."""

SPINE, LONG, PLAIN = 10.0, 6.0, 1.0
"""How much arrows pull: on to the next step, on their way past other layers, and any other."""

Key = tuple[str, str]


@dataclass(frozen=True)
class Diagram:
    """Boxes by their top left corner, and arrows with their cards. Sizes in pixels."""

    width: float
    height: float
    boxes: tuple[tuple[Box, Point], ...]
    arrows: tuple[Arrow, ...]


def diagram(picture: Picture) -> Diagram:
    """Lay the picture out."""
    boxes = {node.id: node_box(node) for node in picture.nodes}
    cards = {(edge.source, edge.target): edge_card(edge) for edge in picture.edges}
    ends_last = sorted(picture.edges, key=lambda edge: _hope(picture.node(edge.target).kind))
    edges = [(edge.source, edge.target) for edge in ends_last]
    back = back_edges(list(boxes), edges)
    sides = _sides(edges, back)
    layering = layered(list(boxes), edges, back, sides)
    around = {name: _around(name, box, edges, cards, sides) for name, box in boxes.items()}
    extents = _extents(layering, around, cards)
    places = place(layering, extents, _weights(picture, layering), gap=GAP, lane=LANE)
    plan = Plan(layering, places, boxes, cards, around, sides)
    return Diagram(
        places.width,
        places.height,
        tuple((box, plan.corner(name)) for name, box in boxes.items()),
        tuple(map(plan.arrow, picture.edges)),
    )


def _hope(kind: Kind) -> int:
    """Where things lead that are hoped for comes first, and stands to the left: the least of these numbers."""
    return 0 if kind == "joined" else 2 if kind in DOTS else 1


def _sides(edges: Sequence[Key], back: frozenset[Key]) -> dict[Key, int]:
    """Arrows that lead back run at the left; the second of a node at its right."""
    sides: dict[Key, int] = {}
    leaving: dict[str, int] = {}
    for source, target in edges:
        if (source, target) in back:
            leaving[source] = leaving.get(source, 0) + 1
            sides[source, target] = -1 if leaving[source] % 2 else 1
    return sides


def _around(name: str, box: Box, edges: Sequence[Key], cards: dict[Key, Card | None], sides: dict[Key, int]) -> Sides:
    """What stands beside a node: the words of arrows that leave at its sides, and the lanes of those that come in."""
    coming = {sides[edge] for edge in edges if edge[1] == name and edge in sides}
    around = Sides(box, coming)
    for source, target in edges:
        side = 1 if source == target else sides.get((source, target), 0)
        if source == name and side:
            card = cards[source, target]
            around.add(target, side, (card.width, card.height) if card else (0.0, 0.0))
    return around


def _extents(layering: Layering, around: dict[str, Sides], cards: dict[Key, Card | None]) -> dict[Slot, Extent]:
    extents = {slot: Extent(0.0, 0.0, 0.0) for layer in layering.layers for slot in layer}
    for name, slot in layering.node_slots.items():
        extents[slot] = around[name].extent()
    for edge, chain in layering.chains.items():
        card = cards[edge]
        if card is not None and edge not in layering.back:
            extents[chain[1]] = Extent(card.width / 2, card.width / 2, card.height)
    return extents


def _weights(picture: Picture, layering: Layering) -> dict[tuple[Slot, Slot], float]:
    """The way on from step to step is to be straight, and so are long arrows."""
    order = {node.id: number for number, node in enumerate(picture.nodes)}
    ahead: dict[str, str] = {}
    for source, target in layering.chains:
        if picture.node(target).kind in DOTS or (source, target) in layering.back:
            continue
        hope = (_hope(picture.node(target).kind), order[target])
        if source not in ahead or hope < (_hope(picture.node(ahead[source]).kind), order[ahead[source]]):
            ahead[source] = target
    weights = {}
    for (source, target), chain in layering.chains.items():
        base = SPINE if ahead.get(source) == target else PLAIN
        for position, link in enumerate(pairwise(chain)):
            weights[link] = LONG * base if 0 < position < len(chain) - 2 else base
    return weights
