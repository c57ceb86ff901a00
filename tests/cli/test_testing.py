"""`holdlang test`: what it prints, what it writes, and how it ends."""

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from holdlang.cli.main import main
from holdlang.cli.status import Status
from holdlang.cli.trials.running import Choices, run_tests
from holdlang.cli.trials.ways import in_turn
from holdlang.trials.rehearsal import NoCall, Rehearsal
from holdlang.trials.trial import Result, Trial
from tests.conftest import Golden

pytestmark = pytest.mark.call

FILES = Path(__file__).parent / "trials"

SMALL = """\
flow outage
listen 9s
  on "power" press 2
  else hangup
hold 1h
transfer cell

tree company
answer
say "For power, press 2."
  on press 2 goto queue
queue: music 10m
human "Hello, how can I help you?"

tree cell
answer
wait 5s
hangup

test "it rings" of outage against company
  expect pressed 2
  expect transferred cell

test "it never rings" of outage against company
  expect ended
"""

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Runs `holdlang test` with these arguments: its exit status and all that it printed."""

    def test(*arguments: str) -> tuple[int, str]:
        capfd.readouterr()
        status = main(["test", *arguments])
        seen = capfd.readouterr()
        return status, seen.out + seen.err

    return test


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to be in, with a file of two tests, of which one fails."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.hold").write_text(SMALL, encoding="utf-8")
    return tmp_path


def without_real_times(text: str) -> str:
    return re.sub(r" in [\d.]+ m?s\b", " in … ms", text)


def without_times(text: str) -> str:
    """Nor those of the call: by how many tenths of a second a word is heard is a matter of other tests."""
    clock, length = r" *(?<![:\d])(?:\d+:)?\d\d:\d\d\b", r"\d+h\d+m\d+s|\(\d+\.\d h"
    text = re.sub(clock, lambda found: f"{'mm:ss':>{len(found[0])}}", without_real_times(text))
    return re.sub(length, lambda found: re.sub(r"\d", "0", found[0]), text)


def test_how_each_kind_of_failure_is_told(golden: Golden, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FILES)
    status, told = run("bank.hold", "--seed", "7")
    assert status == Status.FAILED
    golden(FILES / "bank.txt", without_times(told))


def test_nothing_is_wider_than_a_hundred_columns_but_excerpts(run: Run) -> None:
    _, told = run(str(FILES), "-v")
    scripts = [line for line in told.splitlines() if re.match(r" {0,3}[\d:]{5,7}  ", line)]
    assert len(scripts) > 50
    assert max(map(len, scripts)) <= 100


@pytest.mark.parametrize("arguments", [(), ("-v",), ("--json",)])
def test_secrets_are_nowhere(run: Run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    _, told = run(str(FILES), "--junit", str(tmp_path / "j.xml"), "--log", str(tmp_path), *arguments)
    written = [file.read_text(encoding="utf-8") for file in tmp_path.rglob("*") if file.is_file()]
    assert len(written) == 1 + 9
    assert "<secret>" in told
    assert sum("<secret>" in text for text in written) == 8  # JUnit has it as &lt;secret&gt;
    for text in [told, *written]:
        assert not re.search(r"(?<![\d.])(4251|1111)(?!\.?\d)", text)  # a second of a log is none: 1111.5


def test_all_passed(run: Run, small: Path) -> None:
    status, told = run("small.hold::it rings")
    assert status == Status.DONE
    assert without_real_times(told).splitlines()[:2] == [
        "small.hold",
        "  ✓ it rings  outage against company     10:10  in … ms",
    ]
    assert re.search(r"\n1 passed in .* \(10 min of calls\), seed \d+\n", told)
    assert "expected" not in told


def test_the_current_folder_is_the_default(run: Run, small: Path) -> None:
    status, told = run()
    assert status == Status.FAILED
    assert "1 passed, 1 failed in" in told
    assert "expected the flow to end the call, but the call was transferred: `cell` spoke with the" in told


def test_the_command_that_is_printed_runs_the_test_again(run: Run, small: Path) -> None:
    _, told = run()
    (again,) = re.findall(r"run it again: holdlang test (.*)", told)
    match = re.fullmatch(r"'(small.hold::it never rings)' --seed (\d+)", again)
    assert match is not None
    _, told_again = run(match[1], "--seed", match[2])
    assert "1 failed" not in told_again.splitlines()[0]
    assert f"0 passed, 1 failed in {told_again.rpartition(' in ')[2].partition(' (')[0]}" in told_again
    assert f"seed {match[2]}" in told_again


def test_two_runs_with_one_seed_leave_the_same_logs(run: Run, small: Path) -> None:
    for folder in ("one", "other"):
        run("--seed", "5", "--log", folder)
    one, other = (
        [re.sub(r'"timestamp":"[^"]*"', "", path.read_text()) for path in sorted((small / folder).rglob("*.jsonl"))]
        for folder in ("one", "other")
    )
    assert len(one) == 2
    assert one == other


def test_choosing(run: Run, small: Path) -> None:
    status, told = run("-k", "rings and not never")
    assert (status, told.count("✓"), told.count("✗")) == (Status.DONE, 1, 0)
    status, told = run("-k", "nothing of the kind")
    assert (status, told) == (Status.USAGE, "error: none of the 2 tests is one of `-k nothing of the kind`\n")
    status, told = run("-k", "(rings")
    assert status == Status.USAGE
    assert "a bracket is not closed" in told


def test_a_name_that_no_test_has(run: Run, small: Path) -> None:
    status, told = run("small.hold::it never ringed")
    assert status == Status.USAGE
    assert told == "error: small.hold holds no test 'it never ringed'\nhelp: did you mean `it never rings`?\n"


def test_a_test_is_run_once_however_often_it_is_named(run: Run, small: Path) -> None:
    _, told = run("small.hold", ".", "./small.hold::it rings")
    assert "1 passed, 1 failed" in told


def test_stopping_at_the_first_failure(run: Run, small: Path) -> None:
    (small / "z.hold").write_text(SMALL, encoding="utf-8")
    status, told = run("-x")
    assert status == Status.FAILED
    assert "1 passed, 1 failed, 2 not run in" in told


@pytest.mark.parametrize(("name", "text"), [("empty", ""), ("flow", "flow a\nhangup\n")])
def test_no_test_at_all(run: Run, tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / f"{name}.hold").write_text(text, encoding="utf-8")
    status, told = run(str(tmp_path))
    assert status == Status.USAGE
    assert told.startswith("error: there is no test in the file\nhelp: a test begins with")
    status, told = run(str(tmp_path / "gone.hold"))
    assert (status, "can't read" in told) == (Status.USAGE, True)


def test_a_file_with_mistakes_does_not_stop_the_others(run: Run, small: Path) -> None:
    broken = SMALL.replace("transfer cell", "goto nowhere")
    (small / "broken.hold").write_text(broken, encoding="utf-8")
    (small / "no_tests.hold").write_text("flow a\ngoto nowhere\n", encoding="utf-8")
    status, told = run("--junit", "out.xml")
    assert status == Status.USAGE
    assert "error[HL102]" in told
    assert "--> broken.hold:6:6" in told
    assert "no_tests.hold" not in told
    assert "1 passed, 1 failed, 1 file has mistakes in" in told
    assert '<testcase name="the file itself" classname="broken"' in (small / "out.xml").read_text()
    status, told = run("-x")
    assert "0 passed, 2 not run, 1 file has mistakes" in told


def test_json(run: Run, small: Path) -> None:
    status, told = run("--json", "--seed", "3", "--log", "logs")
    assert status == Status.FAILED
    passed, failed, summary = map(json.loads, told.splitlines())
    assert {key: passed[key] for key in ("type", "id", "file", "line", "name", "flow", "against", "verdict")} == {
        "type": "test",
        "id": "small.hold::it rings",
        "file": "small.hold",
        "line": 20,
        "name": "it rings",
        "flow": "outage",
        "against": "company",
        "verdict": "passed",
    }
    assert (passed["seed"], passed["unmet"], passed["error"]) == (3, [], "")
    assert passed["log"] == "logs/small/it-rings/call.jsonl"
    assert passed["call"]["outcome"] == "transferred"
    assert passed["call"]["pressed"] == ["2"]
    assert [one["did"] for one in passed["call"]["decisions"]] == [
        "press 2",
        "notice a person",
        "ring cell, join cell",
        "transferred",
    ]
    (unmet,) = failed["unmet"]
    assert (unmet["file"], unmet["line"], unmet["column"]) == ("small.hold", 25, 3)
    assert unmet["why"].startswith("expected the flow to end the call")
    assert (unmet["parted"]["line"], unmet["parted"]["column"]) == (6, 1)
    assert summary["type"] == "summary"
    figures = {key: summary[key] for key in ("passed", "failed", "errors", "mistakes", "not_run", "seed")}
    assert figures == {"passed": 1, "failed": 1, "errors": 0, "mistakes": 0, "not_run": 0, "seed": 3}
    assert summary["seconds"] > 1200


def test_json_of_a_file_with_mistakes(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.hold").write_text(SMALL.replace("transfer cell", "goto nowhere"), encoding="utf-8")
    status, told = run("--json", str(tmp_path))
    assert status == Status.USAGE
    first, *_, summary = map(json.loads, told.splitlines())
    assert (first["type"], first["code"], first["start"]["line"]) == ("mistake", "HL102", 6)
    assert (summary["passed"], summary["mistakes"]) == (0, 1)


def test_a_log_is_one_that_graph_reads(run: Run, small: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run("--log", "logs", "-k", "it rings")
    assert main(["graph", "small.hold", "--call", "logs/small/it-rings/call.jsonl"]) == Status.DONE
    assert "you are talking" in capfd.readouterr().out


def test_one_that_expects_nothing_says_so(run: Run, small: Path) -> None:
    (small / "small.hold").write_text(SMALL.removesuffix("  expect ended\n"), encoding="utf-8")
    status, told = run()
    assert status == Status.DONE
    assert re.search(r"✓ it never rings .* in \d+ ms  it expects nothing\n", told)
    assert told.count("expects nothing") == 1


KEPT = """
test "that day" of outage against "logs/small/it-rings/call.jsonl"
  expect pressed 2
