"""Syntax mistakes in the caller's words. Not responsible for finding them (`holdlang.parser`); no name of a grammar
terminal ever reaches a message."""

import re

from holdlang.diagnostics import Diagnostic, did_you_mean, meant_name
from holdlang.match.words import NUMBERS
from holdlang.model.base import NAME
from holdlang.parser import Fault, keywords
from holdlang.source import Source, Span
from holdlang.trivia import Segment, word_at

_WANTED = {
    "TEXT": "a text in quotation marks",
    "PATTERN": "a pattern such as `/press \\d/`",
    "DURATION": "a duration such as `15s`",
    "NUMBER": "a number",
    "KEYS": "keys such as `3`",
    "NAME": "a name",
    "COMMA": "a comma",
    "EQUAL": "`=`",
    "COLON": "`:`",
    "LPAR": "`(`",
    "RPAR": "`)`",
    "VARIABLE": "a variable such as `$name`",
    "DAYS": "days such as `mon-fri`",
    "TIMES": "hours such as `08:00-20:00`",
    "ZONE": "a time zone such as `America/New_York`",
    "JSON": "a JSON value",
}
"""What people call a terminal of the grammar. The others are keywords, or groups of them."""

_SYNONYMS = {
    "if": "on",
    "when": "on",
    "otherwise": "else",
    "default": "else",
    "call": "dial",
    "hear": "listen",
    "speak": "say",
    "dtmf": "press",
    "sleep": "wait",
    "pause": "wait",
    "bridge": "transfer",
    "connect": "transfer",
    "jump": "goto",
    "stop": "hangup",
    "exit": "end",
    "log": "note",
    "ring": "answer",
}
"""What people write who know other languages."""

_UNITS = frozenset(
    {"ms", "s", "sec", "secs", "second", "seconds", "m", "min", "minutes", "minute", "h", "hours", "hour"}
)
_STEPS = frozenset({"WAIT", "LISTEN", "HOLD", "TRANSFER", "ANSWER"})
_ACTIONS = frozenset({"SAY", "GOTO", "PRESS"})
_STATES = frozenset({"VOICEMAIL", "NOBODY", "BEEP"})
_VALUES = frozenset({"DURATION", "NUMBER", "NAME"})
_NAME_RULE = "a name is made of letters, digits and `_`"


def explain_fault(source: Source, segment: Segment, fault: Fault) -> Diagnostic:
    """The one diagnostic of a segment that could not be parsed."""
    if segment.unclosed is not None and fault.offset >= segment.unclosed:
        return _unclosed(source, Span(segment.unclosed, segment.span.end))
    if fault.offset >= segment.span.end:
        return _incomplete(source, segment, fault)
    span = word_at(source.text, fault.offset, segment.span.end)
    word = source.slice(span)
    if word[0] in "“”„«»‘’'":
        return Diagnostic("HL002", f"`{word}` is not a quotation mark here", span, source, 'write `"`')
    if re.fullmatch(r"(\w+[ \t]*:\s*)?", source.text[segment.span.start : fault.offset]):
        return _unknown_step(source, span, word, fault)
    return _unexpected(source, segment, span, word, fault)


def _unclosed(source: Source, span: Span) -> Diagnostic:
    if source.text[span.start] == "/":
        return Diagnostic("HL004", "this pattern has no end", span, source, "no `/` follows on this line")
    return Diagnostic("HL004", "this text has no end", span, source, 'no `"` follows on this line')


def _incomplete(source: Source, segment: Segment, fault: Fault) -> Diagnostic:
    text = source.slice(segment.span)
    if re.fullmatch(r"\w+[ \t]*:", text):
        label = text[:-1].rstrip()
        hint = f"write the step behind it: `{_short(label)}: hold 2h`"
        message = f"the label `{_short(label)}` names no step"
        return Diagnostic("HL003", message, segment.span, source, "no step follows on this line", hint)
    last = re.search(r"[a-z]+\Z", text[-40:])
    message = f"`{last[0]}` needs more" if last and last[0] in keywords().values() else "this line ends too early"
    hint = ""
    if "KEYS" in fault.expected and re.match(r"[ \t]*#", source.text[segment.span.end : segment.span.end + 80]):
        hint = '`#` after a space starts a comment; write `press "#"` for the pound key'
    elif _in_clause(text) and fault.expected >= _ACTIONS and not text.endswith(","):
        hint = 'the action stands behind its trigger, on the same line: `on "disputes" press 3`'
    end = Span(segment.span.end, segment.span.end + 1)
    return Diagnostic("HL003", message, end, source, f"expected {_wanted(fault.expected)}", hint)


