"""Running the tools of the VS Code extension. Not responsible for what they must find (`test_vscode`)."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "grammar" / "vscode"
LOCK = FOLDER / "package-lock.json"
INSTALLED = FOLDER / "node_modules" / ".package-lock.json"
"""Written by npm at the end, so that half an installation is none."""

PATIENCE = 150
"""Seconds for one command of npm; the first one fetches about 60 MB."""


@dataclass(frozen=True)
class Finished:
    """How a program ended, and what it printed."""

    status: int
    said: str


def packages() -> None:
    """See that the packages of the lock file are there, or skip the test that needs them."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("Node.js is not here: apt-get install nodejs npm")
    if INSTALLED.exists() and INSTALLED.stat().st_mtime >= LOCK.stat().st_mtime:
        return
    try:
        fetched = npm("ci", "--ignore-scripts", "--no-audit", "--no-fund")
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm did not get the packages within {PATIENCE} s; run `npm ci --ignore-scripts` in {FOLDER}")
    if fetched.status != 0:
        pytest.skip(f"npm can't get the packages; run `npm ci --ignore-scripts` in {FOLDER}")


def npm(*arguments: str) -> Finished:
    """Run npm in the extension's folder to its end; after `PATIENCE` it and all that it started are killed.

    Raises `subprocess.TimeoutExpired` then.
    """
    with subprocess.Popen(
        ["npm", *arguments],
        cwd=FOLDER,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "NO_COLOR": "1", "HOLDLANG": str(Path(sys.executable).with_name("holdlang"))},
        start_new_session=True,
    ) as process:
        try:
            said, _ = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    return Finished(process.returncode, said)


@dataclass(frozen=True)
class Word:
    """Characters of one line that the grammar gives the same scopes."""

    text: str
    scopes: tuple[str, ...]


def snapshots(texts: dict[str, str], folder: Path) -> dict[str, str]:
    """What vscode-tmgrammar-snap writes for each named text; `folder` is empty and may be filled."""
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    tool = npm("exec", "--offline", "--", "vscode-tmgrammar-snap", "--updateSnapshot", str(folder / "*.hold"))
    assert tool.status == 0, tool.said
    return {name: (folder / f"{name}.snap").read_text(encoding="utf-8") for name in texts}


def words(snapshot: str) -> Iterator[Word]:
    """The words of a snapshot: a line of source follows `>`, and below it `#` and carets mark each with its scopes."""
    line = ""
    for row in snapshot.splitlines():
        if row.startswith(">"):
            line = row[1:]
        elif marked := re.match(r"#( *)(\^+) (.+)", row):
            start, end = marked.span(2)
            yield Word(line[start - 1 : end - 1], tuple(marked[3].split()))
