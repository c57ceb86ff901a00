"""What is kept for the next run: whole or not at all, bounded, and never a reason to fail."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from holdlang import cache

pytestmark = pytest.mark.unit


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "holdlang"


def test_an_entry_is_read_back(place: Path) -> None:
    cache.put("clean", "abc", b"one\0two")
    assert cache.get("clean", "abc") == b"one\0two"
    assert cache.get("clean", "abd") is None
    assert cache.get("other", "abc") is None


def test_it_lies_where_the_desktop_wants_it(place: Path) -> None:
    cache.put("clean", "abc", b"")
    assert [path.name for path in (place / "clean").iterdir()] == ["abc"]
    assert (place / "clean").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("base", ["", "relative/folder"])
def test_without_a_place_of_its_own_it_is_in_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, base: str
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", base)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache.folder() == str(tmp_path / ".cache" / "holdlang")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"not ours"),
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(path.read_bytes() + b"x"),
        lambda path: path.rename(path.with_name("another")),
        lambda path: (path.unlink(), path.mkdir()),
        lambda path: (path.unlink(), path.symlink_to(path)),
    ],
    ids=["empty", "foreign", "cut off", "longer", "renamed", "a folder", "a link to itself"],
)
def test_what_is_damaged_is_as_good_as_gone(place: Path, spoil: Callable[[Path], object]) -> None:
    cache.put("clean", "abc", b"body")
    spoil(place / "clean" / "abc")
    assert cache.get("clean", "abc") is None
    assert cache.get("clean", "another") is None
    cache.put("clean", "abc", b"body")
    assert cache.get("clean", "abc") in (b"body", None)


def test_a_folder_that_cannot_be_made_changes_nothing(place: Path) -> None:
    place.write_text("a file where the folder should be", encoding="utf-8")
    cache.put("clean", "abc", b"body")
    assert cache.get("clean", "abc") is None


def test_a_full_disk_leaves_nothing_behind(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    cache.put("clean", "abc", b"body")
    assert list((place / "clean").iterdir()) == []


def test_the_oldest_make_room(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "LIMIT", 10)
    for number in range(10):
        cache.put("clean", f"n{number}", b"")
        os.utime(place / "clean" / f"n{number}", (number, number))
    assert len(list((place / "clean").iterdir())) == 10
    cache.put("clean", "new", b"")
    assert sorted(path.name for path in (place / "clean").iterdir()) == ["n6", "n7", "n8", "n9", "new"]


def test_what_is_older_than_a_week_is_not_used(place: Path) -> None:
    cache.put("clean", "abc", b"body")
    now = (place / "clean" / "abc").stat().st_mtime
    os.utime(place / "clean" / "abc", (now, now - cache.OLDEST + 600))
    assert cache.get("clean", "abc") == b"body"
    os.utime(place / "clean" / "abc", (now, now - cache.OLDEST - 600))
    assert cache.get("clean", "abc") is None
    cache.put("clean", "abc", b"body")
    assert cache.get("clean", "abc") == b"body"


def test_keys_tell_the_parts_apart() -> None:
    assert cache.key("ab", "c") != cache.key("a", "bc") != cache.key("abc")
    assert cache.key("a\udcff") == cache.key("a\udcff")
