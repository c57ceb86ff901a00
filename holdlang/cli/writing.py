"""A changed source back to where it came from. Not responsible for what has changed."""

import contextlib
import os
import tempfile
from pathlib import Path

import click

from holdlang.errors import UsageError
from holdlang.source import Source

_NEW = 0o666
"""Who may read and write a new file, before the process's own mask."""

STDIN = "<stdin>"
"""The name of the source that is standard input; it is written to standard output."""


def write_back(before: Source, after: Source) -> None:
    """Put `after` in the place of `before`: wholly, or on an error not at all. Raises `UsageError`.

    A file that would not change is left alone. Links are followed, and the file keeps its permissions.
    """
    if before.name == STDIN:
        click.echo(after.text, nl=False)
    elif after.text != before.text:
        try:
            _replace(Path(before.name).resolve(), after.text.encode())
        except OSError as error:
            raise UsageError(f"can't write {before.name}: {error.strerror}") from None


def write_whole(path: Path, content: bytes) -> None:
    """A file with this content, new or in the place of an old one: wholly, or on an error not at all. Raises
    `OSError`, whose file name is `path`."""
    try:
        _replace(path, content)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None


def _replace(path: Path, content: bytes) -> None:
    """By a new file in the same folder that takes the name of the old one, which POSIX does at one stroke."""
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            os.fchmod(file.fileno(), path.stat().st_mode if path.exists() else _NEW & ~_mask())
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _mask() -> int:
    """The mask of new files (umask); it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
