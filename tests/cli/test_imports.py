"""The command line starts quickly, because it imports what it needs and no more."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

HEAVY = {"pjsua2", "trio", "quart", "openai", "numpy", "rich", "vosk", "pocketsphinx", "keyring", "ruamel"}

FLOW = 'listen 15s -> on "disputes" press 3 -> hold 2h -> transfer sip_phone\n'


def imported(folder: Path, *arguments: str) -> set[str]:
    """The packages that `holdlang` with these arguments imports, in a process of its own that must succeed."""
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "holdlang", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    lines = [line for line in run.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


def test_checking_a_flow_imports_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "flow.hold").write_text(FLOW, encoding="utf-8")
    packages = imported(tmp_path, "check", "flow.hold")
    assert {"holdlang", "lark"} <= packages
    assert not packages & HEAVY


def test_help_imports_nothing_but_click(tmp_path: Path) -> None:
    packages = imported(tmp_path, "--help")
    assert {"holdlang", "click"} <= packages
    assert not packages & (HEAVY | {"lark", "pydantic", "runtime"})


def test_the_help_of_a_call_imports_nothing_heavy(tmp_path: Path) -> None:
    assert not imported(tmp_path, "run", "--help") & (HEAVY | {"runtime"})
