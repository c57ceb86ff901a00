"""Law 3: a flow that becomes a document comes back equal, and so does a document that becomes a flow."""

import contextlib
import json
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdlang.document import (
    Document,
    DocumentError,
    StepDocument,
    document_of,
    flow_of,
    from_json,
    from_values,
    from_yaml,
    to_json,
    to_yaml,
)
from holdlang.document.problems import Problem
from holdlang.document.text import values_of
from holdlang.fmt import format_text
from holdlang.load import load
from holdlang.model import CallFlow
from holdlang.printer import print_flow
from holdlang.source import Source
from tests.document import strategies
from tests.language import strategies as language

pytestmark = pytest.mark.unit

thorough = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@thorough
@given(language.flows)
def test_every_flow_comes_back(flow: CallFlow) -> None:
    assert from_json(to_json(flow)) == flow


@thorough
@given(strategies.flows)
def test_a_flow_full_of_doubles_comes_back(flow: CallFlow) -> None:
    assert from_json(to_json(flow)) == flow


@thorough
@given(language.flows | strategies.flows)
def test_every_flow_comes_back_from_yaml(flow: CallFlow) -> None:
    assert from_yaml(to_yaml(flow)) == flow


@thorough
@given(strategies.documents())
def test_every_document_comes_back(document: Document) -> None:
    assert document_of(flow_of(document)) == document


@thorough
@given(strategies.documents())
def test_every_document_becomes_source(document: Document) -> None:
    flow = flow_of(document)
    assert load(Source("law.hold", print_flow(flow))).flows == (flow,)


@thorough
@given(strategies.documents())
def test_a_document_is_a_fixed_point_as_text(document: Document) -> None:
    """What is written is read as the very same document, whatever is left out because it says nothing."""
    written = to_json(flow_of(document))
    assert to_json(from_json(written)) == written
    assert Document.model_validate(values_of(document)) == document


@thorough
@given(strategies.documents())
def test_source_is_laid_out(document: Document) -> None:
    printed = print_flow(flow_of(document))
    assert format_text(Source("law.hold", printed)) == printed


near = st.recursive(
    strategies.json_values | strategies.documents().map(values_of),
    lambda inner: (
        st.dictionaries(
            st.sampled_from([*Document.model_fields, *StepDocument.model_fields, "labels", "exact"]), inner, max_size=6
        )
        | st.lists(inner, max_size=3)
    ),
    max_leaves=10,
)
"""Values that are nearly documents."""


@thorough
@given(near)
def test_no_value_makes_the_reader_raise_anything_else(values: object) -> None:
    with contextlib.suppress(DocumentError):
        from_values(values)


@thorough
@given(st.text() | near.map(json.dumps) | near.map(lambda values: json.dumps(values)[:-3]))
def test_no_text_makes_the_reader_raise_anything_else(text: str) -> None:
    last = 1 + sum(text.count(end) for end in "\n\r\x85\u2028\u2029")
    for read in (from_json, from_yaml):
        assert all(problem.line is None or 1 <= problem.line <= last for problem in _problems(read, text))


def _problems(read: Callable[[str], CallFlow], text: str) -> tuple[Problem, ...]:
    try:
        read(text)
    except DocumentError as error:
        return error.problems
    return ()
