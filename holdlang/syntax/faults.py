"""Syntax mistakes in the caller's words. Not responsible for finding them (`holdlang.syntax.parser`); no name of a
grammar terminal ever reaches a message."""

import re

from holdlang.diagnostics import Diagnostic, did_you_mean, meant_name, replacement
from holdlang.diagnostics.advice import ARROW, advise, curly_quotes, hang_up, in_clause, short
from holdlang.source import Source, Span
from holdlang.syntax.farend import TREE_TERMINALS, TREE_TRIGGERS
from holdlang.syntax.parser import Fault, keywords
from holdlang.syntax.reader import Side
from holdlang.syntax.trivia import Segment, word_at

_WANTED = {
    "TEXT": "a text in quotation marks",
    "PATTERN": "a pattern such as `/press \\d/`",
    "DURATION": "a duration such as `15s`",
    "NUMBER": "a number",
    "KEYS": "keys such as `3`",
    "PERCENT": "a share such as `30%`",
    "DECIBELS": "a level such as `-20dB`",
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
    "call": "transfer",
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
    "phone": "dial",
    "number": "dial",
    "hours": "open",
    "description": "intent",
    "requires": "needs",
    "import": "use",
    "include": "use",
}
"""What people write who know other languages."""

_KINDS = {
    "header": ("company", "dial", "tags", "intent", "open", "needs", "param", "redial"),
    "clause": ("on", "else"),
    "line": ("use", "flow", "tree", "test", "about", "meta", "every", "given", "with", "expect"),
}
"""What the lines are called that begin with these words; all others are steps."""

_CLOCK = re.compile(
    r"(?<=[ \t])\d[\d:.]*[ \t]*(?:[ap]\.?m\b\.?)?[ \t]*[-–—][ \t]*\d[\d:.]*[ \t]*[ap]\.?m\b\.?", re.IGNORECASE
)

_STEPS = frozenset({"WAIT", "LISTEN", "HOLD", "TRANSFER", "ANSWER"})
_ACTIONS = frozenset({"SAY", "GOTO", "PRESS"})
_STATES = frozenset({"VOICEMAIL", "NOBODY", "BEEP"})


def explain_fault(source: Source, segment: Segment, fault: Fault, side: Side, *, among_steps: bool) -> Diagnostic:
    """The one diagnostic of a segment that could not be parsed. `among_steps` says that no header is expected there."""
    if side == "flow":
        fault = Fault(fault.offset, fault.expected - TREE_TERMINALS)
    elif "PATTERN" in fault.expected:
        fault = Fault(fault.offset, fault.expected & TREE_TRIGGERS)
    if segment.unclosed is not None and fault.offset >= segment.unclosed:
        return _unclosed(source, Span(segment.unclosed, segment.span.end))
    if fault.offset >= segment.span.end:
        return _incomplete(source, segment, fault, side)
    span = word_at(source.text, fault.offset, segment.span.end)
    word = source.slice(span)
    if word[0] in "“”„«»‘’'":
        fix = curly_quotes(source, span, segment.span.end)
        return Diagnostic("HL002", f"`{word}` is not a quotation mark here", span, source, "", 'write `"`', fix=fix)
    if arrow := ARROW.match(source.text, span.start, segment.span.end):
        fix = replacement("->", Span(*arrow.span()))
        return Diagnostic(
            "HL002", f"`{arrow[0]}` is not our arrow", fix.edits[0].span, source, "", "write `->`", fix=fix
        )
    before = source.text[segment.span.start : fault.offset]
    if re.match(r"open\b", before) and (hours := _CLOCK.search(source.text, segment.span.start, segment.span.end)):
        message = f"`{short(hours[0])}` are no opening hours"
        return Diagnostic("HL002", message, Span(*hours.span()), source, "", "such as `09:00-17:00`")
    if re.fullmatch(r"(\w+[ \t]*:\s*)?", before):
        return _unknown_step(source, segment.span, span, fault, among_steps=among_steps)
    return _unexpected(source, segment, span, word, fault, side)


def _unclosed(source: Source, span: Span) -> Diagnostic:
    if source.text[span.start] == "/":
        return Diagnostic("HL004", "this pattern has no end", span, source, "no `/` follows on this line")
    return Diagnostic("HL004", "this text has no end", span, source, 'no `"` follows on this line')


