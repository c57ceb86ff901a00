"""What `holdlang check` remembers: that a file was clean, for as long as nothing that this depends on has changed."""

import os
import threading
from pathlib import Path

import pytest

from holdlang import cache
from holdlang.cli import clean
from holdlang.cli.main import main
from holdlang.cli.status import Status

pytestmark = pytest.mark.unit

FLOW = 'flow a "A"\n\nlisten 15s\n  on "my secret words" press 3\n  else again\nhold 2h\ntransfer sip_phone\n'


USING = 'use "lib.hold"\n\n' + FLOW.replace("listen", "run other\nlisten")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, and a cache that is empty."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return work


def write(here: Path, text: str, name: str = "flow.hold") -> None:
    (here / name).write_text(text, encoding="utf-8", newline="")


def remembered(*paths: str) -> bool:
    """Whether `holdlang check` can answer for these files from memory."""
    return clean.known_clean(["check", *paths])


def check(*arguments: str) -> int:
    return main(["check", *arguments])


def test_a_clean_file_is_remembered(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here, FLOW)
    assert not remembered("flow.hold")
    assert check("flow.hold") == Status.DONE
    first = capsys.readouterr()
    assert remembered("flow.hold")
    capsys.readouterr()
    assert check("flow.hold") == Status.DONE
    assert capsys.readouterr() == first


@pytest.mark.parametrize("text", [FLOW + "press 3x\n", FLOW + "goto nowhere\n", FLOW + "ask 1\n"])
def test_a_file_with_mistakes_is_not(here: Path, text: str) -> None:
    write(here, text)
    assert check("flow.hold") == Status.FAILED
    assert not remembered("flow.hold")
    assert check("flow.hold") == Status.FAILED


def test_a_changed_file_is_looked_at_again(here: Path) -> None:
    write(here, FLOW)
    check("flow.hold")
    write(here, FLOW.replace("press 3", "press 3x"))
    assert check("flow.hold") == Status.FAILED
    write(here, FLOW)
    assert remembered("flow.hold")


def test_so_is_one_whose_used_file_has_changed(here: Path) -> None:
    lib = 'flow other "Other"\n\nwait 5s\n'
    write(here, lib, "lib.hold")
    write(here, USING)
    assert check("flow.hold") == Status.DONE
    assert remembered("flow.hold")
    write(here, lib.replace("other", "another"), "lib.hold")
    assert not remembered("flow.hold")
    assert check("flow.hold") == Status.FAILED
    (here / "lib.hold").unlink()
    assert not remembered("flow.hold")
    write(here, lib, "lib.hold")
    assert remembered("flow.hold")


def test_a_copy_of_a_file_in_a_circle_is_another_file(here: Path) -> None:
    write(here, 'use "b.hold"\n\nflow a "A"\n\nrun d\n\nflow b "B"\n\nwait 5s\n', "a.hold")
    write(here, 'use "a.hold"\n\nflow c "C"\n\nrun b\n\nflow d "D"\n\nwait 5s\n', "b.hold")
    assert check("a.hold") == Status.DONE
    assert remembered("a.hold")
    (here / "c.hold").write_bytes((here / "a.hold").read_bytes())
    assert not remembered("c.hold")
    assert check("c.hold") == Status.FAILED


def test_the_devices_matter(here: Path) -> None:
    write(here, FLOW)
    assert check("flow.hold", "--device", "sip_phone") == Status.DONE
    assert check("flow.hold", "--device", "cell") == Status.FAILED
    assert not remembered("flow.hold")


def test_all_files_must_be_known(here: Path) -> None:
    write(here, FLOW)
    write(here, f"# another\n{FLOW}", "other.hold")
    check("flow.hold")
    assert not remembered("flow.hold", "other.hold")
    assert check("flow.hold", "other.hold") == Status.DONE
    assert remembered("flow.hold", "other.hold")


@pytest.mark.parametrize("path", ["missing.hold", ".", "-", "not_text.hold"])
def test_what_is_no_file_to_read_is_left_to_the_subcommand(here: Path, path: str) -> None:
    (here / "not_text.hold").write_bytes(b"\xff\xff")
    assert not remembered(path)


def test_a_pipe_is_left_for_the_subcommand_to_read(here: Path) -> None:
    ours, theirs = os.pipe()
    try:
        os.write(theirs, FLOW.encode())
        os.close(theirs)
        assert not remembered(f"/dev/fd/{ours}")
        assert os.read(ours, 1000) == FLOW.encode()
    finally:
        os.close(ours)


def test_a_pipe_with_a_mistake_has_it_after_an_empty_file_was_clean(here: Path) -> None:
    write(here, "", "empty.hold")
    check("empty.hold")
    os.mkfifo(here / "pipe.hold")
    writer = threading.Thread(target=write, args=(here, FLOW + "press 3x\n", "pipe.hold"), daemon=True)
    writer.start()
    assert not remembered("pipe.hold")
    assert check("pipe.hold") == Status.FAILED
    writer.join()


def test_no_option_is_overlooked(here: Path) -> None:
    write(here, FLOW)
    check("flow.hold")
    for option in ("--help", "--format=json", "--no-cache", "--fix"):
        assert not clean.known_clean(["check", option, "flow.hold"])
    assert not clean.known_clean(["fmt", "flow.hold"])
    assert not clean.known_clean(["check"])
    assert not clean.known_clean([])


def test_another_version_of_the_language_looks_again(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(here, FLOW)
    check("flow.hold")
    monkeypatch.setattr(clean, "_code", lambda: ["changed"])
    assert not remembered("flow.hold")


def test_nothing_of_the_source_is_stored(here: Path) -> None:
    write(here, FLOW)
    check("flow.hold")
    kept = [path for path in Path(str(cache.folder())).rglob("*") if path.is_file()]
    assert kept
    for path in kept:
        assert b"my secret words" not in path.read_bytes()


def test_without_a_place_to_remember_it_checks_all_the_same(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", os.devnull)
    write(here, FLOW)
    assert check("flow.hold") == Status.DONE
    assert not remembered("flow.hold")
    write(here, FLOW + "press 3x\n")
    assert check("flow.hold") == Status.FAILED


@pytest.mark.parametrize("newline", ["\r\n", "\n"])
def test_the_ends_of_lines_are_the_authors_own(here: Path, newline: str) -> None:
    write(here, 'flow other "Other"\n\nwait 5s\n'.replace("\n", newline), "lib.hold")
    write(here, USING.replace("\n", newline))
    assert check("flow.hold") == Status.DONE
    assert remembered("flow.hold")
