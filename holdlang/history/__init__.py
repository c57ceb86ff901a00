"""The calls that were made: where they lie, which one is meant, and what its log says.

A call is a folder `calls/TIME_ID` below `data_dir`, with `call.jsonl`, the recordings `far.wav` and `near.wav`, what we
said (`say_N.wav`) and the telephone's own log. Folders sort by time. Not responsible for writing them
(`runtime.record`), nor for what a log means (`holdlang.calllog`, `holdlang.callstate`).
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from holdlang.calllog import CallStarted, Line, parse_line
from holdlang.diagnostics import did_you_mean
from holdlang.errors import UsageError

LOG = "call.jsonl"
"""The name of a call's log in its folder."""

LAST = "last"
"""The call that was made last."""

SHOWN = 8
"""Calls that are listed where several could be meant."""

UNPACK = "it is an archive: unpack it, and name the folder"
"""What helps with an archive where a call is wanted."""


def call_folders(data_dir: Path) -> list[Path]:
    """The folders of all calls, the newest first; those without a log, too. Raises `UsageError`."""
    try:
        return sorted((folder for folder in (data_dir / "calls").iterdir() if folder.is_dir()), reverse=True)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise UsageError(f"can't read {data_dir / 'calls'}: {error.strerror}") from None


def call_id(folder: Path) -> str:
    """The id of a call, as it stands in the name of its folder: `call_0f3a…`."""
    return folder.name.partition("_")[2] or folder.name


def short_id(folder: Path) -> str:
    """The id without what all ids begin with."""
    return call_id(folder).removeprefix("call_")


def find_call(reference: str, data_dir: Path) -> Path:
    """The folder of the call that is meant: by its path or that of its log, by its id, by the beginning of its id or of
    its folder's name, or as `last`. It holds a log. Raises `UsageError`."""
    path = Path(reference)
    if path.is_file() and (path.suffix or path.parent != Path()):
        if path.name == LOG:
            return path.parent
        raise UsageError(f"{path} is a file, and no call's folder", _what_to_do(path))
    if path.is_dir() and (path.parent != Path() or (path / LOG).exists()):
        folder = path
    else:
        folder = named_call(reference, data_dir)
    if not (folder / LOG).is_file():
        raise UsageError(f"{folder} is no call's folder", f"it holds no {LOG}")
    return folder


def _what_to_do(path: Path) -> str:
    """With a file that is not the log of a call in its folder."""
    if _is_archive(path):
        return UNPACK
    return f"only `holdlang replay` takes a log alone; here, put it into a folder as {LOG} and name that"


def _is_archive(path: Path) -> bool:
    """By what it begins with: what `holdlang calls export` writes (zip, gzip)."""
    try:
        with path.open("rb") as file:
            return file.read(4).startswith((b"PK\x03\x04", b"\x1f\x8b"))
    except OSError:
        return False


def find_log(reference: str, data_dir: Path) -> Path:
    """The log of the call that is meant: as by `find_call`, or any file, which may not be there. Raises
    `UsageError`."""
    path = Path(reference)
    is_path = path.is_file() or path.suffix == ".jsonl" or len(path.parts) > 1
    return path if is_path and not path.is_dir() else find_call(reference, data_dir) / LOG


def named_call(reference: str, data_dir: Path) -> Path:
    """The folder of the call that is meant, as by `find_call` but for paths; it may lack its log. Raises
    `UsageError`."""
    folders = call_folders(data_dir)
    if not folders:
        raise UsageError("there are no calls yet", f"`holdlang run` makes one, and keeps it in {data_dir / 'calls'}")
    if reference == LAST:
        found = [folder for folder in folders if (folder / LOG).is_file()][:1]
    else:
        found = _begin_with(reference, folders)
    if not found:
        near = did_you_mean(reference, [LAST, *map(call_id, folders), *map(short_id, folders)])
        raise UsageError(f"there is no call `{reference}`", near or "`holdlang calls list` shows them")
    if len(found) > 1:
        shown = ", ".join(map(call_id, found[:SHOWN])) + (", …" if len(found) > SHOWN else "")
        raise UsageError(f"`{reference}` could be {len(found)} calls", f"they are {shown}")
    return found[0]


def _begin_with(reference: str, folders: Sequence[Path]) -> list[Path]:
    """The calls whose id or folder begins so; one whose id it is comes alone."""
    if not reference:
        return []
    whole = [folder for folder in folders if reference in _names(folder)]
    return whole or [folder for folder in folders if any(name.startswith(reference) for name in _names(folder))]


def _names(folder: Path) -> tuple[str, ...]:
    return call_id(folder), short_id(folder), folder.name


def read_call(folder: Path) -> list[Line]:
    """The lines of a call's log, of which there is at least one. Raises `UsageError`."""
    return read_log(folder / LOG)


def read_log(log: Path) -> list[Line]:
    """The lines of a call log, of which there is at least one. What stands after the last line break may be cut off, if
    the call was or still is.

    Raises `UsageError`, which quotes nothing that was heard.
    """
    try:
        *whole, rest = log.read_bytes().split(b"\n")
    except OSError as error:
        raise UsageError(f"can't read {log}: {error.strerror}") from None
    lines = []
    for number, text in enumerate([*whole, rest], start=1):
        try:
            lines.append(parse_line(text.decode()))
        except ValueError:  # its words quote the line, which may hold what was heard
            if _is_archive(log):
                raise UsageError(f"{log} is no call log", UNPACK) from None
            if number <= len(whole):
                raise UsageError(f"{log} is no call log", f"line {number} is not a line of one") from None
    if not lines:
        raise UsageError(f"{log} is no call log", "it holds no whole line")
    return lines


def start_of(lines: Iterable[Line]) -> CallStarted | None:
    """What the call was begun with, if its log tells."""
    return next((line.data for line in lines if isinstance(line.data, CallStarted)), None)


def log_text(lines: Iterable[Line]) -> str:
    """The lines as a log holds them."""
    return "".join(f"{line.to_json()}\n" for line in lines)
