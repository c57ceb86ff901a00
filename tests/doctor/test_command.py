"""`holdlang doctor` as people and scripts run it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.sip

CHECKS = 16


def doctor(folder: Path, text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run it with that configuration."""
    file = folder / "holdlang.yaml"
    file.write_text(text.format(folder=folder / "data"))
    code = "import sys; from holdlang.cli.doctor import command; sys.exit(command(standalone_mode=False))"
    return subprocess.run(
        [sys.executable, "-c", code, "--config", str(file), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )


def test_a_machine_that_is_well(tmp_path: Path) -> None:
    run = doctor(tmp_path, "data_dir: {folder}\nserver:\n  bind: 127.0.0.1:0\n", "--json")
    assert run.returncode == 0, run.stdout + run.stderr
    findings = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(findings) == CHECKS
    assert set(findings[0]) == {"check", "level", "message", "fix"}
    assert not [one for one in findings if one["level"] == "fault"]
    assert not (tmp_path / "data").exists()


def test_a_fault_comes_with_what_to_do(tmp_path: Path) -> None:
    run = doctor(tmp_path, "data_dir: {folder}\nserver:\n  bind: 0.0.0.0:0\n")
    assert run.returncode == 1, run.stdout + run.stderr
    lines = run.stdout.splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("fault"))
    assert "tokens" in lines[place]
    assert lines[place + 1].strip() == "fix: `holdlang token add NAME --scope watch`"
    assert run.stderr == ""
