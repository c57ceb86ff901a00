"""The files that come with the language are found in a checkout and in an installed wheel."""

from pathlib import Path

import pytest

from holdlang import resources

pytestmark = pytest.mark.unit


def test_in_a_checkout() -> None:
    assert (resources.data("grammar") / "hold.lark").is_file()
    assert resources.data("examples").is_dir()


def test_in_a_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site-packages" / "holdlang"
    (package / "_data" / "grammar").mkdir(parents=True)
    (tmp_path / "site-packages" / "grammar").mkdir()  # somebody else's
    monkeypatch.setattr(resources, "_PACKAGE", package)
    assert resources.data("grammar") == package / "_data" / "grammar"
    with pytest.raises(FileNotFoundError, match="no folder of examples"):
        resources.data("examples")
