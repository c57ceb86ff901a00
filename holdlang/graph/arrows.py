"""The paths of arrows between placed nodes. Not responsible for where nodes stand (`holdlang.graph.diagram`).

Arrows lead from the bottom of a node to the top of the next. One that leads back leaves at a side, runs up in a lane of
its own and comes in at the side; one that leads back to its own node is a loop at the right.
"""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from holdlang.graph.boxes import DOT, Box, Card
from holdlang.graph.layers import Layering, Slot
from holdlang.graph.picture import DOTS, Edge
from holdlang.graph.place import Extent, Places
from holdlang.graph.shapes import indent

BESIDE = 24.0
"""From a node to the words of an arrow that leaves at its side."""

HEAD = 8.0
"""Length of an arrow head."""

BEND = 12.0
"""Radius of a corner."""

LANE = 18.0
"""Least distance of an arrow to its neighbour, and of one that comes up beside a node to that."""

COME_IN = 11.0
"""How far below the top of a node arrows come in at a side where others leave."""

STRAIGHT = 0.5
"""An arrow that goes less far sideways goes straight."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Arrow:
    """An arrow as the `d` of an SVG path; its head points to `tip` in the direction `towards`."""

    edge: Edge
    path: str
    tip: Point
    towards: Point
    card: Card | None
    card_middle: Point
    leads_back: bool = False


class Sides:
    """What stands beside a node, measured from its middle: words of arrows that leave there, and lanes of those that
    come in. `coming` are the sides (-1, 1) at which some do."""

    def __init__(self, box: Box, coming: Collection[int]) -> None:
        self.box = box
        self.leaving: dict[str, Point] = {}
        """Middle of the words of an arrow that leaves at a side, by its target."""
        self._coming = coming
        self._reach = {-1: box.middle, 1: box.width - box.middle}
        self._tall = box.height

    def add(self, target: str, side: int, size: tuple[float, float]) -> None:
        """Put the words of an arrow to `target`, of that size, beside all that is there."""
        wide, tall = size
        aside = self._reach[side] + BESIDE + wide / 2
        down = min(self._top + COME_IN + HEAD + tall / 2, -self._top - COME_IN / 2) if side in self._coming else 0.0
        self.leaving[target] = (side * aside, down)
        self._reach[side] = aside + max(wide / 2, BEND)
        self._tall = max(self._tall, 2 * down + tall)

    def come_in(self, side: int) -> float:
        """How far below the middle arrows come in at a side: above the words of any that leave there."""
        return self._top + COME_IN if any(aside * side > 0 for aside, _ in self.leaving.values()) else 0.0

    def extent(self) -> Extent:
        """The room that all of it takes."""
        left, right = self._reach[-1] + LANE, self._reach[1] + LANE
        return Extent(
            left if -1 in self._coming else self._reach[-1],
            right if 1 in self._coming else self._reach[1],
            self._tall,
            port_left=left,
            port_right=right,
        )

    @property
    def _top(self) -> float:
        return -self.box.height / 2


@dataclass(frozen=True)
class Plan:
    """Everything at its place."""

    layering: Layering
    places: Places
    boxes: dict[str, Box]
    cards: dict[tuple[str, str], Card | None]
    around: dict[str, Sides]
    sides: dict[tuple[str, str], int]

    def corner(self, name: str) -> Point:
        """The top left corner of a box."""
        (x, y), box = self._middle(name), self.boxes[name]
        return x - box.middle, y - box.height / 2

    def arrow(self, edge: Edge) -> Arrow:
        """The arrow of an edge."""
        if edge.source == edge.target:
            return self._loop(edge)
        return self._up(edge) if (edge.source, edge.target) in self.layering.back else self._down(edge)

    def _middle(self, name: str) -> Point:
        slot = self.layering.node_slots[name]
        return self.places.x[slot], self.places.y[slot]

    def _border(self, name: str, side: int, down: float) -> float:
        """Where the outline of a node is, left or right, `down` below its middle."""
        x, box = self._middle(name)[0], self.boxes[name]
        inwards = indent(box.node.kind, box.height, down)
        return x - box.middle + inwards if side < 0 else x + box.width - box.middle - inwards

    def _down(self, edge: Edge) -> Arrow:
        chain = self.layering.chains[edge.source, edge.target]
        (x, y), (tip_x, tip_y) = self._middle(edge.source), self._middle(edge.target)
        box = self.boxes[edge.target]
        top = tip_y - (DOT if box.node.kind in DOTS else box.height / 2)
        path = [f"M{_n(x)} {_n(y + self.boxes[edge.source].height / 2)}"]
        for slot, following in pairwise(chain):
            path += _across(
                (self.places.x[slot], self.places.bottoms[self._rank(slot)]),
                (self.places.x[following], self.places.tops[self._rank(following)]),
            )
        path.append(f"V{_n(top - HEAD / 2)}")
        words = (self.places.x[chain[1]], self.places.y[chain[1]])
        return Arrow(edge, "".join(path), (tip_x, top), (0, 1), self.cards[edge.source, edge.target], words)

    def _up(self, edge: Edge) -> Arrow:
        """Out at the side, up the lane, in at the side."""
        key = (edge.source, edge.target)
        side, chain = self.sides[key], self.layering.chains[key][::-1]
        aside, down = self.around[edge.source].leaving[edge.target]
        (x, y), (tip_x, tip_y) = self._middle(edge.source), self._middle(edge.target)
        lane, y = x + aside, y + down
        extent = self.around[edge.target].extent()
        last = tip_x + (-extent.port_left if side < 0 else extent.port_right)
        come_in = self.around[edge.target].come_in(side)
        tip = (self._border(edge.target, side, come_in), tip_y + come_in)
        path = [
            f"M{_n(self._border(edge.source, side, down))} {_n(y)}H{_n(lane - side * BEND)}",
            f"Q{_n(lane)} {_n(y)} {_n(lane)} {_n(y - BEND)}",
        ]
        xs = [lane, *(self.places.x[slot] for slot in chain[1:-1]), last]
        for (slot, here), (following, there) in pairwise(zip(chain, xs, strict=True)):
            path += _across(
                (here, self.places.tops[self._rank(slot)]), (there, self.places.bottoms[self._rank(following)])
            )
        path += [
            f"V{_n(tip[1] + BEND)}Q{_n(last)} {_n(tip[1])} {_n(last - side * BEND)} {_n(tip[1])}",
            f"H{_n(tip[0] + side * HEAD / 2)}",
        ]
        return Arrow(edge, "".join(path), tip, (-side, 0), self.cards[key], (lane, y), leads_back=True)

    def _loop(self, edge: Edge) -> Arrow:
        (x, y), box = self._middle(edge.source), self.boxes[edge.source]
        aside, down = self.around[edge.source].leaving[edge.target]
        lane, high = x + aside, min(11.0, box.height / 3)
        out, back = self._border(edge.source, 1, down + high), self._border(edge.source, 1, down - high)
        y += down
        path = (
            f"M{_n(out)} {_n(y + high)}H{_n(lane - high)}"
            f"A{_n(high)} {_n(high)} 0 0 0 {_n(lane - high)} {_n(y - high)}H{_n(back + HEAD / 2)}"
        )
        card = self.cards[edge.source, edge.target]
        return Arrow(edge, path, (back, y - high), (-1, 0), card, (lane, y), leads_back=True)

    def _rank(self, slot: Slot) -> int:
        return self.layering.rank[slot]


def _across(start: Point, end: Point) -> list[str]:
    """Straight on to the edge of the layer, and in a curve to that of the next."""
    (x, y), (to_x, to_y) = start, end
    if abs(x - to_x) < STRAIGHT:
        return [f"V{_n(to_y)}"]
    middle = _n((y + to_y) / 2)
    return [f"V{_n(y)}", f"C{_n(x)} {middle} {_n(to_x)} {middle} {_n(to_x)} {_n(to_y)}"]


def _n(value: float) -> str:
    """A coordinate, to a tenth of a pixel."""
    return f"{value:.1f}".removesuffix(".0")
