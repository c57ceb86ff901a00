"""Texts on a time line never cover each other, and the important ones find room first."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.hear.lanes import LINES, WIDTH, laid_out, placed

pytestmark = pytest.mark.unit

TEXTS = st.lists(st.tuples(st.floats(0, 100), st.text("ab ", max_size=120)), max_size=30)


@given(TEXTS, st.integers(1, 4))
def test_none_lies_on_another(texts: list[tuple[float, str]], lanes: int) -> None:
    found = placed(texts, 2.5, 100.0, lanes)
    spans = [(one.lane, one.at, one.at + max(map(len, one.text.splitlines()), default=0) / 2.5) for one in found]
    for (lane, begin, end), (other, start, until) in combinations(spans, 2):
        assert lane != other or end <= start or until <= begin
    assert all(one.at >= 0 and 0 <= one.lane < lanes for one in found)


def test_the_first_finds_room_before_the_others() -> None:
    texts = [(5.0, "the person"), (4.0, "one"), (5.0, "another")]
    assert [one.number for one in placed(texts, 1.0, 20.0, 1)] == [0]


def test_a_text_at_the_end_stays_inside() -> None:
    (one,) = placed([(99.0, "good bye then")], 1.0, 100.0, 1)
    assert one.at + len(one.text) <= 100.0


def test_long_texts_are_cut() -> None:
    lines = laid_out("word " * 100).splitlines()
    assert len(lines) == LINES
    assert max(map(len, lines)) <= WIDTH
    assert lines[-1].endswith("…")
