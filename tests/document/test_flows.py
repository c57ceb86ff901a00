"""The flows that come with the language, as documents: whole, and in the plain form that other programs understand."""

from pathlib import Path

import pytest
from hypothesis import assume, given

from holdlang.document import document_of, flow_of, from_json, from_yaml, to_json, to_yaml
from holdlang.load import load
from holdlang.model import CallFlow, Goto
from holdlang.model.steps import Clauses
from holdlang.source import Source
from tests.document import strategies
from tests.document.test_laws import thorough

pytestmark = pytest.mark.unit

ROOT = Path(__file__).parents[2]
FILES = sorted([*ROOT.glob("flows/**/*.hold"), *ROOT.glob("examples/**/*.hold"), *ROOT.glob("tests/corpus/*.hold")])
FLOWS = [(path, flow) for path in FILES for flow in load(Source.read(path)).flows]


@pytest.mark.parametrize("flow", [flow for _, flow in FLOWS], ids=[f"{path.stem}-{flow.id}" for path, flow in FLOWS])
def test_a_flow_that_people_wrote(flow: CallFlow) -> None:
    assert flow_of(document_of(flow)) == from_json(to_json(flow)) == from_yaml(to_yaml(flow)) == flow
    metadata = document_of(flow).metadata
    assert metadata is None or metadata.exact is None


@thorough
@given(strategies.flows_without_meta)
def test_a_flow_without_mistakes_needs_no_exact_copy(flow: CallFlow) -> None:
    steps = tuple(step.model_copy(update={"about": None}) for step in flow.steps)
    labels = [step.label for step in steps if step.label]
    assume(len(labels) == len(set(labels)))
    assume({action.target for step in steps for action in _actions(step) if isinstance(action, Goto)} <= set(labels))
    assume(all(not action.meta and action.label is None for step in steps for action in _actions(step)[1:]))
    metadata = document_of(flow.model_copy(update={"steps": steps, "stored_id": None})).metadata
    assert metadata is None or metadata.exact is None


def _actions(step: object) -> list:
    inner = (
        [*(a for c in step.clauses for a in c.actions), *(step.otherwise or ())] if isinstance(step, Clauses) else []
    )
    return [step, *inner]
