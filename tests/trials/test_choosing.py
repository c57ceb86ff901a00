"""`-k`: words, `and`, `or`, `not` and brackets."""

import pytest

from holdlang.errors import UsageError
from holdlang.load import load
from holdlang.source import Source
from holdlang.trials.choosing import choice
from holdlang.trials.trial import Trial

pytestmark = pytest.mark.unit

TEXT = """\
flow outage
transfer cell
flow billing
transfer cell
tree storm
busy
tree calm
busy
test "the way through" of outage against calm
test "They know" of outage against storm
test "this or that" of billing against calm
"""


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("way", ["the way through"]),
        ("the way", ["the way through"]),
        ("WAY", ["the way through"]),
        ("they or billing", ["They know", "this or that"]),
        ("outage and not storm", ["the way through"]),
        ("not outage", ["this or that"]),
        ("not (way or know)", ["this or that"]),
        ("outage and (storm or nothing)", ["They know"]),
        ('"this or that"', ["this or that"]),
        ("' or '", ["this or that"]),
        ("calm and way or storm", ["the way through", "They know"]),
        ("bank.hold", ["the way through", "They know", "this or that"]),
        ("through outage", []),
    ],
)
def test_what_is_chosen(expression: str, names: list[str]) -> None:
    loaded = load(Source("bank.hold", TEXT))
    chosen = choice(expression)
    assert [test.name for test in loaded.tests if chosen(Trial(loaded, test))] == names


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("", "a word is missing"),
        ("not", "a word is missing"),
        ("way and", "a word is missing"),
        ("or way", "a word is missing before `or`"),
        ("(way", "a bracket is not closed"),
        ("way)", "`)` is one too many"),
        ('"way', "a quotation mark is not closed"),
    ],
)
def test_what_is_no_expression(expression: str, why: str) -> None:
    with pytest.raises(UsageError, match=why.replace(")", r"\)")):
        choice(expression)
