"""Which of several options is likest to what a call is for, and how likely that is to be right. Pure.

Not responsible for prompts without options, nor for what has been tried (`holdlang.advice.similarity`).
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from holdlang.advice.wording import wording
from holdlang.menu.model import Option

FUZZY = 0.3
"""Likeness below which two words have nothing in common."""

GUESS, MATCHED, AHEAD = -1.6, 1.6, 2.6
"""Log-odds of being right: of a guess, and what a whole word in common adds, and one more than the next option has.
Chosen by hand before there was a corpus, and left since answers turned out right about as often as is said there
(tests/bench/advice.py)."""


@dataclass(frozen=True)
class Choice:
    """The likest option. `common` is how much of what it says is of the call's words, in words."""

    option: Option
    common: float
    sureness: float


def choose(intent: str, options: Sequence[Option], ignored: str = "") -> Choice | None:
    """The option that is likest to `intent`; None if none has a word in common with it. The words of `ignored`, which
    is who is called, count for nothing.

    Words that several options share tell little: each counts for its share.
    """
    words = wording()
    dull = frozenset(words.content(ignored))
    aim = [word for word in words.content(intent) if word not in dull]
    offers = [[word for word in words.content(option.phrase) if word not in dull] for option in options]
    shared = Counter(word for offer in offers for word in offer)
    scored: list[tuple[float, float, int]] = []
    for place, offer in enumerate(offers):
        parts = [max((words.likeness(word, wanted) for wanted in aim), default=0.0) for word in offer]
        weights = [1 / shared[word] for word in offer]
        common = sum(part * weight for part, weight in zip(parts, weights, strict=True) if part >= FUZZY)
        share = common / sum(weights) if weights else 0.0
        scored.append((common, share, place))
    scored.sort(key=lambda one: (-_worth(one[0], one[1]), one[2]))
    if not scored or not scored[0][0]:
        return None
    common, share, place = scored[0]
    best, next_best = _worth(common, share), (_worth(*scored[1][:2]) if len(scored) > 1 else 0.0)
    odds = GUESS + MATCHED * min(common, 2.0) + AHEAD * min(best - next_best, 1.0)
    return Choice(options[place], common, round(1 / (1 + math.exp(-odds)), 2))


def _worth(common: float, share: float) -> float:
    """More words in common are better; of as many, those of the option that says little else."""
    return common * (0.5 + 0.5 * share)
