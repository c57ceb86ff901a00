"""Which sources had no mistakes when they were last checked, so that nobody analyses them again until they change.

Only that nothing was found is kept, as other checkers do: the name of an entry is a digest of all that the answer
depends on, and the entry lists the used files with theirs. So no word of a source ever reaches the disk. Not
responsible for checking (`holdlang.load`) or for where entries lie (`holdlang.cache`). Imports next to nothing.
"""

# This runs first, and pathlib takes half as long to import as Python itself to start:
# ruff: noqa: PTH100, PTH116, PTH118, PTH120, PTH123
import os
import stat
import sys
from collections.abc import Collection, Mapping, Sequence

from holdlang import __version__, cache

_KIND = "clean"
_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_GRAMMAR = os.path.join(os.path.dirname(_PACKAGE), "grammar", "hold.lark")


def known_clean(arguments: Sequence[str]) -> bool:
    """Whether these arguments are `check FILE…` and all is known to be well with the files; if so, says that."""
    if len(arguments) < 2 or arguments[0] != "check" or any(path.startswith("-") for path in arguments[1:]):
        return False
    try:
        for path in arguments[1:]:
            text = _read(path)
            if text is None or not is_clean(path, text, None):
                return False
        if sys.stderr is not None:
            print(no_mistakes(len(arguments) - 1), file=sys.stderr, flush=True)
    except (OSError, ValueError):
        return False  # `holdlang check` knows the words for it
    return True


def _read(path: str) -> str | None:
    """The text of a regular file. From anything else it could be read only once, and `holdlang check` may have to."""
    if not stat.S_ISREG(os.stat(path).st_mode):
        return None
    with open(path, "rb") as file:
        return file.read().decode("utf-8-sig")


def no_mistakes(files: int) -> str:
    """What `holdlang check` says to people when all is well."""
    return f"{files} {'file' if files == 1 else 'files'}: no mistakes found"


def is_clean(name: str, text: str, devices: Collection[str] | None) -> bool:
    """Whether a check of just this, and of just these files that it uses, is remembered to have found nothing."""
    entry = cache.get(_KIND, _key(name, text, devices))
    if entry is None:
        return False
    used = (line.partition(" ") for line in os.fsdecode(entry).split("\0")[:-1])
    return all(_digest_of(path) == digest for digest, _, path in used)


def remember_clean(name: str, text: str, devices: Collection[str] | None, used: Mapping[str, str | None]) -> None:
    """Nothing was found. `used` are the other files that were looked at and their texts; None: there was none."""
    entry = "".join(f"{_digest(text)} {os.path.abspath(path)}\0" for path, text in used.items())
    cache.put(_KIND, _key(name, text, devices), os.fsencode(entry))


def _key(name: str, text: str, devices: Collection[str] | None) -> str:
    allowed = ["any"] if devices is None else ["these", *sorted(devices)]
    return cache.key(text, os.path.abspath(name), sys.version, *_code(), *allowed)


def _digest(text: str | None) -> str:
    return "-" if text is None else cache.key(text)


def _digest_of(path: str) -> str:
    try:
        return _digest(_read(path))
    except (OSError, UnicodeDecodeError):
        return _digest(None)


def _code() -> list[str]:
    """The language as it lies on the disk: when it changes, it may find what it did not find before."""
    found: list[str] = []
    folders = [_PACKAGE]
    try:
        while folders:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    if entry.name == "__pycache__":
                        continue
                    if entry.is_dir():
                        folders.append(entry.path)
                    elif entry.name.endswith((".py", ".lark")):
                        found.append(_version(entry.path))
        found.append(_version(_GRAMMAR))
    except OSError:
        found.append(__version__)  # there is no grammar beside an installed package: it is inside
    return sorted(found)


def _version(path: str) -> str:
    status = os.stat(path)
    return f"{path} {status.st_mtime_ns} {status.st_size}"
