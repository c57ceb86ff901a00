"""The path of a call: what was visited, how often, how long, and where it ended. Nothing that was heard or pressed."""

from datetime import UTC, datetime

import pytest

from holdlang.calllog import (
    CallEnded,
    CallFailed,
    CallStarted,
    Data,
    Decided,
    HoldDetected,
    HumanDetected,
    IvrStep,
    Line,
    TransferComplete,
    line,
)
from holdlang.graph import Picture, trace
from holdlang.graph.mermaid import mermaid
from holdlang.graph.svg import svg
from holdlang.graph.terminal import terminal
from tests.graph.models import GOLDEN, golden_log, golden_picture, pictured

pytestmark = pytest.mark.unit

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
FLOW = """
menu: listen 15s
  on "disputes" press 3
  on "sorry"    again
  on "closed"   goto closed
  else fail "no menu"
queue: hold 2h
  on music note "music", again
transfer sip_phone
  on nobody hangup
closed: notify "closed"
"""


def log(*events: tuple[float, Data]) -> list[Line]:
    """A call log of these, from a start at 0."""
    started = (0.0, CallStarted(number="+18005550100", flow_id="flow"))
    return [line(data, call_id="call", timestamp=NOON, at=at) for at, data in (started, *events)]


def step(step_id: str) -> IvrStep:
    return IvrStep(step_id=step_id, step_type="step", description=step_id)


def decided(step_id: str, clause: str) -> Decided:
    return Decided(step_id=step_id, heard="heard", clause=clause, score=1, actions=[])


def ended(outcome: str) -> CallEnded:
    return CallEnded(number="+18005550100", duration=0, reason="why", outcome=outcome)


def taken(picture: Picture) -> dict[tuple[str, str], int]:
    """The arrows that the call followed, by the steps they join."""
    return {(edge.source, edge.target): edge.times for edge in picture.edges if edge.times}


def visits(picture: Picture) -> dict[str, int]:
    return {node.id: node.visits for node in picture.nodes if node.visits}


def test_a_call_that_gets_through() -> None:
    picture = trace(
        pictured(FLOW),
        log(
            (5, step("menu")),
            (9, decided("menu", 'on "sorry"')),
            (9, step("menu")),
            (14, decided("menu", 'on "disputes"')),
            (15, step("queue")),
            (20, HoldDetected(audio_type="music", confidence=1)),
            (315, HumanDetected(confidence=1, transcript_excerpt="hello")),
            (316, step("transfer_sip_phone")),
            (320, TransferComplete(device="sip_phone", bridge_id="call")),
            (350, ended("transferred")),
        ),
    )
    assert taken(picture) == {("start", "s0"): 1, ("s0", "s0"): 1, ("s0", "s1"): 1, ("s1", "s2"): 1, ("s2", "s2_1"): 1}
    assert visits(picture) == {"start": 1, "s0": 2, "s1": 1, "s2": 1, "s2_1": 1}
    assert picture.node("s1").seconds == 301
    assert picture.node("s2_1").seconds == 30
    assert [node.id for node in picture.nodes if node.outcome] == ["s2_1"]
    assert picture.trace is not None
    assert (picture.trace.duration, picture.trace.held, picture.trace.outcome) == (350, 295, "transferred")


def test_only_the_clause_that_was_decided_for_counts() -> None:
    picture = pictured('listen 5s\n  on "a" press 1\n  on "b" or "c" press 2\n  else press 3\nwait 5s')
    picture = trace(picture, log((1, step("listen_a")), (2, decided("listen_a", 'on "c"')), (3, step("wait"))))
    (edge,) = picture.leaving("s0")
    assert [way.times for way in edge.ways] == [0, 1, 0]


def test_a_hold_that_goes_on_counts_its_rounds() -> None:
    events = [(10.0 * n, decided("queue", "on music")) for n in range(1, 4)]
    picture = trace(pictured(FLOW), log((5, step("queue")), *events, (99, step("transfer_sip_phone"))))
    assert taken(picture)["s1", "s1"] == 3
    assert taken(picture)["s1", "s2"] == 1
    picture = trace(pictured(FLOW), log((5, step("queue")), *events, (40, decided("queue", "on human"))))
    assert taken(picture)["s1", "s1"] == 3


@pytest.mark.parametrize(
    ("clause", "outcome", "last"),
    [
        ("else", "failed", "s0_0"),
        ('on "disputes"', "failed", "s0"),
        (None, "failed", "s0"),
        (None, "interrupted", "s0"),
    ],
)
def test_where_a_call_ends(clause: str | None, outcome: str, last: str) -> None:
    events: list[tuple[float, Data]] = [(5, step("menu"))]
    events += [(6, decided("menu", clause))] if clause else []
    picture = trace(pictured(FLOW), log(*events, (7, ended(outcome))))
    assert {node.id: node.outcome for node in picture.nodes if node.outcome} == {last: outcome}


def test_a_step_that_ends_the_flow_is_where_it_ends() -> None:
    picture = trace(pictured(FLOW), log((5, step("menu")), (6, step("closed")), (7, ended("ended"))))
    assert [node.id for node in picture.nodes if node.outcome] == ["s3_0"]


def test_a_call_that_nobody_answers_ends_at_its_start() -> None:
    failed = CallFailed(number="+18005550100", error="busy", outcome="not_answered")
    picture = trace(pictured(FLOW), log((5, failed)))
    assert {node.id: node.outcome for node in picture.nodes if node.outcome} == {"start": "not_answered"}
    assert visits(picture) == {"start": 1}


def test_a_call_that_goes_on_has_no_end_yet() -> None:
    picture = trace(pictured(FLOW), log((5, step("menu"))))
    assert picture.trace is not None
    assert picture.trace.outcome is None
    assert not any(node.outcome for node in picture.nodes)


def test_steps_of_other_flows_are_passed_over() -> None:
    picture = pictured("flow a\nrun b\nwait 5s\nflow b\nwait 5s")
    picture = trace(picture, log((1, step("run_b")), (2, step("b/wait")), (9, step("wait")), (14, ended("ended"))))
    assert visits(picture) == {"start": 1, "s0": 1, "s1": 1, "s1_0": 1}
    assert picture.node("s0").seconds == 8


def test_an_empty_log_is_no_call() -> None:
    with pytest.raises(ValueError, match="empty"):
        trace(pictured(FLOW), [])


@pytest.mark.parametrize("render", [svg, mermaid, lambda picture: terminal(picture).plain])
def test_nothing_that_was_heard_or_pressed_is_drawn(render: object) -> None:
    text = (GOLDEN / "cancel.jsonl").read_text(encoding="utf-8")
    assert "HEARD" in text
    assert "7777" in text
    assert callable(render)
    drawn = render(trace(golden_picture("cancel"), golden_log("cancel")))
    assert "HEARD" not in drawn
    assert "7777" not in drawn
