"""The live view holds what the user is told to expect: steps with their clauses, and where the call stands."""

import io

import pytest
from rich.console import Console

from holdlang.callstate import CallState
from holdlang.cli.live import render
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
