"""A picture laid out: every box, card and arrow at its place. Not responsible for colours and XML (`holdlang.graph.svg`).

Arrows lead from the bottom of a node to the top of the next. One that leads back leaves at a side, runs up in a lane of
its own and comes in at the side; one that leads back to its own node is a loop at the right.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from holdlang.graph.boxes import BIG, Box, Card, edge_card, node_box
from holdlang.graph.layers import Layering, Slot, back_edges, layered
from holdlang.graph.picture import ENDS, Edge, Picture
from holdlang.graph.place import Extent, Places, place

GAP, LANE = 26.0, 18.0
SIDE = 24.0
"""From a node to the words of an arrow that leaves at its side, or to the lane of one that comes in."""
ARROW = 8.0
"""Length of an arrow head."""
BEND = 12.0
"""Radius of a corner."""
COME_IN = 11.0
"""How far below the top of a node arrows from further down come in, if others leave at that side."""
SPINE, LONG, PLAIN = 10.0, 6.0, 1.0
"""How much arrows pull: on to the next step, on their way past other layers, and any other."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Arrow:
    """An arrow as the `d` of an SVG path, where its head points to, and in which direction."""

    edge: Edge
    path: str
    tip: Point
    towards: Point
    card: Card | None
    card_middle: Point
    leads_back: bool


@dataclass(frozen=True)
class Diagram:
    """Boxes by their top left corner, arrows with their cards. Sizes in pixels."""

    width: float
    height: float
    boxes: tuple[tuple[Box, Point], ...]
    arrows: tuple[Arrow, ...]


def diagram(picture: Picture) -> Diagram:
    """Lay the picture out."""
    traced = picture.trace is not None
    boxes = {node.id: node_box(node) for node in picture.nodes}
    cards = {(edge.source, edge.target): edge_card(edge, traced=traced) for edge in picture.edges}
    names = list(boxes)
    aside = sorted(picture.edges, key=lambda edge: picture.node(edge.target).kind in ("ended", "failed"))
    edges = [(edge.source, edge.target) for edge in aside]
    back = back_edges(names, edges)
    sides = _sides(edges, back)
    layering = layered(names, edges, back, sides)
    beside = {name: _Beside(name, boxes[name], edges, cards, sides) for name in names}
    extents = _extents(layering, beside, cards)
    places = place(layering, extents, _weights(picture, layering), gap=GAP, lane=LANE)
    drawing = _Drawing(layering, places, boxes, cards, beside, sides)
    return Diagram(
        places.width,
        places.height,
        tuple((box, drawing.corner(name)) for name, box in boxes.items()),
        tuple(drawing.arrow(edge) for edge in picture.edges),
    )


