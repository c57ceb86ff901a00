"""`holdlang learn`: what it writes from calls that were made, what it leaves alone, what it refuses before it dials.

The calls are made in virtual time. Not responsible for what is learned (`tests/learn`) or for exploring by a real call
(`tests/run/test_learn.py`).
"""

import io
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from holdlang.calllog import Line
from holdlang.cli.learning.committing import message
from holdlang.cli.main import main
from holdlang.cli.sources import used_source
from holdlang.history import log_text
from holdlang.learn.changes import KeyMoved, OptionAdded
from holdlang.load import load
from holdlang.model import CallFlow
from holdlang.source import Source
from runtime.rehearse.virtual.acting import act, script_of
from tests.cli.test_calls import all_files, cut, full_disk, locked
from tests.history.logs import FLOW, TREE, rehearsed

pytestmark = pytest.mark.unit

EXAMPLES = Path(__file__).parents[2] / "examples"

Learn = Callable[..., tuple[int, str, str]]

TRUNK = """\
trunk:
  address: 127.0.0.1:9
  register: no
devices:
  desk:
    uri: sip:me@127.0.0.1:9
"""
"""A trunk that none of these tests comes to use."""

BANK = """\
flow bank
  dial  "+12065550143"
  needs pin secret "your PIN"

listen 30s -> on "PIN" press $pin#
hold 1h
transfer desk
"""

BANK_TREE = """\
use "bank.hold"

tree company

answer
pin: say "Please enter your PIN, followed by the pound key."
  on press 7351#      goto queue
  on silence 6s       goto pin
queue: say "Thank you, Mr. Rivera."
music 20s
human "Thank you for holding. This is Dana Smith. How can I help you?"

test "a call" of bank against company
  given pin = 7351
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of calls with a configuration that names it, and a folder `work` that we are in, in no repository."""
    (tmp_path / "holdlang.yaml").write_text(f"data_dir: {tmp_path}\n")
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("HOLDLANG_CONFIG", str(tmp_path / "holdlang.yaml"))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    return tmp_path


@pytest.fixture
def work(home: Path) -> Path:
    return home / "work"


