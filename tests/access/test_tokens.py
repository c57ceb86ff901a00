"""Tokens: who gets in, what is kept of them, and what happens to a file that is not as it should be."""

import multiprocessing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from holdlang.errors import UsageError
from runtime.access import Tokens, TokensUnreadable

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)


def test_a_token_opens_what_it_was_made_for(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path / "tokens.json")
    caller = tokens.identify(tokens.add("phone", ["call"]))
    watcher = tokens.identify(tokens.add("screen", ["watch"]))
    assert caller is not None
    assert watcher is not None
    assert (caller.name, caller.may("watch"), caller.may("call"), caller.may("edit")) == ("phone", True, True, False)
    assert (watcher.may("watch"), watcher.may("call"), watcher.may("edit")) == (True, False, False)


def test_whatever_else_is_given_opens_nothing(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path / "tokens.json")
    assert tokens.identify("") is None
    token = tokens.add("phone", ["call"])
    kept = tokens.list()[0].hash
    assert [tokens.identify(text) for text in ("", token[:-1], token + "x", token.upper(), kept, "\udcff")] == [
        None
    ] * 6


def test_the_file_is_for_its_owner_and_holds_no_token(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path / "data" / "tokens.json")
    token = tokens.add("phone", ["call"])
    assert token.startswith("hold_")
    assert len(token) == len("hold_") + 43
    assert tokens.path.stat().st_mode & 0o777 == 0o600
    assert tokens.path.parent.stat().st_mode & 0o777 == 0o700
    assert token.removeprefix("hold_") not in tokens.path.read_text()
    assert tokens.list()[0].hash not in repr(tokens.list())


def test_a_token_is_good_until_it_expires(tmp_path: Path) -> None:
    time = NOW
    tokens = Tokens(tmp_path / "tokens.json", now=lambda: time)
    token = tokens.add("guest", ["watch"], NOW + timedelta(days=1))
    time = NOW + timedelta(days=1) - timedelta(seconds=1)
    assert tokens.identify(token) is not None
    time = NOW + timedelta(days=1)
    assert tokens.identify(token) is None
    assert [one.name for one in tokens.list()] == ["guest"]


def test_what_another_process_changes_holds_at_once(tmp_path: Path) -> None:
    server, command = Tokens(tmp_path / "tokens.json"), Tokens(tmp_path / "tokens.json")
    assert server.identify("hold_x") is None
    phone = command.add("phone", ["call"])
    screen = command.add("screen", ["watch"])
    assert server.identify(phone) is not None
    command.remove("phone")
    assert server.identify(phone) is None
    assert server.identify(screen) is not None
    server.path.unlink()
    assert server.identify(screen) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'{"version": 2, "tokens": []}',
        b'{"tokens": [{"name": "x", "scopes": ["root"]}]}',
        b"\xff",
    ],
)
def test_nobody_gets_in_by_a_damaged_file_and_it_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    tokens = Tokens(tmp_path / "tokens.json")
    token = tokens.add("phone", ["call"])
    assert tokens.identify(token) is not None
    tokens.path.write_bytes(content)
    for _ in range(2):
        with pytest.raises(TokensUnreadable, match="damaged"):
            tokens.identify(token)
    with pytest.raises(TokensUnreadable):
        tokens.add("another", ["watch"])
    assert tokens.path.read_bytes() == content


def test_a_file_that_others_can_write_lets_nobody_in(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path / "tokens.json")
    token = tokens.add("phone", ["call"])
    tokens.path.chmod(0o622)
    with pytest.raises(TokensUnreadable, match="others can write"):
        tokens.identify(token)
    tokens.path.chmod(0o600)
    assert tokens.identify(token) is not None


def test_names_are_taken_once_and_mistyped_ones_are_guessed(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path / "tokens.json")
    tokens.add("phone", ["call"])
    with pytest.raises(UsageError, match="already"):
        tokens.add("phone", ["watch"])
    with pytest.raises(UsageError) as caught:
        tokens.remove("phnoe")
    assert "phone" in (caught.value.help or "")
    for name in ("", "../x", "a b", "x" * 65, "-x", "a\n"):
        with pytest.raises(UsageError, match="no name"):
            tokens.add(name, ["watch"])
    with pytest.raises(UsageError, match="for nothing"):
        tokens.add("nothing", [])
    assert [token.name for token in tokens.list()] == ["phone"]


def test_a_file_that_cannot_be_written_keeps_its_tokens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = Tokens(tmp_path / "tokens.json")
    token = tokens.add("phone", ["call"])
    with monkeypatch.context() as patch:
        patch.setattr("runtime.access.private.os.fsync", _full)
        with pytest.raises(UsageError, match="No space left"):
            tokens.add("another", ["watch"])
    assert tokens.identify(token) is not None
    assert sorted(path.name for path in tmp_path.iterdir()) == [".tokens.json.lock", "tokens.json"]


def _full(file: int) -> None:
    raise OSError(28, "No space left on device")


def test_two_processes_that_add_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "tokens.json"
    with multiprocessing.get_context("fork").Pool(4) as pool:
        added = pool.map(_add, [(path, f"token{number}") for number in range(12)])
    tokens = Tokens(path)
    assert sorted(identity.name for token in added if (identity := tokens.identify(token))) == sorted(
        f"token{number}" for number in range(12)
    )


def _add(what: tuple[Path, str]) -> str:
    path, name = what
    return Tokens(path).add(name, ["watch"])
