"""Results that were expensive to come by, kept for the next run in the user's cache folder.

Nothing here raises: a folder that can't be made or read, a full disk, a damaged or a foreign file mean that the work is
done again, and no more. What is kept can be deleted at any time, and is data, never code. Not responsible for what an
entry holds (a check that found nothing: `holdlang.cli.clean`; the tables of the grammar: `holdlang.syntax.parser`).
"""

# This runs first, and pathlib takes half as long to import as Python itself to start:
# ruff: noqa: PTH103, PTH105, PTH108, PTH111, PTH117, PTH118, PTH123
import os
import time
from hashlib import sha256

LIMIT = 1000
"""Entries of one kind; a new one beyond that displaces the half that is oldest."""

OLDEST = 7 * 24 * 3600.0
"""Seconds. No entry is used for longer, for the sake of what its name does not tell: the packages that we use, and the
database of time zones."""

_DIGEST = 32


def folder() -> str | None:
    """Where entries lie, whether or not it exists: as the XDG base directory specification has it. None: nowhere.

    (platformdirs says the same on Linux, but importing it takes longer than all else that a clean file needs.)
    """
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):
        base = os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "holdlang") if os.path.isabs(base) else None


def key(*parts: str) -> str:
    """A name for an entry that depends on all of these: two lists of parts share it only if they are equal."""
    digest = sha256()
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.hexdigest()


def get(kind: str, name: str) -> bytes | None:
    """The entry of that kind and name, whole and undamaged, or None."""
    place = folder()
    if place is None:
        return None
    try:
        with open(os.path.join(place, kind, name), "rb") as file:
            if os.fstat(file.fileno()).st_mtime < time.time() - OLDEST:
                return None
            raw = file.read()
    except OSError:
        return None
    body = raw[_DIGEST:]
    return body if sha256(name.encode() + body).digest() == raw[:_DIGEST] else None


def put(kind: str, name: str, body: bytes) -> None:
    """Keep `body`, if that is possible. Readers see all of it or nothing, also while others write."""
    place = folder()
    if place is None:
        return
    place = os.path.join(place, kind)
    path = os.path.join(place, name)
    unfinished = f"{path}.{os.getpid()}"
    try:
        os.makedirs(place, mode=0o700, exist_ok=True)
        try:
            with open(unfinished, "wb") as file:
                file.write(sha256(name.encode() + body).digest() + body)
            os.replace(unfinished, path)
        except OSError:
            os.unlink(unfinished)
        _prune(place)
    except OSError:
        return


def _prune(place: str) -> None:
    with os.scandir(place) as found:
        entries = [entry.path for entry in found]
    if len(entries) <= LIMIT:
        return
    entries.sort(key=os.path.getmtime)
    for path in entries[: len(entries) - LIMIT // 2]:
        os.unlink(path)
