"""One completion, and how an editor is told of it. Not responsible for what can stand where
(`holdlang.lsp.complete`)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lsprotocol import types

from holdlang.lsp.documents import Document

Kind = types.CompletionItemKind


@dataclass(frozen=True)
class Choice:
    """One completion, before it is told to an editor."""

    text: str
    kind: Kind
    detail: str = ""
    help: str = ""
    shown: str = ""
    """What the list shows, where that is not `text`."""


def item(choice: Choice, area: types.Range, number: int) -> types.CompletionItem:
    """As an editor reads it; `number` is its place in the list."""
    return types.CompletionItem(
        label=choice.shown or choice.text,
        kind=choice.kind,
        detail=choice.detail or None,
        documentation=types.MarkupContent(types.MarkupKind.Markdown, choice.help) if choice.help else None,
        sort_text=f"{number:04}",
        filter_text=choice.text,
        text_edit=types.TextEdit(area, choice.text),
    )


def files(document: Document, typed: str, suffix: str) -> Iterator[Choice]:
    """Files and folders beside the document that a path which begins like this could lead to."""
    folder, slash, _ = typed.rpartition("/")
    here = Path(document.name).parent / folder
    try:
        children = sorted(here.iterdir())
    except OSError:
        return
    for child in children:
        name = folder + slash + child.name
        if child.is_dir() and not child.name.startswith("."):
            yield Choice(name + "/", Kind.Folder)
        elif child.suffix == suffix and str(child) != document.name:
            yield Choice(name, Kind.File)
