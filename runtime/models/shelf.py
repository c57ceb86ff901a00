"""The folder of the models: what is installed, one more, one less. Several processes may use it at once.

A model is there wholly or not at all: it is unpacked beside its place and then renamed into it. Names with a dot in
front are ours. Not responsible for fetching and unpacking (`runtime.models.download`, `runtime.models.unpack`).
"""

import fcntl
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from holdlang.errors import UsageError
from runtime.models.catalogue import KnownModel
from runtime.models.download import LATER, Tell, fetch, forget, verify
from runtime.models.unpack import is_model, unpack

UNPACKED = 2
"""How much larger a model is than its archive, at most: those of the catalogue grow by 60 to 75 %."""


@dataclass(frozen=True)
class Installed:
    """A model that is there; `size` in bytes."""

    name: str
    folder: Path
    size: int


class Shelf:
    """The models in one folder, which need not be there yet."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def installed(self) -> list[Installed]:
        """What is there, by name. Raises `UsageError` if that can't be seen."""
        try:
            if not self._folder.is_dir():
                return []
            found = sorted(place for place in self._folder.iterdir() if place.name[0] != "." and is_model(place))
            return [Installed(place.name, place, _size(place)) for place in found]
        except OSError as error:
            raise UsageError(f"{self._folder} can't be read: {error.strerror}", "see `data_dir`") from None

    def fetch(self, model: KnownModel, tell: Tell) -> Path:
        """Install a model from where it is published; returns its folder. Raises `UsageError`."""
        with self._place_for(model.name) as place:
            part = self._folder / f".{model.name}.part"
            self._has_room(model, part)
            fetch(model, part, tell)
            self._put(part, place)
            forget(part)
            return place

    def take(self, name: str, archive: Path, known: KnownModel | None) -> Path:
        """Install a model from an archive that is here already, which must be that of `known` if it is given.

        Raises `UsageError`.
        """
        with self._place_for(name) as place:
            try:
                archive.open("rb").close()
            except OSError as error:
                raise UsageError(f"{archive} can't be read: {error.strerror}") from None
            if known is not None:
                verify(known, archive)
            self._put(archive, place)
            return place

    def remove(self, name: str) -> None:
        """Have a model gone, and what is left of fetching it. Raises `UsageError` if it is not there."""
        with self._locked(name):
            place, gone = self._folder / name, self._folder / f".{name}.gone"
            forget(self._folder / f".{name}.part")
            if place.is_symlink():  # what it leads to is not ours
                place.unlink()
                return
            if not place.is_dir():
                raise UsageError(f"no model `{name}` is installed", "`holdlang models list` shows what is")
            shutil.rmtree(gone, ignore_errors=True)
            place.rename(gone)
            shutil.rmtree(gone, ignore_errors=True)

    @contextmanager
    def _place_for(self, name: str) -> Iterator[Path]:
        """Where a new model goes, which is ours while the block lasts."""
        with self._locked(name):
            place = self._folder / name
            if place.exists() or place.is_symlink():
                raise UsageError(f"{name} is installed already", f"`holdlang models remove {name}` makes room for it")
            yield place

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        """No other process of ours touches this model while the block lasts. Raises `UsageError` if one does."""
        if not re.fullmatch(r"\w[\w.-]*", name, re.ASCII):
            raise UsageError(f"`{name}` is no name of a model", "letters, digits and . _ - make one")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = (self._folder / f".{name}.lock").open("a")
        except OSError as error:
            raise UsageError(f"{self._folder} can't be written to: {error.strerror}", "see `data_dir`") from None
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise UsageError(f"{name} is being installed or removed by another process") from None
            yield

    def _has_room(self, model: KnownModel, part: Path) -> None:
        """For what is missing of the archive, and for the model."""
        missing = model.size - (part.stat().st_size if part.exists() else 0)
        needed, free = missing + UNPACKED * model.size, shutil.disk_usage(self._folder).free
        if free < needed:
            raise UsageError(
                f"{model.name} takes {needed / 1e6:.0f} MB while it is installed,"
                f" and there is room for {free / 1e6:.0f} MB",
                f"make room in {self._folder}, or set `data_dir`; {LATER}",
            )

    def _put(self, archive: Path, place: Path) -> None:
        """Unpack beside the place, then be there at one stroke."""
        new = self._folder / f".{place.name}.new"
        shutil.rmtree(new, ignore_errors=True)
        try:
            unpack(archive, new).rename(place)
        finally:
            shutil.rmtree(new, ignore_errors=True)


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
