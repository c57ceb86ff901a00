"""Counts with their uncertainty: 95 % confidence intervals of shares and of rates. Not responsible for counting."""

from dataclasses import dataclass
from math import exp, lgamma, log, sqrt

_Z = 1.959964
"""Of the normal distribution, two-sided 95 %."""


@dataclass(frozen=True)
class Share:
    """`hits` of `count`; the interval is Wilson's (1927)."""

    hits: int
    count: int

    @property
    def value(self) -> float | None:
        return self.hits / self.count if self.count else None

    @property
    def interval(self) -> tuple[float, float]:
        if not self.count:
            return 0.0, 1.0
        share, n = self.hits / self.count, self.count
        middle = share + _Z**2 / (2 * n)
        half = _Z * sqrt(share * (1 - share) / n + _Z**2 / (4 * n * n))
        scale = 1 + _Z**2 / n
        return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


@dataclass(frozen=True)
class Rate:
    """`hits` in `hours`; the interval is the exact one of a Poisson count (Garwood 1936)."""

    hits: int
    hours: float

    @property
    def value(self) -> float | None:
        return self.hits / self.hours if self.hours else None

    @property
    def interval(self) -> tuple[float, float]:
        """Events an hour."""
        if not self.hours:
            return 0.0, float("inf")
        least = _mean_where(self.hits - 1, 0.975) if self.hits else 0.0
        return least / self.hours, _mean_where(self.hits, 0.025) / self.hours


def _mean_where(most: int, chance: float) -> float:
    """The mean of the Poisson distribution at which up to `most` events have this chance."""
    low, high = 0.0, most + 10 * sqrt(most + 1) + 10
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _up_to(most, middle) > chance else (low, middle)
    return low


def _up_to(most: int, mean: float) -> float:
    return sum(exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(most + 1)) if mean else 1.0
