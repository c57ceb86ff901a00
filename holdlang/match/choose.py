"""Which clause an utterance decides for. Not responsible for what the clause then does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from holdlang.match.align import Growing
from holdlang.match.words import normalize, numerals
from holdlang.model import Clause, Pattern, Phrase

if TYPE_CHECKING:
    import regex


@dataclass(frozen=True)
class Match:
    """A clause, the trigger that won it, how well it fits (0 to 1) and the words of the utterance that did."""

    clause_index: int
    trigger: Phrase | Pattern
    score: float
    excerpt: str
    groups: Mapping[str, str] = field(default_factory=dict)
    """Of a pattern: its groups by number (`1`) and by name, with numbers in figures."""


def choose(clauses: Sequence[Clause], heard: str) -> Match | None:
    """The clause whose longest phrase is said in `heard`; among equals, the first written. None if none is said.

    Length is counted in words, then in letters. A pattern is as long as the text it finds. It is tried on the
    normalised text (`press three for disputes`), then with numbers in figures (`press 3 for disputes`), blind to case.
    """
    words = normalize(heard)
    best: tuple[tuple[int, int], Match] | None = None
    for index, clause in enumerate(clauses):
        for trigger in clause.triggers:
            match trigger:
                case Phrase(text=text):
                    phrase = normalize(text)
                    found = _growing(phrase).find(words)
                    if found is None:
                        continue
                    length = len(phrase), sum(map(len, phrase))
                    candidate = Match(index, trigger, found.score, " ".join(words[found.start : found.end]))
                case Pattern(regex=written):
                    place = _search(written, words)
                    if place is None:
                        continue
                    excerpt = place[0]
                    length = len(excerpt.split()), len(excerpt.replace(" ", ""))
                    candidate = Match(index, trigger, 1.0, excerpt, _groups(place))
                case _:
                    continue
            if best is None or length > best[0]:
                best = length, candidate
    return best[1] if best else None


@lru_cache(maxsize=64)
def _growing(phrase: tuple[str, ...]) -> Growing:
    """What is heard grows word by word while a prompt is spoken, and each phrase of a step is looked for each time."""
    return Growing(phrase)


PATTERN_SECONDS = 0.05
"""The most that a pattern may take on one utterance; one that backtracks for longer than that has not matched."""


def _search(written: str, words: tuple[str, ...]) -> "regex.Match[str] | None":
    """By the `regex` package, which reads what `re` reads and can be stopped: a call must not wait for a pattern."""
    import regex  # here, because checking a file needs the words of this package and not this

    try:
        pattern = _compiled(written)
        return pattern.search(" ".join(words), timeout=PATTERN_SECONDS) or pattern.search(
            " ".join(numerals(words)), timeout=PATTERN_SECONDS
        )
    except (TimeoutError, regex.error):
        return None


@lru_cache(maxsize=64)
def _compiled(written: str) -> "regex.Pattern[str]":
    import regex

    return regex.compile(written, regex.IGNORECASE)


def _groups(found: "regex.Match[str]") -> dict[str, str]:
    """In figures, because that is what a key is made of: `press (\\w+)` finds `three` and means the key 3."""
    numbered = {str(number): group for number, group in enumerate(found.groups(), start=1)}
    texts = numbered | found.groupdict()
    return {name: " ".join(numerals(tuple((group or "").split()))) for name, group in texts.items()}
