"""Semantic tokens: the colour of every word. Not responsible for what a word is (`holdlang.lsp.outline`)."""

from collections.abc import Iterator

from lsprotocol import types

from holdlang.lsp.documents import Document
from holdlang.lsp.outline import Kind, Word
from holdlang.lsp.places import units
from holdlang.source import Span

TYPES: tuple[str, ...] = ("keyword", "function", "class", "label", "variable", "string", "regexp", "number", "comment",
                          "enumMember")  # fmt: skip
MODIFIERS: tuple[str, ...] = ("declaration",)
LEGEND = types.SemanticTokensLegend(list(TYPES), list(MODIFIERS))

_COLOURS: dict[Kind, str] = {
    "keyword": "keyword",
    "flow": "function",
    "tree": "class",
    "label": "label",
    "device": "enumMember",
    "variable": "variable",
    "text": "string",
    "file": "string",
    "pattern": "regexp",
    "number": "number",
    "comment": "comment",
}


def tokens(document: Document) -> list[int]:
    """All tokens, each as five numbers, relative to the one before (LSP 3.17, SemanticTokens)."""
    data: list[int] = []
    line, character = 0, 0
    for word, span in _flat(document.outline.words):
        place = document.places.position(span.start)
        below = place.line - line
        data += [
            below,
            place.character - (0 if below else character),
            units(document.source.slice(span), document.encoding),
            TYPES.index(_COLOURS[word.kind]),
            1 if word.defines else 0,
        ]
        line, character = place.line, place.character
    return data


def _flat(words: tuple[Word, ...]) -> Iterator[tuple[Word, Span]]:
    """Words and their places, where a word inside another (a variable in a text) parts it."""
    outer: Word | None = None
    at = 0
    for word in [word for word in words if word.kind in _COLOURS]:
        if outer is not None and word.span.end <= outer.span.end:
            yield from _piece(outer, at, word.span.start)
            yield word, word.span
            at = word.span.end
            continue
        if outer is not None:
            yield from _piece(outer, at, outer.span.end)
        outer, at = word, word.span.start
    if outer is not None:
        yield from _piece(outer, at, outer.span.end)


def _piece(word: Word, start: int, end: int) -> Iterator[tuple[Word, Span]]:
    if start < end:
        yield word, Span(start, end)
