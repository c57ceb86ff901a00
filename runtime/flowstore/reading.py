"""The `.hold` files of a folder as they are now, and as they would be with a change.

What a file says is kept between readings for as long as it and all that it uses have the same text: a file that was
changed in any way, by whomever, is read anew. Nothing outside the folder is read, neither by `use` nor through a link.
Not responsible for writing.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from holdlang.load import Loaded, load
from holdlang.source import Source

ENDING = ".hold"

Change = Mapping[str, str | None]
"""File -> its new text; None: it is to go."""


@dataclass(frozen=True)
class Kept:
    """A file as it was read: `used` are the texts of the files that it names; None: there was none."""

    loaded: Loaded
    used: Mapping[str, str | None]


class Folder:
    """Takes readings of a folder, which need not be there yet."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._kept: dict[str, Kept] = {}

    def now(self) -> "Reading":
        """The files as they are."""
        return Reading(self, {})

    def kept(self, name: str) -> Kept | None:
        """What this file said last time."""
        return self._kept.get(name)

    def keep(self, kept: dict[str, Kept]) -> None:
        """Have these for the next reading, and nothing else."""
        self._kept = kept


class Reading:
    """The folder at one moment. Each file is read once at most. Names are relative paths with `/`."""

    def __init__(self, folder: Folder, instead: Change) -> None:
        """`instead` are texts of files that are not so yet; None: the file is to go."""
        self._folder, self._instead = folder, instead
        self._texts: dict[str, str | None] = {}
        self._faults: dict[str, str] = {}

    def with_change(self, instead: Change) -> "Reading":
        """The same moment, with this change."""
        other = Reading(self._folder, instead)
        other._texts = dict(self._texts)
        return other

    @cached_property
    def files(self) -> dict[str, Loaded]:
        """All files that are text, in order of their names."""
        kept = {name: self._read(name, text) for name in self._names() if (text := self.text(name)) is not None}
        self._folder.keep(kept)
        return {name: one.loaded for name, one in kept.items()}

    @cached_property
    def faults(self) -> dict[str, str]:
        """The other files, with what is wrong with them."""
        return {name: self._faults[name] for name in self._names() if self.text(name) is None}

    def text(self, name: str) -> str | None:
        """The text of a file; None if there is none, or none that may be read."""
        if name in self._instead:
            return self._instead[name]
        if name not in self._texts:
            self._texts[name] = self._text(name)
        return self._texts[name]

    def check(self, name: str, text: str, devices: frozenset[str] | None = None) -> Loaded:
        """What `text` would say if it stood in the file `name`."""
        return load(Source(name, text), devices=devices, files=self._source)

    def _read(self, name: str, text: str) -> Kept:
        kept = self._folder.kept(name)
        if kept and kept.loaded.source.text == text and all(self.text(one) == it for one, it in kept.used.items()):
            return kept
        used: dict[str, str | None] = {}

        def files(path: str) -> Source | None:
            found = self._source(path)
            used[path] = None if found is None else found.text
            return found

        return Kept(load(Source(name, text), files=files), used)

    def _source(self, name: str) -> Source | None:
        text = self.text(name)
        return None if text is None else Source(name, text)

    def _text(self, name: str) -> str | None:
        try:
            file = self.place(name)
            if file is None or not file.is_file():
                self._faults[name] = "it leads out of the folder" if file is None else "it is no file"
                return None
            return Source.read(file).text
        except UnicodeDecodeError:
            self._faults[name] = "it is not UTF-8 text"
        except (OSError, ValueError) as error:
            self._faults[name] = getattr(error, "strerror", None) or "it can't be read"
        return None

    def place(self, name: str) -> Path | None:
        """Where the file of that name lies; None outside the folder, or where it is hidden (as `.git` is)."""
        parts = PurePosixPath(name)
        if parts.is_absolute() or any(part.startswith(".") for part in parts.parts):
            return None
        file = (self._root / parts).resolve()
        return file if file.is_relative_to(self._root) else None

    @cached_property
    def _root(self) -> Path:
        return self._folder.path.resolve()

    @cached_property
    def _listed(self) -> list[str]:
        return sorted(_walk(self._folder.path, ""))

    def _names(self) -> list[str]:
        gone = {name for name, text in self._instead.items() if text is None}
        return sorted({*self._listed, *self._instead} - gone)


def _walk(folder: Path, before: str) -> Iterator[str]:
    """The `.hold` files below a folder. Links are not followed, and what begins with a dot is hidden; so is a name that
    no message could show."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(".") or not entry.name.isprintable() or entry.is_symlink():
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), f"{before}{entry.name}/")
        elif entry.name.endswith(ENDING):
            yield before + entry.name
