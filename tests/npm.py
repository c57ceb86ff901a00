"""npm, for tests that hold our work against the tools of others. Not responsible for what those must find."""

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

PATIENCE = 150
"""Seconds for one command of npm; one that fetches packages gets about 60 MB."""


@dataclass(frozen=True)
class Finished:
    """How a program ended, and what it printed."""

    status: int
    said: str


def npm(folder: Path, *arguments: str) -> Finished:
    """Run npm in `folder` to its end; after `PATIENCE` it and all that it started are killed, and the test skipped."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("Node.js is not here: apt-get install nodejs npm")
    with subprocess.Popen(
        ["npm", *arguments],
        cwd=folder,
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
            pytest.skip(f"npm {arguments[0]} did not end within {PATIENCE} s")
    return Finished(process.returncode, said)


def fetched(folder: Path, *packages: str) -> Path:
    """`folder`, with these packages (`name@version`) in its node_modules; they are fetched once."""
    done = folder / "done"
    if not done.exists() or done.read_text() != " ".join(packages):
        (folder / "package.json").write_text('{"private": true}')
        if npm(folder, "install", "--ignore-scripts", "--no-audit", "--no-fund", *packages).status != 0:
            pytest.skip(f"npm can't get {' and '.join(packages)}")
        done.write_text(" ".join(packages))
    return folder
