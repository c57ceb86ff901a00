"""What each key of a prompt is for, as far as that is sure.

Of all ways to read the gaps between the keys (`holdlang.menu.gaps`) those are taken that fit together with the fewest
points: each key is described by the words before it, or by those after it, or not at all. A way that is part of a
reading within `MARGIN` of the best one is possible. Where two are, nothing is sure: a wrong key is worse than none.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from holdlang.menu.gaps import AGAINST, ODD, Way, Words, ways
from holdlang.menu.lexicon import Lexicon
from holdlang.menu.mentions import Mention
from holdlang.menu.text import Text

MARGIN = 1
"""Points. Prompts that are cut off at either end differ by as much in their two readings (tests/menu)."""

_Side = Literal["left", "right", "none"]
_SIDES: tuple[_Side, ...] = ("left", "right", "none")
_Row = dict[_Side, float]


@dataclass(frozen=True)
class Described:
    """What a mention can be for: one thing, if that is sure. None among them: perhaps nothing is said of it."""

    mention: Mention
    possible: tuple[Words | None, ...]

    @property
    def sure(self) -> bool:
        """Whether there is no doubt."""
        return len(self.possible) == 1


def described(text: Text, found: Sequence[Mention], lexicon: Lexicon, *, finished: bool) -> list[Described]:
    """What each of the mentions is for. Takes time in proportion to their number."""
    if not found:
        return []
    bounds = [0, *(place for mention in found for place in (mention.start, mention.end)), len(text)]
    gaps = [
        ways(
            text.part(bounds[2 * n], bounds[2 * n + 1]),
            "first" if n == 0 else "last" if n == len(found) else "inner",
            lexicon,
            finished=finished,
        )
        for n in range(len(found) + 1)
    ]
    costs = [
        _sides(mention, cost)
        for mention, cost in zip(found, _costs(text, found, lexicon, finished=finished), strict=True)
    ]
    before, after = _best_before(gaps, costs), _best_after(gaps, costs)
    limit = before[-1]["none"] + MARGIN
    possible: list[dict[Words | None, None]] = [{} for _ in found]
    for n, gap in enumerate(gaps):
        for way, one, other, cost in _fitting(gap, n, costs):
            if before[n][one] + cost + after[n][other] > limit:
                continue
            if n and one != "left":
                possible[n - 1][way.right] = None
            if n < len(found) and other == "left":
                possible[n][way.left] = None
    for n in range(len(found) - 2, -1, -1):
        if list(possible[n]) == [None] and _share(text, found[n], found[n + 1], lexicon):
            possible[n] = possible[n + 1]
    return [Described(mention, tuple(words)) for mention, words in zip(found, possible, strict=True)]


def _costs(text: Text, found: Sequence[Mention], lexicon: Lexicon, *, finished: bool) -> list[float]:
    """What speaks against saying nothing of a mention. What can be said speaks for itself, unless it is a number; a
    weak mention may be none; and of `four or six to change the volume` the first has no words of its own."""
    costs: list[float] = []
    for mention, following in zip(found, [*found[1:], None], strict=True):
        alone = bool(mention.said) and mention.said[0] not in lexicon.pressing.keys
        shared = following is not None and _share(text, mention, following, lexicon)
        costs.append(0 if alone or shared else ODD if mention.weak else AGAINST + ODD)
    if found[-1].side is None:  # what the last key is for may not have been heard
        costs[-1] = min(costs[-1], AGAINST if finished else ODD)
    return costs


def _sides(mention: Mention, unsaid: float) -> _Row:
    """What speaks against each side of a mention."""
    return {side: 0 if mention.side in {side, None} else math.inf for side in _SIDES} | {"none": unsaid}


def _share(text: Text, one: Mention, other: Mention, lexicon: Lexicon) -> bool:
    """Whether two mentions are for the same thing: `four or six to change the volume`."""
    between = text.words[one.end : other.start]
    return other.end == other.start + 1 and len(between) == 1 and between[0] in lexicon.description.alternatives


def _fitting(gap: Sequence[Way], n: int, costs: Sequence[_Row]) -> Iterator[tuple[Way, _Side, _Side, float]]:
    """The ways to read gap `n`, each with the sides on which the mentions before and after it can have their
    descriptions, and the points of the way and of the mention after it."""
    last = n == len(costs)
    for way in gap:
        before: list[_Side] = ["none"] if n == 0 else ["right"] if way.right is not None else ["left", "none"]
        after: list[_Side] = ["none"] if last else ["left"] if way.left is not None else ["right", "none"]
        for one, other in product(before, after):
            points = way.behind if other == "right" else way.cost
            yield way, one, other, points + (0 if last else costs[n][other])


def _best_before(gaps: Sequence[Sequence[Way]], costs: Sequence[_Row]) -> list[_Row]:
    """For each gap, and each side of the mention before it: the fewest points of that mention and of all before it.
    The last one is of the whole text."""
    rows: list[_Row] = [{"none": 0, "left": math.inf, "right": math.inf}]
    for n, gap in enumerate(gaps):
        row: _Row = dict.fromkeys(_SIDES, math.inf)
        for _, one, other, cost in _fitting(gap, n, costs):
            row[other] = min(row[other], rows[n][one] + cost)
        rows.append(row)
    return rows


def _best_after(gaps: Sequence[Sequence[Way]], costs: Sequence[_Row]) -> list[_Row]:
    """For each gap, and each side of the mention after it: the fewest points of all that follows the mention."""
    rows: list[_Row] = [{"none": 0, "left": math.inf, "right": math.inf}]
    for n in range(len(costs), 0, -1):
        row: _Row = dict.fromkeys(_SIDES, math.inf)
        for _, one, other, cost in _fitting(gaps[n], n, costs):
            row[one] = min(row[one], cost + rows[-1][other])
        rows.append(row)
    return rows[::-1]
