"""Texts with variables in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdlang.template import fill, literal, names, single

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("no variable", []),
        ("$pin", ["pin"]),
        ("a $pin, $1 and $12.", ["pin", "1", "12"]),
        ("$$pin costs $ 5 and $-3", []),
        ("$$$pin", ["pin"]),
        ("$naïve_1#", ["naïve_1"]),
    ],
)
def test_names(text: str, found: list[str]) -> None:
    assert [name for name, _ in names(text)] == found
    assert all(text[span.start : span.end] == f"${name}" for name, span in names(text))


def test_fill() -> None:
    values = {"pin": "4242", "1": "one"}
    assert fill("$pin# costs $$5, $1 $", values.__getitem__) == "4242# costs $5, one $"


def test_a_value_is_not_read_as_a_template() -> None:
    assert fill("$a", {"a": "$b $$"}.__getitem__) == "$b $$"


def test_a_missing_value_is_the_callers_matter() -> None:
    with pytest.raises(KeyError):
        fill("$pin", {}.__getitem__)


@given(st.text(alphabet="$ab1 "))
def test_a_literal_stands_for_itself(text: str) -> None:
    assert not list(names(literal(text)))
    assert fill(literal(text), {}.__getitem__) == text


def test_single() -> None:
    assert single("$pin") == "pin"
    assert single("$1") == "1"
    assert single("$pin#") is None
    assert single("$$") is None
