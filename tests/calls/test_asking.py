"""`ask` on a call: what an advisor is told, how its answers are carried out, and what is done without one."""

from pathlib import Path

import pytest

from holdlang.advice.ladder import Budget
from holdlang.advice.model import Did, EnterValue, GiveUp, Heard, PressKey, SaySentence, WaitOn
from holdlang.calllog import Advised, AskAdvisor, MenuChanged
from holdlang.secret import Secret
from tests.calls.advisors import Written
from tests.calls.rig import Company, run

pytestmark = pytest.mark.call

MENU = "for billing press one for lost cards press two"
FLOW = """
flow cards "Cards"
  intent "my card was stolen"

listen 20s
  on "disputes" press 9
  {otherwise}
hold 10m
transfer sip_phone
"""
ASKING = FLOW.format(otherwise="else ask")
SILENT = FLOW.format(otherwise="on hangup end")


def company(*menus: str, every: float = 6.0) -> Company:
    """One that says these, one after the other, and lets a person speak once 2 was pressed."""
    line = Company()
    at = 1.0
    for menu in menus:
        at = line.speaks(at, menu) + every
    line.after("2", lambda now: line.speaks(line.music(now + 1, 20) + 1, "hello this is dana", 2.0) and None)
    return line


def test_an_unmatched_prompt_is_asked_about_as_soon_as_it_has_ended(tmp_path: Path) -> None:
    advisor = Written(PressKey(key="2"))
    result = run(ASKING, company(MENU), tmp_path, advisor=advisor)
    assert result.company.pressed == "2"
    assert result.outcome.kind == "transferred"
    asked = next(line for line in result.log if line.type == "ask_advisor")
    assert 4.0 < asked.at < 7.0  # the menu is over at 4, and would be left alone until 21
    assert asked.data.options == {"1": "billing", "2": "lost cards"}
    assert isinstance(asked.data, AskAdvisor)
    (answer,) = result.data("advised")
    assert isinstance(answer, Advised)
    assert (answer.action, answer.argument, answer.by, answer.tokens) == ("press", "2", "written", 100)


def test_the_advisor_is_told_the_intent_the_prompt_and_what_was_done(tmp_path: Path) -> None:
    line = company("for english press one for spanish press three")
    line.after("1", lambda now: line.speaks(now + 1, MENU) and None)
    advisor = Written(PressKey(key="1"), PressKey(key="2"))
    text = ASKING.replace("else ask", "else ask, again")
    run(text, line, tmp_path, advisor=advisor)
    first, second = advisor.asked[:2]
    assert first.intent == "my card was stolen"
    assert first.turns == ()
    assert second.heard == MENU
    assert second.turns == (Heard(text="for english press one for spanish press three"), Did(text="press 1"))
    assert {option.key for option in second.menu.options} == {"1", "2"}


def test_without_else_a_language_model_is_asked(tmp_path: Path) -> None:
    result = run(SILENT, company(MENU), tmp_path, advisor=Written(PressKey(key="2")))
    assert result.company.pressed == "2"


def test_without_else_and_model_the_call_fails_and_quotes_the_prompt(tmp_path: Path) -> None:
    result = run(SILENT, company(MENU), tmp_path)
    assert result.outcome.kind == "failed"
    assert MENU in result.outcome.reason
    assert not result.data("ask_advisor")


def test_a_key_that_the_prompt_does_not_offer_is_not_pressed(tmp_path: Path) -> None:
    advisor = Written(PressKey(key="7"), PressKey(key="2"))
    result = run(ASKING, company(MENU), tmp_path, advisor=advisor)
    assert result.company.pressed == "2"
    first, second = result.data("advised")
    assert first.error is not None
    assert second.error is None


def test_what_is_waited_for_belongs_to_the_prompt(tmp_path: Path) -> None:
    line = company("for billing press one", "for lost cards press two", every=4.0)
    advisor = Written(WaitOn(reason="there may be more"), PressKey(key="2"))
    result = run(ASKING, line, tmp_path, advisor=advisor)
    assert advisor.asked[1].heard == "for billing press one for lost cards press two"
    assert result.company.pressed == "2"


