"""The sources that a command line names: files, folders of `.hold` files, and `-` for standard input.

Not responsible for what is done with them.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from holdlang.errors import UsageError
from holdlang.source import Source, text_of


def named_sources(paths: Iterable[str], unreadable: Callable[[UsageError], None] | None = None) -> Iterator[Source]:
    """The sources in the order given; the files of a folder in order of their names. Raises `UsageError`; for a file
    that was found in a folder, and can't be read, `unreadable` is told that instead, if there is one to be told."""
    for path in paths:
        if path == "-":
            yield read_source(Path(path))
            continue
        for file in _files(Path(path)):
            try:
                source = read_source(file)
            except UsageError as error:
                if unreadable is None or file == Path(path):
                    raise
                unreadable(error)
            else:
                yield source


def read_source(file: Path) -> Source:
    """The source in `file`, or in standard input for `-`. Raises `UsageError` if it can't be read."""
    is_stdin = str(file) == "-"
    name = "standard input" if is_stdin else str(file)
    try:
        return Source("<stdin>", text_of(sys.stdin.buffer)) if is_stdin else Source.read(file)
    except OSError as error:
        raise UsageError(f"can't read {name}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} is not UTF-8 text", f"byte {error.start} begins no character") from None


def used_source(path: str) -> Source | None:
    """The source that another one uses by `use`; None if there is none that can be read."""
    return Source.used(path)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(file for file in path.rglob("*.hold") if not file.is_dir())
    if not found:
        raise UsageError(f"there is no .hold file in {path}")
    return found
