"""The shape of a document: its items and steps for the outline of an editor, what folds, and its layout.

Not responsible for the layout itself (`holdlang.fmt`).
"""

import re

from lsprotocol import types

from holdlang.fmt import format_text
from holdlang.lsp.documents import Document
from holdlang.lsp.outline import ItemKind, Part, Row
from holdlang.source import Span

_LINE = re.compile(r"[^\n]*\n|[^\n]+")

_KINDS: dict[ItemKind, types.SymbolKind] = {
    "flow": types.SymbolKind.Function,
    "tree": types.SymbolKind.Class,
    "test": types.SymbolKind.Event,
}


def symbols(document: Document) -> list[types.DocumentSymbol]:
    """Items, with their labelled steps."""
    return [_symbol(document, part) for part in document.outline.parts]


def _symbol(document: Document, part: Part) -> types.DocumentSymbol:
    place = document.places
    head = part.rows[0]
    label = part.name.text if part.name else part.title or part.kind
    return types.DocumentSymbol(
        name=label,
        detail=part.title if part.name else "",
        kind=_KINDS[part.kind],
        range=place.range(_reach(part)),
        selection_range=place.range(part.name.span if part.name else head.span),
        children=[
            types.DocumentSymbol(
                name=row.label.text,
                detail=row.head,
                kind=types.SymbolKind.Key,
                range=place.range(_step_reach(part, index)),
                selection_range=place.range(row.label.span),
            )
            for index, row in enumerate(part.rows)
            if row.label is not None
        ],
    )


def folding(document: Document) -> list[types.FoldingRange]:
    """Items, and steps with clauses."""
    found = [_reach(part) for part in document.outline.parts]
    found += [_step_reach(part, index) for part in document.outline.parts for index in range(1, len(part.rows))]
    ranges = []
    for span in found:
        first, last = (document.source.position(offset)[0] - 1 for offset in (span.start, span.end))
        if last > first:
            ranges.append(types.FoldingRange(first, last))
    return ranges


def _reach(part: Part) -> Span:
    """From the first row of an item to its last."""
    return Span(part.rows[0].span.start, part.rows[-1].span.end)


def _step_reach(part: Part, index: int) -> Span:
    """A row and the clauses below it; nothing for a row that is a clause itself."""
    row = part.rows[index]
    end = row.span.end
    if not _belongs(row):
        for below in part.rows[index + 1 :]:
            if not _belongs(below):
                break
            end = below.span.end
    return Span(row.span.start, end)


def _belongs(row: Row) -> bool:
    return row.label is None and row.head in ("on", "else", "about", "meta")


def formatting(document: Document) -> list[types.TextEdit]:
    """The edit that lays the document out anew; none if it is. Raises `FmtRefused`.

    Lines that stay, at the beginning and at the end, are left alone, so that the editor keeps its marks and folds.
    """
    before = document.source.text
    after = format_text(document.source)
    if before == after:
        return []
    old, new = _LINE.findall(before), _LINE.findall(after)
    first = _common(old, new)
    last = min(_common(old[::-1], new[::-1]), len(old) - first, len(new) - first)
    start, end = sum(map(len, old[:first])), sum(map(len, old[len(old) - last :]))
    area = document.places.range(Span(start, len(before) - end))
    return [types.TextEdit(area, after[start : len(after) - end])]


def _common(old: list[str], new: list[str]) -> int:
    """How many lines are the same at the beginning."""
    return next(
        (n for n, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), min(len(old), len(new))
    )
