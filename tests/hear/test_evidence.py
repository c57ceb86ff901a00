"""The evidence in words."""

import pytest

from holdlang.evidence import sure, tell

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        ({"prior": -1.5, "words": 3.0, "after": 2.3}, "said +3.0, waits +2.3, on hold −1.5 = +3.8, 98 %"),
        ({"prior": -1.5, "after": -7.0}, "music follows −7.0, on hold −1.5 = −8.5, over 99 %"),
        ({"after": -0.2, "duration": -2.0, "prior": -1.5}, "long −2.0, on hold −1.5, talks on −0.2 = −3.7, 98 %"),
        ({"hunch": 0.5}, "hunch +0.5 = +0.5, 62 %"),
        ({"words": -900.0}, "said −900.0 = −900.0, over 99 %"),
        ({}, "nothing in particular"),
    ],
)
def test_told(evidence: dict[str, float], words: str) -> None:
    assert tell(evidence) == words


@pytest.mark.parametrize(
    ("chance", "words"), [(0.5, "50% sure"), (0.9949, "99% sure"), (0.995, "over 99% sure"), (1.0, "over 99% sure")]
)
def test_nothing_is_certain(chance: float, words: str) -> None:
    assert sure(chance) == words
