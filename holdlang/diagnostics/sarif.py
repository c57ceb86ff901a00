"""Diagnostics as a SARIF 2.1.0 document, which code hosts and editors read (OASIS, Static Analysis Results Interchange
Format, 2020). Not responsible for writing it anywhere.

Columns count code points, as ours do, and the document says so.
"""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from holdlang import __version__
from holdlang.diagnostics import Diagnostic, Fix
from holdlang.diagnostics.codes import CODES
from holdlang.diagnostics.pages import page
from holdlang.source import Source, Span

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

Json = dict[str, Any]


def document(diagnostics: Sequence[Diagnostic]) -> Json:
    """One run that found `diagnostics`, with the rules that they break."""
    rules = sorted({diagnostic.code for diagnostic in diagnostics})
    driver = {"name": "holdlang", "version": __version__, "rules": [_rule(code) for code in rules]}
    results = [_result(diagnostic, rules.index(diagnostic.code)) for diagnostic in diagnostics]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str) -> Json:
    entry, told = CODES[code], page(code)
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in entry.slug.split("-")),
        "shortDescription": {"text": entry.title.replace("`", "'")},
        "fullDescription": {"text": told.why, "markdown": told.why},
        "help": {
            "text": f"{told.why}\n\nAvoid:\n\n{told.avoid}\n\nPrefer:\n\n{told.prefer}\n",
            "markdown": f"{told.why}\n\nAvoid:\n\n{_block(told.avoid)}\n\nPrefer:\n\n{_block(told.prefer)}\n",
        },
        "defaultConfiguration": {"level": entry.severity},
        "properties": {"tags": [entry.slug]},
    }


def _block(source: str) -> str:
    return f"```hold\n{source}\n```"


def _result(diagnostic: Diagnostic, rule: int) -> Json:
    sentences = [diagnostic.message, diagnostic.label, diagnostic.help]
    found: Json = {
        "ruleId": diagnostic.code,
        "ruleIndex": rule,
        "level": diagnostic.severity,
        "message": {"text": "; ".join(sentence for sentence in sentences if sentence)},
        "locations": [{"physicalLocation": _place(diagnostic.source, diagnostic.span)}],
    }
    if diagnostic.related:
        found["relatedLocations"] = [
            {
                "id": number,
                "message": {"text": other.label},
                "physicalLocation": _place(other.source, other.span),
            }
            for number, other in enumerate(diagnostic.related, start=1)
        ]
    if diagnostic.fix:
        found["fixes"] = [_fix(diagnostic.source, diagnostic.fix)]
    return found


def _fix(source: Source, fix: Fix) -> Json:
    replacements = [
        {"deletedRegion": _region(source, edit.span), "insertedContent": {"text": edit.text}} for edit in fix.edits
    ]
    change = {"artifactLocation": {"uri": _uri(source.name)}, "replacements": replacements}
    return {"description": {"text": fix.title}, "artifactChanges": [change]}


def _place(source: Source, span: Span) -> Json:
    return {"artifactLocation": {"uri": _uri(source.name)}, "region": _region(source, span)}


def _region(source: Source, span: Span) -> Json:
    start_line, start_column = source.position(span.start)
    end_line, end_column = source.position(span.end)
    return {
        "startLine": start_line,
        "startColumn": start_column,
        "endLine": end_line,
        "endColumn": end_column,
        "charOffset": span.start,
        "charLength": span.end - span.start,
    }


def _uri(name: str) -> str:
    """A relative reference for a relative path, as code hosts want it, and a `file:` one otherwise (RFC 3986)."""
    path = PurePath(name)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


__all__ = ["SCHEMA", "document"]