@pytest.fixture
def learn(home: Path, capsys: pytest.CaptureFixture[str]) -> Learn:
    """Runs `holdlang learn` with these arguments: status, standard output, standard error."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        status = main(["learn", *map(str, arguments)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


def made(flow: str, tree: str, name: str = "bill.hold") -> Sequence[Line]:
    """The log of the call that the first test in `tree` makes."""
    files = {name: Source(name, flow), "tree.hold": Source("tree.hold", tree)}
    loaded = load(files["tree.hold"], files=files.get)
    assert loaded.ok, loaded.diagnostics
    return act(script_of(loaded.tests[0], loaded)).lines


def kept(home: Path, name: str, lines: Sequence[Line] | None = None, source: Path | None = None) -> Path:
    """The folder of a call that was made, by the flow in the file `source`; by default that of `rehearsed`."""
    first, *rest = rehearsed() if lines is None else lines
    folder = home / "calls" / f"2026-11-20T12-00-00Z_call_{name}"
    folder.mkdir(parents=True)
    started = first.data.model_copy(update={"source": None if source is None else str(source)})
    (folder / "call.jsonl").write_text(log_text([first.model_copy(update={"data": started}), *rest]))
    return folder


def changed(home: Path) -> Path:
    """The file of a flow whose company has moved a key, which its last call, `moved`, came upon."""
    for name in ("chase.hold", "chase_changed.tree.hold"):
        shutil.copy(EXAMPLES / name, home / "work" / name)
    flow = home / "work" / "chase.hold"
    loaded = load(Source.read(home / "work" / "chase_changed.tree.hold"), files=used_source)
    lines = act(script_of(loaded.tests[0], loaded)).lines
    assert "menu_changed" in {line.type for line in lines}
    kept(home, "moved", lines, flow)
    return flow


def comments(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("#")]


# --- a new file


def test_a_flow_a_tree_and_a_test_are_written(learn: Learn, home: Path, work: Path) -> None:
    kept(home, "abc123")
    status, out, error = learn("--from", "abc", "-o", "bill.hold")
    assert (status, error) == (0, "")
    assert out.startswith("bill.hold: the flow\nbill.tree.hold: the company as a tree, and a test\n")
    assert "1 passed" in out
    assert all_files(work) == {"bill.hold", "bill.tree.hold"}
    flow = (work / "bill.hold").read_text()
    assert re.match(r"# Learned on \d{4}-\d\d-\d\d from call_\w+\.\n\nflow call_12065550194\n", flow)
    for text in (
        '"+12065550194"',
        "# 0:00 “for billing, press 1.",
        "press heard or 2",
        "press $phone#",
        "transfer desk",
    ):
        assert text in flow
    assert 'use "bill.hold"' in (work / "bill.tree.hold").read_text()


def test_what_is_written_is_clean_laid_out_and_passes(
    learn: Learn, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept(home, "abc123")
    assert learn("--from", "last", "-o", "bill.hold")[0] == 0
    assert main(["check", "bill.hold", "bill.tree.hold"]) == 0
    assert main(["fmt", "--check", "bill.hold", "bill.tree.hold"]) == 0
    assert main(["test", "bill.tree.hold"]) == 0
    assert "1 passed" in capsys.readouterr().out


def test_the_same_call_again_changes_nothing(learn: Learn, home: Path, work: Path) -> None:
    kept(home, "abc123")
    learn("--from", "abc", "-o", "bill.hold")
    before = {name: (work / name).read_bytes() for name in all_files(work)}
    for how in ([], ["--diff"], ["--write"], ["--commit"]):
        assert learn("--from", "abc", "-o", "bill.hold", *how) == (0, "bill.hold: nothing has changed\n", "")
    assert {name: (work / name).read_bytes() for name in all_files(work)} == before


def test_a_new_flow_is_named_by_flow(learn: Learn, home: Path, work: Path) -> None:
    kept(home, "abc123")
    assert learn("--from", "abc", "-o", "bill.hold", "--flow", "my_bill")[0] == 0
    assert "\nflow my_bill\n" in (work / "bill.hold").read_text()
    assert " of my_bill against my_bill_line\n" in (work / "bill.tree.hold").read_text()
    status, _, error = learn("--from", "abc", "-o", "other.hold", "--flow", "my bill")
    assert (status, error.splitlines()[0]) == (2, "error: `--flow my bill` can be no flow's name")
    assert not (work / "other.hold").exists()


def test_a_company_that_was_only_rehearsed_has_no_number(
    learn: Learn, home: Path, work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, *rest = rehearsed()
    started = first.data.model_copy(update={"number": "rehearsal", "flow_id": "exploration", "intent": "pay a bill"})
    kept(home, "abc123", [first.model_copy(update={"data": started}), *rest])
    assert learn("--from", "abc")[0] == 0
    assert all_files(work) == {"pay_a_bill.hold", "pay_a_bill.tree.hold"}
    assert "dial" not in (work / "pay_a_bill.hold").read_text()
    assert main(["check", "pay_a_bill.hold", "pay_a_bill.tree.hold"]) == 0
    capsys.readouterr()
    assert learn("--from", "abc") == (0, "pay_a_bill.hold: nothing has changed\n", "")


@pytest.mark.parametrize(
    ("company", "intent", "name"),
    [
        ('The "A" Bank $x {y}', 'a $40 charge \\ "now" # no', "the_a_bank_x_y"),
        ("银行", "取消订阅", "银行_取消订阅"),
        ("9 Lives", "up/../and\naway", "call_9_lives_up_and_away"),
    ],
)
def test_whatever_the_call_was_for_is_source(learn: Learn, home: Path, company: str, intent: str, name: str) -> None:
    first, *rest = rehearsed()
    told = {"company": company, "intent": intent, "flow_id": "exploration"}
    kept(home, "abc123", [first.model_copy(update={"data": first.data.model_copy(update=told)}), *rest])
    assert learn("--from", "abc")[0] == 0
    assert all_files(home / "work") == {f"{name}.hold", f"{name}.tree.hold"}
    (flow,) = load(Source.read(Path(f"{name}.hold"))).flows
    assert (flow.id, flow.company, flow.description) == (name, company, intent)
    assert main(["check", "."]) == 0
    assert main(["fmt", "--check", "."]) == 0
    assert learn("--from", "abc")[1] == f"{name}.hold: nothing has changed\n"


def test_a_new_file_as_a_patch(learn: Learn, home: Path, work: Path) -> None:
    """`patch` makes of it the very files that are written without --diff."""
    kept(home, "abc123")
    status, out, error = learn("--from", "abc", "-o", "bill.hold", "--diff")
    assert (status, error) == (0, "")
    assert all_files(work) == set()
    learn("--from", "abc", "-o", "bill.hold")
    added = [line[1:] for line in out.splitlines() if line.startswith("+") and not line.startswith("+++")]
    written = (work / "bill.hold").read_text() + (work / "bill.tree.hold").read_text()
    assert added == written.splitlines()


def test_no_person_and_no_secret_is_in_what_is_written(learn: Learn, home: Path, work: Path) -> None:
    """Neither names nor numbers of the log, nor what was typed in, nor where this user's files lie."""
    kept(home, "abc123")
    kept(home, "pin456", made(BANK, BANK_TREE, "bank.hold"))
    told = "".join("".join(learn("--from", name, "-o", f"{name}.hold")[1:]) for name in ("abc123", "pin456"))
    assert all_files(work) == {f"{name}{end}" for name in ("abc123", "pin456") for end in (".hold", ".tree.hold")}
    text = "\n".join([told, *((work / name).read_text() for name in sorted(all_files(work)))]).casefold()
    for word in ("rivera", "dana", "smith", "0111", "0 1 1 1", "7351", str(home).casefold()):
        assert word not in text
    assert re.search(r"^  needs \w+ secret", (work / "pin456.hold").read_text(), re.MULTILINE)


