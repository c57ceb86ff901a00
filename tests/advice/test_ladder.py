"""What is done without an answer, and when a call goes in circles."""

import pytest

from holdlang.advice.ladder import Budget, Ladder
from holdlang.advice.model import GiveUp, PressKey, SaySentence, Situation, WaitOn
from holdlang.menu.model import Menu, Option

pytestmark = pytest.mark.unit


def at(*options: Option, on_hold: bool = False) -> Situation:
    return Situation(intent="disputes", heard="for billing press 1", menu=Menu(options=options, on_hold=on_hold))


BILLING = Option(key="1", phrase="billing")


def test_the_escapes_in_their_order() -> None:
    ladder, prompt = Ladder(Budget()), at(BILLING)
    assert isinstance(ladder.escape(prompt, "no answer"), WaitOn)
    assert ladder.escape(prompt, "no answer") == PressKey(key="0")
    assert ladder.escape(prompt, "no answer") == SaySentence(text="representative")
    last = ladder.escape(prompt, "no answer")
    assert isinstance(last, GiveUp)
    assert last.reason.startswith("no answer")
    assert "pressed 0" in last.reason


@pytest.mark.parametrize(
    ("option", "second"),
    [
        (Option(key="7", phrase="an agent", kind="operator"), PressKey(key="7")),
        (Option(key="0", phrase="the weather"), SaySentence(text="representative")),
    ],
)
def test_the_key_that_leads_to_a_person(option: Option, second: object) -> None:
    ladder, prompt = Ladder(Budget()), at(option)
    ladder.escape(prompt, "no answer")
    assert ladder.escape(prompt, "no answer") == second


def test_the_third_time_is_stuck() -> None:
    ladder, prompt = Ladder(Budget()), at(BILLING)
    for _ in range(2):
        assert ladder.objection(prompt, PressKey(key="1")) is None
        ladder.followed(prompt, PressKey(key="1"))
    assert "circles" in (ladder.objection(prompt, PressKey(key="1")) or "")


def test_a_queue_is_waited_in_as_long_as_it_takes() -> None:
    ladder, queue = Ladder(Budget()), at(on_hold=True)
    for _ in range(9):
        assert ladder.objection(queue, WaitOn(reason="in the queue")) is None
        ladder.followed(queue, WaitOn(reason="in the queue"))


def test_the_budget() -> None:
    ladder = Ladder(Budget(requests=2, tokens=1000))
    ladder.asked(10)
    assert ladder.may_ask() is None
    ladder.asked(10)
    assert "2 questions" in (ladder.may_ask() or "")
    dear = Ladder(Budget(tokens=1000))
    dear.asked(1000)
    assert "1000 tokens" in (dear.may_ask() or "")


def test_no_escape_agrees_to_pay() -> None:
    heard = "to agree to a fee of five dollars and speak to a representative press 9"
    option = Option(key="9", phrase="agree to a fee of five dollars and speak to a representative", kind="operator")
    prompt = Situation(intent="disputes", heard=heard, menu=Menu(text=heard, options=(option,)))
    ladder = Ladder(Budget())
    escapes = [ladder.escape(prompt, "no answer") for _ in range(4)]
    assert PressKey(key="9") not in escapes
    assert isinstance(escapes[-1], GiveUp)
