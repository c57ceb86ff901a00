"""`holdlang check`, `fmt` and `explain`, as a user calls them."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from holdlang.cli import check, explain, fmt
from holdlang.cli.writing import write_back
from holdlang.errors import UsageError
from holdlang.source import Source

pytestmark = pytest.mark.unit

CLEAN, UNTIDY, WRONG = "wait 5s\n", "wait   5s", "lisen 5s\nwait 5s\n"


def call(module: object, *arguments: str | Path, text: str = "") -> tuple[int, Result]:
    """The status that the command returns, and what it printed."""
    runner = CliRunner()
    result = runner.invoke(module.command, [str(a) for a in arguments], input=text, standalone_mode=False)
    if result.exception:
        raise result.exception
    return int(result.return_value), result


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {"clean": CLEAN, "untidy": UNTIDY, "wrong": WRONG}.items():
        (tmp_path / f"{name}.hold").write_text(text)
    return tmp_path


def test_check_a_clean_file(folder: Path) -> None:
    status, result = call(check, folder / "clean.hold")
    assert (status, result.stdout) == (0, "")
    assert "no mistakes found" in result.stderr


def test_check_a_folder_reports_each_mistake(folder: Path) -> None:
    status, result = call(check, folder)
    assert status == 1
    assert result.stdout.startswith("error[HL001]: there is no step `lisen`")
    assert "3 files: 1 error, 0 warnings" in result.stderr


def test_check_standard_input() -> None:
    status, result = call(check, "-", "--format", "concise", text=WRONG)
    assert (status, result.stdout.partition(" error")[0]) == (1, "<stdin>:1:1:")


def test_check_for_programs() -> None:
    _, result = call(check, "-", "--format", "json", text=WRONG + WRONG)
    assert [json.loads(line)["start"]["line"] for line in result.stdout.splitlines()] == [1, 3]
    assert result.stderr == ""


def test_check_knows_the_devices_it_is_told() -> None:
    assert call(check, "-", text="hold 2h -> transfer cell")[0] == 0
    assert call(check, "-", "--device", "sip_phone", text="hold 2h -> transfer cell")[0] == 1


def test_files_that_cannot_be_read_are_usage_errors(tmp_path: Path) -> None:
    (tmp_path / "latin.hold").write_bytes(b'say "\xe9"')
    for path in (tmp_path / "missing.hold", tmp_path / "latin.hold"):
        with pytest.raises(UsageError):
            call(check, path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match=r"no \.hold file"):
        call(check, tmp_path / "empty")


def test_fmt_rewrites_only_what_differs(folder: Path) -> None:
    status, result = call(fmt, folder / "clean.hold", folder / "untidy.hold")
    assert status == 0
    assert (folder / "untidy.hold").read_text() == CLEAN
    assert "untidy" in result.stderr
    assert "clean" not in result.stderr


def test_fmt_check_and_diff_write_nothing(folder: Path) -> None:
    assert call(fmt, "--check", folder / "clean.hold")[0] == 0
    assert call(fmt, "--check", folder / "untidy.hold")[0] == 1
    status, result = call(fmt, "--diff", folder / "untidy.hold")
    assert status == 1
    assert "-wait   5s" in result.stdout
    assert "+wait 5s" in result.stdout
    assert (folder / "untidy.hold").read_text() == UNTIDY


def test_fmt_standard_input() -> None:
    assert call(fmt, "-", text=UNTIDY)[1].stdout == CLEAN


def test_fmt_leaves_alone_what_it_cannot_read(folder: Path) -> None:
    status, result = call(fmt, folder / "wrong.hold")
    assert status == 1
    assert "error[HL001]" in result.stderr
    assert (folder / "wrong.hold").read_text() == WRONG


def test_explain() -> None:
    assert "hold 2h\n    transfer sip_phnoe" in call(explain, "HL101")[1].stdout
    assert call(explain, "unknown-device")[1].stdout == call(explain, "hl101")[1].stdout
    assert "HL501" in call(explain)[1].stdout
    with pytest.raises(UsageError) as error:
        call(explain, "HL999")
    assert error.value.help is not None


@pytest.fixture
def mendable(tmp_path: Path) -> Path:
    file = tmp_path / "mendable.hold"
    file.write_bytes(b"wait 5min\r\ntransfer sip_phnoe\r\n")
    file.chmod(0o640)
    return file


def test_check_mends_a_file(mendable: Path) -> None:
    status, result = call(check, "--fix", "--device", "sip_phone", mendable)
    assert (status, result.stdout) == (0, "")
    assert mendable.read_bytes() == b"wait 5m\r\ntransfer sip_phone\r\n"
    assert "1 file: no mistakes found, 2 mistakes mended" in result.stderr
    assert mendable.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in mendable.parent.iterdir()] == ["mendable.hold"]


def test_check_mends_what_a_link_leads_to(mendable: Path) -> None:
    link = mendable.with_name("link.hold")
    link.symlink_to(mendable)
    call(check, "--fix", link)
    assert link.is_symlink()
    assert mendable.read_bytes().startswith(b"wait 5m\r\n")


def test_check_says_what_it_could_mend(mendable: Path) -> None:
    assert "1 error, 0 warnings; --fix mends 1" in call(check, mendable)[1].stderr


@pytest.mark.parametrize("text", ["wait 5 minutes\n", "wait 5min\npress 1, 2\n", 'say "a", hang out\n'])
def test_what_check_says_it_could_mend_is_what_it_mends(text: str) -> None:
    said = re.search(r"--fix mends (\d+)", call(check, "-", text=text)[1].stderr)
    done = re.search(r"(\d+) mistakes? mended", call(check, "--fix", "-", text=text)[1].stderr)
    assert (said and said[1]) == (done and done[1])
    assert (call(check, "--diff", "-", text=text)[1].stdout != "") == (done is not None)


def test_what_can_not_be_mended_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "a.hold"
    file.write_text("wait 5min\nwait\n")
    status, result = call(check, "--fix", "--format", "concise", file)
    assert status == 1
    assert ":2:5: error[HL003]" in result.stdout
    assert file.read_text() == "wait 5m\nwait\n"


def test_check_shows_a_patch_and_writes_nothing(mendable: Path) -> None:
    before = mendable.read_bytes()
    status, result = call(check, "--diff", mendable)
    assert status == 1
    assert "-wait 5min" in result.stdout
    assert "+wait 5m\n" in result.stdout
    assert mendable.read_bytes() == before
    assert call(check, "--diff", "-", text=CLEAN)[0] == 0


def test_check_prints_standard_input_mended() -> None:
    status, result = call(check, "--fix", "-", text="wait 5min\nlisen\n")
    assert (status, result.stdout) == (0, "wait 5m\nlisten\n")
    status, result = call(check, "--fix", "-", text="wait 5min\nwait\n")
    assert (status, result.stdout) == (1, "wait 5m\nwait\n")
    assert "error[HL003]" in result.stderr


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    """A folder stands in the way: the new file can be written beside it, but not take its name."""
    (tmp_path / "a.hold").mkdir()
    name = str(tmp_path / "a.hold")
    with pytest.raises(UsageError, match="can't write"):
        write_back(Source(name, "wait 5min"), Source(name, "wait 5m"))
    assert [path.name for path in tmp_path.iterdir()] == ["a.hold"]


def test_check_makes_one_document_of_all_files(folder: Path) -> None:
    _, result = call(check, "--format", "sarif", folder)
    (run,) = json.loads(result.stdout)["runs"]
    assert [one["ruleId"] for one in run["results"]] == ["HL001"]


def test_check_looks_into_used_files(tmp_path: Path) -> None:
    (tmp_path / "lib.hold").write_text('flow wait_there "Wait"\nhold 2h\n')
    (tmp_path / "main.hold").write_text('use "lib.hold"\n\nrun wait_there\ntransfer cell\n')
    assert call(check, tmp_path / "main.hold")[0] == 0
    (tmp_path / "lib.hold").unlink()
    assert "error[HL109]" in call(check, tmp_path / "main.hold")[1].stdout
