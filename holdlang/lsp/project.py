"""What a document belongs to: the files it uses, the folders of the workspace, the configuration that holds for it.

Not responsible for what the editor has open (`holdlang.lsp.documents`).
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from pygls.uris import to_fs_path

from holdlang.config import FILE_NAME, Config, ConfigError, user_config_path
from holdlang.config.file import read
from holdlang.lsp.documents import Document, Documents
from holdlang.lsp.outline import ItemKind, Part
from holdlang.syntax.values import Unreadable, read_text

MOST_USED = 200
"""Files that one document reaches by `use`; more is hardly meant."""


class Project:
    """The documents of one editor, and how they hang together."""

    def __init__(self) -> None:
        self.documents = Documents()
        self.folders: list[Path] = []
        self.faults: list[str] = []
        """What is wrong with configuration files, told to nobody yet."""
        self._configs: dict[Path, tuple[int, Config]] = {}

    def set_folders(self, uris: Sequence[str]) -> None:
        """The folders of the workspace, by their addresses."""
        self.folders = [Path(path) for uri in uris if (path := to_fs_path(uri)) is not None]

    def used(self, document: Document) -> Iterator[Document]:
        """The documents that `document` uses, and those that they use, nearest first; not itself."""
        seen = {document.name}
        waiting = [document]
        while waiting and len(seen) < MOST_USED:
            here = waiting.pop(0)
            for word in here.outline.uses:
                found = self.documents.get(used_name(here.name, word.text))
                if found is not None and found.name not in seen:
                    seen.add(found.name)
                    waiting.append(found)
                    yield found

    def parts(self, document: Document, kind: ItemKind) -> Iterator[tuple[Document, int, Part]]:
        """Every named flow (or tree) in reach of `document`, its own first."""
        for found in (document, *self.used(document)):
            for index, part in enumerate(found.outline.parts):
                if part.kind == kind and part.name is not None:
                    yield found, index, part

    def find(self, document: Document, kind: ItemKind, name: str) -> tuple[Document, int] | None:
        """Where the flow (or tree) of that name is defined, seen from `document`."""
        for found, index, part in self.parts(document, kind):
            if part.name is not None and part.name.text == name:
                return found, index
        return None

    def everywhere(self) -> list[Document]:
        """All documents: open ones and those in the folders of the workspace."""
        return self.documents.all(self.folders)

    def config(self, document: Document) -> Config | None:
        """The configuration that a call by this document would use; None if there is none or it can't be read."""
        path = self._config_path(Path(document.name))
        if path is None:
            return None
        try:
            state = path.stat().st_mtime_ns
            if path not in self._configs or self._configs[path][0] != state:
                self._configs[path] = state, read(path, Config)
        except OSError:
            return None
        except ConfigError as error:
            self._configs[path] = state, Config()
            self.faults.append(str(error.problems[0]))
        return self._configs[path][1]

    def _config_path(self, file: Path) -> Path | None:
        """As `holdlang.config.load_config` looks, with the folders around the file in place of the current one."""
        if os.environ.get("HOLDLANG_CONFIG"):
            return Path(os.environ["HOLDLANG_CONFIG"])
        places = [folder / FILE_NAME for folder in (*file.parents, *self.folders) if file.is_absolute()]
        return next((place for place in (*places, user_config_path()) if place.is_file()), None)


def used_name(user: str, token: str) -> str:
    """The name of the document that `use TOKEN` in the document `user` means."""
    try:
        path = read_text(token) if len(token) > 1 and token.endswith('"') else token[1:]
    except Unreadable:
        path = token[1:]
    return os.path.normpath(Path(user).parent / path)
