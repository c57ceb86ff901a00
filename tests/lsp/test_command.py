"""`holdlang lsp` on the command line."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

WITHOUT = "import sys; sys.modules['pygls'] = None; from holdlang.cli.main import main; sys.exit(main(sys.argv[1:]))"
"""A process in which pygls is not installed."""


def without_pygls(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", WITHOUT, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


def test_help_works_without_pygls() -> None:
    run = without_pygls("lsp", "--help")
    assert (run.returncode, run.stderr) == (0, "")
    assert "--stdio" in run.stdout


def test_without_pygls_it_says_how_to_install_it() -> None:
    run = without_pygls("lsp")
    assert run.returncode == 2
    assert "needs pygls" in run.stderr
    assert "pip install 'holdlang[lsp]'" in run.stderr


def test_nothing_but_messages_on_standard_output(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "holdlang", "lsp"], cwd=tmp_path, input=b"", capture_output=True, check=False
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, b"", b"")
