"""The live view holds what the user is told to expect: steps with their clauses, and where the call stands."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from rich.console import Console

from holdlang.calllog import CallbackOffered, Data, Line, QueueProgress
from holdlang.calllog import line as log_line
from holdlang.callstate import CallState, replay
from holdlang.cli.live import render
from holdlang.history.statistics import Past
from holdlang.load import load
from holdlang.source import Source

pytestmark = pytest.mark.unit

FLOW = """\
listen 20s
  on "disputes"                   press 1
  else                            fail "no way in"
queue: hold 2h
transfer sip_phone
"""


def test_the_step_of_a_flow_that_is_run_stands_below_the_step_that_runs_it() -> None:
    flow, _ = load(Source("flow.hold", "flow main\nrun inner\nend\nflow inner\nrecord off\npress 3")).flows
    state = CallState(outer_id="run_inner", step_id="inner/press_3", phase="connected", recording=False)
    console = Console(file=io.StringIO(), width=120)
    with console.capture() as capture:
        console.print(render(flow, state, 5.0))
    shown = capture.get()
    assert shown.index("▶ run inner") < shown.index("↳ inner/press_3") < shown.index("· end")
    assert "not recorded" in shown


@pytest.mark.parametrize("columns", [120, 40])
def test_steps_are_shown_with_their_clauses(columns: int) -> None:
    (flow,) = load(Source("flow.hold", FLOW)).flows
    console = Console(file=io.StringIO(), width=columns)
    with console.capture() as capture:
        console.print(render(flow, CallState(), 65.0))
    lines = capture.get().splitlines()
    assert all(len(line) == columns for line in lines)
    shown = "\n".join(lines)
    if columns == 120:
        for words in ('on "disputes"  press 1', 'else fail "no way in"', "queue: hold 2h", "transfer sip_phone"):
            assert words in shown
    assert "01:05" in shown


def shown(state: CallState, now: float, earlier: Sequence[Past] = ()) -> str:
    (flow,) = load(Source("flow.hold", FLOW)).flows
    console = Console(file=io.StringIO(), width=160)
    with console.capture() as capture:
        console.print(render(flow, state, now, earlier))
    return capture.get()


HELD = CallState(phase="on hold", outer_id="queue", step_id="queue", held_since=0.0, sound="music")


def test_what_the_queue_says_counts_down() -> None:
    told = replay([line(data, at) for data, at in ((QueueProgress(position=3, wait=600.0), 60.0),)])
    state = replace(HELD, queue=told.queue, queue_at=told.queue_at)
    assert "number 3 in the queue, about 10 min to go (says the queue)" in shown(state, 61.0)
    assert "about 4 min to go (says the queue)" in shown(state, 60.0 + 360.0)


def test_a_new_place_does_not_make_the_wait_longer() -> None:
    told = [(QueueProgress(position=3, wait=600.0), 60.0), (QueueProgress(position=2), 300.0)]
    state = replay([line(data, at) for data, at in told])
    assert state.queue == QueueProgress(position=2, wait=600.0)
    assert state.wait_left(300.0) == 360.0


def test_earlier_calls_tell_what_the_queue_does_not() -> None:
    earlier = [Past("transferred", True, seconds, datetime.now(UTC)) for seconds in (300.0, 900.0, 1500.0)]
    assert "about 10 min to go (by 2 earlier calls)" in shown(HELD, 600.0, earlier)
    assert "to go" not in shown(HELD, 2000.0, earlier)
    assert "to go" not in shown(HELD, 600.0)


def test_an_offer_to_call_back_is_shown() -> None:
    state = replace(HELD, callback=CallbackOffered(transcript_excerpt="call you back", key="2"))
    assert "they offer to call back" in shown(state, 5.0)


def line(data: Data, at: float) -> Line:
    return log_line(data, call_id="call_x", timestamp=datetime.now(UTC), at=at)
