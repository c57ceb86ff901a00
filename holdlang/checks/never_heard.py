"""HL310: phrases and patterns that are written as nobody hears them.

The other side of `holdlang.match.words`: recognisers write what is said in words, and so do we before comparing; what
that leaves of an ordinal, of a round number in figures, of a sign or of letters without a vowel is not what is said.
"""

import importlib
import re
import unicodedata
import warnings
from collections.abc import Iterable, Iterator, Set
from functools import lru_cache
from typing import Any

from holdlang import template
from holdlang.checks.within import clauses
from holdlang.diagnostics.finding import Finding
from holdlang.match import normalize
from holdlang.model import CallFlow, Clause, Pattern, Phrase
from holdlang.syntax.items import Item

# Python's own reader of regular expressions; `re.compile` gives no way to look inside.
_parse = importlib.import_module("re._parser").parse

# fmt: off
_ORDINALS = (
    "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth",
)
# fmt: on
_SIGNS = {"%": "percent", "$": "dollars", "€": "euros", "£": "pounds", "°": "degrees", "=": "equals"}
"""Signs that are said as a word (`&`, `+`, `@`, `*` and `#` are known to the comparison, others are not said)."""

_ORDINAL = re.compile(r"(?<!\w)(\d+)(st|nd|rd|th)\b", re.IGNORECASE)
_UNIT = re.compile(r"(?<!\w)\d+[^\W\d_]{2,}")
_ROUND = re.compile(r"(?<![\w.,])(?:\d{1,3}(?:,\d{3})+|[1-9]\d*00)(?!\d)")
_DECIMAL = re.compile(r"\d\.\d")
_MUTE = re.compile(r"(?<![^\W_])[bcdfghjklmnpqrstvwxz]{3,}(?![^\W_])", re.IGNORECASE)
"""Three letters or more without a vowel: two that are spelled out are put together again by the comparison."""

_MUTE_WORDS = frozenset({"hmm", "shh", "pst", "psst", "nth", "rhythm"})


def never_heard(item: Item) -> Iterator[Finding]:
    """Phrases with variables are left alone: their values are not known."""
    if not isinstance(item.model, CallFlow):
        return
    for path, _, clause in clauses(item):
        spelled = _spelled(clause)
        for place, trigger in enumerate(clause.triggers):
            where = (*path, "trigger", place)
            match trigger:
                case Phrase(text=text) if not any(template.names(text)):
                    found = _in_phrase(text, spelled)
                    if found:
                        shown, label, hint = found
                        yield Finding("HL310", where, f"`{shown[:40]}` is not what is heard", label, hint)
                case Pattern(regex=regex):
                    reason = _in_pattern(regex)
                    if reason:
                        label, hint = reason
                        yield Finding("HL310", where, "this pattern never matches", label, hint)


def _in_phrase(text: str, spelled: Set[str]) -> tuple[str, str, str] | None:
    """What of it is not said as it is written, why, and what to write; the first that is found."""
    if found := _ORDINAL.search(text):
        number = int(found[1][-6:])
        word = _ORDINALS[number] if number < len(_ORDINALS) else "twenty first"
        return (
            found[0],
            "recognisers write words",
            f"write `{word}`" if number < len(_ORDINALS) else f"such as `{word}`",
        )
    if found := _UNIT.search(text):
        return found[0], "recognisers write words", "write it out, as it is said"
    if found := _ROUND.search(text):
        return found[0], "compared digit by digit", "write it in words: `one hundred`, `one thousand`"
    if found := _DECIMAL.search(text):
        return found[0], "the point is not compared", "write it in words: `two point five`"
    for sign, word in _SIGNS.items():
        if sign in text:
            return sign, "signs are not compared", f"write `{word}`"
    for mute in _MUTE.finditer(text):
        word = mute[0].casefold()
        if word not in _MUTE_WORDS and word not in spelled:
            return mute[0], "nobody can say this as a word", f'add how it is spelled out: `or "{" ".join(word)}"`'
    return None


def _spelled(clause: Clause) -> Set[str]:
    """What its phrases say letter by letter, in runs as long as its words without a vowel are."""
    texts = [trigger.text for trigger in clause.triggers if isinstance(trigger, Phrase)]
    lengths = {len(mute[0]) for text in texts for mute in _MUTE.finditer(text)}
    if not lengths:
        return frozenset()
    runs = [
        run for text in texts for run in "".join(word if len(word) == 1 else " " for word in normalize(text)).split()
    ]
    return {run[at : at + length] for run in runs for length in lengths for at in range(len(run) - length + 1)}


# --- patterns


@lru_cache(1024)  # an editor asks at every key
def _in_pattern(regex: str) -> tuple[str, str] | None:
    """Why no text that is compared can hold a match, and what to write; None if one might."""
    try:
        with warnings.catch_warnings(action="ignore"):  # of what Python may change one day; the author can't act on it
            fault = _impossible(_parse(regex))
    except (re.error, OverflowError, RecursionError):
        return None
    match fault:
        case None:
            return None
        case "'" | "’":
            return "words have no apostrophe when they are compared", "leave it out: `dont`"
        case " ":
            return "words have one space between them", "write a single space"
        case str() as letter if len(letter) == 1 and letter.isalpha():
            return "words have no accents when they are compared", "write it without the accent"
        case str() as mark if len(mark) == 1:
            return f"`{mark}` is no part of words", "leave marks out; what is heard has none"
        case glued:
            return f"in `{glued}` a digit touches a letter", "put a space between them, or write it in words"


def _impossible(parsed: Iterable[Any]) -> str | None:
    """A mark that must be matched and never occurs, or two characters that never stand together; None if all is
    well."""
    last = ""
    for operation, value in parsed:
        name = str(operation)
        here = ""
        match name:
            case "LITERAL":
                here = chr(value)
                if not _occurs(here):
                    return here
                if _never_together(last, here):
                    return " " if here == " " else last + here
            case "IN":
                if fault := _in_set(value):
                    return fault
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                least, _, inner = value
                fault = _impossible(inner) if least else None
                if fault:
                    return fault
            case "SUBPATTERN":
                if fault := _impossible(value[-1]):
                    return fault
            case "ATOMIC_GROUP":
                if fault := _impossible(value):
                    return fault
            case "BRANCH":
                faults = [_impossible(way) for way in value[1]]
                if all(faults):
                    return faults[0]
        last = here
    return None


def _in_set(members: Iterable[Any]) -> str | None:
    """A mark of a set of which nothing ever occurs. Sets that hold more than single characters are left alone."""
    single = [chr(value) for operation, value in members if str(operation) == "LITERAL"]
    if len(single) != len(list(members)) or any(map(_occurs, single)):
        return None
    return single[0]


def _occurs(character: str) -> bool:
    """Whether it can stand in what is compared, blind to case: letters without accents, digits and spaces."""
    folded = character.casefold()
    return character == " " or (character.isalnum() and unicodedata.normalize("NFKD", folded) == folded)


def _never_together(one: str, other: str) -> bool:
    if one == other == " ":
        return True
    return (one.isdigit() and other.isalpha()) or (one.isalpha() and other.isdigit())
