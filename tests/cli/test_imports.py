"""The command line starts quickly, because it imports what it needs and no more."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

HEAVY = {"pjsua2", "trio", "quart", "openai", "numpy", "rich", "vosk", "pocketsphinx", "keyring", "ruamel"}

FLOW = 'listen 15s\n  on "disputes" press 3\n  else again\nhold 2h\ntransfer sip_phone\n'


def imported(folder: Path, *arguments: str) -> set[str]:
    """The packages that `holdlang` with these arguments imports, in a process of its own that must succeed.

    What it remembers between two runs lies in `folder` as well.
    """
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "holdlang", *arguments],
        cwd=folder,
        env=os.environ | {"XDG_CACHE_HOME": str(folder)},
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
    assert {"holdlang", "pydantic", "lark"} <= packages
    assert not packages & HEAVY


def test_checking_another_one_needs_no_lark(tmp_path: Path) -> None:
    """The tables are worked out once."""
    (tmp_path / "flow.hold").write_text(FLOW, encoding="utf-8")
    (tmp_path / "other.hold").write_text("wait 1s\n" + FLOW, encoding="utf-8")
    imported(tmp_path, "check", "flow.hold")
    packages = imported(tmp_path, "check", "other.hold")
    assert "pydantic" in packages
    assert not packages & (HEAVY | {"lark", "regex", "difflib"})


def test_checking_it_again_imports_next_to_nothing(tmp_path: Path) -> None:
    (tmp_path / "flow.hold").write_text(FLOW, encoding="utf-8")
    imported(tmp_path, "check", "flow.hold")
    packages = imported(tmp_path, "check", "flow.hold")
    assert "holdlang" in packages
    assert not packages & {"click", "lark", "pydantic", "dataclasses", "inspect", "pathlib", "re", "typing"}


def test_checking_a_folder_again_imports_no_language(tmp_path: Path) -> None:
    (tmp_path / "flow.hold").write_text(FLOW, encoding="utf-8")
    imported(tmp_path, "check", "--format", "concise", ".")
    packages = imported(tmp_path, "check", "--format", "concise", ".")
    assert "click" in packages
    assert not packages & {"lark", "pydantic"}


def test_help_imports_nothing_but_click(tmp_path: Path) -> None:
    packages = imported(tmp_path, "--help")
    assert {"holdlang", "click"} <= packages
    assert not packages & (HEAVY | {"lark", "pydantic", "runtime"})


def test_the_help_of_a_call_imports_nothing_heavy(tmp_path: Path) -> None:
    assert not imported(tmp_path, "run", "--help") & (HEAVY | {"runtime"})


def test_the_help_of_tests_imports_nothing_heavy(tmp_path: Path) -> None:
    assert not imported(tmp_path, "test", "--help") & (HEAVY | {"lark", "pydantic", "runtime"})


def test_tests_are_told_to_a_pipe_without_what_draws_on_a_terminal(tmp_path: Path) -> None:
    text = FLOW.replace("sip_phone", "cell") + 'tree t\nbusy\ntest "busy" of flow against t\n  expect not answered\n'
    (tmp_path / "flow.hold").write_text(f"flow flow\n{text}", encoding="utf-8")
    packages = imported(tmp_path, "test")
    assert {"trio", "runtime"} <= packages
    assert not packages & {"pjsua2", "rich", "vosk", "pocketsphinx", "keyring", "quart"}


def test_a_list_of_calls_imports_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "holdlang.yaml").write_text("data_dir: .\n", encoding="utf-8")
    (tmp_path / "calls" / "2026-11-20T12-00-00Z_call_abc").mkdir(parents=True)
    packages = imported(tmp_path, "calls", "list")
    assert "pydantic" in packages
    assert not packages & (HEAVY - {"ruamel"} | {"lark", "runtime"})
