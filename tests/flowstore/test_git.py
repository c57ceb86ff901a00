"""Each change a commit: whose, why, and what it was before."""

import subprocess
from pathlib import Path

import pytest

from runtime.flowstore import FlowConflict, FlowStore, NotCommitted, NotFoundRevision
from tests.flowstore.test_store import CALLER, DISPUTES, QUEUE, put

pytestmark = pytest.mark.unit


def git(folder: Path, *arguments: str) -> str:
    own = ["-c", "user.name=Hand", "-c", "user.email=hand@example.org"]
    return subprocess.run(
        ["git", "-C", str(folder), *own, *arguments], check=True, capture_output=True, text=True
    ).stdout


def log(folder: Path) -> list[str]:
    return git(folder, "log", "--format=%an <%ae>: %s").splitlines()


@pytest.fixture
def kept(folder: Path) -> FlowStore:
    return FlowStore(folder, git=True)


def test_without_git_there_is_no_history(folder: Path, store: FlowStore) -> None:
    put(folder, "disputes.hold", DISPUTES)
    store.update("disputes", source=DISPUTES + "hangup\n")
    assert list(store.history("disputes")) == []
    with pytest.raises(NotFoundRevision):
        store.diff("disputes", "0123456")
    assert not (folder / ".git").exists()


def test_a_folder_becomes_a_repository_with_what_is_there(folder: Path, kept: FlowStore) -> None:
    put(folder, "lib/queue.hold", QUEUE)
    put(folder, "notes.txt", "mine")
    assert list(kept.history("queue")) == []
    kept.create(source=DISPUTES, author="Ann Lee <ann@example.org>", reason="we call them often")
    assert log(folder) == [
        "Ann Lee <ann@example.org>: Chase Bank: we call them often",
        "holdlang <holdlang@localhost>: Flows as they were found",
    ]
    assert git(folder, "branch", "--show-current") == "main\n"
    assert git(folder, "status", "--porcelain") == "?? notes.txt\n"


def test_history_and_differences(folder: Path, kept: FlowStore) -> None:
    kept.create(source=DISPUTES, author="Ann")
    kept.update("disputes", source=DISPUTES.replace("2h", "1h"), author="Bob", reason="nobody waits so long")
    kept.create(source=QUEUE)
    last, first = kept.history("disputes")
    assert (first.author, first.reason) == ("Ann", "Chase Bank: add disputes")
    assert (last.author, last.reason) == ("Bob", "Chase Bank: nobody waits so long")
    assert last.time.tzinfo is not None
    assert last.time >= first.time
    between = kept.diff("disputes", first.id, last.id[:7])
    assert f"--- disputes.hold@{first.id[:7]}\n+++ disputes.hold@{last.id[:7]}\n" in between
    assert "-hold 2h  # long\n+hold 1h  # long\n" in between
    assert kept.diff("disputes", last.id) == ""
    put(folder, "disputes.hold", DISPUTES)
    assert "-hold 1h  # long\n+hold 2h  # long\n" in kept.diff("disputes", last.id)
    for unknown in ("HEAD", "main", "--all", "", first.id[:6], "f" * 40):
        with pytest.raises(NotFoundRevision):
            kept.diff("disputes", unknown)


def test_a_flow_keeps_its_history_where_its_file_moves(folder: Path, kept: FlowStore) -> None:
    kept.create(source=DISPUTES)
    (folder / "chase").mkdir()
    git(folder, "mv", "disputes.hold", "chase/disputes.hold")
    git(folder, "commit", "-qm", "In a folder of its own")
    moved, first = kept.history("disputes")
    assert (moved.author, moved.reason) == ("Hand", "In a folder of its own")
    assert kept.diff("disputes", first.id, moved.id) == ""


def test_what_was_changed_by_hand_has_a_commit_of_its_own(folder: Path, kept: FlowStore) -> None:
    kept.create(source=DISPUTES)
    put(folder, "disputes.hold", DISPUTES.replace("2h", "3h"))
    kept.update("disputes", source=DISPUTES.replace("2h", "1h"), author="Ann", reason="shorter")
    assert log(folder)[:2] == [
        "Ann <holdlang@localhost>: Chase Bank: shorter",
        "holdlang <holdlang@localhost>: Flows as they were changed by hand",
    ]


