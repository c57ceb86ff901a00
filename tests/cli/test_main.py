"""The command itself: subcommands, the words for every way to fail, and the exit statuses."""

import errno
import importlib
import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from pathlib import Path

import click
import pytest

from holdlang import __version__
from holdlang.cli.group import SUBCOMMANDS, group
from holdlang.cli.main import main
from holdlang.cli.status import Status
from holdlang.config import ConfigError, Problem
from holdlang.errors import UsageError

pytestmark = pytest.mark.unit

Ending = Callable[[Callable[[], object]], int]


@pytest.fixture
def ending(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ending]:
    """Runs `holdlang run` with this in place of the subcommand."""
    monkeypatch.delenv("HOLDLANG_TRACEBACK", raising=False)

    def run(does: Callable[[], object]) -> int:
        command = click.Command("run", callback=does)
        monkeypatch.setattr(type(group), "get_command", lambda self, ctx, name: command)
        return main(["run"])

    return run


def fail(error: BaseException) -> Callable[[], object]:
    def does() -> object:
        raise error

    return does


def test_statuses_are_those_that_the_documents_promise() -> None:
    assert {status.name: int(status) for status in Status} == {
        "DONE": 0,
        "FAILED": 1,
        "USAGE": 2,
        "BUG": 3,
        "NOT_ANSWERED": 4,
        "NO_TRANSFER": 5,
        "INTERRUPTED": 130,
    }


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_every_subcommand_is_a_module_with_a_command(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = importlib.import_module(f"holdlang.cli.{name}").command
    assert isinstance(command, click.Command)
    assert command.help
    assert main([name, "--help"]) == Status.DONE
    assert f"holdlang {name}" in capsys.readouterr().out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == Status.DONE
    assert capsys.readouterr().out == f"holdlang {__version__}\n"


def test_help_names_every_subcommand(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == Status.DONE
    text = " ".join(capsys.readouterr().out.split())
    for name, line in SUBCOMMANDS.items():
        assert f"{name} {line}" in text


def test_it_runs_as_a_module_and_as_a_script() -> None:
    run = subprocess.run([sys.executable, "-m", "holdlang", "--version"], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (0, f"holdlang {__version__}\n")
    run = subprocess.run([sys.executable, "-m", "holdlang", "chek"], capture_output=True, text=True, check=False)
    assert run.returncode == Status.USAGE
    (script,) = entry_points(group="console_scripts", name="holdlang")
    assert script.load() is main


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["chek"], "error: there is no subcommand `chek`\nhelp: did you mean `check`?\n"),
        (["zzz"], f"error: there is no subcommand `zzz`\nhelp: the subcommands are {', '.join(SUBCOMMANDS)}\n"),
        (["--nope"], "error: no such option '--nope'\nhelp: `holdlang --help` shows what it takes\n"),
        (
            ["init", "--forse"],
            "error: no such option '--forse'. Did you mean '--force'?\n"
            "help: `holdlang init --help` shows what it takes\n",
        ),
    ],
)
def test_wrong_usage(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == Status.USAGE
    out, err = capsys.readouterr()
    assert (out, err) == ("", words)


@pytest.mark.parametrize("command", [["run", "-", "--rehearse", "x.tree.hold"], ["check", "-"]])
def test_standard_input_that_is_no_text(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff"), encoding="utf-8", errors="strict"))
    assert main(command) == Status.USAGE
    assert capsys.readouterr().err.startswith("error: standard input is not UTF-8 text\n")


def test_without_arguments_it_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == Status.USAGE
    assert "Subcommands:" in capsys.readouterr().err


@pytest.mark.parametrize("status", Status)
def test_the_status_of_a_subcommand_is_that_of_the_program(status: Status, ending: Ending) -> None:
    assert ending(lambda: status) == status
    assert ending(fail(click.exceptions.Exit(status))) == status
    assert ending(fail(SystemExit(int(status)))) == status


def test_a_subcommand_without_a_status_went_well(ending: Ending) -> None:
    assert ending(lambda: None) == Status.DONE
    assert ending(fail(SystemExit())) == Status.DONE


def test_errors_for_the_user(ending: Ending, capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(fail(UsageError("there is no trunk", "`holdlang init` writes one"))) == Status.USAGE
    assert capsys.readouterr().err == "error: there is no trunk\nhelp: `holdlang init` writes one\n"
    config = ConfigError([Problem("a.yaml", 2, "bind", "is missing"), Problem("a.yaml", 7, "x.y", "is wrong")])
    assert ending(fail(config)) == Status.USAGE
    assert capsys.readouterr().err == "error: a.yaml:2: bind: is missing\nerror: a.yaml:7: x.y: is wrong\n"


def test_a_bug_is_one_line_that_quotes_nothing(ending: Ending, capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(lambda: Status(4242)) == Status.BUG
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert err.startswith("error: this is a bug in holdlang, please report it: ValueError at ")
    assert "4242" not in err
    assert ending(lambda: 4242) == Status.BUG
    assert "ValueError at holdlang/cli/group.py:" in capsys.readouterr().err


def test_a_traceback_is_asked_for_and_has_no_messages(
    ending: Ending, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def does() -> None:
        digits = "42" * 2
        try:
            raise KeyError(digits)
        except KeyError as error:
            raise RuntimeError(f"wrong pin {digits}") from error

    monkeypatch.setenv("HOLDLANG_TRACEBACK", "1")
    command = click.Command("run", callback=does)
    monkeypatch.setattr(type(group), "get_command", lambda self, ctx, name: command)
    assert main(["run"]) == Status.BUG
    err = capsys.readouterr().err
    assert err.index("KeyError\n") < err.index("RuntimeError\n")
    assert "test_main.py" in err
    assert "4242" not in err


def test_ctrl_c(ending: Ending, capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(fail(KeyboardInterrupt())) == Status.INTERRUPTED
    assert ending(fail(BaseExceptionGroup("nursery", [KeyboardInterrupt(), ValueError()]))) == Status.INTERRUPTED
    assert capsys.readouterr().err.strip() == ""


def test_a_group_is_what_is_in_it(ending: Ending, capsys: pytest.CaptureFixture[str]) -> None:
    usage = UsageError("no model", "install one")
    assert ending(fail(ExceptionGroup("nursery", [ExceptionGroup("inner", [usage])]))) == Status.USAGE
    assert capsys.readouterr().err == "error: no model\nhelp: install one\n"
    assert ending(fail(ExceptionGroup("nursery", [ValueError("secret"), usage]))) == Status.BUG
    err = capsys.readouterr().err
    assert "ValueError at " in err
    assert "error: no model" in err
    assert "secret" not in err


FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["check", "wrong.hold"],
        ["fmt", "-"],
        ["fmt", "--diff", "good.hold"],
        ["graph", "good.hold"],
        ["graph", "good.hold", "--to", "svg"],
        ["export", "good.hold"],
        ["export", "long.hold"],
        ["import", "good.json"],
        ["explain"],
        ["explain", "HL106"],
        ["init", "anew.yaml"],
    ],
    ids=" ".join,
)
def test_a_full_disk_is_one_line_and_a_status(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "good.hold").write_text("hold   2h\n")
    (tmp_path / "long.hold").write_text('notify "a long word"\n' * 2000)  # more than fits into a buffer
    (tmp_path / "wrong.hold").write_text("goto nowhere\n")
    (tmp_path / "good.json").write_text('{"name": "a", "steps": []}')
    with FULL.open("wb") as full:
        run = subprocess.run(
            [sys.executable, "-m", "holdlang", *arguments],
            input=b"hold   2h\n",
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            check=False,
        )
    assert run.stderr.decode().splitlines()[:1] == ["error: can't write to standard output: No space left on device"]
    assert run.stderr.count(b"\n") == 1
    assert run.returncode == Status.FAILED


@pytest.mark.parametrize("arguments", [["--help"], ["explain"], ["export", "-"], ["graph", "-"]], ids=" ".join)
def test_a_closed_pipe_is_quiet(arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        run = subprocess.run(
            [sys.executable, "-m", "holdlang", *arguments],
            input=b"hold 2h\n",
            stdout=pipe,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert run.stderr == b""
    assert run.returncode in (Status.DONE, Status.FAILED)


def test_an_error_of_a_file_that_nobody_foresaw_stays_a_bug(ending: Ending, capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(fail(OSError(errno.ENOSPC, "No space left on device", "a.wav"))) == Status.BUG
    assert "this is a bug" in capsys.readouterr().err
