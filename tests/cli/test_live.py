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