def test_only_the_files_of_the_change_are_committed(folder: Path, kept: FlowStore) -> None:
    kept.create(source=DISPUTES)
    put(folder, "other.hold", QUEUE)
    git(folder, "add", "other.hold")
    kept.update("disputes", source=DISPUTES + "hangup\n")
    assert git(folder, "show", "--name-only", "--format=").split() == ["disputes.hold"]
    assert git(folder, "status", "--porcelain") == "A  other.hold\n"


def test_a_flow_that_goes_is_in_the_history(folder: Path, kept: FlowStore) -> None:
    put(folder, "disputes.hold", DISPUTES)
    kept.delete("disputes", author="Ann", reason="the account is closed")
    assert log(folder)[0] == "Ann <holdlang@localhost>: Chase Bank: the account is closed"
    assert git(folder, "ls-files") == ""
    assert git(folder, "show", "HEAD~1:disputes.hold") == DISPUTES


def test_a_refused_change_commits_nothing(folder: Path, kept: FlowStore) -> None:
    put(folder, "lib/queue.hold", QUEUE)
    kept.create(source=CALLER)
    before = log(folder)
    with pytest.raises(FlowConflict):
        kept.delete("queue")
    kept.update("caller", source=CALLER)
    assert log(folder) == before


def test_no_hook_of_the_user_runs(folder: Path, kept: FlowStore) -> None:
    kept.create(source=QUEUE)
    for name in ("pre-commit", "commit-msg", "post-commit"):
        hook = folder / ".git/hooks" / name
        hook.write_text("#!/bin/sh\ntouch ran\nexit 1\n")
        hook.chmod(0o755)
    git(folder, "config", "commit.gpgSign", "true")
    kept.create(source=DISPUTES)
    assert not (folder / "ran").exists()


def test_a_conflicted_repository_is_told_and_the_file_is_written(folder: Path, kept: FlowStore) -> None:
    kept.create(source=DISPUTES)
    git(folder, "checkout", "-qb", "other")
    put(folder, "disputes.hold", DISPUTES.replace("2h", "3h"))
    git(folder, "commit", "-qam", "three")
    git(folder, "checkout", "-q", "main")
    put(folder, "disputes.hold", DISPUTES.replace("2h", "4h"))
    git(folder, "commit", "-qam", "four")
    with pytest.raises(subprocess.CalledProcessError):
        git(folder, "merge", "other")
    put(folder, "disputes.hold", DISPUTES)
    with pytest.raises(NotCommitted, match=r"is written, and not committed: git: .* merge"):
        kept.update("disputes", source=DISPUTES.replace("2h", "1h"))
    assert "hold 1h" in (folder / "disputes.hold").read_text()
    assert git(folder, "status", "--porcelain") == "UU disputes.hold\n"


def test_the_folder_may_be_part_of_a_repository(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "trunk")
    folder = tmp_path / "house/flows"
    store = FlowStore(folder, git=True)
    store.create(source=DISPUTES)
    store.update("disputes", source=DISPUTES + "hangup\n")
    last, first = store.history("disputes")
    assert "+hangup" in store.diff("disputes", first.id, last.id)
    assert not (folder / ".git").exists()


@pytest.mark.parametrize(
    ("author", "told"),
    [
        ("", "holdlang <holdlang@localhost>"),
        ("Ann\n<x", "Ann x <holdlang@localhost>"),
        ("--amend", "--amend <holdlang@localhost>"),
        ("<>", "holdlang <holdlang@localhost>"),
        ("Zoë \0 <zoe@example.org>", "Zoë <zoe@example.org>"),
    ],
)
def test_authors_are_whatever_a_token_is_called(folder: Path, kept: FlowStore, author: str, told: str) -> None:
    kept.create(source=QUEUE, author=author, reason="--no\nsecond line\0" + "and on " * 20)
    assert log(folder)[0].startswith(f"{told}: queue: --no second line and on and on")
    assert len(git(folder, "log", "-1", "--format=%s").strip()) <= 72
    assert kept.history("queue")[0].reason.endswith("and on and on")
