"""Which tree takes a call, and what the user reads when a file can't be rehearsed."""

from pathlib import Path

import pytest

from holdlang.errors import UsageError
from runtime.rehearse.directory import PHONE, read_directory

pytestmark = pytest.mark.unit

TWO = """
tree shop "A shop"
say "Welcome."

tree sip_phone
human "Hello."
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "two.tree.hold"
    path.write_text(TWO)
    return path


def test_the_first_tree_takes_calls_to_any_number(file: Path) -> None:
    assert read_directory(str(file)).find("+18005551234").id == "shop"


def test_a_tree_is_called_by_its_name(file: Path) -> None:
    assert read_directory(str(file)).find("sip_phone").id == "sip_phone"


def test_a_chosen_tree_takes_every_call(file: Path) -> None:
    directory = read_directory(f"{file}#sip_phone")
    assert [directory.find(called).id for called in ("shop", "sip_phone", "")] == ["sip_phone"] * 3
    assert [tree.id for tree in directory.trees] == ["sip_phone"]


def test_a_phone_is_the_tree_named_like_the_device_or_ours(file: Path) -> None:
    directory = read_directory(f"{file}#shop", phone=True)
    assert directory.find("sip_phone").id == "sip_phone"
    assert directory.find("cell") is PHONE


def test_a_file_whose_name_has_the_mark_in_it(tmp_path: Path) -> None:
    path = tmp_path / "shop#2.hold"
    path.write_text(TWO)
    assert read_directory(str(path)).fallback.id == "shop"
    assert read_directory(f"{path}#sip_phone").fallback.id == "sip_phone"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('tree shop\nsay "Hello."\ngoto nowhere', "unknown label `nowhere`"),
        ("listen 5s", "holds no tree"),
        ("", "holds no tree"),
    ],
)
def test_a_file_that_cannot_be_rehearsed(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "bad.hold"
    path.write_text(text)
    with pytest.raises(UsageError) as caught:
        read_directory(str(path))
    assert words in caught.value.message
    assert str(path) in caught.value.message


def test_an_unknown_tree(file: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read_directory(f"{file}#bank")
    assert caught.value.help == "it holds shop, sip_phone"


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot read the tree file"):
        read_directory(str(tmp_path / "none.hold"))


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    (tmp_path / "bad.hold").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(UsageError, match="not UTF-8"):
        read_directory(str(tmp_path / "bad.hold"))
