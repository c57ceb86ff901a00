"""States of a call that are told by words: the company is closed, a voicemail greets us, a callback is offered.

Precision first: a phrase alone decides nothing. "He is not available at the moment" is no voicemail, "to leave a
message, press two" is a menu, and "if our offices are closed" says nothing about now. So a phrase counts only with its
subject or its tone, and not where a word before it makes it a condition or a choice. Not responsible for beeps
(`runtime.hearing`), nor for what a flow's own phrases say (`holdlang.match.choose`).
"""

from functools import lru_cache

from holdlang.match.align import Found, find
from holdlang.match.words import normalize
from holdlang.menu.lexicon import Lexicon, Told, lexicon
from holdlang.menu.phrases import Phrases
from holdlang.model import StateName

MOST_LACKING = 3
"""A phrase of which more than a third of the words is not said to the letter is not laid along: that takes longer."""


def spoken_states(heard: str, words: Lexicon | None = None) -> dict[StateName, str]:
    """The states that `heard` tells of, each with the words that do so. `words` are those of the language."""
    return told(normalize(heard), words or lexicon())


def told(words: tuple[str, ...], lexicon: Lexicon) -> dict[StateName, str]:
    """The same of normalised words."""
    said = {state: excerpt(kind, words) for state, kind in lexicon.states.items()}
    return {state: told for state, told in said.items() if told is not None}


def excerpt(kind: Told, words: tuple[str, ...]) -> str | None:
    """The words that tell so, if any do."""
    if kind.cues.isdisjoint(words):
        return None
    for found in _found(kind.phrases, words):
        before = words[: found.start][::-1]
        conditional = any(word in before[:distance] for word, distance in kind.unless.items())
        if not conditional and kind.unless_then.isdisjoint(words[found.end : found.end + 1]):
            return " ".join(words[found.start : found.end])
    return None


@lru_cache(maxsize=64)
def _found(phrases: Phrases, words: tuple[str, ...]) -> tuple[Found, ...]:
    """Where each of the phrases that is said fits best."""
    is_heard = set(words).__contains__
    likely = (one for one in phrases.all if len(one) - sum(map(is_heard, one)) <= len(one) // MOST_LACKING)
    return tuple(found for phrase in likely if (found := find(phrase, words)))
