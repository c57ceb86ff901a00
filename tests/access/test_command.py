"""`holdlang token`, as it is typed."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from holdlang.cli import token
from holdlang.cli.token import command
from runtime.access import SCOPES, Tokens

pytestmark = pytest.mark.unit

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    config = tmp_path / "holdlang.yaml"
    config.write_text("data_dir: data\n")
    runner = CliRunner()
    return lambda *words: runner.invoke(command, [*words, "--config", str(config)])


def test_the_command_knows_all_scopes() -> None:
    assert tuple(token.SCOPES) == SCOPES


def test_a_token_is_made_shown_once_listed_and_taken_back(run: Run, tmp_path: Path) -> None:
    made = run("add", "phone", "--scope", "call", "--scope", "watch", "--expires", "90d")
    assert made.exit_code == 0
    text = made.stdout.strip()
    tokens = Tokens(tmp_path / "data" / "tokens.json")
    identity = tokens.identify(text)
    assert identity is not None
    assert identity.scopes == {"watch", "call"}
    listed = run("list")
    assert listed.stdout.split()[:2] == ["phone", "watch,call"]
    assert "expires" in listed.stdout
    assert text not in listed.output
    (entry,) = map(json.loads, run("list", "--json").stdout.splitlines())
    assert set(entry) == {"name", "scopes", "created", "expires"}
    lasts = datetime.fromisoformat(entry["expires"]) - datetime.fromisoformat(entry["created"])
    assert 89.99 < lasts.total_seconds() / 86_400 < 90.01
    assert run("remove", "phone").exit_code == 0
    assert tokens.identify(text) is None


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["add", "phone"], "say what the token opens"),
        (["add", "phone", "--scope", "watch", "--expires", "soon"], "`soon` is no time"),
        (["add", "phone", "--scope", "watch", "--expires", "2020-01-01"], "`2020-01-01` is over already"),
        (["add", "phone", "--scope", "watch", "--expires", "0d"], "`0d` is over already"),
        (["remove", "phone"], "there is no token `phone`"),
    ],
)
def test_what_can_not_be_done_is_said_and_makes_no_token(
    run: Run, tmp_path: Path, words: list[str], message: str
) -> None:
    result = run(*words)
    assert message in str(result.exception)
    assert result.stdout == ""
    assert Tokens(tmp_path / "data" / "tokens.json").list() == ()
