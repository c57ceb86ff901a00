"""Files that are written wholly, or on an error not at all; and a changed source back to where it came from.

Not responsible for what is written.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from holdlang.errors import UsageError
from holdlang.source import Source

STDIN = "<stdin>"
"""The name of the source that is standard input; it is written to standard output."""


def write_back(before: Source, after: Source) -> None:
    """Put `after` in the place of `before`, as by `whole`. A file that would not change is left alone."""
    if before.name == STDIN:
        click.echo(after.text, nl=False)
    elif after.text != before.text:
        write_whole(Path(before.name), after.text.encode())


def write_whole(path: Path, content: bytes) -> None:
    """A file with this content, as by `whole`."""
    with whole(path) as part:
        part.write_bytes(content)


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Where to write what shall be at `path`, a file or a new folder. It is put there when the block is done, which
    POSIX does at one stroke (rename); if the block fails, nothing is left of it. Links are followed, and a file keeps
    its permissions. What is no file, or lies in `/dev` as standard output does, is written to as it is.

    Raises `UsageError` for an `OSError`, of the block, too.
    """
    target = path.resolve()
    try:
        if path.is_relative_to("/dev") or (target.exists() and not target.is_file()):
            yield path
            return
        with TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as place:
            part = Path(place) / "part"
            yield part
            if target.exists():
                shutil.copymode(target, part)
            part.replace(target)
    except OSError as error:
        raise UsageError(f"can't write {path}: {error.strerror}") from None
