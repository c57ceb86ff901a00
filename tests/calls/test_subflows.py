"""`run`: flows on the same call, with variables, labels and bounds of their own; `retry`."""

from pathlib import Path

import pytest

from holdlang.secret import Secret
from tests.calls.rig import Company, Result, run

pytestmark = pytest.mark.call


def notes(result: Result) -> list[str]:
    return [data.text for data in result.data("note")]


def steps(result: Result) -> list[str]:
    return [data.step_id for data in result.data("ivr_step")]


def test_a_subflow_has_variables_and_ids_of_its_own_and_comes_back(tmp_path: Path) -> None:
    flow = (
        'flow main\nset key = "1"\nrun enter(key: 2) -> note "main $key" -> end\n'
        'flow enter\nparam key\nparam text = "costs $$5"\n'
        'set key = "$key$key" -> press_it: press $key -> note "$text"'
    )
    company = Company()
    result = run(flow, company, tmp_path)
    assert company.pressed == "22"
    assert notes(result) == ["costs $5", "main 1"]
    assert steps(result) == ["set_key", "run_enter", "enter/set_key", "enter/press_it", "enter/note", "note", "end"]
    assert [data.step_id for data in result.data("ivr_dtmf_sent")] == ["enter/press_it"]


def test_a_note_may_hold_what_unicode_calls_a_line_break(tmp_path: Path) -> None:
    assert notes(run('note "a\u2028b\x85c"', Company(), tmp_path)) == ["a\u2028b\x85c"]


def test_end_comes_back_and_hangup_does_not(tmp_path: Path) -> None:
    flow = 'flow main\nrun a -> note "after" -> run b -> note "never"\nflow a\nend\nflow b\nhangup'
    result = run(flow, Company(), tmp_path)
    assert notes(result) == ["after"]
    assert result.outcome.reason == "the flow hung up at `b/hangup`"


def test_labels_are_local(tmp_path: Path) -> None:
    flow = (
        'flow main\ngoto there\nthere: run other -> note "end" -> end\n'
        'flow other\ngoto there -> note "no"\nthere: note "there"'
    )
    assert notes(run(flow, Company(), tmp_path)) == ["there", "end"]


def test_a_subflow_in_a_clause_goes_on_with_the_next_action(tmp_path: Path) -> None:
    company = Company()
    company.speaks(0.5, "please enter your number")
    flow = 'flow main\nlisten 15s -> on "enter" run keys, note "done" -> end\nflow keys\npress 42'
    result = run(flow, company, tmp_path)
    assert (company.pressed, notes(result)) == ("42", ["done"])


def test_what_a_subflow_needs_was_asked_for_before_the_call(tmp_path: Path) -> None:
    company = Company()
    flow = "flow main\nrun pin_entry -> end\nflow pin_entry\nneeds pin secret\npress $pin"
    result = run(flow, company, tmp_path, values={"pin": Secret("42517986")})
    assert company.pressed == "42517986"
    assert "42517986" not in (tmp_path / "call" / "call.jsonl").read_text()
    assert result.outcome.kind == "ended"


def test_a_secret_parameter_hides_what_was_no_secret(tmp_path: Path) -> None:
    company = Company()
    flow = 'flow main\nrun entry(pin: "7788") -> end\nflow entry\nparam pin secret\npress $pin'
    result = run(flow, company, tmp_path)
    assert company.pressed == "7788"
    assert [data.digits for data in result.data("ivr_dtmf_sent")] == ["<secret>"]


def test_a_failure_names_the_step_of_the_subflow(tmp_path: Path) -> None:
    result = run('flow main\nrun a -> end\nflow a\nlisten 2s -> on "disputes" press 3', Company(), tmp_path)
    assert result.outcome.reason == ('heard no words for 2 s while listening for "disputes" (step `a/listen_disputes`)')


def test_depth_is_bounded(tmp_path: Path) -> None:
    # hold: the checker refuses such a circle unless one of its ways leads out
    flow = "flow main\nlisten 1s -> on timeout run main -> end"
    result = run(flow, Company(), tmp_path)
    assert result.outcome.reason.startswith("flow `main` is run 8 flows deep (step `main/main/main/")


def test_a_loop_is_bounded_in_each_run_of_a_subflow(tmp_path: Path) -> None:
    flow = (
        "flow main\nrun a -> run a -> end\n"
        'flow a\nset n = "x"\nmenu: listen 1s -> on timeout retry 3, goto out -> goto menu\nout: note "out"'
    )
    result = run(flow, Company(), tmp_path)
    assert notes(result) == ["out", "out"]
    assert steps(result).count("a/menu") == 8


def test_retry_goes_round_so_many_times_and_then_on(tmp_path: Path) -> None:
    result = run('menu: listen 2s -> on timeout retry 3, note "enough", hangup', Company(), tmp_path)
    assert steps(result) == ["menu"] * 4
    assert notes(result) == ["enough"]


