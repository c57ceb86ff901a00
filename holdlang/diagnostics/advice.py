"""What to do about a word that stands where it can't: the help, and the fix where only one thing can be meant.

Not responsible for finding the word (`holdlang.syntax.parser`) or for saying what is wrong with it
(`holdlang.syntax.faults`).
"""

import re
from dataclasses import dataclass

from holdlang.diagnostics import Edit, Fix, did_you_mean, meant_name, replacement
from holdlang.match.words import NUMBERS
from holdlang.model.base import NAME
from holdlang.source import Source, Span
from holdlang.syntax.parser import keywords

_UNITS = frozenset(
    {"ms", "s", "sec", "secs", "second", "seconds", "m", "min", "minutes", "minute", "h", "hours", "hour"}
)
_VALUES = frozenset({"DURATION", "NUMBER", "NAME"})
_NAME_RULE = "a name is made of letters, digits and `_`"

_CURLY = {"“": "”", "„": "“”", "‘": "’", "«": "»", "»": "«", "'": "'"}
"""Opening quotation marks that are not ours, each with what may close it."""


@dataclass(frozen=True)
class Advice:
    """What to do. The fix does just that."""

    help: str = ""
    fix: Fix | None = None


def advise(source: Source, segment: Span, span: Span, expected: frozenset[str]) -> Advice:
    """About the word at `span`, in the line at `segment`, where the terminals `expected` could have stood."""
    before, word = source.text[segment.start : span.start], source.slice(span)
    in_a_clause = in_clause(before)
    if word in ("on", "else"):
        return Advice(f"put `->` or a line break before `{word}`", _insert("-> ", span.start))
    if word[0] == "#":
        return Advice("a comment needs a space before its `#`", _insert(" ", span.start))
    if word == "-" and re.search(r"\b(flow|tree|goto|transfer)\b[^\"]*\w\Z", before):
        return Advice(_NAME_RULE)
    if "KEYS" in expected:
        return _value(before, word, span)
    if expected == {"TEXT"} and word[0] not in "\"'":
        return _unquoted(source, Span(span.start, segment.end))
    if expected == {"NAME"} and word[0] == '"':
        bare = word[1:-1]
        if not NAME.fullmatch(bare):
            return Advice(_NAME_RULE)
        return Advice(f"write it without quotation marks: `{short(bare)}`", replacement(bare, span))
    if "NAME" in expected:
        return Advice(_NAME_RULE)
    if word == "confirm" and before.startswith("transfer"):
        return Advice("`confirm` stands before `by`")
    if word in _UNITS and (gap := re.search(r"(?<=\d)[ \t]+\Z", before)):
        fix = Fix("join them", (Edit(Span(span.start - len(gap[0]), span.start), ""),))
        return Advice("write the number and its unit together: `5s`", fix)
    if in_a_clause and word == "," and "_OR" in expected:
        return Advice("put `or` between two triggers", replacement(" or", span, title="write `or`"))
    if word in keywords().values() and in_a_clause and "COMMA" in expected:
        return Advice("put a comma between two actions", _insert(", ", span.start, before))
    if not in_a_clause and not expected & _VALUES:
        if word in keywords().values():
            return Advice("put `->` or a line break between two steps", _insert("-> ", span.start))
        if word in (",", ";", "and"):
            arrow = replacement("->" if word == "and" else " ->", span, title="write `->`")
            return Advice("put `->` or a line break between two steps", arrow)
        if word in ("{", "}"):
            return Advice("put `->` or a line break between two steps")
    known = [keywords()[name] for name in sorted(expected) if name in keywords()]
    near = did_you_mean(word, known)
    if not near and "PATTERN" in expected and word[0].isalpha():
        quoted = f'"{word}"'
        return Advice(f"put what is said into quotation marks: `{short(quoted)}`", replacement(quoted, span))
    return Advice(near, meant_name(word, known, span))


def curly_quotes(source: Source, span: Span, end: int) -> Fix | None:
    """Ours in the place of the mark at `span` and of the only one before `end` that closes it."""
    closing = _CURLY.get(source.slice(span)[0], "")
    places = [place for place in range(span.start + 1, end) if source.text[place] in closing]
    if len(places) != 1 or '"' in source.text[span.start : end]:
        return None
    edits = (Edit(Span(span.start, span.start + 1), '"'), Edit(Span(places[0], places[0] + 1), '"'))
    return Fix('write `"`', edits)


def in_clause(text: str) -> bool:
    """Whether a segment begins a clause."""
    return re.match(r"(on|else)\b", text) is not None


def short(word: str, limit: int = 40) -> str:
    """`word`, cut if it is long."""
    return word if len(word) <= limit else word[: limit - 1] + "…"


def _value(before: str, word: str, span: Span) -> Advice:
    """For a word where keys or the value of a variable belong."""
    if not before.rstrip().endswith(("=", ":")) and NUMBERS.get(word, 10) < 10:
        key = str(NUMBERS[word])
        return Advice(f"write the key itself: `{key}`", replacement(key, span))
    if NAME.fullmatch(word):
        return Advice(f'write `"{short(word)}"` for a text and `${short(word)}` for a variable')
    return Advice()


def _unquoted(source: Source, rest: Span) -> Advice:
    """For a text that stands there without quotation marks."""
    text = source.slice(rest)
    fix = None if re.search(r'["\\]', text) else replacement(f'"{text}"', rest, title="put it into quotation marks")
    return Advice(f'put the text into quotation marks: `"{short(text, 30)}"`', fix)


def _insert(text: str, place: int, before: str = "") -> Fix:
    """At `place`; of the spaces that stand before it, a comma needs none."""
    gap = len(before) - len(before.rstrip()) if text.startswith(",") else 0
    return replacement(text, Span(place - gap, place), title=f"write `{text.strip() or text}`")
