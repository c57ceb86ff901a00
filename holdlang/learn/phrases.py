"""Which words of a prompt a clause waits for: few, as they are said, and said of nothing else in that prompt.

Not responsible for whether a phrase is said (`holdlang.match`) or for finding options (`holdlang.menu`).
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from holdlang.match import find, normalize
from holdlang.match.words import NUMBERS
from holdlang.menu import Menu, Option

Words = tuple[str, ...]

MOST_WORDS = 3
"""More are lost by a recogniser more often than they tell options apart: of the options of our catalogue (`flows/`) and
of the prompts of `tests/menu`, none needs four."""

SHORT = 4
"""Letters of a word that may be one of its small ones: what is shorter must be heard exactly
(`holdlang.match.align`) and is mostly an article."""

LONG_ENOUGH = 8
"""Letters of a phrase that says something by itself: `words` or `today` may be said in any prompt."""

FILLER = 3
"""What a small word inside a phrase counts against it, in letters: it may be misheard, and tells nothing."""

# fmt: off
_SMALL = frozenset({
    "about", "after", "all", "also", "another", "any", "anything", "are", "been", "before", "call", "calling", "choose",
    "dial", "each", "else", "enter", "every", "followed", "from", "have", "hear", "here", "into", "like", "make",
    "more", "need", "option", "other", "our", "please", "press", "select", "some", "speak", "take", "talk", "tell",
    "thank", "that", "their", "them", "then", "there", "these", "they", "this", "want", "were", "what", "when", "where",
    "which", "will", "wish", "with", "would", "your",
})
# fmt: on
"""Words of four letters or more that are said of any option."""

_SENTENCE = re.compile(r"[.?!…]+")

_KEYS = frozenset(NUMBERS) | {"star", "pound", "hash"}

WHOSE = frozenset({"your", "my", "the"})
"""What stands before the name of a value and is none of it."""


def phrase_of(option: Option, menu: Menu) -> str:
    """The words by which to know this option of the menu."""
    words = normalize(option.phrase)
    return _best(words, _without(normalize(menu.text), words)) or option.phrase


def phrase_of_prompt(menu: Menu) -> str | None:
    """The words by which to know a prompt of which no option is taken: what it wants typed in, or the last words that
    it says of none of its options. None if there are none."""
    text = normalize(menu.text)
    if menu.entry is not None:
        wanted = normalize(menu.entry.what)
        return _best(wanted, _without(text, wanted)) or menu.entry.what
    pieces = [normalize(sentence) for sentence in _SENTENCE.split(menu.text)]
    for option in menu.options:
        pieces = [piece for whole in pieces for piece in _without(whole, normalize(option.phrase))]
    found = (_telling(piece) for piece in reversed(pieces))
    return next((phrase for phrase in found if phrase is not None), None)


def _telling(piece: Words) -> str | None:
    """Words of a sentence by which to know it: its last ones, where no other of its words says much."""
    best = _best(piece, ())
    if best is None or len(best) >= LONG_ENOUGH or not _KEYS.isdisjoint(piece[-MOST_WORDS:]):
        return best
    return " ".join(piece[-MOST_WORDS:])


def name_for(menu: Menu) -> str:
    """What to call the value that a prompt wants typed in: `last_four_digits`."""
    words = (phrase_of_prompt(menu) or "number").split()
    return "_".join(words[1:] if words[0] in WHOSE and len(words) > 1 else words)


def tells_apart(phrase: str, option: Option, menu: Menu) -> bool:
    """Whether the phrase is said of this option and of no other of the menu, nor before or after them."""
    words = normalize(option.phrase)
    rest = _without(normalize(menu.text), words)
    return find(normalize(phrase), words) is not None and not _is_said(normalize(phrase), rest)


def _best(words: Words, rest: Sequence[Words]) -> str | None:
    """The best of the phrases in `words` that nothing in the `rest` is like."""
    ranked = sorted(_candidates(words), key=_worth, reverse=True)
    best = next((phrase for phrase in ranked if not _is_said(phrase, rest)), None)
    return None if best is None else " ".join(best)


def _candidates(words: Words) -> Iterator[Words]:
    for start in range(len(words)):
        for end in range(start + 1, min(start + MOST_WORDS, len(words)) + 1):
            if _tells(words[start]) and _tells(words[end - 1]) and not _names_key(words[start:end]):
                yield words[start:end]


def _names_key(words: Words) -> bool:
    """Whether it is a key that is named, which may be another one tomorrow. (`Last four digits` names none.)"""
    return words[0] in _KEYS or words[-1] in _KEYS or not {"press", "say", "dial", "option"}.isdisjoint(words)


def _worth(words: Words) -> int:
    """Long words are heard rightly more often than short ones (`holdlang.match.align`), and so are several."""
    return sum(len(word) if _tells(word) or word in _KEYS else -FILLER for word in words)


@cache
def _tells(word: str) -> bool:
    return len(word) >= SHORT and word not in _SMALL


def _without(text: Words, words: Words) -> list[Words]:
    """What stands in `text` before, between and after `words`."""
    pieces: list[Words] = []
    begin = place = 0
    while place < len(text):
        if words and text[place : place + len(words)] == words:
            pieces.append(text[begin:place])
            begin = place = place + len(words)
        else:
            place += 1
    return [*pieces, text[begin:]]


def _is_said(phrase: Words, pieces: Sequence[Words]) -> bool:
    return any(find(phrase, piece) is not None for piece in pieces)