def test_retry_with_nothing_behind_it_fails(tmp_path: Path) -> None:
    result = run("menu: listen 2s -> on timeout retry 2", Company(), tmp_path)
    assert result.outcome.reason == "tried 2 more times (step `menu`)"
    assert steps(result) == ["menu"] * 3


def test_retry_may_exceed_the_rounds_of_a_step(tmp_path: Path) -> None:
    result = run("menu: listen 1s -> on timeout retry 25, hangup", Company(), tmp_path)
    assert steps(result) == ["menu"] * 26


def test_retries_begin_anew_when_the_flow_comes_back(tmp_path: Path) -> None:
    flow = "menu: listen 1s -> on timeout retry 1, goto other\nother: listen 1s -> on timeout goto menu"
    result = run(flow, Company(), tmp_path)
    assert steps(result)[:6] == ["menu", "menu", "other", "menu", "menu", "other"]
    assert "ran 10 times" in result.outcome.reason


@pytest.mark.parametrize(
    ("clauses", "said", "times"),
    [
        ('on "billing" or "sales" retry 1, end', ["billing", "sales", "billing"], 2),
        ('on "billing" retry 1, end -> on "sales" retry 1, end', ["billing", "sales", "billing"], 3),
        ('on "billing" or timeout retry 1, end', ["billing"], 2),
        ("on timeout retry 1, end -> else retry 1, end", ["billing", "billing"], 2),
        ('on "billing" retry 1, end -> else retry 1, end', ["billing", "sales"], 3),
    ],
)
def test_a_clause_has_its_retries_whichever_trigger_took_it(
    clauses: str, said: list[str], times: int, tmp_path: Path
) -> None:
    company = Company()
    for place, text in enumerate(said):
        company.speaks(1 + 5 * place, text, 1)
    result = run(f"menu: listen 10s -> {clauses}", company, tmp_path)
    assert steps(result) == ["menu"] * times


def test_so_it_is_on_hold(tmp_path: Path) -> None:
    company = Company()
    at = company.music(0, 20)
    for text in ("you are in a queue", "please stay on the line"):
        at = company.music(company.speaks(at, text, 4) + 0.4, 20)
    company.music(at, 3600)
    flow = 'hold 20m -> on "in a queue" or "on the line" retry 1, note "enough", hangup'
    result = run(flow, company, tmp_path)
    assert notes(result) == ["enough"]


def test_retry_on_hold_goes_on_with_the_same_wait(tmp_path: Path) -> None:
    company = Company()
    at = 0.0
    for _ in range(6):
        at = company.music(at, 20)
        at = company.speaks(at, "you are in a queue please stay on the line", 4) + 0.4
    company.music(at, 3600)
    result = run('hold 20m -> on "in a queue" retry 3, note "enough", again -> transfer sip_phone', company, tmp_path)
    assert notes(result) == ["enough"] * 3
    assert steps(result) == ["hold"]


@pytest.mark.parametrize(
    ("clause", "heard", "pressed"),
    [
        ('on "disputes" press heard', "for billing press two for disputes press five", "5"),
        ('on "disputes" press heard or 3', "for disputes press five", "5"),
        ('on "disputes" press heard or 3', "say disputes or billing", "3"),
        ('on "agent" or "representative" press heard', "to speak to a representative press zero", "0"),
        ("on /dispute\\w*/ press heard", "for disputes press five", "5"),
    ],
)
def test_press_heard(clause: str, heard: str, pressed: str, tmp_path: Path) -> None:
    company = Company()
    company.speaks(0.5, heard)
    result = run(f"listen 15s -> {clause} -> end", company, tmp_path)
    assert company.pressed == pressed, result.outcome


def test_press_heard_waits_for_the_prompt_to_name_the_key(tmp_path: Path) -> None:
    company = Company()
    at = company.speaks(0.5, "we can help with disputes", 2)
    company.speaks(at + 3, "for disputes press four", 3)
    run('listen 20s -> on "disputes" press heard -> end', company, tmp_path)
    assert company.pressed == "4"


def test_press_heard_fails_and_quotes_a_prompt_that_names_no_key(tmp_path: Path) -> None:
    company = Company()
    company.speaks(0.5, "we can help with disputes", 2)
    result = run('listen 10s -> on "disputes" press heard -> end', company, tmp_path)
    assert company.pressed == ""
    assert result.outcome.reason.startswith('heard “we can help with disputes”, which names no key for "disputes"')


def test_else_takes_a_prompt_that_names_no_key(tmp_path: Path) -> None:
    company = Company()
    company.speaks(0.5, "we can help with disputes", 2)
    run('listen 10s\n on "disputes" press heard\n else press 0 -> end', company, tmp_path)
    assert company.pressed == "0"


def test_recording_stops_and_goes_on(tmp_path: Path) -> None:
    company = Company()
    result = run("record off -> press 1 -> record on -> end", company, tmp_path)
    assert company.recorded == [False, True]
    assert [data.on for data in result.data("record")] == [False, True]
