"""What to do about a word that stands where it can't: the help, and the fix where only one thing can be meant.

Not responsible for finding the word (`holdlang.syntax.parser`) or for saying what is wrong with it
(`holdlang.syntax.faults`).
"""

import re
from dataclasses import dataclass
from functools import cache

from holdlang.diagnostics import Edit, Fix, did_you_mean, meant_name, replacement
from holdlang.match.words import NUMBERS
from holdlang.model.base import NAME
from holdlang.source import Source, Span
from holdlang.syntax.parser import Fault, keywords, read
from holdlang.syntax.values import meant_duration

_VALUES = frozenset({"DURATION", "NUMBER", "NAME"})
_ACTIONS = frozenset(
    {"press", "say", "play", "notify", "note", "set", "record", "run", "ask", "goto", "again", "retry", "hangup"}
    | {"fail", "end", "hang"}
)
"""Words that an action begins with; `hang up` is what many write."""

ARROW = re.compile(r"[-—–−]+>|[→⇒⟶➔➜]")
"""What people and their word processors write for `->`."""

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
    if expected == {"TEXT"} and before.rstrip() == "test":
        return _title(source, Span(span.start, segment.end))
    if expected == {"TEXT"} and word[0] not in "\"'":
        return _unquoted(source, Span(span.start, segment.end))
    if expected == {"NAME"} and word[0] == '"':
        bare = word[1:-1]
        if not NAME.fullmatch(bare):
            return Advice(_NAME_RULE)
        return Advice(f"write it without quotation marks: `{short(bare)}`", replacement(bare, span))
    if expected == {"NAME"} and word[0] == "$" and NAME.fullmatch(word[1:]):
        return Advice("`$` stands where a value is used: leave it out here", replacement(word[1:], span))
    if "NAME" in expected:
        return Advice(_NAME_RULE)
    if expected == {"EQUAL"}:
        return Advice("put `=` between the name and its value", _insert("= ", span.start))
    if re.match(r"(\w+[ \t]*:[ \t]*)?transfer\b", before) and (advice := _transfer(before, word, span)):
        return advice
    if meant := _duration(source, segment, span, before):
        return Advice(f"write `{meant.edits[0].text}`", meant)
    if in_a_clause and word == "," and "_OR" in expected:
        return Advice("put `or` between two triggers", replacement(" or", span, title="write `or`"))
    if in_a_clause and word == "and" and "_OR" in expected:
        return Advice("put `or` between two triggers: one of them is enough")
    if hang := hang_up(source, segment, span):
        return Advice("did you mean `hangup`?", hang)
    if word in keywords().values() and in_a_clause and "COMMA" in expected:
        return Advice("put a comma between two actions", _insert(", ", span.start, before))
    if in_a_clause and word in ("and", ";") and "COMMA" in expected:
        return _between_actions(source, segment, span, before)
    if not in_a_clause and not expected & _VALUES:
        if word in _first_words():
            return Advice("put `->` or a line break between two steps", _insert("-> ", span.start))
        if word in (",", ";", "and"):
            return _between_steps(source, segment, span, word)
        if word in ("{", "}"):
            return Advice("put `->` or a line break between two steps")
    known = [keywords()[name] for name in sorted(expected) if name in keywords()]
    near = did_you_mean(word, known)
    if not near and "PATTERN" in expected and word[0].isalpha():
        return _unquoted_phrase(source, segment, span)
    return Advice(near, meant_name(word, known, span))


@cache
def _first_words() -> frozenset[str]:
    """The keywords that a line can begin with."""
    nothing = read("")
    assert isinstance(nothing, Fault)
    return frozenset(keywords()[name] for name in nothing.expected if name in keywords())


def curly_quotes(source: Source, span: Span, end: int) -> Fix | None:
    """Ours in the place of the mark at `span` and of the only one before `end` that closes it."""
    closing = _CURLY.get(source.slice(span)[0], "")
    places = [place for place in range(span.start + 1, end) if source.text[place] in closing]
    if len(places) != 1 or '"' in source.text[span.start : end]:
        return None
    edits = (Edit(Span(span.start, span.start + 1), '"'), Edit(Span(places[0], places[0] + 1), '"'))
    return Fix('write `"`', edits)


def hang_up(source: Source, segment: Span, span: Span) -> Fix | None:
    """`hangup` for `hang up`, if that is what begins at `span`."""
    found = re.compile(r"hang[ \t]+up\b").match(source.text, span.start, segment.end)
    return replacement("hangup", Span(*found.span())) if found else None


def in_clause(text: str) -> bool:
    """Whether a segment begins a clause, or whatever else has actions with commas between."""
    return re.match(r"(?:on|else|every)\b|(?:\w+[ \t]*:[ \t]*)?chance\b", text) is not None


def short(word: str, limit: int = 40) -> str:
    """`word`, cut if it is long."""
    return word if len(word) <= limit else word[: limit - 1] + "…"


def _transfer(before: str, word: str, span: Span) -> Advice | None:
    """For what people write between `transfer` and its devices."""
    if word == "confirm":
        return Advice("`confirm` stands before `by`")
    if word in ("and", ",", "&", "+", ";"):
        return Advice("`or` rings together, `then` one after the other")
    if to := re.search(r"\btransfer[ \t]+(to[ \t]+)\Z", before):
        return Advice("leave out `to`", Fix("leave out `to`", (Edit(Span(span.start - len(to[1]), span.start), ""),)))
    return None


