"""What words say about who speaks. Not responsible for hearing them, or for any other evidence.

Each word, each two words that follow each other, and each two with one other between them weigh something, since a
recogniser on the telephone gets one word in two wrong. The weights are data (`words.txt`): fitted by
`tests.training.words` to what our recogniser heard of the beginnings of many lines, so that their sum is calibrated at
every moment. A phrase alone decides nothing: people say "thank you for holding" too, and recordings introduce
themselves.
"""

from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from holdlang.match.words import NUMBERS, normalize

WEIGHTS = Path(__file__).with_name("words.txt")
MOST = 6.0
"""The most that words can weigh either way, in log-odds."""
BEGINNING = "^"
"""Stands before the first word."""
BETWEEN = "…"
"""Stands for the word between two that count."""
_NUMBER = "#"
"""Stands for any number: which one it is tells nothing."""


@cache
def weights() -> dict[str, float]:
    """Log-odds, positive for a live person, by what was said (see `grams`)."""
    rows = [row.split(" ", 1) for row in WEIGHTS.read_text("utf-8").splitlines() if row[:2] != "# "]
    return {gram: float(weight) for weight, gram in rows}


@lru_cache(maxsize=64)
def score(text: str) -> float:
    """Log-odds that a live person says `text`, from the recogniser's words so far; 0 for no words, ±`MOST` at most."""
    known = weights()
    return max(-MOST, min(MOST, sum(known.get(gram, 0.0) for gram in grams(text))))


def grams(text: str) -> tuple[str, ...]:
    """What of `text` can weigh, once each: `hold`, `please hold`, `please … line`, `^ hello` at its beginning."""
    return tuple(dict.fromkeys(_grams(text)))


def _grams(text: str) -> Iterator[str]:
    before, last = "", BEGINNING
    for word in normalize(text):
        now = _NUMBER if word in NUMBERS else word
        yield now
        yield f"{last} {now}"
        if before:
            yield f"{before} {BETWEEN} {now}"
        before, last = last, now
