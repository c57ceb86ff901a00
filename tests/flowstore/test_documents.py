"""Our own flows, changed by documents as other programs would change them."""

import shutil
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdlang.document import from_values, to_values
from holdlang.fmt import format_text
from holdlang.source import Source
from holdlang.syntax.trivia import comments
from runtime.flowstore import FlowRefused, FlowStore

pytestmark = pytest.mark.unit

FLOWS = Path(__file__).parents[2] / "flows"
OWN = sorted(entry.flow.id for entry in FlowStore(FLOWS).list())


def told(text: str) -> Counter[str]:
    return Counter(text[comment.span.start : comment.span.end] for comment in comments(text))


@st.composite
def edits(draw: st.DrawFn, document: dict[str, Any]) -> dict[str, Any]:
    """The document with steps put in and changed, none taken out, and another title."""
    steps = [dict(step) for step in document["steps"]]
    for number in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(steps) - 1))
        if draw(st.booleans()):
            steps[place]["description"] = draw(st.sampled_from(["Wait for the greeting", "a # b", "“x”\n"]))
        else:
            new = {"id": f"new_{number}", "type": "WAIT", "description": "new", "timeout": 2.0}
            if "next_step" in steps[place]:
                new["next_step"], steps[place]["next_step"] = steps[place]["next_step"], new["id"]
            steps.insert(place + 1, new)
    return {**document, "name": draw(st.sampled_from(["", "Another title"])), "steps": steps}


def test_our_own_flows_are_there() -> None:
    assert len(OWN) > 10


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> FlowStore:
    place = tmp_path_factory.mktemp("ours") / "flows"
    shutil.copytree(FLOWS, place)
    return FlowStore(place)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(OWN), st.data())
def test_a_changed_document_comes_back_and_no_comment_is_lost(
    ours: FlowStore, flow_id: str, data: st.DataObject
) -> None:
    before = ours.get(flow_id)
    document = data.draw(edits(to_values(before.flow)))
    after = ours.update(flow_id, document=document, etag=before.etag)
    try:
        assert after.flow == from_values(document)
        assert ours.get(flow_id) == after
        assert not told(before.text) - told(after.text)
        assert format_text(Source("a.hold", after.text)) == after.text
    finally:
        (ours.folder / before.file).write_text(before.text)


@pytest.mark.parametrize("flow_id", OWN)
def test_an_untouched_document_changes_nothing(ours: FlowStore, flow_id: str) -> None:
    before = ours.get(flow_id)
    assert ours.update(flow_id, document=to_values(before.flow)).text == before.text


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@settings(max_examples=50, deadline=None)
@given(values)
def test_any_values_are_a_flow_or_refused(said: Any) -> None:
    with TemporaryDirectory() as place:
        store = FlowStore(Path(place))
        document = {"name": "x", "steps": [{"id": "a", "type": "WAIT", "metadata": said}]}
        try:
            stored = store.create(document=document)
        except FlowRefused:
            assert list(Path(place).iterdir()) == []
        else:
            assert stored.flow == from_values(document)