def _sides(edges: Sequence[tuple[str, str]], back: frozenset[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Arrows that lead back run at the left; the second of a node at its right."""
    sides: dict[tuple[str, str], int] = {}
    left: dict[str, int] = {}
    for source, target in edges:
        if (source, target) in back:
            left[source] = left.get(source, 0) + 1
            sides[source, target] = -1 if left[source] % 2 else 1
    return sides


class _Beside:
    """What stands at the sides of a node: cards of arrows that leave there, and lanes."""

    def __init__(
        self,
        name: str,
        box: Box,
        edges: Sequence[tuple[str, str]],
        cards: dict[tuple[str, str], Card | None],
        sides: dict[tuple[str, str], int],
    ) -> None:
        half = (box.middle, box.width - box.middle)
        self.tall = box.height
        coming = {sides[edge] for edge in edges if edge[1] == name and edge in sides}
        self.come_in = -box.height / 2 + COME_IN
        """How far below the middle arrows from further down come in: above the words of those that leave."""
        self.leaving: dict[str, Point] = {}
        """Where the words of an arrow that leaves at a side stand, from the middle, by its target."""
        reach = [half[0], half[1]]
        for source, target in edges:
            side = 1 if source == target else sides.get((source, target), 0)
            if source != name or not side:
                continue
            index = 0 if side < 0 else 1
            card = cards[source, target]
            wide = card.width if card else 0.0
            at = reach[index] + SIDE + wide / 2
            tall = card.height if card else 0.0
            down = 0.0
            if side in coming:
                down = min(self.come_in + ARROW + tall / 2, box.height / 2 - COME_IN / 2)
            self.leaving[target] = (side * at, down)
            reach[index] = at + max(wide / 2, BEND)
            self.tall = max(self.tall, 2 * down + tall)
        self.lanes = {-1: -(reach[0] + LANE), 1: reach[1] + LANE}
        """Where arrows from further down come up, from the middle."""
        self.left = reach[0] + (LANE if -1 in coming else 0.0)
        self.right = reach[1] + (LANE if 1 in coming else 0.0)


def _extents(
    layering: Layering, beside: dict[str, _Beside], cards: dict[tuple[str, str], Card | None]
) -> dict[Slot, Extent]:
    extents = {slot: Extent(0.0, 0.0, 0.0) for layer in layering.layers for slot in layer}
    for name, slot in layering.node_slots.items():
        around = beside[name]
        extents[slot] = Extent(around.left, around.right, around.tall, -around.lanes[-1], around.lanes[1])
    for edge, chain in layering.chains.items():
        card = cards[edge]
        if card is not None and edge not in layering.back:
            extents[chain[1]] = Extent(card.width / 2, card.width / 2, card.height)
    return extents


def _weights(picture: Picture, layering: Layering) -> dict[tuple[Slot, Slot], float]:
    """The way on from step to step is to be straight, and so are long arrows."""
    order = {node.id: number for number, node in enumerate(picture.nodes)}
    ahead: dict[str, str] = {}
    for edge in picture.edges:
        if picture.node(edge.target).kind not in ENDS - {"joined"} and (edge.source, edge.target) not in layering.back:
            best = ahead.get(edge.source)
            if edge.source != edge.target and (best is None or order[edge.target] < order[best]):
                ahead[edge.source] = edge.target
    weights = {}
    for (source, target), chain in layering.chains.items():
        base = SPINE if ahead.get(source) == target else PLAIN
        for position, link in enumerate(zip(chain, chain[1:], strict=False)):
            weights[link] = LONG * base if 0 < position < len(chain) - 2 else base
    return weights


class _Drawing:
    """Arrows between places."""

    def __init__(
        self,
        layering: Layering,
        places: Places,
        boxes: dict[str, Box],
        cards: dict[tuple[str, str], Card | None],
        beside: dict[str, _Beside],
        sides: dict[tuple[str, str], int],
    ) -> None:
        self._layering, self._places = layering, places
        self._boxes, self._cards, self._beside, self._sides = boxes, cards, beside, sides
        self._rank = {slot: rank for rank, layer in enumerate(layering.layers) for slot in layer}

    def _middle(self, name: str) -> Point:
        slot = self._layering.node_slots[name]
        return self._places.x[slot], self._places.y[slot]

    def corner(self, name: str) -> Point:
        """The top left corner of a box."""
        (x, y), box = self._middle(name), self._boxes[name]
        return x - box.middle, y - box.height / 2

    def arrow(self, edge: Edge) -> Arrow:
        key = (edge.source, edge.target)
        if edge.source == edge.target:
            return self._loop(edge)
        return self._up(edge) if key in self._layering.back else self._down(edge)

    def _down(self, edge: Edge) -> Arrow:
        chain = self._layering.chains[edge.source, edge.target]
        (x, y), (tip_x, tip_y) = self._middle(edge.source), self._middle(edge.target)
        top = tip_y - self._boxes[edge.target].height / 2
        if self._boxes[edge.target].node.kind in ENDS - {"joined"}:
            top = tip_y - 10.0
        path = [f"M{_n(x)} {_n(y + self._boxes[edge.source].height / 2)}"]
        for slot, following in zip(chain, chain[1:], strict=False):
            path += self._across(slot, following, self._places.x[slot], self._places.x[following])
        path.append(f"V{_n(top - ARROW / 2)}")
        card = chain[1]
        return self._made(edge, path, (tip_x, top), (0, 1), (self._places.x[card], self._places.y[card]))

    def _across(self, slot: Slot, following: Slot, x: float, to: float) -> list[str]:
        """Straight through the layer of `slot`, in a curve to that of `following`."""
        from_y = self._places.bottoms[self._rank[slot]]
        to_y = self._places.tops[self._rank[following]]
        if abs(x - to) < 0.5:
            return [f"V{_n(to_y)}"]
        middle = _n((from_y + to_y) / 2)
        return [f"V{_n(from_y)}", f"C{_n(x)} {middle} {_n(to)} {middle} {_n(to)} {_n(to_y)}"]

    def _up(self, edge: Edge) -> Arrow:
        """An arrow that leads back: out at the side, up its lane, in at the side."""
        chain = self._layering.chains[edge.source, edge.target][::-1]
        side = self._sides[edge.source, edge.target]
        (x, y), (tip_x, tip_y) = self._middle(edge.source), self._middle(edge.target)
        from_box, to_box = self._boxes[edge.source], self._boxes[edge.target]
        aside, down = self._beside[edge.source].leaving[edge.target]
        lane, y = x + aside, y + down
        last = tip_x + self._beside[edge.target].lanes[side]
        tip = tip_x + (-to_box.middle if side < 0 else to_box.width - to_box.middle)
        meets = any(at * side > 0 for at, _ in self._beside[edge.target].leaving.values())
        in_y = tip_y + (self._beside[edge.target].come_in if meets else 0.0)
        out = x + (-from_box.middle if side < 0 else from_box.width - from_box.middle)
        path = [f"M{_n(out)} {_n(y)}", f"H{_n(lane - side * BEND)}", f"Q{_n(lane)} {_n(y)} {_n(lane)} {_n(y - BEND)}"]
        xs = [lane, *(self._places.x[slot] for slot in chain[1:-1]), last]
        for (slot, here), (following, there) in zip(
            zip(chain, xs, strict=True), list(zip(chain, xs, strict=True))[1:], strict=False
        ):
            from_y = self._places.tops[self._rank[slot]]
            to_y = self._places.bottoms[self._rank[following]]
            if abs(here - there) < 0.5:
                path.append(f"V{_n(to_y)}")
            else:
                middle = _n((from_y + to_y) / 2)
                path += [f"V{_n(from_y)}", f"C{_n(here)} {middle} {_n(there)} {middle} {_n(there)} {_n(to_y)}"]
        path += [
            f"V{_n(in_y + BEND)}",
            f"Q{_n(last)} {_n(in_y)} {_n(last - side * BEND)} {_n(in_y)}",
            f"H{_n(tip + side * ARROW / 2)}",
        ]
        return self._made(edge, path, (tip, in_y), (-side, 0), (lane, y), leads_back=True)

    def _loop(self, edge: Edge) -> Arrow:
        (x, y), box = self._middle(edge.source), self._boxes[edge.source]
        right = x + box.width - box.middle
        aside, down = self._beside[edge.source].leaving[edge.target]
        lane, y = x + aside, y + down
        high = min(11.0, box.height / 3)
        path = [
            f"M{_n(right)} {_n(y + high)}",
            f"H{_n(lane - high)}",
            f"A{_n(high)} {_n(high)} 0 0 0 {_n(lane - high)} {_n(y - high)}",
            f"H{_n(right + ARROW / 2)}",
        ]
        return self._made(edge, path, (right, y - high), (-1, 0), (lane, y), leads_back=True)

    def _made(
        self, edge: Edge, path: list[str], tip: Point, towards: Point, card: Point, *, leads_back: bool = False
    ) -> Arrow:
        return Arrow(edge, "".join(path), tip, towards, self._cards[edge.source, edge.target], card, leads_back)


def _n(value: float) -> str:
    """A coordinate, to a tenth of a pixel."""
    return f"{value:.1f}".removesuffix(".0")


__all__ = ["BIG", "Arrow", "Diagram", "diagram"]