def test_several_calls_each_teach_something(learn: Learn, home: Path, work: Path) -> None:
    """The flow comes from the first that reached a person, whatever the order, and the others change it."""
    kept(home, "first")
    moved = made(FLOW.replace("press 2", "press 4"), TREE.replace("press 2", "press 4"))
    kept(home, "second", moved)
    assert "press heard or 2" in learn("--from", "first", "-o", "bill.hold", "--diff")[1]
    status, out, error = learn("--from", "first", "--from", "second", "-o", "bill.hold")
    assert (status, error) == (0, ""), out
    assert "press heard or 4" in (work / "bill.hold").read_text()
    kept(home, "alone", without_person(rehearsed()))
    assert learn("--from", "alone", "--from", "first", "-o", "other.hold")[0] == 0
    assert "transfer desk" in (work / "other.hold").read_text()


def without_person(lines: Sequence[Line]) -> list[Line]:
    """The log as it stood before anybody came: the process was killed."""
    return list(lines[: next(place for place, line in enumerate(lines) if line.type == "human_detected")])


# --- a file that is there


def test_a_moved_key_is_proposed_for_the_flow_that_met_it(learn: Learn, home: Path) -> None:
    flow = changed(home)
    before = flow.read_text()
    status, out, error = learn("--from", "last")
    assert status == 0
    assert "chase_disputes: account services moved from 3 to 5\n" in out
    assert f"--- {flow}\n+++ {flow} (learned)\n" in out
    assert re.search(r'^-  on "account services" +press 3$', out, re.MULTILINE)
    assert re.search(r'^\+  on "account services" +press 5$', out, re.MULTILINE)
    assert "--write makes these changes" in error
    assert flow.read_text() == before


def test_diff_shows_the_same_without_advice(learn: Learn, home: Path) -> None:
    flow = changed(home)
    before = flow.read_text()
    shown = learn("--from", "last")[1]
    assert learn("--from", "last", "--diff") == (0, shown, "")
    assert flow.read_text() == before


def test_write_changes_what_changed_and_keeps_the_comments(learn: Learn, home: Path) -> None:
    flow = changed(home)
    flow.chmod(0o640)
    before = flow.read_text()
    status, out, error = learn("--from", "last", "--write")
    assert (status, error) == (0, "")
    assert "---" not in out
    after = flow.read_text()
    assert comments(after) == comments(before)
    assert "press 3" not in after
    assert flow.stat().st_mode & 0o777 == 0o640
    assert main(["check", str(flow)]) == 0
    assert main(["fmt", "--check", str(flow)]) == 0
    assert "nothing has changed" in learn("--from", "last", "--write")[1]