def _duration(source: Source, segment: Span, span: Span, before: str) -> Fix | None:
    """A duration that is written in several words, in one: `1h30m` for `1 hour 30 minutes`."""
    number = re.search(r"\b(?:wait|listen|hold|silence|music|every|within)[ \t]+(\d[\w.]*)[ \t]+\Z", before)
    if number is None:
        return None
    start = segment.start + number.start(1)
    for pattern in (_DURATIONS, _DURATION):
        found = pattern.match(source.text, start, segment.end)
        meant = meant_duration(re.sub(r"[ \t]", "", found[0])) if found and found.end() > span.start else None
        if found and meant:
            return replacement(meant, Span(*found.span()))
    return None


_DURATION = re.compile(r"\d[\d.]*[ \t]+[A-Za-z]+\b")
_DURATIONS = re.compile(r"\d[\d.]*[ \t]*[A-Za-z]+(?:[ \t]+\d[\d.]*[ \t]*[A-Za-z]+)+\b")


def _between_steps(source: Source, segment: Span, span: Span, word: str) -> Advice:
    """For what other languages put between two steps; an arrow is meant only where a step follows."""
    following = re.compile(r"[ \t]*(\w+)").match(source.text, span.end, segment.end)
    arrow = None
    if following and (following[1] in keywords().values() or following[1] == "hang"):
        arrow = replacement("->" if word == "and" else " ->", span, title="write `->`")
    elif source.text.startswith("press", segment.start):
        return Advice("keys stand together: `press 12`; `w` pauses half a second between them: `press 1w2`")
    return Advice("put `->` or a line break between two steps", arrow)


def _between_actions(source: Source, segment: Span, span: Span, before: str) -> Advice:
    """For what other languages put between two actions; a comma is meant only where an action follows."""
    following = re.compile(r"[ \t]*(\w+)").match(source.text, span.end, segment.end)
    gap = len(before) - len(before.rstrip())
    comma = replacement(",", Span(span.start - gap, span.end)) if following and following[1] in _ACTIONS else None
    return Advice("put a comma between two actions", comma)


def _value(before: str, word: str, span: Span) -> Advice:
    """For a word where keys or the value of a variable belong."""
    presses = not before.rstrip().endswith(("=", ":"))
    if presses and NUMBERS.get(word, 10) < 10:
        key = str(NUMBERS[word])
        return Advice(f"write the key itself: `{key}`", replacement(key, span))
    if presses and len(word) == 1 and word.upper() in "ABCD":
        return Advice(f'write `"{word.upper()}"`', replacement(f'"{word.upper()}"', span))
    if presses and len(word) == 1 and word.isalpha():
        return Advice("keys are `0` to `9`, `*`, `#` and `A` to `D`")
    if NAME.fullmatch(word):
        return Advice(f'write `"{short(word)}"` for a text and `${short(word)}` for a variable')
    return Advice()


def _unquoted(source: Source, rest: Span) -> Advice:
    """For a text that stands there without quotation marks. What stands behind a comma may be an action."""
    before_arrow = ARROW.split(source.slice(rest))[0]
    text, comma, behind = before_arrow.partition(",")
    text = text.rstrip()
    action = re.match(r"[ \t]*(\w+)", behind)
    hint = f'put the text into quotation marks: `"{short(text, 30)}"`'
    if re.search(r'["\\]', text) or (comma and not (action and action[1] in _ACTIONS)):
        return Advice(hint)
    return Advice(
        hint, replacement(f'"{text}"', Span(rest.start, rest.start + len(text)), title="put it into quotation marks")
    )


def _title(source: Source, rest: Span) -> Advice:
    """For the name of a test that stands there without quotation marks."""
    found = re.compile(r'[^"\\]+?(?=[ \t]of[ \t]+\S+[ \t]+against\b)').match(source.text, rest.start, rest.end)
    if found is None:
        return Advice('write `test "name" of FLOW against TREE`')
    name = found[0].rstrip()
    fix = replacement(f'"{name}"', Span(rest.start, rest.start + len(name)), title="put it into quotation marks")
    return Advice(f'put the name into quotation marks: `test "{short(name, 30)}" of …`', fix)


def _unquoted_phrase(source: Source, segment: Span, span: Span) -> Advice:
    """For a phrase without quotation marks. It ends before the action, if only one word can be that."""
    rest = source.text[span.start : segment.end]
    words = list(re.compile(r"\w+").finditer(re.split('[,"]', rest)[0]))
    ends = [word.start() for word in words[1:] if word[0] in _ACTIONS]
    ors = [word.start() for word in words[1:] if word[0] == "or"]
    if len(ends) != 1 and len(words) > 1:
        return Advice("put what is said into quotation marks")
    phrase = rest[: min([*ends, *ors], default=len(rest))].rstrip()
    hint = f'put what is said into quotation marks: `"{short(phrase)}"`'
    fix = replacement(f'"{phrase}"', Span(span.start, span.start + len(phrase)))
    return Advice(hint, fix if re.fullmatch(r"[\w '’-]+", phrase) else None)


def _insert(text: str, place: int, before: str = "") -> Fix:
    """At `place`; of the spaces that stand before it, a comma needs none."""
    gap = len(before) - len(before.rstrip()) if text.startswith(",") else 0
    return replacement(text, Span(place - gap, place), title=f"write `{text.strip() or text}`")
