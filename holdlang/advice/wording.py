"""The words of a text that mean something, as stems, and how much two of them have in common.

The lists are data (`words/en.toml`): another language is another file. Not responsible for what is made of likeness
(`holdlang.advice.similarity`, `holdlang.advice.entries`), nor for phrases that were heard (`holdlang.match`).
"""

import tomllib
from collections.abc import Iterable
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import pairwise

import snowballstemmer
from pydantic import Field

from holdlang.match import normalize
from holdlang.match.align import alike
from holdlang.model import Model

ONE_THING = 0.7
"""Likeness of two words for about one thing: less than that of a word with itself, which should win where both are
offered."""

MISHEARD = 0.6
"""Likeness of two words that look alike: what a recogniser makes of one word is now and then another real one."""


class Entries(Model):
    """Words of what a prompt wants typed in. See `words/en.toml`."""

    generic: frozenset[str]
    turns: frozenset[str]
    parts: frozenset[str]
    same: tuple[tuple[str, ...], ...]
    kinds: frozenset[str]


class Wording(Model):
    """One language. See `words/en.toml`."""

    language: str
    names: frozenset[str]
    """What the language is called in its own menus."""
    empty: frozenset[str]
    groups: tuple[tuple[str, ...], ...] = Field(alias="alike")
    yes: frozenset[str]
    no: frozenset[str]
    stay: frozenset[str]
    callback: frozenset[str]
    agree: frozenset[str]
    money: frozenset[str]
    entries: Entries

    @cached_property
    def _things(self) -> dict[str, frozenset[int]]:
        """Stem -> the groups that it belongs to."""
        found: dict[str, frozenset[int]] = {}
        for number, group in enumerate(self.groups):
            for word in group:
                stem = "_".join(map(self.stem, word.split("_")))
                found[stem] = found.get(stem, frozenset()) | {number}
        return found

    @cached_property
    def _empty_stems(self) -> frozenset[str]:
        return self.stems(self.empty)

    def stem(self, word: str) -> str:
        """A word without its ending: `bills` and `billing` are `bill` (Porter's Snowball stemmer)."""
        return _stem(self.language, word)

    def stems(self, words: Iterable[str]) -> frozenset[str]:
        """Those words without their endings."""
        return frozenset(map(self.stem, words))

    def content(self, text: str) -> tuple[str, ...]:
        """The stems of the words that mean something, each once, in order; two that go together are one."""
        words = [self.stem(word) for word in normalize(text)]
        pairs = [f"{one}_{other}" for one, other in pairwise(words)]
        kept = [word for word in words if word not in self._empty_stems]
        return tuple(dict.fromkeys((*kept, *(pair for pair in pairs if pair in self._things))))

    def likeness(self, one: str, other: str) -> float:
        """Of two stems, from 0 to 1."""
        if one == other:
            return 1.0
        if self._things.get(one, frozenset()) & self._things.get(other, frozenset()):
            return ONE_THING
        return MISHEARD * alike(one, other)

    def has(self, text: str, words: frozenset[str]) -> bool:
        """Whether one of `words` stands in `text`, whatever their endings."""
        return bool(self.stems(normalize(text)) & self.stems(words))


@lru_cache(maxsize=1)
def wording(name: str = "en") -> Wording:
    """The words of a language."""
    return Wording.model_validate(tomllib.loads((files(__package__) / "words" / f"{name}.toml").read_text("utf-8")))


@lru_cache(maxsize=4096)
def _stem(language: str, word: str) -> str:
    return str(_stemmer(language).stemWord(word))


@lru_cache(maxsize=1)
def _stemmer(language: str) -> "snowballstemmer.stemmer":
    return snowballstemmer.stemmer(language)