def test_it_is_the_same_file_by_another_path(learn: Learn, home: Path, work: Path) -> None:
    """Which of its flows made the call is known all the same."""
    flow = changed(home)
    with flow.open("a") as file:
        file.write('\nflow other "Another"\n\nhangup\n')
    (work / "sub").mkdir()
    (work / "link.hold").symlink_to(flow)
    for path in ("chase.hold", "sub/../chase.hold", "link.hold"):
        status, out, _ = learn("--from", "last", "-o", path)
        assert (status, out.splitlines()[0]) == (0, "chase_disputes: account services moved from 3 to 5")


def test_one_of_several_flows_is_chosen(learn: Learn, home: Path, work: Path) -> None:
    kept(home, "abc123")
    text = FLOW + "\n" + FLOW.replace("flow bill", "flow other")
    (work / "two.hold").write_text(text)
    status, _, error = learn("--from", "abc", "-o", "two.hold", "--write")
    assert (status, error) == (2, "error: two.hold holds 2 flows\nhelp: choose with --flow: bill, other\n")
    assert "did you mean `other`?" in learn("--from", "abc", "-o", "two.hold", "--flow", "othr")[2]
    assert (work / "two.hold").read_text() == text
    assert learn("--from", "abc", "-o", "two.hold", "--flow", "other", "--write")[0] == 0
    first, _, second = (work / "two.hold").read_text().partition("flow other")
    assert first == text.partition("flow other")[0]
    assert "meta options" in second


# --- what there is nothing to learn from


def test_a_call_without_a_person(learn: Learn, home: Path, work: Path) -> None:
    kept(home, "abc123", without_person(rehearsed()))
    status, out, error = learn("--from", "abc", "-o", "bill.hold")
    assert (status, out) == (1, "")
    assert "no person was reached" in error
    assert all_files(work) == set()


def test_a_running_call(learn: Learn, home: Path, work: Path) -> None:
    with locked(kept(home, "abc123")):
        status, _, error = learn("--from", "abc", "-o", "bill.hold")
    assert (status, error) == (2, "error: the call is still running\nhelp: learn from it when it is over\n")
    assert all_files(work) == set()


def test_a_log_that_was_cut_off(learn: Learn, home: Path, work: Path) -> None:
    """Behind the person nothing is missing, even in the middle of a line; without its begin it is no call."""
    log = kept(home, "abc123") / "call.jsonl"
    whole = log.read_bytes()
    log.write_bytes(whole[: whole.index(b'"type":"ring_device"') + 200])
    assert learn("--from", "abc", "-o", "bill.hold")[0] == 0
    cut(kept(home, "def456"), '"type":"call_started"', '"type":"sooner"')
    status, _, error = learn("--from", "def", "-o", "other.hold")
    assert status == 2
    assert "holds no whole call" in error
    (kept(home, "empty") / "call.jsonl").write_bytes(b"")
    assert learn("--from", "empty", "-o", "other.hold")[0] == 2
    assert all_files(work) == {"bill.hold", "bill.tree.hold"}


def test_a_call_that_is_not_there(learn: Learn, home: Path) -> None:
    assert "there are no calls yet" in learn("--from", "last", "-o", "bill.hold")[2]
    kept(home, "abc123")
    status, _, error = learn("--from", "call_abc132", "-o", "bill.hold")
    assert (status, error) == (2, "error: there is no call `call_abc132`\nhelp: did you mean `call_abc123`?\n")


def test_a_flow_that_lay_in_no_file_wants_one_named(learn: Learn, home: Path) -> None:
    kept(home, "abc123")
    status, _, error = learn("--from", "abc")
    assert status == 2
    assert "lay in no file" in error
    assert "-o" in error


def test_a_flow_that_has_moved_is_not_written_where_it_was(learn: Learn, home: Path) -> None:
    flow = changed(home)
    flow.rename(flow.with_name("moved.hold"))
    status, _, error = learn("--from", "last", "--write")
    assert (status, error) == (
        2,
        f"error: {flow} is not there any more\nhelp: say with -o which file to learn into\n",
    )
    assert not flow.exists()
    assert "moved from 3 to 5" in learn("--from", "last", "-o", "moved.hold")[1]


