"""The JSON Schema that is checked in: current, and true to what is written and read."""

from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given

from holdlang.document import DocumentError, from_values, to_values
from holdlang.document.code import ACTIONS
from holdlang.document.schema import schema, written
from holdlang.load import load
from holdlang.model import CallFlow
from holdlang.resources import data
from holdlang.source import Source
from tests.document import strategies
from tests.document.test_laws import thorough
from tests.language.test_grammar import BLOCKS

pytestmark = pytest.mark.unit

VALIDATOR = jsonschema.Draft202012Validator(schema())

DISPUTE = {"id": "a", "name": "A", "steps": [{"id": "s", "type": "WAIT", "description": "wait", "timeout": 5}]}


def test_the_file_is_current(golden: Callable[[Path, str], None]) -> None:
    golden(data("grammar") / "callflow.schema.json", written())


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.splitlines()[0])
def test_what_is_written_fits(block: str) -> None:
    for flow in load(Source("GRAMMAR.md", block)).flows:
        VALIDATOR.validate(to_values(flow))


@thorough
@given(strategies.flows_without_meta)
def test_every_flow_fits(flow: CallFlow) -> None:
    VALIDATOR.validate(to_values(flow))


def test_every_action_has_a_form() -> None:
    forms = schema()["$defs"]["Action"]["anyOf"]
    assert {form["const"] if "const" in form else form["required"][0] for form in forms} == set(ACTIONS)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": 5},
        {"phone": "+18005550100"},
        {"steps": [{"id": "s", "type": "JUMP"}]},
        {"steps": [{"id": "s", "type": "WAIT", "timeout": "5s"}]},
        {"version": -1},
        {"metadata": {"opening": {"hours": [], "zone": "UTC"}}},
    ],
    ids=str,
)
def test_what_cannot_be_read_does_not_fit(wrong: dict[str, object]) -> None:
    VALIDATOR.validate(DISPUTE)
    assert not VALIDATOR.is_valid(DISPUTE | wrong)
    with pytest.raises(DocumentError):
        from_values(DISPUTE | wrong)
