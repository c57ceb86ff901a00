"""What calls reached of a flow, from logs written by hand and from rehearsals."""

from datetime import UTC, datetime

import pytest

from holdlang.calllog import CallEnded, CallStarted, Data, Decided, IvrStep, Line, TransferComplete, line
from holdlang.graph.svg import svg
from holdlang.graph.terminal import terminal
from holdlang.load import load
from holdlang.source import Source
from holdlang.trials.coverage import Coverage, Reach, missing
from holdlang.trials.margin import margins
from holdlang.trials.runs import runs

pytestmark = pytest.mark.unit

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
FLOW = """\
flow bank
menu: listen 15s
  on "disputes" or "cards" press 3
  on "sorry"               retry 2, goto closed
  on "closed"              goto closed
  else fail "no menu"
run queue
transfer sip_phone
  on nobody hangup
closed: notify "closed"

flow queue
hold 2h
  on music note "music", again
"""


def log(*data: Data) -> list[Line]:
    started = CallStarted(number="1", flow_id="bank")
    return [line(one, call_id="call", timestamp=NOON, at=at) for at, one in enumerate((started, *data))]


def step(step_id: str) -> IvrStep:
    return IvrStep(step_id=step_id, step_type="", description="")


def decided(step_id: str, clause: str) -> Decided:
    return Decided(step_id=step_id, heard="", clause=clause, score=1, actions=[])


def ended(outcome: str) -> CallEnded:
    return CallEnded(number="1", duration=0, reason="", outcome=outcome)


THROUGH = log(
    step("menu"),
    decided("menu", 'on "cards"'),
    step("run_queue"),
    step("queue/hold"),
    decided("queue/hold", "on music"),
    decided("queue/hold", "on music"),
    step("transfer_sip_phone"),
    TransferComplete(device="sip_phone", bridge_id=""),
    ended("transferred"),
)
SORRY = log(
    *(data for _ in range(3) for data in (step("menu"), decided("menu", 'on "sorry"'))),
    step("closed"),
    ended("ended"),
)


def reaches(*logs: list[Line]) -> tuple[Reach, ...]:
    loaded = load(Source("bank.hold", FLOW))
    coverage = Coverage()
    coverage.expect(loaded, "bank")
    for one in logs:
        coverage.add(loaded, "bank", one)
    return coverage.reaches


def counts(reach: Reach) -> dict[str, int]:
    return {part.name: part.times for part in (*reach.steps, *reach.ways)}


def test_a_flow_and_what_it_runs_are_told_apart() -> None:
    told = {
        run.flow: [one.data.step_id for one in run.lines if isinstance(one.data, IvrStep | Decided)]
        for run in runs(THROUGH)
    }
    assert told == {"queue": ["hold"] * 3, "bank": ["menu", "menu", "run_queue", "transfer_sip_phone"]}


def test_nothing_is_reached_without_a_call() -> None:
    bank, queue = reaches()
    assert not any(counts(bank).values())
    assert not any(counts(queue).values())
    assert bank.picture.calls == 0


def test_steps_clauses_and_ways_without_a_clause_are_counted() -> None:
    bank, queue = reaches(THROUGH, THROUGH)
    assert counts(bank) == {
        "menu": 2,
        "run_queue": 2,
        "transfer_sip_phone": 2,
        "closed": 0,
        'menu: on "disputes" or "cards"': 2,
        'menu: on "sorry"': 0,
        'menu: on "sorry" after 2 retries': 0,
        'menu: on "closed"': 0,
        "menu: else": 0,
        "transfer_sip_phone: on nobody": 0,
        "transfer_sip_phone: you are talking": 2,
    }
    assert counts(queue) == {"hold": 2, "hold: on music": 4, "hold: a person speaks": 2}


def test_a_retry_is_two_ways() -> None:
    bank, _ = reaches(SORRY)
    assert counts(bank)['menu: on "sorry"'] == 2
    assert counts(bank)['menu: on "sorry" after 2 retries'] == 1


def test_a_decision_is_reached_though_the_company_hung_up_on_it() -> None:
    bank, _ = reaches(log(step("menu"), decided("menu", 'on "cards"'), ended("failed")))
    assert counts(bank)['menu: on "disputes" or "cards"'] == 1
    assert counts(bank)["run_queue"] == 0


def test_the_source_has_it_in_its_margin() -> None:
    bank, queue = reaches(THROUGH, SORRY)
    by_line = {one.number: (one.times, one.missing) for one in margins(bank.source, [bank, queue])}
    assert by_line[1] == (None, ())
    assert by_line[2] == (4, ())
    assert by_line[4] == (3, ())
    assert by_line[5] == (0, ('menu: on "closed"',))
    assert by_line[13] == (1, ())
    assert {one.number for one in margins(bank.source, [queue])} < set(by_line)
    lone = {one.number: one for one in margins(bank.source, reaches(SORRY[:4]))}
    assert lone[4].times == 1
    assert lone[4].missing == ('menu: on "sorry" after 2 retries',)


def test_as_json_it_says_where_what_is_missing_stands() -> None:
    bank, _ = reaches(THROUGH)
    told = bank.to_json()
    assert (told["flow"], told["file"]) == ("bank", "bank.hold")
    assert told["steps"] == {"reached": 3, "of": 4, "missing": [{"line": 10, "what": "closed"}]}
    assert {"line": 9, "what": "transfer_sip_phone: on nobody"} in told["ways"]["missing"]
    assert [part.name for part in missing(bank.steps)] == ["closed"]


def test_the_picture_shows_it() -> None:
    bank, _ = reaches(THROUGH, THROUGH)
    text = terminal(bank.picture).plain
    assert "2 calls followed" in text
    assert "“disputes” or “cards” [3] ↓  ◀ 2 times" in text
    assert "× 2" in svg(bank.picture)


def test_a_flow_that_two_files_use_is_counted_once() -> None:
    shared = Source("lib/queue.hold", "flow queue\nhold 1h\n  on music again\n")
    coverage = Coverage()
    for name, path in (("a/one.hold", "../lib/queue.hold"), ("b/two.hold", "../lib/queue.hold")):
        flow = name[2:5]
        source = Source(name, f'use "{path}"\n\nflow {flow}\nrun queue\n')
        loaded = load(source, files=lambda used: Source(used, shared.text))
        started = CallStarted(number="1", flow_id=flow)
        data = (started, step("run_queue"), step("queue/hold"), decided("queue/hold", "on music"), ended("failed"))
        coverage.add(loaded, flow, [line(one, call_id="c", timestamp=NOON, at=0) for one in data])
    assert [(reach.flow.id, counts(reach).get("hold: on music")) for reach in coverage.reaches] == [
        ("one", None),
        ("queue", 2),
        ("two", None),
    ]
