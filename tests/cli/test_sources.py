"""Which files are read as sources, and how much of them."""

import os
from pathlib import Path

import pytest

from holdlang.cli.main import main
from holdlang.cli.sources import read_source, used_source
from holdlang.cli.status import Status
from holdlang.errors import UsageError
from holdlang.source import LARGEST

pytestmark = pytest.mark.unit


def test_a_file_of_the_largest_size_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.hold"
    file.write_bytes(b"#" * LARGEST)
    assert len(read_source(file).text) == LARGEST
    assert used_source(str(file)) is not None


def test_a_larger_one_is_not(tmp_path: Path) -> None:
    file = tmp_path / "a.hold"
    file.write_bytes(b"#" * (LARGEST + 1))
    with pytest.raises(UsageError, match=r"can't read .*a\.hold: it has more than 4 MB"):
        read_source(file)
    assert used_source(str(file)) is None


@pytest.mark.parametrize("command", ["check", "fmt", "run", "graph"])
def test_what_has_no_end(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "/dev/zero"]) == Status.USAGE
    assert "can't read /dev/zero: it has more than 4 MB" in capsys.readouterr().err


def test_a_pipe_can_be_named_and_not_used(tmp_path: Path) -> None:
    ours, theirs = os.pipe()
    try:
        os.write(theirs, b"hold 2h\n")
        os.close(theirs)
        assert used_source(f"/dev/fd/{ours}") is None
        assert read_source(Path(f"/dev/fd/{ours}")).text == "hold 2h\n"
    finally:
        os.close(ours)


def test_a_device_cannot_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.hold"
    file.write_text('use "/dev/zero"\n\nflow a "A"\n\nwait 5s\n')
    assert main(["check", str(file)]) == Status.FAILED
    assert "/dev/zero" in capsys.readouterr().out
