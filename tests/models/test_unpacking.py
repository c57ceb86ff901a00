"""Archives from elsewhere: what is no model, and what would do harm, leaves nothing behind."""

import errno
import shutil
import struct
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import pytest

from holdlang.errors import UsageError
from runtime.models import Shelf, unpack
from tests.models.archives import NAME, archive, everything, known, linked, zipped

pytestmark = pytest.mark.unit

MODEL = {"am/final.mdl": b"x", "conf/model.conf": b"y"}


def encrypted() -> bytes:
    """An archive that says of its files that they are encrypted (bit 0 of the flags)."""
    made = bytearray(zipped({f"{NAME}/am/final.mdl": b"x"}))
    for signature, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        made[made.index(signature) + place] |= 1
    return bytes(made)


def understated() -> bytes:
    """A bomb: a file that is much longer than the archive says."""
    content = bytes(10_000_000)
    made = zipped({f"{NAME}/am/final.mdl": content})
    return made.replace(struct.pack("<I", len(content)), struct.pack("<I", 10))


def damaged() -> bytes:
    made = bytearray(archive())
    made[300_000] ^= 0xFF
    return bytes(made)


def misspelt() -> bytes:
    """An archive that has a name in it which is said to be UTF-8 (bit 11 of the flags), and is not."""
    made = zipped({f"{NAME}/am/\u00e9": b"x"})
    return made.replace("\u00e9".encode(), b"\xff\xff")


HARMFUL = {
    "no archive": (lambda: b"<html>404</html>", "no whole ZIP archive"),
    "half an archive": (lambda: archive()[:300_000], "no whole ZIP archive"),
    "a damaged one": (damaged, "no whole ZIP archive"),
    "an encrypted one": (encrypted, "no whole ZIP archive"),
    "a bomb that lies": (understated, "no whole ZIP archive"),
    "a name in no letters": (misspelt, "no whole ZIP archive"),
    "another program": (lambda: zipped({f"{NAME}/setup.py": b"x"}), "holds no vosk model"),
    "nothing": (lambda: zipped({}), "holds no vosk model"),
    "a way up": (lambda: zipped({"../../outside": b"x", **MODEL}), "outside of its folder"),
    "a way from the root": (lambda: zipped({"/tmp/outside": b"x", **MODEL}), "outside of its folder"),
    "a way up for Windows": (lambda: zipped({"..\\outside": b"x", **MODEL}), "outside of its folder"),
    "a link that leads outside": (linked, "outside of its folder"),
    "thousands of files": (lambda: zipped({f"am/{n}": b"" for n in range(1001)}), "more than any model"),
}


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "models")


def given(folder: Path, content: bytes, name: str = "given.zip") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("kind", HARMFUL)
def test_what_would_do_harm_leaves_nothing_behind(kind: str, shelf: Shelf, tmp_path: Path) -> None:
    make, problem = HARMFUL[kind]
    path = given(tmp_path, make())
    with pytest.raises(UsageError, match=problem):
        shelf.take(NAME, path, None)
    assert everything(tmp_path) == ["given.zip", "models", f"models/.{NAME}.lock"]


def test_more_than_the_disk_holds_is_not_begun(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9 - 500_000, 500_000))
    with pytest.raises(UsageError, match="has room for 0 MB"):
        shelf.take(NAME, given(tmp_path, archive()), None)


def test_more_than_any_model_holds_is_not_begun(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "LARGEST", 500_000)
    with pytest.raises(UsageError, match="more than any model"):
        shelf.take(NAME, given(tmp_path, archive()), None)


@pytest.mark.parametrize("content", [zipped(MODEL), archive("of-another-name"), zipped({"old/final.mdl": b"x"})])
def test_a_model_is_found_wherever_it_lies_in_the_archive(content: bytes, shelf: Shelf, tmp_path: Path) -> None:
    folder = shelf.take(NAME, given(tmp_path, content), None)
    assert [model.folder for model in shelf.installed()] == [folder]


def test_an_archive_of_a_known_model_must_be_that(shelf: Shelf, tmp_path: Path) -> None:
    path = given(tmp_path, archive(readme__txt=b"changed"))
    with pytest.raises(UsageError, match="the checksum is not that of"):
        shelf.take(NAME, path, known(archive()))
    assert path.exists()
    shelf.take(NAME, given(tmp_path, archive()), known(archive()))


def test_an_archive_that_is_not_there(shelf: Shelf, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="can't be read"):
        shelf.take(NAME, tmp_path / "missing.zip", None)


@pytest.mark.parametrize("name", ["..", "../up", "/etc", ".hidden", "", "a/b", "a b"])
def test_a_name_leads_nowhere_else(name: str, shelf: Shelf, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no name of a model"):
        shelf.take(name, given(tmp_path, archive()), None)
    with pytest.raises(UsageError, match="no name of a model"):
        shelf.remove(name)


def test_a_model_that_is_there_is_not_replaced_and_one_that_was_removed_is_gone(shelf: Shelf, tmp_path: Path) -> None:
    path = given(tmp_path, archive())
    folder = shelf.take(NAME, path, None)
    with pytest.raises(UsageError, match="is installed already"):
        shelf.take(NAME, path, None)
    shelf.remove(NAME)
    assert not folder.exists()
    with pytest.raises(UsageError, match=f"no model `{NAME}` is installed"):
        shelf.remove(NAME)
    assert shelf.take(NAME, path, None) == folder


@pytest.mark.parametrize("there", [True, False], ids=["to a model", "to nothing"])
def test_a_link_is_removed_and_what_it_leads_to_stays(there: bool, shelf: Shelf, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    link = tmp_path / "models" / NAME
    link.parent.mkdir()
    link.symlink_to(elsewhere)
    if there:
        (elsewhere / "am").mkdir(parents=True)
    with pytest.raises(UsageError, match="is installed already"):
        shelf.take(NAME, given(tmp_path, archive()), None)
    shelf.remove(NAME)
    assert everything(tmp_path / "models") == [f".{NAME}.lock"]
    assert (elsewhere / "am").is_dir() == there


def test_a_folder_of_models_that_can_not_be_read(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.take(NAME, given(tmp_path, archive()), None)

    def refuse(_: Path) -> Iterator[Path]:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(UsageError, match="models can't be read: Permission denied"):
        shelf.installed()


def test_what_a_killed_process_has_unpacked_is_no_model(shelf: Shelf, tmp_path: Path) -> None:
    left = tmp_path / "models" / f".{NAME}.new" / NAME / "am"
    left.mkdir(parents=True)
    (left / "half").write_bytes(b"x")
    assert shelf.installed() == []
    folder = shelf.take(NAME, given(tmp_path, archive()), None)
    assert everything(folder) == ["README", "am", "am/final.mdl", "conf", "conf/model.conf"]
    assert sorted(path.name for path in (tmp_path / "models").iterdir()) == [f".{NAME}.lock", NAME]
