"""Files for their owner only, written as a whole or not at all. Not responsible for what is in them."""

import errno
import os
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp


def replace(path: Path, content: bytes) -> None:
    """Put `content` in the place of the file at `path`, mode 0600. Whoever reads meanwhile, and whoever comes after a
    power cut, finds the old file or the new one. Raises `OSError`, and then leaves the old one."""
    handle, part = mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(part).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(part).unlink()
        raise
    with suppress(OSError):  # the new file is in place; some file systems have no way to ask for more
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def append(path: Path, text: bytes) -> None:
    """Add all of `text`, which ends in a line break, to the file at `path`, mode 0600, or nothing of it; on a line of
    its own, whatever a power cut has left before it. Raises `OSError`."""
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        end = os.fstat(file).st_size
        if end and os.pread(file, 1, end - 1) != b"\n":
            text = b"\n" + text
        try:
            if os.write(file, text) != len(text):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError:
            os.ftruncate(file, end)
            raise
    finally:
        os.close(file)
