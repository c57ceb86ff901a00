"""A git commit of what was learned, which says what changed at the company. Not responsible for what is written."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import click

from holdlang.errors import UsageError
from holdlang.learn.changes import Change
from holdlang.model import CallFlow

SUBJECT = 72
"""Characters of the first line of a commit message, as `git log --oneline` shows it on a terminal of 80."""


def message(flow: CallFlow, changes: Sequence[Change]) -> str:
    """What changed at the company, the first change in the subject, and all of them below if it doesn't tell all."""
    whom = " ".join((flow.company or flow.id).split())
    if not changes:
        return _cut(f"{whom}: learn {flow.id}")
    first, *others = changes
    more = f" and {len(others)} more" if others else ""
    all_told = f"{whom}: {first.sentence}"
    subject = _cut(all_told, more)
    if subject == all_told:
        return subject
    return "\n".join([subject, "", *(f"- {change.sentence}" for change in changes)])


def commit(files: Sequence[Path], flow: CallFlow, changes: Sequence[Change]) -> None:
    """Commit these files alone, whatever else is staged. Raises `UsageError`; the files are written then."""
    folder = files[0].parent
    names = [str(file.absolute()) for file in files]
    told = message(flow, changes)
    _git(folder, "add", "--", *names)
    _git(folder, "commit", "--quiet", "--message", told, "--", *names)
    click.echo(f"committed: {told.splitlines()[0]}")


def _cut(text: str, more: str = "") -> str:
    room = SUBJECT - len(more)
    return (text if len(text) <= room else text[: room - 1].rstrip() + "…") + more


def _git(folder: Path, *arguments: str) -> None:
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise UsageError("there is no git to commit with", "the files are written; commit them by hand") from None
    if done.returncode:
        told = (done.stderr or done.stdout).strip().splitlines()
        raise UsageError(f"git: {told[0] if told else 'it failed'}", "the files are written, and not committed")