"""


def test_a_call_that_was_kept(run: Run, small: Path) -> None:
    run("--log", "logs", "-k", "it rings")
    file = small / "small.hold"
    file.write_text(SMALL + KEPT, encoding="utf-8")
    status, told = run("-k", "that day")
    assert (status, told.count("✓ that day")) == (Status.DONE, 1)
    file.write_text((SMALL + KEPT).replace('on "power" press 2', 'on "power" press 3'), encoding="utf-8")
    status, told = run("-k", "that day")
    assert status == Status.FAILED
    assert "expected to press 2, but it pressed nothing" in told
    assert re.search(
        r"goes another way than on that day:\n"
        r"  that day  00:0\d  listen 9s\n            press 2\n            on \"power\": heard “.*”\n"
        r"     today  00:0\d  listen 9s\n            failed\n            the menu has changed: heard “.*”, where",
        told,
    )


def test_a_kept_call_that_can_not_be_replayed(run: Run, small: Path) -> None:
    (small / "small.hold").write_text(SMALL + KEPT.replace("logs/small/it-rings/call.jsonl", "a.jsonl"))
    (small / "a.jsonl").write_text("{}", encoding="utf-8")
    status, told = run("-k", "that day or it rings")
    assert status == Status.FAILED
    assert "error: a.jsonl" in told
    assert "1 passed, 1 could not be run" in told


def test_a_script_of_a_call_that_went_well(run: Run, small: Path) -> None:
    _, told = run("-v", "-k", "it rings")
    assert re.search(r"00:0\d    we: press 2 +│ ✓ pressed 2\n", told)
    assert re.search(r"10:10  transferred: .*\n? *│ ✓ transferred cell", told)


def test_one_that_crashes_stops_none_of_the_others(small: Path, capfd: pytest.CaptureFixture[str]) -> None:
    def make(trial: Trial, seed: int) -> Rehearsal:
        if trial.name == "it rings":
            raise ZeroDivisionError("the pin is 4251")
        raise NoCall("the call goes round for ever")

    assert run_tests(["small.hold"], Choices(seed=1), in_turn(make)) == Status.FAILED
    told = capfd.readouterr().out
    assert "error: this is a bug in holdlang, please report it: ZeroDivisionError at" in told
    assert "4251" not in told
    assert "error: the call goes round for ever\n  --> small.hold:24:6" in told
    assert "0 passed, 2 could not be run" in told


def test_faults_that_are_not_felt_are_told(run: Run, small: Path) -> None:
    text = SMALL.replace("against company\n", "against company\n  with loss 5%\n  with deaf 1%\n  with noise -40dB\n")
    (small / "small.hold").write_text(text, encoding="utf-8")
    _, told = run()
    assert told.count("(loss, noise: felt with --sip only)\n") == 2
    assert "── it never rings ── outage against company with deaf 1% ──" in told


def test_a_call_that_is_refused_and_a_long_reason(run: Run, small: Path) -> None:
    text = SMALL.replace("answer\nsay", "reject 603\nsay").replace("pressed 2", "pressed " + ", ".join("123456789" * 9))
    (small / "small.hold").write_text(text, encoding="utf-8")
    _, told = run("-k", "it rings")
    assert "they do not take the call (603)" in told
    first, second = re.findall(r"^failed: expected to press (.*)\n {8}(\d.*)$", told, re.MULTILINE)[0]
    assert max(map(len, (first, second))) <= 100


def test_what_can_not_be_run_in_a_way_is_skipped(small: Path, capfd: pytest.CaptureFixture[str]) -> None:
    def way(trials: Sequence[Trial], seed: int) -> Iterator[Result]:
        for trial in trials:
            yield Result(trial, seed, 0.0, skipped="nobody can be called")

    assert run_tests(["small.hold"], Choices(first=True), way) == Status.DONE
    told = capfd.readouterr().out
    assert "  – it rings        outage against company   no call  in 0 ms  nobody can be called\n" in told
    assert "0 passed, 2 skipped in" in told


def test_stopping_it_tells_what_there_is(small: Path, capfd: pytest.CaptureFixture[str]) -> None:
    def make(trial: Trial, seed: int) -> Rehearsal:
        if trial.name == "it rings":
            raise NoCall("no")
        raise KeyboardInterrupt

    assert run_tests(["small.hold"], Choices(seed=1), in_turn(make)) == Status.INTERRUPTED
    assert "stopped by Ctrl-C: 0 passed, 1 could not be run, 1 not run" in capfd.readouterr().out


@pytest.mark.parametrize(("file", "why"), [("gone/x.xml", "there is no folder gone"), ("-", "--junit FILE")])
def test_a_place_that_can_not_be_written_is_told_before_anything_is_run(
    run: Run, small: Path, file: str, why: str
) -> None:
    status, told = run("--junit", file)
    assert status == Status.USAGE
    assert why in told
    assert "it rings" not in told
    assert not (small / "gone").exists()


def test_a_log_that_can_not_be_written_stops_no_tests(run: Run, small: Path) -> None:
    (small / "small").write_text("a file, where there should be a folder", encoding="utf-8")
    status, told = run("--log", ".")
    assert status == Status.USAGE
    assert told.count("error: can't write small/it-") == 2
    assert "1 passed, 1 failed" in told


def test_a_test_with_a_long_name_has_a_log(run: Run, small: Path) -> None:
    (small / "small.hold").write_text(SMALL.replace("it rings", "ö" * 300), encoding="utf-8")
    status, _ = run("--log", "logs")
    assert status == Status.FAILED
    assert len(list((small / "logs" / "small").iterdir())) == 2


def test_a_file_that_can_not_be_read_stops_no_others(run: Run, small: Path) -> None:
    (small / "noise.hold").write_bytes(bytes(range(128, 256)))
    status, told = run("-k", "it rings")
    assert status == Status.USAGE
    assert "error: noise.hold is not UTF-8 text" in told
    assert "1 passed, 1 file has mistakes in" in told
    assert run("noise.hold")[0] == Status.USAGE
    status, told = run("--explore", "company")
    assert status == Status.USAGE
    assert "an ordinary day" in told


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (["--depth", "1"], "--depth"),
        (["--most", "9"], "--most"),
        (["--jobs", "2"], "--jobs"),
        (["--explore", "company", "-v", "--fast"], "--verbose and --fast"),
        (["--explore", "company", "--config", "x.yaml"], "--config"),
    ],
)
def test_options_that_would_do_nothing_are_refused(run: Run, small: Path, options: list[str], names: str) -> None:
    status, told = run(*options)
    assert status == Status.USAGE
    assert re.search(rf"(not with|leave out) {names}\n", told)


def test_colours_are_for_a_terminal(small: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "holdlang", "test", "-k", "it rings"]
    with subprocess.Popen(command, stdout=theirs, env={**os.environ, "TERM": "xterm", "NO_COLOR": ""}) as process:
        os.close(theirs)
        seen = b""
        while True:
            try:
                seen += os.read(ours, 4096)
            except OSError:  # Linux: the other end is closed
                break
    os.close(ours)
    assert process.returncode == 0
    assert "\x1b[32m  ✓ \x1b[0m" in seen.decode()
