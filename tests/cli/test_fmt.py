"""How `holdlang fmt` writes. Its layout is tested with the language."""

from pathlib import Path

import pytest

from holdlang.cli.main import main
from holdlang.cli.status import Status

pytestmark = pytest.mark.unit


def test_a_file_is_replaced_at_one_stroke(tmp_path: Path) -> None:
    file, link, other = tmp_path / "a.hold", tmp_path / "link.hold", tmp_path / "other.hold"
    file.write_text("hold   2h\n")
    file.chmod(0o640)
    link.symlink_to(file)
    other.hardlink_to(file)
    assert main(["fmt", str(link)]) == Status.DONE
    assert file.read_text() == "hold 2h\n"
    assert other.read_text() == "hold   2h\n"  # nobody who has the old file open sees half of the new one
    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.hold", "link.hold", "other.hold"]
