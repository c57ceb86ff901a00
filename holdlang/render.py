"""Diagnostics as text: for people (full, concise), for programs (json) and for pull requests (github).

Not responsible for colours or for where the text goes. Everything here is plain text in which no source can hide a
control character from the reader.
"""

import json as _json
import unicodedata
from collections.abc import Callable, Iterable

from holdlang.diagnostics import Diagnostic

TAB = 4
"""Columns a tab takes in an excerpt. Editors differ, so excerpts hold spaces instead and the marks always fit."""

EXCERPT = 160
"""An excerpt shows at most this many characters of a line, so that one endless line can't flood the screen."""


def full(diagnostic: Diagnostic) -> str:
    """Heading, place, the line with the fault underlined, and what to do about it."""
    line, column = diagnostic.source.position(diagnostic.span.start)
    gutter = " " * len(str(line))
    excerpt, marks = _excerpt(diagnostic, line)
    rows = [
        f"{diagnostic.severity}[{diagnostic.code}]: {_shown(diagnostic.message)}",
        f"{gutter}--> {diagnostic.source.name}:{line}:{column}",
        f"{gutter} |",
        f"{line} | {excerpt}".rstrip(),
        f"{gutter} | {marks} {_shown(diagnostic.label)}".rstrip(),
    ]
    if diagnostic.help:
        rows.append(f"help: {_shown(diagnostic.help)}")
    return "\n".join(rows)


def concise(diagnostic: Diagnostic) -> str:
    """All of it on one line."""
    line, column = diagnostic.source.position(diagnostic.span.start)
    more = f" ({_shown(diagnostic.help)})" if diagnostic.help else ""
    return (
        f"{diagnostic.source.name}:{line}:{column}: {diagnostic.severity}[{diagnostic.code}] "
        f"{_shown(diagnostic.message)}{more}"
    )


def json(diagnostic: Diagnostic) -> str:
    """One JSON object on one line; offsets count from 0, lines and columns from 1."""
    line, column = diagnostic.source.position(diagnostic.span.start)
    end_line, end_column = diagnostic.source.position(diagnostic.span.end)
    return _json.dumps(
        {
            "code": diagnostic.code,
            "severity": diagnostic.severity,
            "message": diagnostic.message,
            "label": diagnostic.label,
            "help": diagnostic.help,
            "file": diagnostic.source.name,
            "start": {"offset": diagnostic.span.start, "line": line, "column": column},
            "end": {"offset": diagnostic.span.end, "line": end_line, "column": end_column},
        },
        ensure_ascii=False,
    )


def github(diagnostic: Diagnostic) -> str:
    """A workflow command that GitHub shows beside the changed line.

    Escapes as its toolkit does (actions/toolkit, packages/core/src/command.ts).
    """
    line, column = diagnostic.source.position(diagnostic.span.start)
    end_line, end_column = diagnostic.source.position(diagnostic.span.end)
    properties = {
        "file": diagnostic.source.name,
        "line": line,
        "col": column,
        "endLine": end_line,
        "endColumn": end_column,
        "title": diagnostic.code,
    }
    listed = ",".join(f"{key}={_escape(str(value), properties=True)}" for key, value in properties.items())
    message = diagnostic.message + (f"\n{diagnostic.help}" if diagnostic.help else "")
    return f"::{diagnostic.severity} {listed}::{_escape(message)}"


FORMATS: dict[str, Callable[[Diagnostic], str]] = {"full": full, "concise": concise, "json": json, "github": github}


def render(diagnostics: Iterable[Diagnostic], form: str = "full") -> str:
    """All of them, one after the other; full ones with an empty line between. "" for none."""
    return ("\n\n" if form == "full" else "\n").join(FORMATS[form](diagnostic) for diagnostic in diagnostics)


def _excerpt(diagnostic: Diagnostic, line: int) -> tuple[str, str]:
    """The line as shown, and the marks that go under it."""
    text, place = diagnostic.source.text, diagnostic.source.line_span(line)
    start = min(diagnostic.span.start, place.end)
    end = min(max(diagnostic.span.end, start), place.end)
    left = max(place.start, start - EXCERPT // 2) if place.end - place.start > EXCERPT else place.start
    right = min(place.end, left + EXCERPT)
    before, indent = _columns(text[left:start], 0)
    marked, reach = _columns(text[start : min(end, right)], indent)
    after, _ = _columns(text[min(end, right) : right], reach)
    cut_left, cut_right = "…" if left > place.start else "", "…" if right < place.end else ""
    return (
        cut_left + before + marked + after + cut_right,
        " " * (len(cut_left) + indent) + "^" * max(1, reach - indent),
    )


def _columns(text: str, column: int) -> tuple[str, int]:
    """`text` as it is shown from `column` on, and the column it ends at."""
    shown = []
    for character in text:
        if character == "\t":
            step = TAB - column % TAB
            shown.append(" " * step)
            column += step
            continue
        safe = _shown(character)
        shown.append(safe)
        column += _width(safe)
    return "".join(shown), column


def _width(character: str) -> int:
    """Terminal columns: UAX #11 wide and full-width take two, combining marks none."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _shown(text: str) -> str:
    return "".join(c if c.isprintable() or unicodedata.combining(c) else "\N{REPLACEMENT CHARACTER}" for c in text)


def _escape(text: str, *, properties: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if properties else text
