"""Taking a model out of a ZIP archive, whoever made the archive. Not responsible for where the model goes then."""

import lzma
import shutil
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from holdlang.errors import UsageError

FILES = 1000
"""The most files of a model: those of the catalogue have some twenty."""

LARGEST = 8 << 30
"""The most bytes of a model: the largest that is published for vosk has 3 GiB."""


def is_model(folder: Path) -> bool:
    """Whether a folder looks like a vosk model, of the present or of the old layout."""
    return (folder / "am").is_dir() or (folder / "final.mdl").is_file()


def unpack(archive: Path, folder: Path) -> Path:
    """Unpack into `folder`, a new one, and return the folder of the model in it. Raises `UsageError`.

    Nothing is written outside of `folder`, and no more than the archive announces, which is held against the disk.
    """
    try:
        folder.mkdir()
        with zipfile.ZipFile(archive) as opened:
            members = _members(opened)
            _has_room(sum(info.file_size for info in members), folder.parent)
            for info in members:
                opened.extract(info, folder)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError, NotImplementedError, RuntimeError):
        raise UsageError(f"{archive.name} is no whole ZIP archive, or one that we can't read") from None
    except OSError as error:
        raise UsageError(f"the model can't be unpacked: {error.strerror}") from None
    return _model_in(folder, archive)


def _members(opened: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    members = opened.infolist()
    if len(members) > FILES or sum(info.file_size for info in members) > LARGEST:
        raise UsageError("the archive holds more than any model: it is not unpacked")
    for info in members:
        path = PurePosixPath(info.filename.replace("\\", "/"))
        mode = info.external_attr >> 16
        if path.is_absolute() or ".." in path.parts or stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise UsageError("the archive would write outside of its folder: it is not unpacked")
    return members


def _has_room(needed: int, folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise UsageError(
            f"the model takes {needed / 1e6:.0f} MB, and {folder} has room for {free / 1e6:.0f} MB",
            "make room, or set `data_dir`; the same command goes on where it stopped",
        )


def _model_in(folder: Path, archive: Path) -> Path:
    """Archives hold the model in a folder of its name, as a rule."""
    for place in (folder, *(inner for inner in folder.iterdir() if inner.is_dir())):
        if is_model(place):
            return place
    raise UsageError(f"{archive.name} holds no vosk model (no folder `am`)")
