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
        self._letters = sum(map(len, phrase))
        self._parts = [
            (word, before + word, word in EXACT) for before, word in zip(("", *phrase), phrase, strict=False)
        ]
        """Of each word: itself, joined to the one before it, and whether it must be equal."""
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
        earlier, said = (rows[end - 1], utterance[end - 1]) if end else (None, "")
        before_it, two = (utterance[end - 2], utterance[end - 2] + said) if end >= 2 else ("", "")
        for done, (word, joined, exact) in enumerate(self._parts, start=1):
            ways = [] if exact else [row[done - 1]]
            if earlier is not None:
                if likeness := _alike(word, said):
                    before = earlier[done - 1]
                    late = done > 1 and before is not None and not before[0]
                    if not (late and before_it in EXACT):  # `not available` is not `is available`
                        ways.append(_laid(before, word, likeness))
                put_in = earlier[done]
                if put_in and put_in[0] and done < len(self._parts) and said not in EXACT:
                    ways.append((put_in[0], put_in[1] + len(said), put_in[2]))
                if done >= 2 and (likeness := _alike(joined, said)):
                    ways.append(_laid(earlier[done - 2], joined, likeness))
                if two and (likeness := _alike(word, two)):
                    ways.append(_laid(rows[end - 2][done - 1], word, likeness))
            row.append(
                max(filter(None, ways), key=_worth, default=None) if len(ways) > 1 else ways[0] if ways else None
            )
        return row


def _laid(before: _Way | None, word: str, likeness: float) -> _Way | None:
    """That way, and then `word` laid on what is like it."""
    return (before[0] + len(word) * likeness, before[1], before[2]) if before else None


def _worth(way: _Way) -> float:
    return way[0] - THRESHOLD * way[1]


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
