"""What a queue says over and over stands in a script once, however it was misheard."""

import pytest

from holdlang.history.gathering import gathered
from holdlang.trials.script import Kind, Row

pytestmark = pytest.mark.unit

THANKS = "thank you for holding your call is important to us please stay on the line"
MISHEARD = "think for holding your call as important do us please say on the line"
WEBSITE = "did you know that you can do most things on our website at any time"


def rows(*told: tuple[Kind, str]) -> list[Row]:
    return [Row(float(at), kind, text, at) for at, (kind, text) in enumerate(told)]


def left(*told: tuple[Kind, str]) -> list[tuple[str, int]]:
    return [(row.text, row.times) for row in gathered(rows(*told))]


def test_an_announcement_stands_there_once() -> None:
    said: list[tuple[Kind, str]] = [("heard", THANKS), ("heard", WEBSITE), ("heard", MISHEARD), ("heard", WEBSITE)]
    assert left(("step", "queue: hold 2h"), *said) == [("queue: hold 2h", 1), (THANKS, 2), (WEBSITE, 2)]


def test_menus_are_told_as_they_came() -> None:
    """Who asks why a menu was heard three times wants to see all three."""
    assert left(("step", "listen 20s"), ("heard", THANKS), ("heard", THANKS))[1:] == [(THANKS, 1), (THANKS, 1)]


def test_what_was_decided_upon_stands_alone() -> None:
    told: list[tuple[Kind, str]] = [("step", "hold 2h"), ("heard", THANKS), ("heard", THANKS)]
    for why in (("who", "a person (96% sure)"), ("decided", "on human → say")):
        assert left(*told, why)[1:] == [(THANKS, 1), (THANKS, 1), (why[1], 1)]
    assert left(*told, ("who", "a recording (96% sure)"))[1:] == [(THANKS, 2), ("a recording (96% sure)", 1)]


def test_each_hold_is_a_story_of_its_own() -> None:
    hold: list[tuple[Kind, str]] = [("step", "hold 2h"), ("heard", THANKS), ("heard", MISHEARD)]
    assert left(*hold, *hold) == [("hold 2h", 1), (THANKS, 2)] * 2
