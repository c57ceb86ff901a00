"""`holdlang` as a user runs it: a process, its output, its exit status, and the folder its calls go to."""

import os
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from holdlang.calllog import Line, parse_line

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"

LIMIT = 150.0
"""Seconds after which a command has hung."""


@dataclass(frozen=True)
class Finished:
    """A command that has ended. `home` is the user's data directory for holdlang."""

    status: int
    stdout: str
    stderr: str
    home: Path

    @property
    def folder(self) -> Path:
        """The folder of the one call that was made."""
        (folder,) = (self.home / "calls").iterdir()
        return folder

    @property
    def log(self) -> list[Line]:
        """The call's log, as the file has it."""
        return [parse_line(text) for text in (self.folder / "call.jsonl").read_text().splitlines()]

    def data(self, kind: str) -> list[Any]:
        """What the lines of one type say."""
        return [line.data for line in self.log if line.type == kind]

    def types(self) -> list[str]:
        """The types of the log's lines, in order."""
        return [line.type for line in self.log]


def environment(home: Path) -> dict[str, str]:
    """This process's environment with a data directory of its own and no configuration of the user's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HOLDLANG_")}
    return {**kept, "XDG_DATA_HOME": str(home), "XDG_CONFIG_HOME": str(home / "config"), "COLUMNS": "120"}


def holdlang(home: Path, *arguments: str | Path) -> Finished:
    """Run `holdlang` with these arguments to its end."""
    home.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-P", "-m", "holdlang", *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        env=environment(home),
        cwd=home,
        check=False,
    )
    return Finished(done.returncode, done.stdout, done.stderr, home / "holdlang")


class Runs:
    """Commands that run side by side: a call waits most of its time, and so would the tests."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._pool = ThreadPoolExecutor(max_workers=4)
        self._futures: dict[str, Future[Finished]] = {}

    def start(self, name: str, *arguments: str | Path) -> None:
        """Begin a command, under a name."""
        self._futures[name] = self._pool.submit(holdlang, self._home / name, *arguments)

    def __getitem__(self, name: str) -> Finished:
        """The command of that name, when it has ended."""
        return self._futures[name].result()

    def close(self) -> None:
        """Wait for all."""
        self._pool.shutdown()


def in_order(wanted: list[str], seen: list[str]) -> bool:
    """Whether `wanted` is a subsequence of `seen`."""
    rest = iter(seen)
    return all(item in rest for item in wanted)
