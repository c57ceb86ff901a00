"""Running the tools of the VS Code extension. Not responsible for what they must find (`test_vscode`)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.npm import npm

FOLDER = Path(__file__).parents[2] / "grammar" / "vscode"
LOCK = FOLDER / "package-lock.json"
INSTALLED = FOLDER / "node_modules" / ".package-lock.json"
"""Written by npm at the end, so that half an installation is none."""


def packages() -> None:
    """See that the packages of the lock file are there, or skip the test that needs them."""
    if INSTALLED.exists() and INSTALLED.stat().st_mtime >= LOCK.stat().st_mtime:
        return
    if npm(FOLDER, "ci", "--ignore-scripts", "--no-audit", "--no-fund").status != 0:
        pytest.skip(f"npm can't get the packages; run `npm ci --ignore-scripts` in {FOLDER}")


@dataclass(frozen=True)
class Word:
    """Characters of one line that the grammar gives the same scopes."""

    text: str
    scopes: tuple[str, ...]


def snapshots(texts: dict[str, str], folder: Path) -> dict[str, str]:
    """What vscode-tmgrammar-snap writes for each named text; `folder` is empty and may be filled."""
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    tool = npm(FOLDER, "exec", "--offline", "--", "vscode-tmgrammar-snap", "--updateSnapshot", str(folder / "*.hold"))
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
