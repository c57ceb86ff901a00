"""grammar/CALLFLOW.md tells the truth: each pair of blocks is one flow, as source and as a document."""

import json
import re
from typing import get_args

import pytest

from holdlang.document import from_json, from_yaml, to_values, to_yaml
from holdlang.document.code import ACTIONS
from holdlang.document.model import Extra, StepDocument, StepType
from holdlang.load import load
from holdlang.model import CallFlow
from holdlang.printer import print_flow
from holdlang.resources import data
from holdlang.source import Source

pytestmark = pytest.mark.unit

PAGE = (data("grammar") / "CALLFLOW.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(hold|json|yaml)\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
PAIRS = [(dict(BLOCKS[at : at + 2])["hold"], dict(BLOCKS[at : at + 2])) for at in range(0, len(BLOCKS), 2)]


def flow_in(text: str) -> CallFlow:
    (flow,) = load(Source("CALLFLOW.md", text)).flows
    return flow


@pytest.mark.parametrize(("source", "pair"), PAIRS, ids=[source.splitlines()[0] for source, _ in PAIRS])
def test_both_blocks_are_the_same_flow(source: str, pair: dict[str, str]) -> None:
    flow = flow_in(source)
    if "json" in pair:
        assert to_values(flow) == json.loads(pair["json"])
        assert from_json(pair["json"]) == flow
    else:
        assert to_yaml(flow) == pair["yaml"]
        assert from_yaml(pair["yaml"]) == flow
    assert flow_in(print_flow(flow)) == flow


def test_all_blocks_are_run() -> None:
    assert 2 * len(PAIRS) == len(BLOCKS) == PAGE.count("\n```") / 2 >= 10


def test_the_page_names_everything() -> None:
    names = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`\n]+)`", PAGE))))
    known = {*StepDocument.model_fields, *Extra.model_fields, *get_args(StepType), *ACTIONS}
    assert known <= names
