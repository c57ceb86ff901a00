"""Which words mean the same thing: definitions, references and renames, over all files of a project.

Not responsible for telling names from other words (`holdlang.lsp.outline`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from holdlang.lsp.documents import Document
from holdlang.lsp.outline import ItemKind, Kind, Word
from holdlang.lsp.project import Project
from holdlang.model.base import NAME

RENAMED = frozenset({"label", "variable", "flow", "tree"})


@dataclass(frozen=True)
class Symbol:
    """What a name stands for. `file` and `part` say where it is at home: a label and a variable in their item, a flow
    and a tree in theirs; a device has no home."""

    kind: Kind
    name: str
    file: str = ""
    part: int = -1


@dataclass(frozen=True)
class Occurrence:
    """A word that names a symbol."""

    document: Document
    word: Word


def symbol(project: Project, document: Document, word: Word) -> Symbol | None:
    """What `word` of `document` stands for; None for a word that names nothing, or nothing that is there."""
    part = document.outline.part_at(word.span.start)
    match word.kind:
        case "device":
            return Symbol("device", word.text)
        case "flow" | "tree" as kind:
            if word.defines and part is not None:
                return Symbol(kind, word.text, document.name, part)
            home = project.find(document, kind, word.text)
            return Symbol(kind, word.text, home[0].name, home[1]) if home else None
        case "label" | "variable" as kind if part is not None:
            if word.of is None:
                return Symbol(kind, word.text, document.name, part)
            home = project.find(document, "flow", word.of)
            return Symbol(kind, word.text, home[0].name, home[1]) if home else None
        case _:
            return None


def definition(project: Project, wanted: Symbol) -> Occurrence | None:
    """The word that defines the symbol, the first if there are several."""
    home = project.documents.get(wanted.file)
    if home is None or wanted.part >= len(home.outline.parts):
        return None
    for word in home.outline.parts[wanted.part].words:
        if word.defines and word.kind == wanted.kind and word.text == wanted.name:
            return Occurrence(home, word)
    return None


def at(project: Project, document: Document, offset: int) -> Symbol | None:
    """What the word at that place stands for."""
    word = document.outline.word_at(offset)
    return symbol(project, document, word) if word else None


def occurrences(project: Project, wanted: Symbol) -> Iterator[Occurrence]:
    """Every word of the project that stands for the symbol."""
    for document in project.everywhere():
        yield from occurrences_in(project, document, wanted)


def occurrences_in(project: Project, document: Document, wanted: Symbol) -> Iterator[Occurrence]:
    """Every word of the document that stands for the symbol."""
    for word in document.outline.words:
        if word.kind == wanted.kind and word.text == wanted.name and symbol(project, document, word) == wanted:
            yield Occurrence(document, word)


def renameable(project: Project, wanted: Symbol) -> bool:
    """Whether we know all there is to a name: a device is at home in the configuration."""
    return wanted.kind in RENAMED and definition(project, wanted) is not None


def rename(project: Project, wanted: Symbol, name: str) -> types.WorkspaceEdit:
    """Every occurrence by another name, as one edit. Raises `JsonRpcInvalidParams` for a name that can't be."""
    if not NAME.fullmatch(name):
        raise JsonRpcInvalidParams("a name is made of letters, digits and `_`, and begins with no digit")
    if name != wanted.name and taken(project, wanted, name):
        raise JsonRpcInvalidParams(f"there is a {wanted.kind} `{name}` already")
    changes: dict[str, list[types.TextEdit]] = {}
    for found in occurrences(project, wanted):
        changes.setdefault(found.document.uri, []).append(types.TextEdit(location(found).range, name))
    return types.WorkspaceEdit(changes=changes)


def location(found: Occurrence) -> types.Location:
    """Where it stands, in the protocol's words."""
    return types.Location(found.document.uri, found.document.places.range(found.word.span))


def defined(document: Document, part: int, kind: Kind) -> list[str]:
    """The names of that kind that an item defines, each once, in order."""
    words = document.outline.parts[part].words
    return list(dict.fromkeys(word.text for word in words if word.defines and word.kind == kind))


def taken(project: Project, wanted: Symbol, name: str) -> bool:
    """Whether the home of the symbol already defines another of its kind by that name."""
    if wanted.kind in ("flow", "tree"):
        kind: ItemKind = "flow" if wanted.kind == "flow" else "tree"
        home = project.documents.get(wanted.file)
        return home is not None and project.find(home, kind, name) is not None
    return definition(project, Symbol(wanted.kind, name, wanted.file, wanted.part)) is not None
