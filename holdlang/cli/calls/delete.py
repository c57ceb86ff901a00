"""`holdlang calls delete`. Not responsible for which call is meant (`holdlang.history`)."""

import shutil
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import click

from holdlang.cli.calls.options import config_option, data_dir
from holdlang.errors import UsageError
from holdlang.plural import counted


@click.command()
@click.argument("calls", metavar="CALL...", nargs=-1)
@click.option("--older-than", "age", metavar="TIME", help="All calls before then: 30d, 12h, or a date as 2026-11-20.")
@click.option("--yes", is_flag=True, help="Don't ask.")
@config_option
def command(*, calls: tuple[str, ...], age: str | None, yes: bool, config_file: Path | None) -> None:
    """Delete CALLs with all that was kept of them: log, recordings, everything. Running calls are let be.

    Of an id, at least 4 characters name the call that goes.
    """
    from holdlang.cli.streams import complain

    place = data_dir(config_file)
    if not calls and age is None:
        raise UsageError("say which calls to delete", "by their ids, or by --older-than 30d")
    named = [_named(call, place) for call in calls]
    _refuse_running(named)
    folders = list(dict.fromkeys([*named, *(_older(place, age) if age is not None else ())]))
    if not folders:
        complain("no call is that old")
        return
    size = sum(map(_size, folders))
    what = f"{counted(len(folders), 'call')}, {_megabytes(size)}"
    if not yes:
        _show(folders)
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise UsageError(f"nobody is here to ask whether {what} may go", "--yes deletes without asking")
        if not click.confirm(f"Delete {what}?", err=True):
            complain("nothing is deleted")
            return
        _refuse_running(named)
    for folder in folders:
        try:
            shutil.rmtree(folder)
        except OSError as error:
            why = f"{error.strerror} ({error.filename})" if error.filename else str(error)
            raise UsageError(f"can't delete all of {folder}: {why}", "what was deleted before it is gone") from None
    complain(f"deleted {what}")


LEAST_NAMED = 4
"""Characters of an id by which a call is deleted: one that slipped into the line deletes nothing."""


def _named(reference: str, place: Path) -> Path:
    from holdlang.history import LAST, call_id, named_call, short_id

    folder = named_call(reference, place)
    begun = reference.removeprefix("call_")
    if reference in (LAST, call_id(folder), short_id(folder), folder.name):
        return folder
    if len(begun) < LEAST_NAMED or not short_id(folder).startswith(begun):
        raise UsageError(
            f"`{reference}` is too little to delete a call by", f"say so much of its id: {call_id(folder)[:9]}"
        )
    return folder


def _refuse_running(folders: Sequence[Path]) -> None:
    from holdlang.history import call_id
    from holdlang.history.glance import is_running

    running = next((folder for folder in folders if is_running(folder)), None)
    if running is not None:
        raise UsageError(f"{call_id(running)} is still running", "nothing is deleted")


def _older(place: Path, age: str) -> Iterator[Path]:
    """The calls that began before that; of one without a log, the name of its folder tells."""
    from holdlang.history import call_folders
    from holdlang.history.glance import glance, is_running, since, started_by_name

    now = datetime.now().astimezone()
    until = since(age, now)
    for folder in call_folders(place):
        began = started_by_name(folder) or glance(folder, now).started
        if began is not None and began < until and not is_running(folder):
            yield folder


MOST_SHOWN = 10
"""Calls that are listed before the question."""


def _show(folders: Sequence[Path]) -> None:
    from holdlang.cli.calls.list import table

    for text in table(folders[:MOST_SHOWN]):
        click.echo(text, err=True)
    if len(folders) > MOST_SHOWN:
        click.echo(f"… and {len(folders) - MOST_SHOWN} more", err=True)


def _size(folder: Path) -> int:
    """Bytes of all that is in it; what can't be looked at counts for nothing."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.lstat().st_size if path.is_file() else 0
        except OSError:
            continue
    return total


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.0f} kB"
