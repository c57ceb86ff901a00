"""A changed flow in its source: what must stay, and what must come out."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdlang.load import load
from holdlang.model import CallFlow
from holdlang.printer import below_rows, columns, header_rows, item_line, step_line
from holdlang.rewriting import RewriteRefused, rewritten, without
from holdlang.source import Source
from holdlang.syntax.items import Item
from holdlang.syntax.trivia import comments
from tests.language import strategies
from tests.language.test_laws import untidy

pytestmark = pytest.mark.unit


@st.composite
def changed(draw: st.DrawFn, flow: CallFlow) -> CallFlow:
    """The flow with steps taken out, put in, exchanged and changed, and perhaps with another header."""
    steps = list(flow.steps)
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(steps)))
        match draw(st.sampled_from(["in", "out", "move", "about", "clauses"])):
            case "in":
                steps.insert(place, draw(strategies.steps))
            case "out":
                del steps[place : place + 1]
            case "move" if steps:
                steps.insert(place, steps.pop(draw(st.integers(0, len(steps) - 1))))
            case "about" if place < len(steps):
                steps[place] = steps[place].model_copy(update={"about": draw(strategies.texts)})
            case "clauses" if place < len(steps) and getattr(steps[place], "clauses", ()):
                steps[place] = steps[place].model_copy(update={"clauses": steps[place].clauses[1:]})
    header = draw(st.just(flow) | strategies.flows)
    return header.model_copy(update={"id": flow.id, "steps": tuple(steps)})


def told(text: str) -> list[str]:
    return [text[comment.span.start : comment.span.end] for comment in comments(text)]


def rows(flow: CallFlow) -> list[object]:
    """What comments can stand at."""
    return [item_line(flow).split()[0], *header_rows(flow), *flow.steps]


@settings(max_examples=2500, deadline=None)
@given(untidy(), st.data())
def test_it_means_what_it_should(text: str, data: st.DataObject) -> None:
    source = Source("a.hold", text)
    loaded = load(source)
    flows = {flow.id: flow for flow in reversed(loaded.flows)}
    if not flows:
        return
    flow = data.draw(st.sampled_from(list(flows.values())))
    after = data.draw(changed(flow))
    again = rewritten(source, after)
    expected = [after if item.model is flow else item.model for item in loaded.items]
    assert [item.model for item in load(Source("a.hold", again)).items] == expected
    if not Counter(rows(flow)) - Counter(rows(after)):
        assert Counter(told(text)) == Counter(told(again))


# --- by example

FORMATTED = """\
# head

# about a
flow a "A"  # t
  company "C"  # whose
  # why
  dial    "+18005550142"  # toll-free

# --- menu

# the first
listen 5s  # patient
  # since May
  on "x" press 1  # was 2
  on "y" press 2
press 1 -> wait 2s  # both
# the last
transfer cell

# end

# about b
flow b

