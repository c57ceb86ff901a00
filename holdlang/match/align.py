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


@dataclass(frozen=True)
class _Way:
    """A partial alignment: letters that count, letters in between, where it began."""

    counted: float
    between: int
    start: int

    @property
    def value(self) -> float:
        return self.counted - THRESHOLD * self.between


def find(phrase: tuple[str, ...], utterance: tuple[str, ...]) -> Found | None:
    """The best place of `phrase` in `utterance` (both normalised), or None if it is not said.

    Takes time in proportion to the product of their lengths.
    """
    letters = sum(map(len, phrase))
    if not letters:
        return None
    best: Found | None = None
    rows: list[list[_Way | None]] = []
    for end in range(len(utterance) + 1):
        rows.append(_row(phrase, utterance, end, rows))
        way = rows[end][len(phrase)]
        if way is None:
            continue
        score = way.counted / (letters + way.between)
        if score >= THRESHOLD and (best is None or score > best.score):
            best = Found(way.start, end, score)
    return best


def _row(
    phrase: tuple[str, ...], utterance: tuple[str, ...], end: int, rows: list[list[_Way | None]]
) -> list[_Way | None]:
    """The best way to have laid the first `n` words of the phrase, for each `n`, when `utterance[:end]` is used up."""
    row: list[_Way | None] = [_Way(0.0, 0, end)]
    said = utterance[end - 1] if end else ""
    for done in range(1, len(phrase) + 1):
        word = phrase[done - 1]
        ways: list[_Way] = []
        left_out = row[done - 1]
        if left_out and word not in EXACT:
            ways.append(left_out)
        if end >= 1:
            before = rows[end - 1][done - 1]
            late = before and done > 1 and not before.counted
            if not (late and end >= 2 and utterance[end - 2] in EXACT):  # `not available` is not `is available`
                _extend(ways, before, word, said)
            put_in = rows[end - 1][done]
            if put_in and put_in.counted and done < len(phrase) and said not in EXACT:
                ways.append(_Way(put_in.counted, put_in.between + len(said), put_in.start))
            if done >= 2:
                _extend(ways, rows[end - 1][done - 2], phrase[done - 2] + word, said)
        if end >= 2:
            _extend(ways, rows[end - 2][done - 1], word, utterance[end - 2] + said)
        row.append(max(ways, key=lambda way: way.value, default=None))
    return row


def _extend(ways: list[_Way], before: _Way | None, word: str, said: str) -> None:
    if before and (likeness := alike(word, said)):
        ways.append(_Way(before.counted + len(word) * likeness, before.between, before.start))


@lru_cache(maxsize=65536)
def alike(one: str, other: str) -> float:
    """Likeness of two words, from 0 (not alike) over `ALIKE` to 1 (equal)."""
    if one == other:
        return 1.0
    longer, shorter = max(len(one), len(other)), min(len(one), len(other))
    if shorter < SHORT or longer > 40 or shorter < ALIKE * longer or one in EXACT or other in EXACT:
        return 0.0
    if not _same_kind(one[0], other[0]) or one.endswith(other) or other.endswith(one):
        return 0.0
    likeness = 1 - _edits(one, other) / longer
    return likeness if likeness >= ALIKE else 0.0


def _edits(one: str, other: str) -> float:
    """Levenshtein distance with half price for letters of one kind."""
    row = [float(n) for n in range(len(other) + 1)]
    for i, a in enumerate(one, start=1):
        diagonal, row[0] = row[0], float(i)
        for j, b in enumerate(other, start=1):
            exchange = diagonal + (0.0 if a == b else 0.5 if _same_kind(a, b) else 1.0)
            diagonal, row[j] = row[j], min(exchange, row[j] + 1, row[j - 1] + 1)
    return row[-1]


def _same_kind(a: str, b: str) -> bool:
    return a == b or any(a in kind and b in kind for kind in _KINDS)
