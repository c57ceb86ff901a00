"""Where things stand: nothing overlaps, nothing leaves the page, and what hangs together stands straight."""

from itertools import combinations, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdlang.graph import Picture, draw
from holdlang.graph.diagram import Diagram, diagram
from holdlang.graph.layers import back_edges, layered
from holdlang.graph.picture import Piece
from holdlang.graph.place import isotonic, mean, median
from holdlang.graph.typeset import key_width, measure, typeset
from holdlang.model import Again, CallFlow, Clause, Fail, Goto, Hold, Listen, Note, Phrase, Press, Retry
from tests.graph.models import golden_pictures, pictured
from tests.language.strategies import flows, texts, trees

pytestmark = pytest.mark.unit

PICTURES = golden_pictures()

NAMES = [f"n{number}" for number in range(12)]
graphs = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=30, unique=True)

LABELS = [f"l{number}" for number in range(10)]
leads = st.one_of(
    st.sampled_from(LABELS).map(lambda label: Goto(target=label)),
    st.sampled_from([Again(), Retry(times=2), Fail(reason="no"), Note(text="noted"), Press(keys="12")]),
)
clauses = st.lists(st.lists(leads, min_size=1, max_size=2), max_size=4).map(
    lambda many: tuple(
        Clause(triggers=(Phrase(text=f"phrase {number}"),), actions=tuple(actions))
        for number, actions in enumerate(many)
    )
)
tangles = st.lists(st.tuples(st.sampled_from([Listen, Hold]), clauses), min_size=2, max_size=10).map(
    lambda found: CallFlow(
        id="tangle",
        steps=tuple(kind(label=label, clauses=some) for label, (kind, some) in zip(LABELS, found, strict=False)),
    )
)
"""Flows of steps that lead to each other in every way."""

Rectangle = tuple[str, float, float, float, float]


def rectangles(drawn: Diagram) -> list[Rectangle]:
    """Name, left, top, right and bottom of all boxes and cards."""
    found = [(box.node.id, x, y, x + box.width, y + box.height) for box, (x, y) in drawn.boxes]
    for arrow in drawn.arrows:
        if arrow.card is not None:
            (x, y), card = arrow.card_middle, arrow.card
            name = f"{arrow.edge.source}-{arrow.edge.target}"
            found.append((name, x - card.width / 2, y - card.height / 2, x + card.width / 2, y + card.height / 2))
    return found


def overlapping(drawn: Diagram) -> list[tuple[str, str]]:
    """Pairs that cover each other by more than a hair."""
    return [
        (one[0], other[0])
        for one, other in combinations(rectangles(drawn), 2)
        if one[1] < other[3] - 0.1 and other[1] < one[3] - 0.1 and one[2] < other[4] - 0.1 and other[2] < one[4] - 0.1
    ]


def check(picture: Picture) -> None:
    drawn = diagram(picture)
    assert overlapping(drawn) == []
    for name, left, top, right, bottom in rectangles(drawn):
        assert left >= -0.1, name
        assert top >= -0.1, name
        assert right <= drawn.width + 0.1, name
        assert bottom <= drawn.height + 0.1, name
    for box, _ in drawn.boxes:
        for text in box.texts:
            assert text.x >= 0
            assert text.x + text.block.width <= box.width + 0.1
            assert text.y + text.block.height <= box.height + 0.1


@pytest.mark.parametrize("name", PICTURES)
def test_nothing_overlaps(name: str) -> None:
    check(PICTURES[name])


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.one_of(flows, trees, tangles))
def test_nothing_overlaps_whatever_the_model(model: object) -> None:
    check(draw(model))  # type: ignore[arg-type]


def test_the_way_through_is_straight() -> None:
    drawn = diagram(pictured('listen 5s\n  on "a" press 1\n  else fail "no"\nhold 2h\ntransfer a\n  on nobody hangup'))
    spine = [x + box.middle for box, (x, _) in drawn.boxes if box.node.id in ("start", "s0", "s1", "s2", "s2_1")]
    assert max(spine) - min(spine) < 1


