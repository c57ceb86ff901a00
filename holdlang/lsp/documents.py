"""The texts that the server knows: what is open in the editor, else what is on disk.

Not responsible for what they mean. pygls keeps texts too, but cuts lines at every character that Unicode calls a break
(U+2028, form feed, …), where the protocol knows only `\\n`, `\\r\\n` and `\\r`; from such a text on, its positions are
wrong.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lsprotocol import types
from pygls.uris import from_fs_path, to_fs_path

from holdlang.lsp.outline import Outline, outline
from holdlang.lsp.places import Encoding, Places
from holdlang.source import LARGEST, Source


@dataclass(frozen=True)
class Document:
    """One text at one moment. `uri` is spelt as the editor spells it."""

    uri: str
    source: Source
    encoding: Encoding
    version: int | None = None

    @property
    def name(self) -> str:
        """What it is known by: its path, or its address if it is no file."""
        return self.source.name

    @cached_property
    def places(self) -> Places:
        """Where things stand in it, in the protocol's way."""
        return Places(self.source, self.encoding)

    @cached_property
    def outline(self) -> Outline:
        """Its words and names."""
        return outline(self.source.text)

    def changed(self, change: types.TextDocumentContentChangeEvent, version: int) -> "Document":
        """The document after a change that the editor tells of."""
        text = change.text
        if isinstance(change, types.TextDocumentContentChangePartial):
            span = self.places.span(change.range)
            text = self.source.text[: span.start] + change.text + self.source.text[span.end :]
        return Document(self.uri, Source(self.name, text), self.encoding, version)


def name_of(uri: str) -> str:
    """What the document at `uri` is known by."""
    path = to_fs_path(uri) if uri.startswith("file:") else None
    return path or uri


class Documents:
    """Open documents by name, and those on disk that have been asked for."""

    def __init__(self) -> None:
        self.encoding = Encoding.Utf16
        self.open: dict[str, Document] = {}
        self._disk: dict[str, tuple[tuple[int, int], Document]] = {}

    def opened(self, item: types.TextDocumentItem) -> Document:
        """Take over a document from the editor."""
        name = name_of(item.uri)
        self.open[name] = Document(item.uri, Source(name, item.text), self.encoding, item.version)
        return self.open[name]

    def changed(self, params: types.DidChangeTextDocumentParams) -> Document | None:
        """Follow the editor; None for a document that it never opened."""
        name = name_of(params.text_document.uri)
        document = self.open.get(name)
        for change in params.content_changes:
            if document is not None:
                document = document.changed(change, params.text_document.version)
        if document is not None:
            self.open[name] = document
        return document

    def closed(self, uri: str) -> None:
        """From now on the file on disk counts."""
        self.open.pop(name_of(uri), None)

    def get(self, name: str) -> Document | None:
        """The document of that name; None if there is none, or none that can be read."""
        if name in self.open:
            return self.open[name]
        path = Path(name)
        try:
            status = path.stat()
            state = (status.st_mtime_ns, status.st_size)
            if name in self._disk and self._disk[name][0] == state:
                return self._disk[name][1]
            if status.st_size > LARGEST or not path.is_file():
                return None
            text = path.read_bytes().decode("utf-8-sig")
        except (OSError, ValueError):
            return None
        document = Document(from_fs_path(name) or name, Source(name, text), self.encoding)
        self._disk[name] = (state, document)
        return document

    def all(self, folders: Iterable[Path]) -> list[Document]:
        """Those open, then every other .hold file in `folders`."""
        found = dict(self.open)
        for folder in folders:
            for path in hold_files(folder):
                document = self.get(str(path)) if str(path) not in found else None
                if document is not None:
                    found[str(path)] = document
        return list(found.values())


MOST_FILES, MOST_FOLDERS = 2000, 5000
"""A folder with more .hold files, or more folders, than this is somebody's whole disk."""


def hold_files(folder: Path) -> list[Path]:
    """The .hold files below `folder`, hidden folders and those of packages left out."""
    found: list[Path] = []
    waiting = [folder]
    seen = 0
    while waiting and len(found) < MOST_FILES and seen < MOST_FOLDERS:
        here = waiting.pop(0)
        seen += 1
        try:
            children = sorted(here.iterdir())
        except OSError:
            continue
        for child in children:
            if child.suffix == ".hold" and child.is_file():
                found.append(child)
            elif child.is_dir() and not child.is_symlink() and child.name[0] != "." and child.name != "node_modules":
                waiting.append(child)
    return found
