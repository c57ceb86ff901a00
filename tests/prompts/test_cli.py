"""`holdlang prompts`: what is remembered can be seen, and be forgotten."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from holdlang.cli.main import main
from runtime.prompts.store import Store
from tests.prompts.test_store import NUMBER, bits, heard

pytestmark = pytest.mark.unit

Prompts = Callable[..., tuple[int, str, str]]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    (tmp_path / "holdlang.yaml").write_text("data_dir: .\n")
    monkeypatch.setenv("HOLDLANG_CONFIG", str(tmp_path / "holdlang.yaml"))
    store = Store(tmp_path / "prompts")
    store.add(NUMBER, [heard(bits(1), "press one", menu=True), heard(bits(2), "please hold")])
    return store


@pytest.fixture
def prompts(capsys: pytest.CaptureFixture[str]) -> Prompts:
    """Runs `holdlang prompts` with these arguments: status, standard output, standard error."""

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(["prompts", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


def test_the_numbers_are_listed(store: Store, prompts: Prompts) -> None:
    status, out, _ = prompts("list")
    assert (status, out.split()[:3]) == (0, [NUMBER, "2", "recordings"])
    (row,) = prompts("list", "--json")[1].splitlines()
    assert [one["text"] for one in json.loads(row)["recordings"]] == ["press one", "please hold"]


def test_a_long_address_is_a_column_of_its_own(store: Store, prompts: Prompts) -> None:
    store.add("sip:billing@bank.example.com", [heard(bits(3), "please hold")])
    assert prompts("list")[1].splitlines()[0].split()[:2] == ["sip:billing@bank.example.com", "1"]


def test_the_recordings_of_a_number_are_listed(store: Store, prompts: Prompts) -> None:
    status, out, _ = prompts("list", "+1 800 555 0123")
    first, second = out.splitlines()
    assert status == 0
    assert first.endswith("please hold")
    assert second.endswith("menu  press one")
    assert [json.loads(row)["menu"] for row in prompts("list", NUMBER, "--json")[1].splitlines()] == [False, True]


def test_a_number_is_forgotten(store: Store, prompts: Prompts) -> None:
    assert prompts("forget", NUMBER) == (0, "", f"{NUMBER} is forgotten\n")
    assert prompts("forget", NUMBER) == (0, "", f"nothing was remembered of {NUMBER}\n")
    assert prompts("list") == (0, "", "nothing is remembered yet\n")


def test_all_are_forgotten_only_if_that_is_meant(store: Store, prompts: Prompts) -> None:
    assert prompts("forget")[0] == 2
    assert prompts("forget", "--all", NUMBER)[0] == 2
    assert prompts("forget", "--all")[0] == 2
    assert len(store.of(NUMBER).prompts) == 2
    assert prompts("forget", "--all", "--yes") == (0, "", "1 number forgotten\n")
    assert list(store.all()) == []


def test_what_is_no_number_is_said_to_be_none(store: Store, prompts: Prompts) -> None:
    status, _, err = prompts("forget", "--", "me")
    assert status == 2 or "nothing was remembered" in err


def test_a_folder_that_cannot_be_read_is_named(store: Store, prompts: Prompts, tmp_path: Path) -> None:
    (path,) = (tmp_path / "prompts").glob("*.json")
    path.unlink()
    path.mkdir()
    status, _, err = prompts("list", NUMBER)
    assert status == 2
    assert "can't get at" in err