wait 3s  # b
"""


def flow(text: str, name: str = "a") -> CallFlow:
    return next(one for one in load(Source("a.hold", text)).flows if one.id == name)


def test_what_does_not_change_stays_letter_by_letter() -> None:
    untidy_text = FORMATTED.replace("wait 3s", "wait   3s").replace('on "x" press', 'on   "x"  press')
    before = flow(untidy_text)
    steps = (*before.steps[:3], before.steps[3].model_copy(update={"targets": (("desk",),)}))
    again = rewritten(Source("a.hold", untidy_text), before.model_copy(update={"steps": steps}))
    assert again == untidy_text.replace("transfer cell", "transfer desk")


def test_the_same_flow_is_the_same_text() -> None:
    assert rewritten(Source("a.hold", FORMATTED), flow(FORMATTED)) == FORMATTED


def test_header_lines_keep_their_comments() -> None:
    after = flow(FORMATTED).model_copy(update={"name": "B", "company": None, "tags": ("new",)})
    expected = FORMATTED.replace('"A"', '"B"').replace('  company "C"  # whose\n', "")
    expected = expected.replace("dial   ", "dial").replace("# toll-free\n", "# toll-free\n  tags new\n")
    assert rewritten(Source("a.hold", FORMATTED), after) == expected


def test_a_chain_that_changes_is_taken_apart_with_its_comment() -> None:
    before = flow(FORMATTED)
    after = before.model_copy(update={"steps": (*before.steps[:2], before.steps[3])})
    assert rewritten(Source("a.hold", FORMATTED), after) == FORMATTED.replace(" -> wait 2s  # both", "  # both")


def test_a_changed_clause_keeps_the_comments_of_the_others() -> None:
    before = flow(FORMATTED)
    listen = before.steps[0].model_copy(update={"clauses": before.steps[0].clauses[:1], "timeout": 9.0})  # type: ignore[union-attr]
    after = before.model_copy(update={"steps": (listen, *before.steps[1:])})
    expected = FORMATTED.replace('  on "y" press 2\n', "").replace("listen 5s", "listen 9s")
    assert rewritten(Source("a.hold", FORMATTED), after) == expected


def test_a_step_that_moves_takes_its_comments_along() -> None:
    before = flow(FORMATTED)
    after = before.model_copy(update={"steps": (before.steps[3], *before.steps[:3])})
    moved = "# the last\ntransfer cell\n"
    again = rewritten(Source("a.hold", FORMATTED), after)
    assert again == FORMATTED.replace(moved, "").replace("# --- menu", f"{moved}\n# --- menu")


def test_a_heading_outlives_the_step_below_it() -> None:
    before = flow(FORMATTED)
    again = rewritten(Source("a.hold", FORMATTED), before.model_copy(update={"steps": before.steps[1:]}))
    assert "# --- menu\n\npress 1 -> wait 2s  # both\n" in again
    assert "# the first" not in again


def test_the_line_ends_of_windows_stay() -> None:
    text = FORMATTED.replace("\n", "\r\n")
    again = rewritten(Source("a.hold", text), flow(text, "b").model_copy(update={"name": "B"}))
    assert again == text.replace("flow b", 'flow b "B"')


def test_flows_on_one_line_are_taken_apart() -> None:
    text = "flow a -> wait 1s -> flow b -> wait 2s  # two\n"
    again = rewritten(Source("a.hold", text), flow(text, "b").model_copy(update={"name": "B"}))
    assert again == 'flow a -> wait 1s\nflow b "B"\n\nwait 2s  # two\n'


def test_what_can_not_be_read_is_left_alone() -> None:
    with pytest.raises(RewriteRefused, match="has mistakes"):
        rewritten(Source("a.hold", "flow a\n\nwiat 5s\n"), CallFlow(id="a"))
    with pytest.raises(RewriteRefused, match="no flow `b`"):
        rewritten(Source("a.hold", "flow a\n"), CallFlow(id="b"))


def test_an_item_is_taken_out_with_the_comments_right_above() -> None:
    def is_a(item: Item) -> bool:
        return item.model == flow(FORMATTED)

    assert without(Source("a.hold", FORMATTED), is_a) == "# head\n\n# end\n\n# about b\nflow b\n\nwait 3s  # b\n"


@settings(max_examples=2500, deadline=None)
@given(untidy(), st.data())
def test_the_others_stay_when_items_are_taken_out(text: str, data: st.DataObject) -> None:
    source = Source("a.hold", text)
    items = load(source).items
    chosen = data.draw(st.sampled_from([item.model for item in items]))
    again = without(source, lambda item: item.model == chosen)
    assert [item.model for item in load(Source("a.hold", again)).items] == [
        item.model for item in items if item.model != chosen
    ]
    assert not Counter(told(again)) - Counter(told(text))


# --- comments stay with what they are about


def commented(flow: CallFlow) -> tuple[str, dict[int, list[tuple[str, str]]]]:
    """The flow with a comment above each line and one at its end; and for each step its lines with these comments."""
    lines = [f"{item_line(flow)}  # title", *columns(header_rows(flow)), ""]
    rows: dict[int, list[tuple[str, str]]] = {}
    for number, step in enumerate(flow.steps):
        for nth, row in enumerate([step_line(step), *columns(below_rows(step))]):
            mark = f"{number}.{nth}"
            rows.setdefault(number, []).append((row, mark))
            lines += [f"# above {mark}", f"{row}  # behind {mark}"]
    return "\n".join(lines) + "\n", rows


@settings(max_examples=2500, deadline=None)
@given(strategies.flows, st.data())
def test_the_comments_of_a_step_that_stays_stand_where_they_stood(before: CallFlow, data: st.DataObject) -> None:
    text, rows = commented(before)
    after = data.draw(changed(before))
    lines = [line.strip() for line in rewritten(Source("a.hold", text), after).split("\n")]
    for number, step in enumerate(before.steps):
        if before.steps.count(step) == 1 and after.steps.count(step) == 1:
            for row, mark in rows[number]:
                place = lines.index(f"{row.strip()}  # behind {mark}")
                assert lines[place - 1] == f"# above {mark}"
