"""Courses of calls in virtual time: what is found, what is not, and that it is the same each time."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from holdlang.cli.main import main
from holdlang.errors import UsageError
from holdlang.load import load
from holdlang.source import Source
from holdlang.trials.rehearsal import Rehearsal
from runtime.rehearse.explore import Course, Exploration
from runtime.rehearse.virtual.acting import Script, act, script_of

pytestmark = pytest.mark.call

FLOW = """\
flow shop
  dial "+12125550100"
menu: listen 20s
  on "help" press 2
  else fail "not the menu I know"
queue: hold 10m
  on timeout fail "nobody came"
  on hangup  fail "they hung up"
transfer cell confirm 1
  on nobody hangup

"""
TREE = """\
tree company
answer
menu: say "For sales, press 1. For help, press 2."
  on press 1 goto sales
  on press 2 goto queue
  else hangup
queue: music 2m
human "Hello, this is Sam in support, how can I help you?"
wait 20s
sales: say "You have reached sales. Goodbye."

test "through" of shop against company
  expect transferred cell
"""


def courses(text: str, depth: int = 1, most: int = 1000) -> list[Course]:
    loaded = load(Source("shop.hold", text))
    assert loaded.ok, loaded.diagnostics
    return list(Exploration(script_of(loaded.tests[0], loaded), depth=depth, most=most).courses())


def found(text: str) -> dict[str, set[str]]:
    """The faults of each course that has any."""
    return {one.what: {finding.fault for finding in one.findings} for one in courses(text) if one.findings}


def test_a_flow_that_says_what_it_does_has_only_what_no_flow_can_help() -> None:
    assert found(FLOW + TREE) == {}


def test_every_course_is_another() -> None:
    all_ = courses(FLOW + TREE)
    assert all_[0].what == "an ordinary day"
    assert all_[0].decisions[-1].outcome == "transferred"
    assert len({(one.decisions, one.findings) for one in all_}) == len(all_)
    outcomes = {one.what: one.decisions[-1].outcome for one in all_}
    assert outcomes["the line is busy"] == "not_answered"
    assert outcomes["company/queue: the wait never ends"] == "failed"
    assert outcomes["cell is busy"] == "ended"


def test_the_same_each_time() -> None:
    one, other = (
        [(course.what, course.decisions, course.findings) for course in courses(FLOW + TREE, depth=2, most=60)]
        for _ in range(2)
    )
    assert one == other


def test_a_wait_without_end_that_the_flow_says_nothing_of() -> None:
    text = FLOW.replace('  on timeout fail "nobody came"\n', "")
    assert found(text + TREE)["company/queue: the wait never ends"] == {"unforeseen"}


def test_a_voicemail_that_nobody_keeps_out() -> None:
    assert found(FLOW.replace(" confirm 1", "") + TREE) == {"the voicemail of cell answers": {"machine"}}


def test_a_person_for_whom_nobody_is_rung() -> None:
    text = FLOW.replace("queue: hold 10m", "queue: wait 3m\nhold 1m")
    assert "missed" in found(text + TREE)["an ordinary day"]


def test_a_phone_that_rings_for_nobody() -> None:
    text = FLOW.replace("queue: hold 10m", "goto ring\nqueue: hold 10m").replace("transfer", "ring: transfer")
    assert found(text + TREE)["an ordinary day"] == {"rung for nothing"}


def test_a_loop_without_end() -> None:
    text = FLOW.replace('  else fail "not the menu I know"', "  else again")
    assert {"endless"} in found(text + TREE).values()


def test_a_key_pressed_blindly() -> None:
    text = FLOW.replace("menu: listen 20s", "wait 4s\npress 2\nmenu: listen 20s")
    assert "blind" in found(text + TREE)["company/menu: the menu has other numbers"]


def test_an_extension_has_no_other_number() -> None:
    text = FLOW.replace("menu: listen 20s", "wait 4s\npress 417\nmenu: listen 20s") + TREE
    text = text.replace("  on press 2 goto queue\n", "  on press 2 or press 417 goto queue\n")
    assert "blind" not in found(text).get("company/menu: the menu has other numbers", set())


def test_a_fault_of_ours_is_told_and_the_others_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError("what was heard")

    monkeypatch.setattr("runtime.steps.hold.hold", fails)
    monkeypatch.setattr("runtime.interpreter.hold", fails)
    crashed = [one for one in courses(FLOW + TREE) if any(finding.fault == "crash" for finding in one.findings)]
    assert crashed
    assert not any("heard" in finding.why for one in crashed for finding in one.findings)
    assert any(not one.findings for one in courses(FLOW + TREE))


def test_a_sound_file_that_is_not_there_is_no_fault_of_ours() -> None:
    with pytest.raises(UsageError, match="cannot read the sound file"):
        courses(FLOW + TREE.replace("answer\n", 'answer\nplay "nowhere.wav"\n', 1))


def test_what_came_too_late_to_matter_is_no_course_of_its_own() -> None:
    """The flow fails in the menu: that they would have hung up on hold makes that no better."""
    text = FLOW.replace('  on "help" press 2\n  else fail "not the menu I know"', '  on "billing" press 2')
    all_ = courses(text + TREE)
    assert {finding.fault for finding in all_[0].findings} == {"unforeseen"}
    assert [one.what for one in all_ if "queue" in one.what] == []


def test_two_at_once_find_more_than_one() -> None:
    text = FLOW.replace("transfer cell confirm 1", "transfer cell then desk confirm 1")
    single, double = ({one.what: one.decisions for one in courses(text + TREE, depth)} for depth in (1, 2))
    both = double["company/4 (human): the person hangs up on you + cell is busy"]
    assert both not in single.values()
    assert single.items() < double.items()


def test_there_are_no_more_calls_than_are_wanted() -> None:
    loaded = load(Source("shop.hold", FLOW + TREE))
    exploration = Exploration(script_of(loaded.tests[0], loaded), depth=2, most=10)
    list(exploration.courses())
    assert (exploration.calls, exploration.cut) == (10, True)


# --- the command


Command = Callable[..., tuple[int, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Command:
    """Runs the command: its exit status, and all that it prints."""

    def invoke(*arguments: str) -> tuple[int, str]:
        status = main(["test", *arguments])
        printed = capfd.readouterr()
        return status, printed.out + printed.err

    return invoke


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that we are in, with one file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.hold").write_text(FLOW + TREE)
    return tmp_path


def test_the_command_tells_the_courses_and_what_no_test_reaches(shop: Path, run: Command) -> None:
    status, text = run("--explore", "company")
    assert status == 0
    assert "✓ an ordinary day  press 2 → notice a person → ring cell, join cell → transferred" in text
    assert "shop.hold:5  menu: else" in text.split("reached by no test, but could be")[1]


def test_what_is_bad_comes_first_and_is_the_exit_status(shop: Path, run: Command) -> None:
    (shop / "shop.hold").write_text(FLOW.replace(" confirm 1", "") + TREE)
    status, text = run("--explore", "company")
    assert status == 1
    assert text.index("machine: the person was joined") < text.index("an ordinary day")


def test_stopping_it_tells_the_courses_so_far(shop: Path, run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def acted(script: Script) -> Rehearsal:
        made.append(script)
        if len(made) > 5:
            raise KeyboardInterrupt
        return act(script)

    monkeypatch.setattr("runtime.rehearse.explore.act", acted)
    status, text = run("--explore", "company", "--seed", "4")
    assert status == 130
    assert re.search(r"stopped after \d calls: \d courses so far", text)
    assert "✓ an ordinary day" in text
    assert "seed 4" in text


def test_for_programs(shop: Path, run: Command) -> None:
    status, text = run("--explore", "company", "--json")
    lines = [json.loads(line) for line in text.splitlines()]
    assert status == 0
    assert lines[0]["type"] == "course"
    assert lines[0]["different"] == []
    assert lines[0]["outcome"] == "transferred"
    (explored,) = [line for line in lines if line["type"] == "explored"]
    (part,) = [part for part in explored["parts"] if part["what"] == "menu: else"]
    assert (part["line"], part["tests"]) == (5, 0)
    assert part["courses"] > 0


def test_a_flow_without_a_test(shop: Path, run: Command) -> None:
    (shop / "shop.hold").write_text(FLOW)
    (shop / "company.hold").write_text(TREE.partition("\ntest")[0] + "\n")
    assert run("--explore", "company")[0] == 2
    assert run("--explore", "company", "--flow", "shop")[0] == 0
    assert run("--explore", "company", "--flow", "shopp")[0] == 2


def test_a_tree_that_is_not_there(shop: Path, run: Command) -> None:
    status, text = run("--explore", "compny")
    assert status == 2
    assert "did you mean `company`?" in text


@pytest.mark.parametrize("options", [("--explore", "company", "--sip"), ("--flow", "shop")])
def test_options_that_do_not_go_together(shop: Path, run: Command, options: tuple[str, ...]) -> None:
    status, text = run(*options)
    assert status == 2
    assert "--explore" in text


def test_coverage_in_all_its_forms(shop: Path, run: Command) -> None:
    status, text = run("--coverage", "--coverage-source", "--coverage-graph", "cover.svg")
    assert status == 0
    assert "✗ │   else fail" in text
    assert '1 │   on "help" press 2' in text
    assert "menu: else" in text.split("ways on")[1]
    assert "1 call followed" in (shop / "cover.svg").read_text()


def test_a_secret_is_not_in_the_margin(shop: Path, run: Command) -> None:
    flow = FLOW.replace("menu: listen", "  needs pin secret\nmenu: listen").replace("press 2", "press 2, press $pin")
    (shop / "shop.hold").write_text(
        flow + TREE.replace("shop against company\n", "shop against company\n  given pin = 98765\n")
    )
    text = run("--coverage-source")[1]
    assert "98765" not in text


def test_coverage_for_programs(shop: Path, run: Command) -> None:
    lines = [json.loads(line) for line in run("--coverage", "--json")[1].splitlines()]
    (told,) = [line for line in lines if line["type"] == "coverage"]
    assert told["steps"]["reached"] == told["steps"]["of"] == 3


def test_a_picture_that_its_name_does_not_say_how_to_draw(shop: Path, run: Command) -> None:
    assert run("--coverage-graph", "cover.gif")[0] == 2
