"""Diagnostics in the protocol's words. Not responsible for finding them (`holdlang.load`)."""

from collections.abc import Sequence
from pathlib import Path

from lsprotocol import types
from pygls.uris import from_fs_path

from holdlang.diagnostics import Diagnostic, pages
from holdlang.lsp.documents import Document
from holdlang.lsp.places import Places
from holdlang.source import Source

_SEVERITY = {"error": types.DiagnosticSeverity.Error, "warning": types.DiagnosticSeverity.Warning}

PAGES = Path(pages.__file__).parent
"""Where the page of each code lies; an editor opens it from the code."""

FADED = frozenset({"HL301", "HL306", "HL501", "HL502", "HL503"})
"""Codes of what is never carried out and of what nobody uses: editors fade it."""


def told(document: Document, diagnostic: Diagnostic) -> types.Diagnostic:
    """One diagnostic of `document`."""
    message = diagnostic.message
    for more in (diagnostic.label, diagnostic.help):
        message += f"\n{more}" if more else ""
    related = [
        types.DiagnosticRelatedInformation(
            types.Location(_uri(document, other.source.name), _places(document, other.source).range(other.span)),
            other.label,
        )
        for other in diagnostic.related
    ]
    return types.Diagnostic(
        range=document.places.range(diagnostic.span),
        message=message,
        severity=_SEVERITY[diagnostic.severity],
        code=diagnostic.code,
        code_description=types.CodeDescription((PAGES / f"{diagnostic.code}.md").as_uri()),
        source="holdlang",
        tags=[types.DiagnosticTag.Unnecessary] if diagnostic.code in FADED else None,
        related_information=related or None,
    )


def all_told(document: Document, diagnostics: Sequence[Diagnostic]) -> list[types.Diagnostic]:
    """Those of them that stand in `document`."""
    return [told(document, diagnostic) for diagnostic in diagnostics if diagnostic.source.name == document.name]


def _uri(document: Document, name: str) -> str:
    return document.uri if name == document.name else from_fs_path(name) or name


def _places(document: Document, source: Source) -> Places:
    return document.places if source.name == document.name else Places(source, document.encoding)