def _incomplete(source: Source, segment: Segment, fault: Fault, side: Side) -> Diagnostic:
    text = source.slice(segment.span)
    if re.fullmatch(r"\w+[ \t]*:", text):
        label = text[:-1].rstrip()
        hint = f"write the step behind it: `{short(label)}: hold 2h`"
        message = f"the label `{short(label)}` names no step"
        return Diagnostic("HL003", message, segment.span, source, "no step follows on this line", hint)
    last = re.search(r"[a-z]+\Z", text[-40:])
    message = f"`{last[0]}` needs more" if last and last[0] in keywords().values() else "this line ends too early"
    hint = ""
    if "KEYS" in fault.expected and re.match(r"[ \t]*#", source.text[segment.span.end : segment.span.end + 80]):
        hint = '`#` after a space starts a comment; write `press "#"` for the pound key'
    elif re.match(r"(on|else)\b", text) and side == "flow" and fault.expected >= _ACTIONS and not text.endswith(","):
        hint = 'the action stands behind its trigger, on the same line: `on "disputes" press 3`'
    end = Span(segment.span.end, segment.span.end + 1)
    return Diagnostic("HL003", message, end, source, f"expected {_wanted(fault.expected, side)}", hint)


def _unknown_step(source: Source, segment: Span, span: Span, fault: Fault, *, among_steps: bool) -> Diagnostic:
    word = source.slice(span)
    if not word[0].isalpha():
        return Diagnostic("HL001", f"a line can't begin with `{short(word)}`", span, source, "no step begins like this")
    known = [keywords()[name] for name in sorted(fault.expected) if name in keywords()]
    if word.casefold() in known:
        small = replacement(word.casefold(), span)
        return Diagnostic(
            "HL001", f"`{word}` is written small", span, source, "", f"write `{small.edits[0].text}`", fix=small
        )
    if hang := hang_up(source, segment, span):
        return Diagnostic("HL001", "there is no step `hang`", span, source, "", "did you mean `hangup`?", fix=hang)
    meant = _SYNONYMS.get(word.casefold())
    if (
        meant == "transfer"
        and word.casefold() == "call"
        and re.match(r'[ \t]*["+\d]', source.text[span.end : segment.end])
    ):
        meant = "dial"
    exchanged = [other for other in known if sorted(other) == sorted(word)]
    if meant in known:
        hint, fix = f"did you mean `{meant}`?", None
    elif len(exchanged) == 1:  # nearer than any with another letter: `dail` is no `fail`
        hint, fix = f"did you mean `{exchanged[0]}`?", replacement(exchanged[0], span)
    else:
        hint, fix = did_you_mean(word, known), meant_name(word, known, span)
    kind = next((kind for kind, words in _KINDS.items() if any(f"`{word}`" in hint for word in words)), "step")
    if not hint and not among_steps:
        return Diagnostic("HL001", f"no line begins with `{short(word)}`", span, source, "unknown header or step")
    return Diagnostic("HL001", f"there is no {kind} `{short(word)}`", span, source, f"unknown {kind}", hint, fix=fix)


def _unexpected(  # noqa: PLR0917 - all that is known of it
    source: Source, segment: Segment, span: Span, word: str, fault: Fault, side: Side
) -> Diagnostic:
    before = source.text[segment.span.start : span.start]
    expected = fault.expected
    if not in_clause(before) and not re.match(r"tags|open|expect|run[^(]*\(", before):
        expected -= {"COMMA"}  # the grammar reads a step of its own and an action alike
    wanted = _wanted(expected, side)
    label = f"expected {wanted}" if wanted else "nothing more belongs here"
    advice = advise(source, Span(segment.span.start, segment.span.end), span, expected)
    message = f"did not expect `{short(word)}` here"
    return Diagnostic("HL002", message, span, source, label, advice.help, fix=advice.fix)


def _wanted(expected: frozenset[str], side: Side) -> str:
    """What could have stood there, in words."""
    parts = [words for name, words in _WANTED.items() if name in expected]
    rest = expected - _WANTED.keys()
    if rest >= _STEPS:
        parts, rest = ["a step"], frozenset()
    if rest >= _STATES:
        parts, rest = [*parts, "a state such as `closed`"], frozenset()
    if rest >= _ACTIONS:
        parts.append("an action such as `press 3`" if side == "flow" else "an action such as `goto menu`")
        rest = frozenset()
    parts += sorted(f"`{keywords()[name]}`" for name in rest if name in keywords())
    return " or ".join(parts) if len(parts) < 3 else ", ".join(parts[:-1]) + " or " + parts[-1]