@pytest.mark.parametrize("text", ['flow bill "A bill"\n\ngoto nowhere\n', "flow a\n\nend\n\nflow b\n\nlisen 5s\n"])
def test_a_file_with_mistakes_is_left_alone(learn: Learn, home: Path, work: Path, text: str) -> None:
    kept(home, "abc123")
    (work / "bill.hold").write_text(text)
    status, _, error = learn("--from", "abc", "-o", "bill.hold", "--write")
    assert (status, error) == (2, "error: bill.hold has mistakes\nhelp: `holdlang check bill.hold` shows them\n")
    assert (work / "bill.hold").read_text() == text


def test_a_tree_that_is_there_is_not_written_over(learn: Learn, home: Path, work: Path) -> None:
    kept(home, "abc123")
    (work / "bill.tree.hold").write_text("# mine\n")
    status, _, error = learn("--from", "abc", "-o", "bill.hold")
    assert (status, error) == (2, "error: bill.tree.hold is there already\nhelp: choose another file with -o\n")
    assert all_files(work) == {"bill.tree.hold"}
    assert (work / "bill.tree.hold").read_text() == "# mine\n"


def test_a_place_that_cannot_be_written(learn: Learn, home: Path, work: Path) -> None:
    kept(home, "abc123")
    assert learn("--from", "abc", "-o", "no/such/bill.hold") == (
        2,
        "",
        "error: can't write no/such/bill.hold: No such file or directory\n",
    )
    assert "can't read .: Is a directory" in learn("--from", "abc", "-o", ".")[2]
    assert all_files(work) == set()


def test_a_full_disk_leaves_nothing_and_names_the_file(learn: Learn, home: Path, work: Path) -> None:
    kept(home, "abc123")
    learn("--from", "abc", "-o", "bill.hold")
    before = all_files(work)
    flow, tree = ((work / name).stat().st_size for name in ("bill.hold", "bill.tree.hold"))
    assert flow < tree
    for size, name in ((flow - 1, "full.hold"), (flow, "full.tree.hold")):
        with full_disk(size):
            assert learn("--from", "abc", "-o", "full.hold") == (2, "", f"error: can't write {name}: File too large\n")
        assert all_files(work) == before


