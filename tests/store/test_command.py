"""`holdlang store`, as it is used."""

import json
from pathlib import Path

import pytest

from holdlang.cli.status import Status
from holdlang.cli.store import command
from runtime.store import Store, StoreError
from tests.store.conftest import Calling

pytestmark = pytest.mark.web


@pytest.fixture(autouse=True)
def home(tmp_path: Path, calling: Calling, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two calls, and a configuration that names their folder."""
    calling("call_a")
    calling("call_b", held=20.0)
    (tmp_path / "holdlang.yaml").write_text(f"data_dir: {tmp_path}\n")
    monkeypatch.setenv("HOLDLANG_CONFIG", str(tmp_path / "holdlang.yaml"))
    return tmp_path


def run(*arguments: str) -> object:
    return command.main(list(arguments), standalone_mode=False)


def test_it_is_made_anew_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("rebuild") == Status.DONE
    assert capsys.readouterr() == ("2 calls indexed\n", "")
    run("show", "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["calls"], told["events"], told["newest"]) == (2, 8, 8)
    run("show")
    assert "events      8\n" in capsys.readouterr().out


def test_a_log_that_cannot_be_read_is_named(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "calls" / "2026-11-21T12-00-00Z_call_c").mkdir()
    assert run("rebuild") == Status.FAILED
    told = capsys.readouterr()
    assert told.out == "3 calls indexed\n"
    assert "2026-11-21T12-00-00Z_call_c: call.jsonl: No such file or directory" in told.err


def test_while_the_server_runs_it_is_left_alone(url: str) -> None:
    store = Store.open(url)
    with pytest.raises(StoreError, match="in use"):
        run("rebuild")
    store.close()
