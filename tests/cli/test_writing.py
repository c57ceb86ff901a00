"""A file is written wholly or not at all, whatever was there before."""

import os
from pathlib import Path

import pytest

from holdlang.cli.writing import whole, write_whole
from holdlang.errors import UsageError

pytestmark = pytest.mark.unit


def test_the_old_file_stands_until_the_new_one_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("old")
    file.chmod(0o640)
    with whole(file) as part:
        part.write_text("new")
        assert file.read_text() == "old"
    assert file.read_text() == "new"
    assert file.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [file]


def test_what_fails_leaves_all_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("old")

    def fail() -> None:
        with whole(file) as part:
            part.write_text("half")
            (tmp_path / "nowhere").read_text()

    with pytest.raises(UsageError, match=r"can't write .*a\.txt: No such file"):
        fail()
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_new_file_is_like_any_other(tmp_path: Path) -> None:
    write_whole(tmp_path / "whole", b"x")
    (tmp_path / "other").touch()
    assert (tmp_path / "whole").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_new_folder_is_there_at_once(tmp_path: Path) -> None:
    with whole(tmp_path / "new") as part:
        part.mkdir()
        (part / "a.txt").write_text("a")
    assert (tmp_path / "new" / "a.txt").read_text() == "a"


def test_a_link_stays_one(tmp_path: Path) -> None:
    link, file = tmp_path / "link", tmp_path / "elsewhere" / "file"
    file.parent.mkdir()
    link.symlink_to(file)
    write_whole(link, b"x")
    assert link.is_symlink()
    assert file.read_bytes() == b"x"


def test_what_is_no_file_is_not_replaced_by_one(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    write_whole(Path(f"/dev/fd/{writer}"), b"<testsuites/>")
    assert os.read(reader, 100) == b"<testsuites/>"
    os.close(reader)
    os.close(writer)
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError, match="Is a directory"):
        write_whole(tmp_path / "folder", b"x")


def test_standard_output_is_not_replaced_where_it_is_a_file(tmp_path: Path) -> None:
    with (tmp_path / "file").open("ab") as file:
        write_whole(Path(f"/dev/fd/{file.fileno()}"), b"one")
        file.write(b" two")
    assert (tmp_path / "file").read_text() == "one two"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="can't write"):
        write_whole(tmp_path / "no" / "such", b"")
    assert not list(tmp_path.iterdir())
