"""Phrases of a lexicon, and where they stand in words. To the letter: it is laid out for many phrases and little time.

How one is written: words, each of them `a|b` for either, `a?` for one that may be missing, `a_b` for two words that go
together, and `#` for a number: `speak|talk to|with an? agent`. Not responsible for words that only sound alike
(`holdlang.match.align`).
"""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from itertools import product

NUMBER = "#"
"""Stands for a word of a number, or several."""


@dataclass(frozen=True)
class Place:
    """Words `start` up to `end`; `number` is where the number among them begins, if the phrase has one."""

    start: int
    end: int
    number: int | None = None


def spelled_out(written: str) -> list[tuple[str, ...]]:
    """All that `written` stands for."""
    choices = []
    for part in written.split():
        ways = part.removesuffix("?").split("|")
        choices.append([*ways, ""] if part.endswith("?") else ways)
    return [tuple(" ".join(ways).replace("_", " ").split()) for ways in product(*choices)]


class Phrases:
    """Phrases in a tree of their words, so that looking for all of them takes no longer than for a few."""

    def __init__(self, written: Iterable[str]) -> None:
        self.all = tuple(dict.fromkeys(phrase for text in written for phrase in spelled_out(text) if phrase))
        self._top = _Node()
        for phrase in self.all:
            node = self._top
            for word in phrase:
                node = node.after.setdefault(word, _Node())
            node.ends = True

    def at(self, words: tuple[str, ...], start: int, numbers: Set[str] = frozenset()) -> Place | None:
        """The longest phrase that begins at `start`; `numbers` are the words that `#` stands for."""
        return _longest(self._top, words, numbers, start=start, place=start, number=None)

    def find(self, words: tuple[str, ...], numbers: Set[str] = frozenset()) -> Iterator[Place]:
        """All places where a phrase stands, in order."""
        first, has_number = self._top.after, NUMBER in self._top.after
        for start, word in enumerate(words):
            if (word in first or (has_number and word in numbers)) and (place := self.at(words, start, numbers)):
                yield place

    def within(self, words: tuple[str, ...]) -> bool:
        """Whether any of them stands in `words`."""
        return any(True for _ in self.find(words))


@dataclass
class _Node:
    """Phrases that begin with the same words: the words after those, and whether one of them ends here."""

    after: "dict[str, _Node]" = field(default_factory=dict)
    ends: bool = False


def _longest(
    node: _Node, words: tuple[str, ...], numbers: Set[str], *, start: int, place: int, number: int | None
) -> Place | None:
    """The longest phrase of those below `node`, whose words were found from `start` up to `place`."""
    best = Place(start, place, number) if node.ends else None
    word = words[place] if place < len(words) else ""
    ways = []
    if word in node.after:
        ways.append(_longest(node.after[word], words, numbers, start=start, place=place + 1, number=number))
    if word in numbers and NUMBER in node.after:
        end = place
        while end < len(words) and words[end] in numbers:
            end += 1
        ways.append(_longest(node.after[NUMBER], words, numbers, start=start, place=end, number=place))
    return max([best, *ways], key=lambda found: found.end if found else 0)
