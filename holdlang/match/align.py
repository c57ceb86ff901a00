"""Is a phrase said in an utterance? The one rule of matching.

Both are normalised to words. The phrase is laid along the utterance, in order, wherever it fits best. Then

- equal words count with all their letters;
- words that sound alike count with their letters times their likeness. Likeness is 1 − edits / letters of the longer,
  where exchanging letters of one kind (vowels, b–p, d–t, f–v, …) is half an edit, because those are what recognisers
  confuse. Words are not alike below 0.8, with less than five letters, with a first letter of another kind, or if one is
  the other with something put before it (`unavailable`, `deactivate`);
- one word may be alike to two joined (`a count` for `account`), and two to one;
- numbers, and words that turn the meaning round (`not`, `without`, …), must be equal; they can neither be left out nor
  put in;
- a word of the phrase that is not said counts nothing, and a word said in between counts against it with its letters.

score = letters that count / (letters of the phrase + letters said in between), and the phrase is said if that is at
least 0.8 (`THRESHOLD`). So a long word must be right in four letters of five, and a longer phrase may lack a small
word.

Not responsible for choosing between phrases (`holdlang.match.choose`).
"""

import math
from dataclasses import dataclass
from functools import lru_cache

from holdlang.match.words import NUMBERS

THRESHOLD = 0.8
"""Lowest score of a phrase that counts as said.

Measured on 130 recorded telephone prompts as pocketsphinx hears them (half of the words wrong), with every two-word
phrase of any prompt looked for in every other: 0.8 found 49 % with 83 % of the finds right (the rest mostly lack an
article), 0.75 found 51 % with 68 %, 0.7 54 % with 50 %, and equal words alone 47 % with 95 %.
"""

ALIKE = 0.8
"""Lowest likeness of two words that differ."""

SHORT = 5
"""Words with fewer letters must be equal: one edit makes another word of them (hold, told, cold, gold)."""

EXACT = frozenset(
    {"no", "not", "non", "never", "without", "except", "neither", "nor", "cannot", "cant", "dont", "isnt"}
) | set(NUMBERS)

_KINDS = ("aeiouy", "bp", "dt", "gkcqx", "fv", "szcxj", "mn", "lr", "wh")


@dataclass(frozen=True)
class Found:
    """Where a phrase is said: words `start` up to `end` of the utterance, and how well it fits (0 to 1)."""

    start: int
    end: int
    score: float


_Way = tuple[float, int, int]
"""A partial alignment: letters that count, letters in between, where it began."""

_Row = list[_Way | None]
"""The best way to have laid the first `n` words of a phrase, for each `n`, when so much of the utterance is used up."""


