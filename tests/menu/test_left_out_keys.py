"""A recogniser leaves out keys that it is not sure of: what is left of the menu must not give another key instead."""

import pytest

from holdlang.menu import named_key

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("heard", "phrase"),
    [
        ("for billing press for support press two for sales press three", "billing"),
        ("for billing press one for support press for sales press three", "support"),
        ("for billing press one for support press", "support"),
        ("press for billing press two for support", "billing"),
        ("press one for billing press for support press three for sales", "support"),
        ("press two for billing press to speak with an agent press four for sales", "agent"),
        ("to hear this again press for disputes", "disputes"),
    ],
)
@pytest.mark.parametrize("finished", [True, False])
def test_a_left_out_key_is_no_other_key(heard: str, phrase: str, finished: bool) -> None:
    assert named_key(heard, phrase, finished=finished) is None


@pytest.mark.parametrize(
    ("heard", "phrase", "key"),
    [
        ("for billing press for support press two for sales press three", "support", "2"),
        ("for billing press one for support press for sales press three", "billing", "1"),
        ("press for billing press two for support", "support", "2"),
        ("press one for billing press for support press three for sales", "sales", "3"),
    ],
)
def test_its_neighbours_keep_theirs(heard: str, phrase: str, key: str) -> None:
    assert named_key(heard, phrase) == key