def test_steps_stand_below_those_that_lead_to_them() -> None:
    drawn = diagram(PICTURES["cancel"])
    tops = {box.node.id: y for box, (_, y) in drawn.boxes}
    for arrow in drawn.arrows:
        if not arrow.leads_back:
            assert tops[arrow.edge.source] < tops[arrow.edge.target]


# --- layers


@given(graphs)
def test_without_arrows_back_there_are_no_circles(edges: list[tuple[str, str]]) -> None:
    back = back_edges(NAMES, edges)
    left = {edge for edge in edges if edge not in back and edge[0] != edge[1]}
    while left:
        roots = {source for source, _ in left} - {target for _, target in left}
        assert roots, left
        left = {edge for edge in left if edge[0] not in roots}


@given(graphs)
def test_every_arrow_leads_on_by_one_layer_at_a_time(edges: list[tuple[str, str]]) -> None:
    back = back_edges(NAMES, edges)
    layering = layered(NAMES, edges, back, {})
    slots = [slot for layer in layering.layers for slot in layer]
    assert len(slots) == len(set(slots))
    for edge, chain in layering.chains.items():
        ends = (edge[1], edge[0]) if edge in back else edge
        assert (chain[0], chain[-1]) == (layering.node_slots[ends[0]], layering.node_slots[ends[1]])
        assert all(layering.rank[lower] == layering.rank[upper] + 1 for upper, lower in pairwise(chain))


def test_the_order_has_no_crossing_that_need_not_be() -> None:
    edges = [("n0", "n4"), ("n0", "n3"), ("n1", "n2"), ("n3", "n5"), ("n4", "n6"), ("n2", "n7")]
    layering = layered(NAMES[:8], edges, frozenset(), {})
    place = {slot: index for layer in layering.layers for index, slot in enumerate(layer)}
    links = [link for chain in layering.chains.values() for link in pairwise(chain)]
    crossings = [
        (one, other)
        for one, other in combinations(links, 2)
        if layering.rank[one[0]] == layering.rank[other[0]]
        and (place[one[0]] - place[other[0]]) * (place[one[1]] - place[other[1]]) < 0
    ]
    assert crossings == []


# --- places


@pytest.mark.parametrize(
    ("wanted", "found"),
    [([1, 2, 3], [1, 2, 3]), ([3, 1], [2, 2]), ([1, 5, 3, 9], [1, 4, 4, 9]), ([], [])],
)
def test_values_that_never_decrease(wanted: list[float], found: list[float]) -> None:
    assert isotonic([[(value, 1.0)] for value in wanted], mean) == found


def test_a_heavy_value_stays_where_it_is() -> None:
    assert isotonic([[(3.0, 10.0)], [(1.0, 1.0)]], median) == [3.0, 3.0]


# --- words


@given(texts, st.sampled_from(["plain", "strong", "phrase", "pattern", "key", "quiet"]))
def test_words_keep_within_their_width(text: str, look: str) -> None:
    block = typeset([(Piece(text, look),)], 13, 120)  # type: ignore[arg-type]
    assert block.width <= 120
    for run in block.runs:
        wide = key_width(run.text, 13) if look == "key" else measure(run.text, 13, run.look)
        assert run.x + wide <= 120.1


def test_a_text_that_is_too_long_ends_in_an_ellipsis() -> None:
    block = typeset([(Piece("one two three " * 20),)], 13, 120)
    assert len({run.y for run in block.runs}) == 3
    assert block.runs[-1].text.endswith("…")
    assert not block.runs[-1].text.endswith(" …")


def test_short_texts_are_left_whole() -> None:
    block = typeset([(Piece("“disputes”", "phrase"), Piece("3", "key"))], 13, 200)
    assert [run.text for run in block.runs] == ["“disputes”", "3"]
