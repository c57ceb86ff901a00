"""Whatever flow calls whatever tree: the call ends, with an outcome, and its log can be read back."""

import math
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdlang.calllog import CallEnded, parse_line
from holdlang.load import load
from holdlang.model import CallFlow, Tree
from holdlang.printer import print_flow
from holdlang.source import Source
from holdlang.trials.coverage import Coverage
from holdlang.trials.decisions import decisions
from runtime.clock import LIMIT
from runtime.outcome import OutcomeKind
from runtime.rehearse.explore import Exploration
from runtime.rehearse.virtual.acting import Script, act
from tests.explore.strategies import INNER, companies, flows, inner_flows, phones

pytestmark = pytest.mark.call

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


def scripts() -> st.SearchStrategy[Script]:
    def script(flow: CallFlow, inner: CallFlow, company: Tree, desk: Tree, seed: int) -> Script:
        return Script(flow, company, {"desk": desk}, {"pin": "1"}, {flow.id: flow, INNER: inner}, seed=seed)

    return st.builds(script, flows, inner_flows, companies, phones, st.integers(0, 9))


@settings(max_examples=80, deadline=None, suppress_health_check=SLOW)
@given(scripts())
def test_a_call_ends_and_its_log_reads_back(script: Script) -> None:
    call = act(script)
    *_, last = call.lines
    assert isinstance(last.data, CallEnded)
    assert last.data.outcome in get_args(OutcomeKind)
    assert 0 <= last.at < LIMIT
    assert all(first.at <= second.at for first, second in zip(call.lines, call.lines[1:], strict=False))
    for line in call.lines:
        assert parse_line(line.to_json()) == line
    end = decisions(call.lines)[-1]
    assert end.outcome == last.data.outcome


@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(scripts())
def test_the_same_call_twice(script: Script) -> None:
    one, other = ([line.model_copy(update={"timestamp": None}) for line in act(script).lines] for _ in range(2))
    assert one == other


@settings(max_examples=8, deadline=None, suppress_health_check=SLOW)
@given(scripts())
def test_no_course_is_a_fault_of_ours(script: Script) -> None:
    exploration = Exploration(script, depth=2, most=20)
    courses = list(exploration.courses())
    assert courses
    assert {finding.fault for course in courses for finding in course.findings}.isdisjoint({"crash"})


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
@given(scripts())
def test_what_was_reached_is_counted_as_often_as_it_was(script: Script) -> None:
    text = f"{print_flow(script.flow)}\n{print_flow(script.library[INNER])}"
    loaded = load(Source("random.hold", text))
    coverage = Coverage()
    call = act(script)
    coverage.add(loaded, script.flow.id, call.lines)
    for reach in coverage.reaches:
        assert all(0 <= part.times < math.inf for part in (*reach.steps, *reach.ways))
    begun = [line.data.step_id for line in call.lines if line.type == "ivr_step" and "/" not in line.data.step_id]
    outer = coverage.reaches[0]
    for part in outer.steps:
        assert part.times == begun.count(part.name)
