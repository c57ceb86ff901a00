"""Files that are written wholly, or not at all. Not responsible for what is written, nor for telling the user.

POSIX puts a file in the place of another at one stroke (rename), so that nobody sees it half written. That it is on the
disk before (fsync) keeps it whole when the machine stops.
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory


def replace(contents: Mapping[Path, bytes | None]) -> None:
    """Have each file hold its content; None: have it gone. Files keep their permissions, and links are followed.

    All contents are on the disk before the first file is changed. Raises `OSError`; where the disk is full, everything
    is as it was then.
    """
    parts: list[tuple[Path, Path | None]] = []
    places: list[TemporaryDirectory[str]] = []
    try:
        for path, content in contents.items():
            target = path.resolve()
            part = None
            if content is not None:
                target.parent.mkdir(parents=True, exist_ok=True)
                places.append(TemporaryDirectory(dir=target.parent, prefix=f".{target.name[:40]}."))
                part = Path(places[-1].name) / "part"
                _write(part, content)
                if target.exists():
                    shutil.copymode(target, part)
            parts.append((target, part))
        for target, part in parts:
            if part is None:
                target.unlink(missing_ok=True)
            else:
                part.replace(target)
            _sync(target.parent)
    finally:
        for place in places:
            place.cleanup()


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Have the names in a folder on the disk, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
