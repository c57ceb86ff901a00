"""Syntax mistakes in the caller's words. Not responsible for finding them (`holdlang.parser`); no name of a grammar
terminal ever reaches a message."""

import re

from holdlang.diagnostics import Diagnostic, did_you_mean
from holdlang.parser import Fault, keywords
from holdlang.reserved import RESERVED
from holdlang.source import Source, Span
from holdlang.trivia import Segment, word_at

_WANTED = {
    "TEXT": 'a text such as `"disputes"`',
    "PATTERN": "a pattern such as `/press \\d/`",
    "DURATION": "a duration such as `15s`",
    "NUMBER": "a number",
    "KEYS": "keys such as `3`",
    "NAME": "a name",
    "COMMA": "a comma and another action",
}
_STEPS = frozenset({"WAIT", "LISTEN", "HOLD", "TRANSFER", "ANSWER"})
_ACTIONS = frozenset({"SAY", "GOTO", "PRESS"})
_STATES = frozenset({"VOICEMAIL", "NOBODY", "BEEP"})


def explain_fault(source: Source, segment: Segment, fault: Fault) -> Diagnostic:
    """The one diagnostic of a segment that could not be parsed."""
    if segment.unclosed is not None and fault.offset >= segment.unclosed:
        return _unclosed(source, Span(segment.unclosed, segment.span.end))
    if fault.offset >= segment.span.end:
        return _incomplete(source, segment, fault)
    span = word_at(source.text, fault.offset, segment.span.end)
    word = source.slice(span)
    if word in RESERVED:
        return Diagnostic("HL090", f"`{word}` is not supported yet", span, source, f"reserved for {RESERVED[word]}")
    if word.startswith("$"):
        return Diagnostic("HL090", "variables are not supported yet", span, source, "write the value itself")
    if word[0] in "“”„«»‘’":
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
    end = Span(segment.span.end, segment.span.end + 1)
    last = re.search(r"[a-z]+\Z", text[-40:])
    message = f"`{last[0]}` needs more" if last and last[0] in keywords().values() else "this line ends too early"
    hint = ""
    if "KEYS" in fault.expected and re.match(r"[ \t]*#", source.text[segment.span.end : segment.span.end + 80]):
        hint = '`#` after a space starts a comment; write `press "#"` for the pound key'
    if re.fullmatch(r"\w+[ \t]*:", text):
        return Diagnostic(
            "HL003",
            f"the label `{text[:-1].rstrip()}` names no step",
            segment.span,
            source,
            "no step follows on this line",
            f"write the step behind it: `{text} hold 2h`",
        )
    return Diagnostic("HL003", message, end, source, f"expected {_wanted(fault.expected)}", hint)


def _unknown_step(source: Source, span: Span, word: str, fault: Fault) -> Diagnostic:
    known = [keywords()[name] for name in sorted(fault.expected) if name in keywords()]
    if not word[0].isalpha():
        return Diagnostic(
            "HL001", f"a line can't begin with `{_short(word)}`", span, source, "no step begins like this"
        )
    hint = did_you_mean(word, known)
    return Diagnostic("HL001", f"there is no step `{_short(word)}`", span, source, "unknown step", hint)


def _unexpected(source: Source, segment: Segment, span: Span, word: str, fault: Fault) -> Diagnostic:
    before = source.text[segment.span.start : span.start]
    in_clause = re.match(r"(on|else)\b", before) is not None
    wanted = _wanted(fault.expected)
    label = f"expected {wanted}" if wanted else "nothing more belongs here"
    hint = ""
    if word in ("on", "else"):
        hint = f"put `->` or a line break before `{word}`"
    elif word in keywords().values() and fault.expected <= {
        "$END",
        "COMMA",
        "_OR",
        "_THEN",
        "SURE",
        "EAGER",
        "TEXT",
        "DURATION",
        "_AFTER",
    }:
        hint = "put a comma between two actions" if in_clause else "put `->` or a line break between two steps"
    elif "TEXT" in fault.expected and "NAME" not in fault.expected and word[0].isalpha() and not in_clause:
        hint = f'put the text into quotation marks: `"{_short(source.text[span.start : segment.span.end], 30)}"`'
    elif word[0] == "#":
        hint = "a comment needs a space before its `#`"
    elif "NAME" in fault.expected or (word == "-" and re.match(r"(flow|tree|goto)\b|transfer\b", before)):
        hint = "a name is made of letters, digits and `_`"
    else:
        hint = did_you_mean(word, [keywords()[name] for name in sorted(fault.expected) if name in keywords()])
        if not hint and word[0].isalpha() and "PATTERN" in fault.expected:
            hint = f'put what is said into quotation marks: `"{_short(word)}"`'
    return Diagnostic("HL002", f"did not expect `{_short(word)}` here", span, source, label, hint)


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


def _short(word: str, limit: int = 40) -> str:
    return word if len(word) <= limit else word[: limit - 1] + "…"
