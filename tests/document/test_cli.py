"""`holdlang export` and `holdlang import`, as a user calls them."""

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from holdlang.cli import check, export
from holdlang.document import from_json, from_yaml
from holdlang.errors import UsageError
from holdlang.load import load
from holdlang.source import Source

pytestmark = pytest.mark.unit

import_ = importlib.import_module("holdlang.cli.import")

ONE = 'listen 15s\n  on "disputes" press 3\nhold 2h\ntransfer sip_phone\n'
TWO = f'flow first "First"\n\n{ONE}\nflow second\n\nhold 2h\ntransfer cell\n'
DOCUMENT = {"id": "a", "name": "A", "steps": [{"id": "one step", "type": "HOLD", "description": "Wait", "timeout": 60}]}


def call(module: object, *arguments: str | Path, text: str = "") -> tuple[int, Result]:
    """The status that the command returns, and what it printed."""
    result = CliRunner().invoke(module.command, [str(a) for a in arguments], input=text, standalone_mode=False)
    if result.exception:
        raise result.exception
    return int(result.return_value), result


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "one.hold").write_text(ONE)
    (tmp_path / "two.hold").write_text(TWO)
    (tmp_path / "wrong.hold").write_text("lisen 5s\n")
    (tmp_path / "a.json").write_text(json.dumps(DOCUMENT))
    return tmp_path


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_there_and_back(folder: Path, form: str) -> None:
    status, exported = call(export, folder / "two.hold", "--flow", "first", "--to", form)
    assert status == 0
    status, imported = call(import_, "-", "--from", form, text=exported.stdout)
    assert (status, imported.stderr) == (0, "")
    flow = load(Source("two.hold", TWO)).flows[0]
    assert load(Source("back.hold", imported.stdout)).flows == (flow,)
    assert (from_json if form == "json" else from_yaml)(exported.stdout) == flow


def test_the_ending_of_a_file_tells_the_format(folder: Path) -> None:
    for ending, read in (("yaml", from_yaml), ("yml", from_yaml), ("json", from_json)):
        file = folder / f"out.{ending}"
        status, result = call(export, folder / "one.hold", "-o", file)
        assert (status, result.stdout) == (0, "")
        assert read(file.read_text()).steps[2].kind == "transfer"
        status, result = call(import_, file, "-o", folder / "back.hold")
        assert (status, result.stdout) == (0, "")
        assert "transfer sip_phone" in (folder / "back.hold").read_text()


def test_json_is_what_is_written_and_read_unless_it_is_said(folder: Path) -> None:
    _, result = call(export, folder / "one.hold")
    assert json.loads(result.stdout)["steps"][1]["type"] == "HOLD"
    assert call(import_, "-", text=result.stdout)[0] == 0


def test_one_flow_of_several_has_to_be_named(folder: Path) -> None:
    with pytest.raises(UsageError) as caught:
        call(export, folder / "two.hold")
    assert caught.value.words().endswith("holds 2 flows\nhelp: choose with --flow: first, second")
    with pytest.raises(UsageError, match="holds no flow `third`"):
        call(export, folder / "two.hold", "--flow", "third")
    with pytest.raises(UsageError, match="holds no flow"):
        call(export, "-", text='tree t\n\nsay "hello"\n')


def test_source_with_mistakes_is_not_exported(folder: Path) -> None:
    status, result = call(export, folder / "wrong.hold")
    assert (status, result.stdout) == (1, "")
    assert "there is no step `lisen`" in result.stderr


def test_a_document_with_mistakes_is_not_imported(folder: Path) -> None:
    (folder / "b.json").write_text('{"id": "a",\n "steps": [{"type": "HOLD"}]}')
    status, result = call(import_, folder / "b.json")
    assert (status, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        f"error: {folder / 'b.json'}:1: name: is missing",
        f"error: {folder / 'b.json'}:2: steps.#1.id: is missing",
    ]
    status, result = call(import_, "-", "--from", "yaml", text="a: &x 1")
    assert (status, result.stdout) == (1, "")
    assert result.stderr.startswith("error: <stdin>:1: a: anchors")


def test_a_flow_that_uses_a_file_is_exported(folder: Path) -> None:
    (folder / "user.hold").write_text('use "two.hold"\n\nflow user\n\nrun first\n')
    status, result = call(export, folder / "user.hold")
    assert (status, result.stderr) == (0, "")
    action = {"run": {"flow": "first", "arguments": []}}
    assert json.loads(result.stdout)["steps"][0]["metadata"] == {"action": action}


def test_a_flow_that_runs_others_can_be_exported_again_and_says_what_it_misses(folder: Path) -> None:
    text = 'use "two.hold"\n\nflow user\n\nlisten 5s\n  on "a" run second, run user\n  else run first\nrun first\n'
    (folder / "user.hold").write_text(text)
    first = call(export, folder / "user.hold")[1].stdout
    status, result = call(import_, "-", text=first)
    note = (
        "note: `user` runs other flows, which a document does not hold: `second`, `first`\nhelp: bring each by `use`\n"
    )
    assert (status, result.stderr) == (0, note)
    status, again = call(export, "-", text=result.stdout)
    assert (status, again.stdout, again.stderr) == (0, first, note)
    _, whole = call(export, "-", "--flow", "user", text=f"{TWO}\n{result.stdout}")
    assert (whole.stdout, whole.stderr) == (first, "")


def test_what_is_imported_can_be_checked(folder: Path) -> None:
    _, result = call(import_, folder / "a.json")
    assert result.stdout == 'flow a "A"\n\none_step: hold 1m\n  about "Wait"\n  meta id "one step"\n'
    assert "HL0" not in call(check, "-", "--format", "concise", text=result.stdout)[1].stdout


def test_files_that_cannot_be_read_or_written(folder: Path) -> None:
    with pytest.raises(UsageError, match="can't read"):
        call(import_, folder / "missing.json")
    with pytest.raises(UsageError, match="can't write"):
        call(export, folder / "one.hold", "-o", folder / "missing" / "out.json")
    (folder / "latin.json").write_bytes(b'"\xe9"')
    with pytest.raises(UsageError, match="not UTF-8"):
        call(import_, folder / "latin.json")


def test_in_a_process_of_their_own(folder: Path) -> None:
    """Through a pipe, in a C locale: no traceback, whatever the letters."""
    run = [sys.executable, "-m", "holdlang"]
    bare = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0"}
    (folder / "letters.hold").write_text('notify "Bonjour à 名"\n', encoding="utf-8")
    exported = subprocess.run([*run, "export", "letters.hold"], cwd=folder, capture_output=True, check=False, env=bare)
    assert (exported.returncode, exported.stderr) == (0, b"")
    assert json.loads(exported.stdout)["steps"][0]["metadata"] == {"action": {"notify": "Bonjour à 名"}}
    wrong = subprocess.run([*run, "import", "one.hold"], cwd=folder, capture_output=True, check=False, env=bare)
    assert (wrong.returncode, wrong.stderr[:27]) == (1, b"error: one.hold:1: not JSON")


def test_yaml_is_loaded_only_for_yaml(folder: Path) -> None:
    """ruamel.yaml takes longer to import than all of an export takes."""
    run = [sys.executable, "-X", "importtime", "-m", "holdlang"]
    for arguments in (["export", "one.hold"], ["import", "a.json"]):
        ran = subprocess.run([*run, *arguments], cwd=folder, capture_output=True, text=True, check=True)
        assert "holdlang.document" in ran.stderr
        assert not any(name in ran.stderr for name in ("ruamel", "runtime.", "trio", "numpy"))