def test_a_full_disk_leaves_the_flow_as_it_was(learn: Learn, home: Path) -> None:
    flow = changed(home)
    before = flow.read_text()
    with full_disk(len(before) // 2):
        assert "can't write" in learn("--from", "last", "--write")[2]
    assert flow.read_text() == before


# --- commits


@pytest.fixture
def git(work: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """A fresh repository in `work`, by an author who has no configuration; runs git there."""
    if shutil.which("git") is None:
        pytest.skip("needs git: install `git`")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Tester")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "tester@example.com")

    def run(*arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=work, check=True, capture_output=True, text=True).stdout

    run("init", "--quiet")
    return run


def committed(git: Callable[..., str]) -> set[str]:
    """The files of the last commit."""
    return set(git("show", "--format=", "--name-only", "HEAD").split())


def test_a_commit_says_what_changed_at_the_company(
    learn: Learn, home: Path, work: Path, git: Callable[..., str]
) -> None:
    """And holds that file alone, whatever else is staged."""
    changed(home)
    git("add", "chase.hold")
    git("commit", "--quiet", "--message", "begin")
    (work / "mine.txt").write_text("half done\n")
    git("add", "mine.txt")
    status, out, error = learn("--from", "last", "--commit")
    assert (status, error) == (0, "")
    subject = "Chase Bank: account services moved from 3 to 5 and 1 more"
    assert out.splitlines()[-1] == f"committed: {subject}"
    first, blank, *rest = git("log", "-1", "--format=%B").strip().splitlines()
    assert (first, blank, rest[0]) == (subject, "", "- account services moved from 3 to 5")
    assert len(rest) == 2
    assert committed(git) == {"chase.hold"}
    assert git("status", "--porcelain").splitlines() == ["A  mine.txt", "?? chase_changed.tree.hold"]


def test_a_commit_of_a_new_flow(learn: Learn, home: Path, work: Path, git: Callable[..., str]) -> None:
    kept(home, "abc123")
    (work / "mine.txt").write_text("half done\n")
    git("add", "mine.txt")
    assert learn("--from", "abc", "-o", "bill.hold", "--flow", "bill", "--commit")[0] == 0
    assert git("log", "-1", "--format=%B").strip() == "bill: learn bill"
    assert committed(git) == {"bill.hold", "bill.tree.hold"}


def test_the_subject_of_a_commit_fits_a_terminal() -> None:
    """And what it leaves out is told below it."""
    flow = CallFlow(id="bank", company="The First National Bank of Northgate and Surroundings")
    moved = KeyMoved(step="main", phrase="disputes of a card", before="3", after="5")
    added = OptionAdded(step="main", key="3", phrase="news")
    subject, blank, *rest = message(flow, [moved]).splitlines()
    assert (subject[-8:], len(subject), blank) == ("of a ca…", 72, "")
    assert rest == ["- disputes of a card moved from 3 to 5"]
    subject, blank, *rest = message(flow, [moved, added]).splitlines()
    assert (len(subject), blank) == (72, "")
    assert subject.endswith("… and 1 more")
    assert rest == ["- disputes of a card moved from 3 to 5", "- new option 3: news"]
    assert message(CallFlow(id="bank"), [moved]) == "bank: disputes of a card moved from 3 to 5"
    assert message(CallFlow(id="bank", company="A\nbank"), []) == "A bank: learn bank"


def test_a_hook_that_refuses(learn: Learn, home: Path, work: Path, git: Callable[..., str]) -> None:
    kept(home, "abc123")
    hook = work / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho no commits on Sundays >&2\nexit 1\n")
    hook.chmod(0o755)
    status, _, error = learn("--from", "abc", "-o", "bill.hold", "--commit")
    assert (status, error) == (
        2,
        "error: git: no commits on Sundays\nhelp: the files are written, and not committed\n",
    )
    assert (work / "bill.tree.hold").exists()
    assert git("log", "--all", "--format=%s") == ""


def test_no_repository(learn: Learn, home: Path, work: Path, git: Callable[..., str]) -> None:
    shutil.rmtree(work / ".git")
    flow = changed(home)
    status, _, error = learn("--from", "last", "--commit")
    assert status == 2
    assert "not a git repository" in error
    assert "the files are written" in error
    assert "press 5" in flow.read_text()


def test_no_git(learn: Learn, home: Path, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(home, "abc123")
    monkeypatch.setenv("PATH", str(work))
    status, _, error = learn("--from", "abc", "-o", "bill.hold", "--commit")
    assert (status, error) == (
        2,
        "error: there is no git to commit with\nhelp: the files are written; commit them by hand\n",
    )
    assert all_files(work) == {"bill.hold", "bill.tree.hold"}


# --- options


@pytest.mark.parametrize(
    "more",
    [
        "+12065550143",
        "--intent=x",
        "--company=x",
        "--needs=a=b",
        "--set=a=b",
        "--device=desk",
        "--rehearse=x",
        "--yes",
        "--json",
    ],
)
def test_what_is_for_a_call_has_no_meaning_without_one(learn: Learn, home: Path, more: str) -> None:
    kept(home, "abc123")
    status, _, error = learn("--from", "abc", "-o", "bill.hold", more)
    assert status == 2
    assert "--from learns from calls that were made, and calls nobody" in error


@pytest.mark.parametrize("other", ["--write", "--commit"])
def test_a_diff_writes_nothing(learn: Learn, home: Path, other: str) -> None:
    kept(home, "abc123")
    status, _, error = learn("--from", "abc", "-o", "bill.hold", "--diff", other)
    assert (status, error.splitlines()[0]) == (2, "error: --diff writes nothing")


NUMBER = "+12065550143"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "say whom to call, and what for"),
        ([NUMBER], "say whom to call, and what for"),
        ([NUMBER, "--intent", " "], "say whom to call, and what for"),
        (["--intent", "a bill"], "say whom to call, and what for"),
        ([NUMBER, "--intent", "a bill", "--device", "dsek"], "there is no device `dsek`"),
        ([NUMBER, "--intent", "a bill", "--needs", "pin"], "`--needs pin` should be a name and what it is"),
        ([NUMBER, "--intent", "a bill", "--needs", "1st=a PIN"], "`--needs 1st=a PIN` should be a name"),
        ([NUMBER, "--intent", "a bill", "--needs", "pin="], "`--needs pin=` should be a name and what it is"),
        ([NUMBER, "--intent", "a bill", "--needs", "pin=my PIN"], "needs what it was not told: pin (my PIN)"),
        ([NUMBER, "--intent", "a bill", "--set", "pin=7351"], "the flow takes no value `pin`"),
        ([NUMBER, "--intent", "a bill", "--hold", "soon"], "`--hold soon` is not a duration"),
        ([NUMBER, "--intent", "a bill", "--hold", "0s"], "`--hold 0s` is out of range"),
        (["911", "--intent", "a bill"], "911 is refused"),
        (["+1-900-555-1234", "--intent", "a bill"], "is refused"),
        (["sip:a b@example.com", "--intent", "a bill"], "sip:a b@example.com cannot be called"),
        ([NUMBER, "--intent", "a bill"], "there is nobody to ask whether to dial"),
        (["--rehearse", "nowhere.hold", "--intent", "a bill"], "cannot read the tree file nowhere.hold"),
    ],
)
def test_nothing_is_dialled(learn: Learn, home: Path, arguments: list[str], message: str) -> None:
    (home / "holdlang.yaml").write_text(f"{TRUNK}data_dir: {home}\n")
    status, out, error = learn(*arguments)
    assert (status, out) == (2, "")
    assert message in error
    assert "7351" not in error
    assert all_files(home) == {"holdlang.yaml"}