def test_giving_up_fails_the_call_and_says_why(tmp_path: Path) -> None:
    result = run(ASKING, company(MENU), tmp_path, advisor=Written(GiveUp(reason="they only sell tickets")))
    assert result.outcome.kind == "failed"
    assert "they only sell tickets" in result.outcome.reason


def test_the_ladder(tmp_path: Path) -> None:
    menus = [MENU] * 6
    advisor = Written("the model can't be reached")
    result = run(ASKING.replace("else ask", "else ask, again"), company(*menus), tmp_path, advisor=advisor)
    attempts = [line.attempt for line in result.data("ask_advisor")]
    assert attempts == [1, 2] * 4
    assert result.company.pressed == "0"
    assert result.company.played == ["representative"]
    assert result.outcome.kind == "failed"
    for words in ("can't be reached", "waited", "pressed 0", "said “representative”"):
        assert words in result.outcome.reason


def test_the_same_answer_to_the_same_prompt_is_not_given_for_ever(tmp_path: Path) -> None:
    line = company()
    line.speaks(1.0, MENU)
    line.after("1", lambda now: line.speaks(now + 1, MENU) and None)
    text = ASKING.replace("else ask", "else ask, again")
    result = run(text, line, tmp_path, advisor=Written(PressKey(key="1")))
    assert result.company.pressed.startswith("11")
    assert not result.company.pressed.startswith("111")
    assert "circles" in "".join(one.error or "" for one in result.data("advised"))


def test_over_budget_nothing_is_asked(tmp_path: Path) -> None:
    advisor = Written(WaitOn())
    text = ASKING.replace("else ask", "else ask, again")
    result = run(text, company(*[MENU] * 6), tmp_path, advisor=advisor, budget=Budget(requests=1))
    assert len(advisor.asked) == 1
    assert "1 question" in result.outcome.reason


def test_a_value_is_filled_in_by_the_call_and_never_told(tmp_path: Path) -> None:
    text = """
flow cards "Cards"
  intent "my card was stolen"
  needs  pin secret "the PIN of your card"

ask
hold 10m
transfer sip_phone
"""
    line = company("please enter the four digit pin of your card followed by the pound key")
    line.after("#", lambda now: line.speaks(line.music(now + 1, 20) + 1, "hello this is dana", 2.0) and None)
    advisor = Written(EnterValue(name="pin"))
    result = run(text, line, tmp_path, advisor=advisor, values={"pin": Secret("4711")})
    assert result.company.pressed == "4711#"
    assert "4711" not in (tmp_path / "call" / "call.jsonl").read_text()
    assert advisor.asked[0].known[0].name == "pin"
    assert "4711" not in advisor.asked[0].model_dump_json()


def test_what_the_company_reads_back_reaches_no_advisor(tmp_path: Path) -> None:
    line = company("you entered four seven one one for yes press one for no press two")
    advisor = Written(PressKey(key="2"))
    text = ASKING.replace('intent "my card was stolen"', 'intent "my card was stolen"\n  needs pin secret "PIN"')
    run(text, line, tmp_path, advisor=advisor, values={"pin": Secret("4711")})
    assert "seven one one" not in advisor.asked[0].model_dump_json()


def test_a_menu_before_the_others_takes_the_flow_out_of_its_way_and_not_off_it(tmp_path: Path) -> None:
    line = company("for english press one for spanish press three")
    line.after("1", lambda now: line.speaks(now + 1, "for disputes press nine for lost cards press two") and None)
    line.after("9", lambda now: line.speaks(line.music(now + 1, 20) + 1, "hello this is dana", 2.0) and None)
    advisor = Written(PressKey(key="1"))
    result = run(ASKING, line, tmp_path, advisor=advisor)
    assert result.company.pressed == "19"
    assert len(advisor.asked) == 1
    assert result.outcome.kind == "transferred"


def test_nobody_waits_for_an_answer_when_the_company_has_hung_up(tmp_path: Path) -> None:
    line = company(MENU)
    line.hangs_up(6.0)
    result = run(ASKING, line, tmp_path, advisor=Written(PressKey(key="2")))
    assert result.outcome.kind == "failed"
    assert "hung up" in result.outcome.reason
    assert not result.company.pressed


# --- menus that have changed