class Growing:
    """Looks for one phrase in an utterance that grows. What is known of the words that stay is kept."""

    def __init__(self, phrase: tuple[str, ...]) -> None:
        self._phrase = phrase
        self._letters = sum(map(len, phrase))
        self._parts = [
            (word, before + word, len(word), len(before + word), word in EXACT)
            for before, word in zip(("", *phrase), phrase, strict=False)
        ]
        """Of each word: itself, joined to the one before it, their letters, and whether it must be equal."""
        self._known: tuple[tuple[str, ...], list[_Row], list[Found | None]] = (
            (),
            [self._row((), 0, [])],
            [None],
        )
        """An utterance, its rows, and the best place of the phrase as of each row. Replaced, never changed."""

    def find(self, utterance: tuple[str, ...]) -> Found | None:
        """The best place of the phrase in `utterance`, or None if it is not said."""
        if not self._letters:
            return None
        before, rows, found = self._known
        same = _same(before, utterance)
        if same < len(utterance):
            rows, found = rows[: same + 1], found[: same + 1]
            for end in range(same + 1, len(utterance) + 1):
                rows.append(self._row(utterance, end, rows))
                found.append(self._better(found[-1], rows[-1][-1], end))
            self._known = utterance, rows, found
        return found[len(utterance)]

    def _better(self, best: Found | None, way: _Way | None, end: int) -> Found | None:
        if way is None:
            return best
        counted, between, start = way
        score = counted / (self._letters + between)
        return Found(start, end, score) if score >= THRESHOLD and (best is None or score > best.score) else best

    def _row(self, utterance: tuple[str, ...], end: int, rows: list[_Row]) -> _Row:
        """The row when `utterance[:end]` is used up, given those before it. Of ways that are worth the same the first
        is taken: a word left out, a word for a word, a word put in, two for one, one for two."""
        row: _Row = [(0.0, 0, end)]
        last = len(self._parts)
        said, put_in_letters, may_be_put_in = "", 0, False
        earlier: _Row | None = None
        two, late_barred = "", False
        if end:
            said = utterance[end - 1]
            put_in_letters, may_be_put_in = len(said), said not in EXACT
            earlier = rows[end - 1]
        if end >= 2:
            two, late_barred = utterance[end - 2] + said, utterance[end - 2] in EXACT
        for done, (word, joined, letters, joined_letters, exact) in enumerate(self._parts, start=1):
            best: _Way | None = None if exact else row[done - 1]
            value = -math.inf if best is None else best[0] - THRESHOLD * best[1]
            if earlier is not None:
                before = earlier[done - 1]
                # `not available` is not `is available`
                if before is not None and not (late_barred and done > 1 and not before[0]):
                    likeness = _alike(word, said)
                    if likeness and (worth := before[0] + letters * likeness - THRESHOLD * before[1]) > value:
                        best, value = (before[0] + letters * likeness, before[1], before[2]), worth
                put_in = earlier[done]
                if put_in is not None and put_in[0] and done < last and may_be_put_in:
                    between = put_in[1] + put_in_letters
                    if (worth := put_in[0] - THRESHOLD * between) > value:
                        best, value = (put_in[0], between, put_in[2]), worth
                if done >= 2 and (before := earlier[done - 2]) is not None:
                    likeness = _alike(joined, said)
                    if likeness and (worth := before[0] + joined_letters * likeness - THRESHOLD * before[1]) > value:
                        best, value = (before[0] + joined_letters * likeness, before[1], before[2]), worth
                if two and (before := rows[end - 2][done - 1]) is not None:
                    likeness = _alike(word, two)
                    if likeness and (worth := before[0] + letters * likeness - THRESHOLD * before[1]) > value:
                        best, value = (before[0] + letters * likeness, before[1], before[2]), worth
            row.append(best)
        return row


def find(phrase: tuple[str, ...], utterance: tuple[str, ...]) -> Found | None:
    """The best place of `phrase` in `utterance` (both normalised), or None if it is not said.

    Takes time in proportion to the product of their lengths.
    """
    return Growing(phrase).find(utterance)


def _same(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """How many words two utterances begin with in common."""
    if one == other[: len(one)]:
        return len(one)
    return next(place for place, (a, b) in enumerate(zip(one, (*other, None), strict=False)) if a != b)


def _alike(one: str, other: str) -> float:
    """`alike`, soon done with what is of too different length."""
    if one == other:
        return 1.0
    a, b = len(one), len(other)
    return 0.0 if a < SHORT or b < SHORT or a < ALIKE * b or b < ALIKE * a else alike(one, other)


@lru_cache(maxsize=65536)
def alike(one: str, other: str) -> float:
    """Likeness of two words, from 0 (not alike) over `ALIKE` to 1 (equal)."""
    if one == other:
        return 1.0
    longer, shorter = max(len(one), len(other)), min(len(one), len(other))
    if shorter < SHORT or longer > 40 or shorter < ALIKE * longer or one in EXACT or other in EXACT:
        return 0.0
    if not same_kind(one[0], other[0]) or one.endswith(other) or other.endswith(one):
        return 0.0
    likeness = 1 - edits(one, other) / longer
    return likeness if likeness >= ALIKE else 0.0


def edits(one: str, other: str) -> float:
    """Levenshtein distance with half price for letters of one kind."""
    row = [float(n) for n in range(len(other) + 1)]
    for i, a in enumerate(one, start=1):
        diagonal, row[0] = row[0], float(i)
        for j, b in enumerate(other, start=1):
            exchange = diagonal + (0.0 if a == b else 0.5 if same_kind(a, b) else 1.0)
            diagonal, row[j] = row[j], min(exchange, row[j] + 1, row[j - 1] + 1)
    return row[-1]


def same_kind(a: str, b: str) -> bool:
    return a == b or any(a in kind and b in kind for kind in _KINDS)
