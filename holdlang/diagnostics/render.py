"""Diagnostics as text: for people (full, concise), for programs (json, sarif) and for pull requests (github).

Not responsible for colours or for where the text goes. Everything here is plain text in which no source can hide a
control character from the reader.
"""

import json as _json
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from holdlang.diagnostics import Diagnostic, Related
from holdlang.source import Source, Span

TAB = 4
"""Columns a tab takes in an excerpt. Editors differ, so excerpts hold spaces instead and the marks always fit."""

EXCERPT = 160
"""An excerpt shows at most this many characters of a line, so that one endless line can't flood the screen."""


@dataclass(frozen=True)
class _Mark:
    """A place to show: the fault itself is underlined with `^`, what belongs to it with `-`."""

    sign: str
    label: str
    span: Span
    source: Source

    @property
    def line(self) -> int:
        return self.source.position(self.span.start)[0]


def full(diagnostic: Diagnostic) -> str:
    """Heading, place, the line with the fault underlined, the lines that belong to it, and what to do about it."""
    rows = [f"{diagnostic.severity}[{diagnostic.code}]: {_shown(diagnostic.message)}"]
    rows += excerpts(diagnostic.source, diagnostic.span, diagnostic.label, diagnostic.related)
    if diagnostic.help:
        rows.append(f"help: {_shown(diagnostic.help)}")
    return "\n".join(rows)


def excerpts(source: Source, span: Span, label: str, related: Iterable[Related] = ()) -> list[str]:
    """Where something stands, and what it is underlined with; and the places that belong to it."""
    fault = _Mark("^", label, span, source)
    others = [_Mark("-", other.label, other.span, other.source) for other in related]
    here = [fault, *(mark for mark in others if mark.source is fault.source)]
    elsewhere = [mark for mark in others if mark.source is not fault.source]
    width = len(str(max(mark.line for mark in [fault, *others])))
    rows = _marked(sorted(here, key=lambda mark: mark.span), fault, "-->", width)
    for mark in elsewhere:
        rows += _marked([mark], mark, ":::", width)
    return rows


def _marked(marks: Sequence[_Mark], first: _Mark, arrow: str, width: int) -> list[str]:
    """The lines of one source with these marks under them; `first` is the one that the heading leads to."""
    gutter = " " * width
    line, column = first.source.position(first.span.start)
    rows = [f"{gutter}{arrow} {first.source.name}:{line}:{column}", f"{gutter} |"]
    last, shown = 0, ""
    for mark in marks:
        excerpt, under = _excerpt(mark)
        if mark.line != last or excerpt != shown:
            rows += ["..."] if 0 < last < mark.line - 1 else []
            rows.append(f"{mark.line:>{width}} | {excerpt}".rstrip())
        rows.append(f"{gutter} | {under} {_shown(mark.label)}".rstrip())
        last, shown = mark.line, excerpt
    return rows


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
    source, fix = diagnostic.source, diagnostic.fix
    return _json.dumps(
        {
            "code": diagnostic.code,
            "severity": diagnostic.severity,
            "message": diagnostic.message,
            "label": diagnostic.label,
            "help": diagnostic.help,
            "file": source.name,
            **_place(source, diagnostic.span),
            "related": [
                {"label": other.label, "file": other.source.name, **_place(other.source, other.span)}
                for other in diagnostic.related
            ],
            "fix": fix
            and {
                "title": fix.title,
                "edits": [{**_place(source, edit.span), "text": edit.text} for edit in fix.edits],
            },
        },
        ensure_ascii=False,
    )


def _place(source: Source, span: Span) -> dict[str, dict[str, int]]:
    def at(offset: int) -> dict[str, int]:
        line, column = source.position(offset)
        return {"offset": offset, "line": line, "column": column}

    return {"start": at(span.start), "end": at(span.end)}


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
    shown = "\n".join(map(_shown, message.split("\n")))
    return f"::{diagnostic.severity} {listed}::{_escape(shown)}"


def sarif(diagnostics: Sequence[Diagnostic]) -> str:
    """One SARIF document of all of them."""
    from holdlang.diagnostics.sarif import document  # reads the pages of the rules, which no other form does

    return _json.dumps(document(diagnostics), ensure_ascii=False, indent=2)


def _each(form: Callable[[Diagnostic], str], between: str = "\n") -> Callable[[Sequence[Diagnostic]], str]:
    return lambda diagnostics: between.join(map(form, diagnostics))


FORMATS: dict[str, Callable[[Sequence[Diagnostic]], str]] = {
    "full": _each(full, "\n\n"),
    "concise": _each(concise),
    "json": _each(json),
    "github": _each(github),
    "sarif": sarif,
}


def render(diagnostics: Iterable[Diagnostic], form: str = "full") -> str:
    """All of them in one of `FORMATS`. Except for sarif, "" for none."""
    return FORMATS[form](tuple(diagnostics))


def _excerpt(mark: _Mark) -> tuple[str, str]:
    """The line as shown, and the marks that go under it."""
    text, place = mark.source.text, mark.source.line_span(mark.line)
    start = min(mark.span.start, place.end)
    end = min(max(mark.span.end, start), place.end)
    left = max(place.start, start - EXCERPT // 2) if place.end - place.start > EXCERPT else place.start
    right = min(place.end, left + EXCERPT)
    before, indent = _columns(text[left:start], 0)
    marked, reach = _columns(text[start : min(end, right)], indent)
    after, _ = _columns(text[min(end, right) : right], reach)
    cut_left, cut_right = "…" if left > place.start else "", "…" if right < place.end else ""
    return (
        cut_left + before + marked + after + cut_right,
        " " * (len(cut_left) + indent) + mark.sign * max(1, reach - indent),
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