def _unknown_step(source: Source, span: Span, word: str, fault: Fault) -> Diagnostic:
    known = [keywords()[name] for name in sorted(fault.expected) if name in keywords()]
    if not word[0].isalpha():
        return Diagnostic(
            "HL001", f"a line can't begin with `{_short(word)}`", span, source, "no step begins like this"
        )
    meant = _SYNONYMS.get(word.casefold())
    hint = f"did you mean `{meant}`?" if meant in known else did_you_mean(word, known)
    fix = None if meant in known else meant_name(word, known, span)
    return Diagnostic("HL001", f"there is no step `{_short(word)}`", span, source, "unknown step", hint, fix=fix)


def _unexpected(source: Source, segment: Segment, span: Span, word: str, fault: Fault) -> Diagnostic:
    before = source.text[segment.span.start : span.start]
    expected = fault.expected
    if not _in_clause(before) and not re.match(r"tags|open|expect|run[^(]*\(", before):
        expected -= {"COMMA"}  # the grammar reads a step of its own and an action alike
    wanted = _wanted(expected)
    label = f"expected {wanted}" if wanted else "nothing more belongs here"
    rest = source.text[span.start : segment.span.end]
    return Diagnostic(
        "HL002", f"did not expect `{_short(word)}` here", span, source, label, _hint(before, word, rest, expected)
    )


def _hint(before: str, word: str, rest: str, expected: frozenset[str]) -> str:
    """What to do about `word`, which stands behind `before` and begins `rest`."""
    in_clause = _in_clause(before)
    if word in ("on", "else"):
        return f"put `->` or a line break before `{word}`"
    if word[0] == "#":
        return "a comment needs a space before its `#`"
    if word == "-" and re.search(r"\b(flow|tree|goto|transfer)\b[^\"]*\w\Z", before):
        return _NAME_RULE
    if "KEYS" in expected:
        return _value_hint(before, word)
    if expected == {"TEXT"} and word[0] not in "\"'":
        return f'put the text into quotation marks: `"{_short(rest, 30)}"`'
    if expected == {"NAME"} and word[0] == '"':
        bare = NAME.fullmatch(word[1:-1])
        return f"write it without quotation marks: `{_short(word[1:-1])}`" if bare else _NAME_RULE
    if "NAME" in expected:
        return _NAME_RULE
    if word == "confirm" and before.startswith("transfer"):
        return "`confirm` stands before `by`"
    if word in _UNITS and re.search(r"\d[ \t]+\Z", before):
        return "write the number and its unit together: `5s`"
    if in_clause and word == "," and "_OR" in expected:
        return "put `or` between two triggers"
    if word in keywords().values() and in_clause and "COMMA" in expected:
        return "put a comma between two actions"
    if (
        not in_clause
        and (word in keywords().values() or word in (",", ";", "{", "}", "and"))
        and not expected & _VALUES
    ):
        return "put `->` or a line break between two steps"
    near = did_you_mean(word, [keywords()[name] for name in sorted(expected) if name in keywords()])
    if not near and "PATTERN" in expected and word[0].isalpha():
        return f'put what is said into quotation marks: `"{_short(word)}"`'
    return near


def _value_hint(before: str, word: str) -> str:
    """What to write for `word` where keys or the value of a variable belong."""
    if not before.rstrip().endswith(("=", ":")) and NUMBERS.get(word, 10) < 10:
        return f"write the key itself: `{NUMBERS[word]}`"
    if NAME.fullmatch(word):
        return f'write `"{_short(word)}"` for a text and `${_short(word)}` for a variable'
    return ""


def _wanted(expected: frozenset[str]) -> str:
    """What could have stood there, in words."""
    parts = [words for name, words in _WANTED.items() if name in expected]
    rest = expected - _WANTED.keys()
    if rest >= _STEPS:
        parts, rest = ["a step"], frozenset()
    if rest >= _STATES:
        parts, rest = [*parts, "a state such as `closed`"], frozenset()
    if rest >= _ACTIONS:
        parts.append("an action such as `press 3`")
        rest = frozenset()
    parts += sorted(f"`{keywords()[name]}`" for name in rest if name in keywords())
    return " or ".join(parts) if len(parts) < 3 else ", ".join(parts[:-1]) + " or " + parts[-1]


def _in_clause(text: str) -> bool:
    return re.match(r"(on|else)\b", text) is not None


def _short(word: str, limit: int = 40) -> str:
    return word if len(word) <= limit else word[: limit - 1] + "…"
