"""Chance in a rehearsal: the one source of it, so that a seed makes a call happen again. Pure.

Not responsible for what is left to chance (`company`) or for choosing a seed (`holdlang.trials.seed`).
"""

import random
from collections import Counter
from collections.abc import Sequence
from typing import Protocol, TypeVar

T = TypeVar("T")


class Dice(Protocol):
    """What is left to chance. `what` names the place: the tree and the step, and what is thrown for there."""

    def happens(self, what: str, percent: float) -> bool:
        """Whether it happens, with a chance of `percent`."""

    def between(self, what: str, low: float, high: float) -> float:
        """A number from `low` to `high`, each as likely as the other."""

    def order(self, what: str, items: Sequence[T]) -> list[T]:
        """`items` in any order, each as likely as the other."""


class SeededDice:
    """Each throw depends on the seed, on `what`, and on how often was thrown for that before; on nothing else, so that
    a step which is added elsewhere in a tree does not change it."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._thrown: Counter[str] = Counter()

    def happens(self, what: str, percent: float) -> bool:
        """See `Dice`."""
        return self._throw(what).random() * 100 < percent

    def between(self, what: str, low: float, high: float) -> float:
        """See `Dice`."""
        return self._throw(what).uniform(low, high)

    def order(self, what: str, items: Sequence[T]) -> list[T]:
        """See `Dice`."""
        return self._throw(what).sample(items, len(items))

    def _throw(self, what: str) -> random.Random:
        self._thrown[what] += 1
        return random.Random(f"{self._seed}:{what}:{self._thrown[what]}")
