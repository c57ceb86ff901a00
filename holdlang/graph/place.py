"""The second half of a layered layout: coordinates. Not responsible for layers and their order
(`holdlang.graph.layers`), or for drawing.

Each layer in turn takes the places that pull least on its arrows, with its order and gaps kept: a fit under order
constraints, which pooling adjacent violators solves exactly (Barlow et al. 1972). Least squares come first; weighing
each pull by one over its length turns them into a sum of lengths, and medians, which are the exact answer to that, make
the arrows that are nearly straight so.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from holdlang.graph.layers import Layering, Slot

CENTRING, SHORTENING, STRAIGHTENING = 20, 40, 12
"""Rounds of plain least squares, which centre a node over its arrows; of squares over lengths; and of medians."""

CANDIDATES = 5
"""Moves that are tried for what hangs together: those that make one of its arrows straight, the shortest first."""

MOST_MOVED = 200
"""Slots that shift together at most: in a tangle of arrows almost all would hang together, and none gain by it."""

STILL = 0.01
"""Pixels that are no move at all."""

SHORTEST = 3.0
"""Below this a pull counts as this long, so that none becomes endless."""


@dataclass(frozen=True)
class Extent:
    """The room a slot takes: to the left and right of its middle, and its height. Its arrows at a side end
    `port_left` and `port_right` from the middle."""

    left: float
    right: float
    height: float
    port_left: float = 0.0
    port_right: float = 0.0


@dataclass(frozen=True)
class Places:
    """Middles of the slots, and the upper and lower edge of each layer."""

    x: dict[Slot, float]
    y: dict[Slot, float]
    tops: tuple[float, ...]
    bottoms: tuple[float, ...]
    width: float
    height: float


def place(
    layering: Layering,
    extents: Mapping[Slot, Extent],
    weights: Mapping[tuple[Slot, Slot], float],
    *,
    gap: float,
    lane: float,
) -> Places:
    """Places for all slots, the leftmost and the topmost at 0. `gap` is the least distance of two nodes side by side,
    `lane` that of an arrow; `weights` says how much each link pulls."""
    x = _across(layering, extents, weights, gap, lane)
    leftmost = min((x[slot] - extents[slot].left for slot in x), default=0.0)
    x = {slot: value - leftmost for slot, value in x.items()}
    tops, bottoms = _down(layering, extents, x)
    y = {slot: (tops[rank] + bottoms[rank]) / 2 for rank, layer in enumerate(layering.layers) for slot in layer}
    width = max((x[slot] + extents[slot].right for slot in x), default=0.0)
    return Places(x, y, tuple(tops), tuple(bottoms), width, bottoms[-1] if bottoms else 0.0)


def _across(
    layering: Layering,
    extents: Mapping[Slot, Extent],
    weights: Mapping[tuple[Slot, Slot], float],
    gap: float,
    lane: float,
) -> dict[Slot, float]:
    pulls: dict[Slot, list[tuple[Slot, float, float]]] = {slot: [] for layer in layering.layers for slot in layer}
    for (upper, lower), sides in layering.ports.items():
        high, low = _port(extents[upper], sides[0]), _port(extents[lower], sides[1])
        weight = weights.get((upper, lower), 1.0)
        pulls[lower].append((upper, high - low, weight))
        pulls[upper].append((lower, low - high, weight))
    x: dict[Slot, float] = {}
    offsets: list[list[float]] = []
    for layer in layering.layers:
        at, row = 0.0, []
        for before, slot in zip([None, *layer], layer, strict=False):
            if before is not None:
                thin = extents[before].height == 0 and extents[slot].height == 0
                at += extents[before].right + (lane if thin else gap) + extents[slot].left
            row.append(at)
        offsets.append(row)
        middle = row[-1] / 2 if row else 0.0
        x.update({slot: value - middle for slot, value in zip(layer, row, strict=True)})
    for number in range(CENTRING + SHORTENING + STRAIGHTENING):
        order = range(len(offsets)) if number % 2 == 0 else range(len(offsets) - 1, -1, -1)
        for rank in order:
            layer = layering.layers[rank]
            ends = [_wanted(slot, x, pulls[slot], number) for slot in layer]
            shifted = [
                [(at - offset, weight) for at, weight in wanted]
                for wanted, offset in zip(ends, offsets[rank], strict=True)
            ]
            fit = mean if number < CENTRING + SHORTENING else median
            for slot, offset, value in zip(layer, offsets[rank], isotonic(shifted, fit), strict=True):
                x[slot] = value + offset
        if number >= CENTRING + SHORTENING and not _move_together(layering, offsets, x, pulls):
            break
    return x


def _move_together(
    layering: Layering,
    offsets: Sequence[Sequence[float]],
    x: dict[Slot, float],
    pulls: Mapping[Slot, Sequence[tuple[Slot, float, float]]],
) -> bool:
    """Shift what hangs together by straight arrows, and what it pushes aside, if that makes arrows shorter: alone, none
    of it would move. Returns whether anything did."""
    beside: dict[Slot, list[tuple[Slot, float]]] = {}
    for layer, row in zip(layering.layers, offsets, strict=True):
        for (left, at), (right, further) in pairwise(zip(layer, row, strict=True)):
            beside.setdefault(left, []).append((right, further - at))
            beside.setdefault(right, []).append((left, at - further))
    blocks = _straight(x, pulls)
    any_moved = False
    block_of = {slot: block for block in blocks for slot in block}
    for block in blocks:
        aside = {x[other] + shift - x[slot] for slot in block for other, shift, _ in pulls[slot] if other not in block}
        best, least = (set[Slot](), 0.0), -STILL
        for move in sorted((move for move in aside if abs(move) > STILL), key=abs)[:CANDIDATES]:
            moved = _pushed(block, move, x, beside, block_of)
            if len(moved) > MOST_MOVED:
                continue
            longer = sum(
                weight * (abs(x[other] + shift - x[slot] - move) - abs(x[other] + shift - x[slot]))
                for slot in moved
                for other, shift, weight in pulls[slot]
                if other not in moved
            )
            if longer < least:
                best, least = (moved, move), longer
        for slot in best[0]:
            x[slot] += best[1]
        any_moved = any_moved or bool(best[0])
    return any_moved


def _pushed(
    block: set[Slot],
    move: float,
    x: Mapping[Slot, float],
    beside: Mapping[Slot, Sequence[tuple[Slot, float]]],
    block_of: Mapping[Slot, set[Slot]],
) -> set[Slot]:
    """All that has to move along if `block` moves by `move`; some of it if that is more than `MOST_MOVED`."""
    moved, waiting = set(block), list(block)
    while waiting and len(moved) <= MOST_MOVED:
        slot = waiting.pop()
        for other, apart in beside.get(slot, ()):
            if apart * move <= 0 or other in moved:
                continue
            room = x[other] - x[slot] - apart
            if (room if move > 0 else -room) < abs(move) - STILL:
                new = block_of[other] - moved
                moved |= new
                waiting += new
    return moved


def _straight(x: Mapping[Slot, float], pulls: Mapping[Slot, Sequence[tuple[Slot, float, float]]]) -> list[set[Slot]]:
    """Groups of slots that are joined by straight arrows."""
    found: list[set[Slot]] = []
    seen: set[Slot] = set()
    for first in x:
        if first in seen:
            continue
        block, waiting = {first}, [first]
        while waiting:
            slot = waiting.pop()
            new = {other for other, shift, _ in pulls[slot] if abs(x[other] + shift - x[slot]) < STILL} - block
            block |= new
            waiting += new
        seen |= block
        found.append(block)
    return found


Weighed = list[tuple[float, float]]
"""Values with their weights."""


def _wanted(slot: Slot, x: Mapping[Slot, float], pulls: list[tuple[Slot, float, float]], number: int) -> Weighed:
    """Where the arrows of a slot want it to be, and how much."""
    ends = [(x[other] + shift, weight) for other, shift, weight in pulls]
    if CENTRING <= number < CENTRING + SHORTENING:
        ends = [(at, weight / max(SHORTEST, abs(at - x[slot]))) for at, weight in ends]
    return ends or [(x[slot], 1e-6)]


def _port(extent: Extent, side: int) -> float:
    return -extent.port_left if side < 0 else extent.port_right if side > 0 else 0.0


def mean(values: Weighed) -> float:
    """The weighted mean: the least squares."""
    return sum(value * weight for value, weight in values) / sum(weight for _, weight in values)


def median(values: Weighed) -> float:
    """The weighted median: the least sum of distances. Of two it is the one further left."""
    half = sum(weight for _, weight in values) / 2
    for value, weight in sorted(values):
        half -= weight
        if half <= 0:
            return value
    raise ValueError("no values")


def isotonic(wanted: Sequence[Weighed], middle: Callable[[Weighed], float]) -> list[float]:
    """One value for each list, which never decrease and are the nearest to all that is wanted, as `middle` measures."""
    blocks: list[tuple[float, Weighed, int]] = []
    for one in wanted:
        values, value, count = one, middle(one), 1
        while blocks and blocks[-1][0] > value:
            _, before, many = blocks.pop()
            values = before + values
            value, count = middle(values), count + many
        blocks.append((value, values, count))
    return [value for value, _, count in blocks for _ in range(count)]


def _down(
    layering: Layering, extents: Mapping[Slot, Extent], x: Mapping[Slot, float]
) -> tuple[list[float], list[float]]:
    """Upper and lower edges of the layers; the further arrows go sideways between two, the more room there is."""
    heights = [max((extents[slot].height for slot in layer), default=0.0) for layer in layering.layers]
    aside = [0.0] * len(heights)
    for (upper, lower), sides in layering.ports.items():
        ends = (x[upper] + _port(extents[upper], sides[0]), x[lower] + _port(extents[lower], sides[1]))
        aside[layering.rank[upper]] = max(aside[layering.rank[upper]], abs(ends[0] - ends[1]))
    tops, bottoms, at = [], [], 0.0
    for rank, height in enumerate(heights):
        tops.append(at)
        bottoms.append(at + height)
        least = 14.0 if rank + 1 < len(heights) and not (height and heights[rank + 1]) else 22.0
        at += height + least + min(46.0, aside[rank] * 0.12)
    return tops, bottoms