def test_a_moved_key_is_followed_where_the_flow_presses_what_is_heard(tmp_path: Path) -> None:
    text = FLOW.format(otherwise='on "lost cards" press heard or 1')
    result = run(text, company(MENU), tmp_path)
    assert result.company.pressed == "2"
    (change,) = result.data("menu_changed")
    assert isinstance(change, MenuChanged)
    assert (change.phrase, change.expected, change.heard, change.policy) == ("lost cards", "1", "2", "press heard")


def test_a_moved_key_is_asked_about_where_the_flow_asks(tmp_path: Path) -> None:
    text = FLOW.format(otherwise='on "lost cards" press 1\n  else ask')
    advisor = Written(PressKey(key="2"))
    result = run(text, company(MENU, MENU), tmp_path, advisor=advisor)
    assert result.company.pressed == "2"
    assert [change.policy for change in result.data("menu_changed")] == ["ask"]


def test_a_moved_key_fails_the_call_where_nobody_can_be_asked(tmp_path: Path) -> None:
    text = FLOW.format(otherwise='on "lost cards" press 1')
    result = run(text, company(MENU, MENU), tmp_path)
    assert result.outcome.kind == "failed"
    assert "the menu has changed" in result.outcome.reason
    assert [change.policy for change in result.data("menu_changed")] == ["fail"]
    assert not result.company.pressed


def test_what_has_moved_beside_the_clause_that_is_taken_is_told_too(tmp_path: Path) -> None:
    text = FLOW.format(otherwise='on "lost cards" press 2\n  on "billing" press 5')
    result = run(text, company("for billing press one for lost cards press two"), tmp_path)
    assert result.company.pressed == "2"
    (change,) = result.data("menu_changed")
    assert (change.phrase, change.heard, change.policy) == ("billing", "1", "not taken")


def test_on_hold_a_moved_key_is_not_pressed(tmp_path: Path) -> None:
    text = """
flow cards "Cards"
  intent "my card was stolen"
hold 2m
  on "call you back" press 1
  on timeout end
"""
    line = Company()
    line.music(0.5, 20)
    line.speaks(21, "to have us call you back press four", 3.0)
    line.music(25, 300)
    result = run(text, line, tmp_path)
    assert not result.company.pressed
    assert [change.policy for change in result.data("menu_changed")] == ["wait"]


def test_the_queue_is_followed(tmp_path: Path) -> None:
    line = Company()
    line.music(0.5, 20)
    line.speaks(21, "you are caller number four your estimated wait is ten minutes", 3.0)
    line.music(25, 300)
    result = run("hold 2m\n  on timeout end", line, tmp_path)
    assert [(one.position, one.wait) for one in result.data("queue_progress")] == [(4, 600.0)]


def test_saying_is_speaking(tmp_path: Path) -> None:
    line = company("how can i help you today")
    advisor = Written(SaySentence(text="my card was stolen"), GiveUp(reason="enough"))
    result = run(ASKING, line, tmp_path, advisor=advisor)
    assert result.company.played[0] == "my card was stolen"


def test_a_key_that_has_come_to_mean_something_else_is_not_pressed(tmp_path: Path) -> None:
    line = Company()
    line.speaks(1.0, "for english press one para espanol oprima el dos", 3.0)
    line.speaks(6.2, "main menu for disputes press nine to close your account press two", 3.0)
    line.after("9", lambda now: line.speaks(line.music(now + 1, 20) + 1, "hello this is dana", 2.0) and None)
    advisor = Written(PressKey(key="2"), seconds=7.0)
    result = run(ASKING, line, tmp_path, advisor=advisor)
    assert result.company.pressed == "9"
    assert "gone on" in (result.data("advised")[0].error or "")


def test_a_prompt_that_is_cut_off_by_the_time_is_told_as_far_as_it_was_heard(tmp_path: Path) -> None:
    line = Company()
    line.speaks(1.0, "welcome to chase bank", 2.0)
    line.speaks(6.0, "for billing press one for lost cards press two " * 5, 40.0)
    advisor = Written(GiveUp(reason="enough"))
    run(ASKING, line, tmp_path, advisor=advisor)
    assert "for lost cards press two" in advisor.asked[0].heard