def test_there_is_no_trunk(learn: Learn) -> None:
    status, _, error = learn(NUMBER, "--intent", "a bill")
    assert (status, error.splitlines()[0]) == (2, "error: there is no trunk to call by")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("bill.hold", "goto nowhere\n", "bill.hold has mistakes"),
        ("bill.hold", FLOW + FLOW.replace("flow bill", "flow other"), "bill.hold holds 2 flows"),
        ("bill.tree.hold", "# mine\n", "bill.tree.hold is there already"),
    ],
)
def test_a_file_that_cannot_be_learned_into_is_known_before_the_call(
    learn: Learn, home: Path, name: str, text: str, message: str
) -> None:
    (home / "holdlang.yaml").write_text(f"{TRUNK}data_dir: {home}\n")
    (home / "work" / name).write_text(text)
    status, _, error = learn(NUMBER, "--intent", "a bill", "-o", "bill.hold", "--yes")
    assert status == 2
    assert message in error
    assert all_files(home) == {"holdlang.yaml", f"work/{name}"}


def test_a_folder_that_is_not_there_is_known_before_the_call(learn: Learn, home: Path) -> None:
    (home / "holdlang.yaml").write_text(f"{TRUNK}data_dir: {home}\n")
    status, _, error = learn(NUMBER, "--intent", "a bill", "-o", "no/bill.hold", "--yes")
    assert (status, error) == (2, "error: can't write no/bill.hold: there is no folder no\n")
    assert all_files(home) == {"holdlang.yaml"}


class Terminal(io.StringIO):
    """Standard input at which somebody sits."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("answer", ["n\n", "\n", "what?\nno\n"])
def test_who_does_not_agree_is_not_called(
    learn: Learn, home: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    (home / "holdlang.yaml").write_text(f"{TRUNK}data_dir: {home}\n")
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    status, _, error = learn(NUMBER, "--intent", "a bill")
    assert status == 2
    assert error.startswith(f"This calls {NUMBER}, to “a bill”. At each prompt likeness of words")
    assert "error: not dialled" in error
    assert all_files(home) == {"holdlang.yaml"}


def test_who_is_asked_learns_that_a_model_chooses(learn: Learn, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = "model:\n  base_url: http://127.0.0.1:9/v1\n  name: small\n"
    (home / "holdlang.yaml").write_text(f"{TRUNK}{model}data_dir: {home}\n")
    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    assert "At each prompt the model of holdlang.yaml chooses" in learn(NUMBER, "--intent", "a bill")[2]
