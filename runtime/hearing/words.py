"""What words say about who speaks. Not responsible for hearing them, or for any other evidence.

The words and their weights are data (`words.txt`). A phrase alone decides nothing: people say "thank you for holding"
too, and recordings introduce themselves.
"""

import re
from functools import cache, lru_cache
from pathlib import Path

TABLE = Path(__file__).with_name("words.txt")
MOST = 6.0
"""The most that words can weigh either way, in log-odds."""
_HALF = 0.4
"""Weight of a phrase that shares words with a stronger one; a phrase inside another adds nothing."""


@cache
def table() -> tuple[tuple[float, tuple[str, ...]], ...]:
    """(log-odds, words) by falling strength."""
    lines = [line.split() for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return tuple(sorted(((float(w), tuple(words)) for w, *words in lines), key=lambda entry: -abs(entry[0])))


@cache
def _by_first_word() -> dict[str, list[tuple[int, float, tuple[str, ...]]]]:
    """The table as (place in it, log-odds, words) by the first word."""
    entries: dict[str, list[tuple[int, float, tuple[str, ...]]]] = {}
    for place, (weight, phrase) in enumerate(table()):
        entries.setdefault(phrase[0], []).append((place, weight, phrase))
    return entries


@lru_cache(maxsize=64)
def score(text: str) -> float:
    """Log-odds that a live person says `text`, from the recogniser's words so far; 0 for no words."""
    words = re.findall(r"[a-z']+", text.lower())
    where: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        where.setdefault(word, []).append(place)
    total = 0.0
    counted: set[int] = set()
    begun = _by_first_word()
    for _, weight, phrase in sorted(entry for word in where for entry in begun.get(word, ())):
        if not all(word in where for word in phrase):
            continue
        places = _find(phrase, where)
        if not places or places <= counted:
            continue
        total += weight * (_HALF if counted & places else 1.0)
        counted |= places
    return max(-MOST, min(MOST, total))


def _find(phrase: tuple[str, ...], where: dict[str, list[int]]) -> set[int]:
    """The places of the phrase's words, in order with at most one other word between neighbours; empty if not there."""
    for first in where[phrase[0]]:
        places = [first]
        for word in phrase[1:]:
            following = [p for p in where[word] if 0 < p - places[-1] <= 2]
            if not following:
                break
            places.append(following[0])
        else:
            return set(places)
    return set()
