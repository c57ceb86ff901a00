"""Code actions: mend a mistake, or say that it is meant.

Not responsible for the fixes themselves: a diagnostic brings its own (`holdlang.diagnostics`).
"""

import re
from collections.abc import Iterator, Sequence

from lsprotocol import types

from holdlang.diagnostics import Diagnostic, Edit, Fix
from holdlang.diagnostics.codes import CODES
from holdlang.lsp.documents import Document
from holdlang.lsp.report import told
from holdlang.source import Span
from holdlang.syntax.trivia import lines

_MEANT = re.compile(r"did you mean `([^`]+)`\?")
_NAME = re.compile(r"\w+")
FIX_ALL = "source.fixAll.holdlang"


def actions(document: Document, diagnostics: Sequence[Diagnostic], span: Span) -> list[types.CodeAction]:
    """What can be done about the mistakes that touch `span`."""
    found: list[types.CodeAction] = []
    for diagnostic in diagnostics:
        if diagnostic.span.start <= span.end and span.start <= diagnostic.span.end:
            found += _for_one(document, diagnostic)
    return found


def fix_all(document: Document, diagnostics: Sequence[Diagnostic]) -> list[types.CodeAction]:
    """One action that makes every fix that may be made without asking; none if there is none."""
    edits: list[Edit] = []
    for diagnostic in diagnostics:
        if diagnostic.fix and not any(_overlap(edit, other) for edit in diagnostic.fix.edits for other in edits):
            edits += diagnostic.fix.edits
    if not edits:
        return []
    fix = Fix("make all safe fixes", tuple(edits))
    return [types.CodeAction(fix.title, FIX_ALL, edit=_edit(document, fix))]


def _for_one(document: Document, diagnostic: Diagnostic) -> Iterator[types.CodeAction]:
    kind = types.CodeActionKind.QuickFix
    fix = diagnostic.fix or _meant(document, diagnostic)
    if fix is not None:
        yield types.CodeAction(
            fix.title, kind, [told(document, diagnostic)], is_preferred=True, edit=_edit(document, fix)
        )
    if CODES[diagnostic.code].allowable and diagnostic.code != "HL501":
        allowed = allow(document, diagnostic)
        yield types.CodeAction(allowed.title, kind, [told(document, diagnostic)], edit=_edit(document, allowed))


def _meant(document: Document, diagnostic: Diagnostic) -> Fix | None:
    """What the help offers, where it is one word for another."""
    found = _MEANT.search(diagnostic.help)
    if found is None or not _NAME.fullmatch(document.source.slice(diagnostic.span)):
        return None
    return Fix(f"write `{found[1]}`", (Edit(diagnostic.span, found[1]),))


def allow(document: Document, diagnostic: Diagnostic) -> Fix:
    """The comment that says that it is meant: behind the line, or, if a comment stands there, above it."""
    source, slug = document.source, CODES[diagnostic.code].slug
    number, _ = source.position(diagnostic.span.start)
    place = source.line_span(number)
    title = f"allow {slug} here"
    comment = lines(source.slice(place))[0].comment
    if comment is None:
        return Fix(title, (Edit(Span(place.end, place.end), f"  # hold: allow {slug}"),))
    if re.match(r"#\s*hold:\s*allow\b", source.slice(place)[comment.span.start :]):
        end = place.start + comment.span.end
        return Fix(title, (Edit(Span(end, end), f" {slug}"),))
    indent = source.slice(place)[: len(source.slice(place)) - len(source.slice(place).lstrip())]
    above = Span(place.start, place.start)
    return Fix(title, (Edit(above, f"{indent}# hold: allow {slug}\n"),))


def _overlap(one: Edit, other: Edit) -> bool:
    return (one.span.start < other.span.end and other.span.start < one.span.end) or one.span == other.span


def _edit(document: Document, fix: Fix) -> types.WorkspaceEdit:
    edits = [types.TextEdit(document.places.range(edit.span), edit.text) for edit in fix.edits]
    return types.WorkspaceEdit(changes={document.uri: edits})
