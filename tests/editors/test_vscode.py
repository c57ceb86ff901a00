"""The VS Code extension: its colours by vscode-tmgrammar-test, its client by node, its package by vsce."""

import json
import re
import zipfile
from pathlib import Path

import pytest

import holdlang
from tests.conftest import Golden
from tests.editors.texts import EXAMPLES, TEXTS
from tests.editors.vscode import FOLDER, packages, snapshots, words
from tests.npm import npm

pytestmark = [pytest.mark.editor, pytest.mark.usefixtures("extension")]

SNAPSHOTS = Path(__file__).parent / "scopes"


@pytest.fixture(scope="module")
def extension() -> None:
    packages()


def test_the_scopes_are_those_that_its_own_tests_tell() -> None:
    tested = npm(FOLDER, "run", "--silent", "test:scopes")
    assert tested.status == 0, tested.said


def test_the_client_holds_its_own_tests() -> None:
    for script in ("build", "test:client"):
        tested = npm(FOLDER, "run", "--silent", script)
        assert tested.status == 0, tested.said


def test_the_examples_look_as_they_did(tmp_path: Path, golden: Golden) -> None:
    for name, seen in snapshots(EXAMPLES, tmp_path).items():
        golden(SNAPSHOTS / f"{name}.snap", seen)


def test_no_snapshot_without_its_example() -> None:
    assert {path.name.removesuffix(".snap") for path in SNAPSHOTS.iterdir()} == set(EXAMPLES)


def test_nothing_is_left_without_a_colour(tmp_path: Path) -> None:
    """A word with no scope but that of the file, or of the line it stands on, is one that the grammar does not know."""
    plain = [
        (name, word.text)
        for name, snapshot in snapshots(TEXTS, tmp_path).items()
        for word in words(snapshot)
        if word.text.strip() and all(re.match(r"source\.|meta\.", scope) for scope in word.scopes)
    ]
    assert not plain


def test_nothing_is_marked_as_a_mistake(tmp_path: Path) -> None:
    seen = snapshots(TEXTS, tmp_path)
    assert not [word for snapshot in seen.values() for word in words(snapshot) if "invalid" in " ".join(word.scopes)]


def test_the_package_holds_what_it_needs_and_no_more(tmp_path: Path) -> None:
    file = tmp_path / "holdlang.vsix"
    built = npm(FOLDER, "run", "--silent", "package", "--", "--out", str(file))
    assert built.status == 0, built.said
    with zipfile.ZipFile(file) as package:
        held = {name.removeprefix("extension/") for name in package.namelist() if name.startswith("extension/")}
        manifest = json.loads(package.read("extension/package.json"))
        notices = package.read("extension/dist/licenses.txt").decode()
    assert held == {
        "LICENSE.txt",
        "README.md",
        "dist/extension.js",
        "dist/licenses.txt",
        "language-configuration.json",
        "package.json",
        "snippets/hold.json",
        "syntaxes/hold.tmLanguage.json",
        "syntaxes/markdown.tmLanguage.json",
    }
    named = [*re.findall(r'"\./([^"]+\.json)"', json.dumps(manifest)), f"dist/{Path(manifest['main']).name}"]
    assert set(named) <= held
    assert "vscode-languageclient 9" in notices
    assert file.stat().st_size < 250_000


def test_the_version_is_that_of_holdlang() -> None:
    manifest = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((FOLDER / "package-lock.json").read_text(encoding="utf-8"))
    assert manifest["version"] == lock["version"] == holdlang.__version__


def test_the_lock_file_names_no_registry() -> None:
    assert '"resolved"' not in (FOLDER / "package-lock.json").read_text(encoding="utf-8")
