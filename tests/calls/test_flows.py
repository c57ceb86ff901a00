"""Flows in virtual time: what a step does with what is heard."""

from pathlib import Path

import pytest

from tests.calls.phones import Phone
from tests.calls.rig import Company, run

pytestmark = pytest.mark.call

ONE_LINER = 'listen 15s -> on "disputes" press 3 -> hold 2h -> transfer sip_phone'


def test_the_one_liner_gets_to_a_person_and_joins_the_phone(tmp_path: Path) -> None:
    company = Company()
    company.speaks(0.5, "for disputes press three")

    def queue(now: float) -> None:
        at = company.music(now + 1, 60)
        at = company.speaks(at, "your call is important to us please stay on the line", 4)
        at = company.music(at + 0.4, 3600)
        company.speaks(at + 0.2, "thank you for holding this is dana how can i help you", 4)

    company.after("3", queue)
    result = run(ONE_LINER, company, tmp_path)
    assert result.outcome.kind == "transferred"
    assert company.pressed == "3"
    assert result.types(
        "ivr_dtmf_sent", "hold_detected", "announcement", "human_detected", "transfer_started", "transfer_complete"
    ) == ["ivr_dtmf_sent", "hold_detected", "announcement", "human_detected", "transfer_started", "transfer_complete"]
    assert [one is company for one, _ in result.joined] == [True]


def test_a_long_menu_is_answered_while_it_still_speaks(tmp_path: Path) -> None:
    company = Company()
    menu = "for disputes press three " + "for something else entirely press the number four " * 6
    company.speaks(0.5, menu, 19)
    company.after("3", lambda now: company.hangs_up(now + 5))
    result = run('listen 15s -> on "disputes" press 3 -> wait 60s', company, tmp_path)
    assert company.pressed == "3"
    assert "hung up during step `wait`" in result.outcome.reason


def test_what_was_heard_is_quoted_when_nothing_fits(tmp_path: Path) -> None:
    company = Company()
    company.speaks(0.5, "our offices are closed today")
    result = run(ONE_LINER, company, tmp_path)
    assert result.outcome.kind == "failed"
    assert "our offices are closed today" in result.outcome.reason
    assert "disputes" in result.outcome.reason
    assert company.pressed == ""


def test_a_menu_that_names_another_key_is_not_answered_blindly(tmp_path: Path) -> None:
    company = Company()
    company.speaks(0.5, "for disputes press five")
    result = run(ONE_LINER, company, tmp_path)
    assert company.pressed == ""
    assert result.outcome.kind == "failed"
    assert "the menu has changed" in result.outcome.reason
    assert "for disputes press five" in result.outcome.reason


def test_a_misheard_digit_is_forgiven_when_the_prompt_repeats(tmp_path: Path) -> None:
    company = Company()
    at = company.speaks(0.5, "for disputes press nine")
    company.speaks(at + 3, "for disputes press three")
    company.after("3", lambda now: company.hangs_up(now + 5))
    run(ONE_LINER, company, tmp_path)
    assert company.pressed == "3"


def test_words_from_before_the_key_do_not_answer_the_next_menu(tmp_path: Path) -> None:
    company = Company()
    company.speaks(0.5, "for billing press two for disputes press one " + "or stay on the line " * 5, 12)
    company.after("2", lambda now: company.speaks(now + 9, "for refunds press four"))
    flow = 'listen 15s -> on "billing" press 2 -> listen 15s -> on "disputes" press 1 -> on "refunds" press 4 -> hangup'
    run(flow, company, tmp_path)
    assert company.pressed == "24"


@pytest.mark.parametrize(
    ("flow", "pressed"),
    [
        ("listen 10s -> on timeout press 9 -> else press 8 -> hangup", "9"),
        ('listen 10s -> on "x-ray" press 1 -> else press 8 -> hangup', "8"),
        ("listen 10s -> on silence 3s press 7 -> on timeout press 9 -> hangup", "7"),
        ("press 12 -> hangup", "12"),
        ('press "1w2" -> hangup', "1w2"),
        ("goto there -> press 1 -> there: press 2 -> hangup", "2"),
    ],
)
def test_nothing_is_said(flow: str, pressed: str, tmp_path: Path) -> None:
    result = run(flow, company := Company(), tmp_path)
    assert company.pressed == pressed
    assert result.outcome.kind == "ended"


def test_music_can_be_waited_for(tmp_path: Path) -> None:
    company = Company()
    company.music(4, 100)
    run("listen 15s -> on music press 5 -> hangup", company, tmp_path)
    assert company.pressed == "5"


def test_a_listen_without_clauses_lasts_until_the_prompt_has_ended(tmp_path: Path) -> None:
    company = Company()
    at = company.speaks(1, "welcome to chase", 2)
    company.speaks(at + 1.0, "this call may be recorded", 2)
    result = run('listen 30s -> note "quiet" -> hangup', company, tmp_path)
    (note,) = [line for line in result.log if line.type == "note"]
    assert 7 < note.at < 8.5


def test_again_is_bounded(tmp_path: Path) -> None:
    result = run("listen 1s -> on timeout again -> hangup", Company(), tmp_path)
    assert result.outcome.kind == "failed"
    assert "10 times" in result.outcome.reason


def test_hold_gives_up_after_its_time(tmp_path: Path) -> None:
    company = Company()
    company.music(0, 7200)
    result = run("hold 30m -> transfer sip_phone", company, tmp_path)
    assert result.outcome.reason.startswith("waited 30m on hold")


def test_the_company_hangs_up_on_hold(tmp_path: Path) -> None:
    company = Company()
    company.music(0, 7200)
    company.hangs_up(38 * 60)
    result = run("hold 2h -> transfer sip_phone", company, tmp_path)
    assert result.outcome.kind == "failed"
    assert result.outcome.reason == "the company hung up during step `hold`"


def test_a_clause_takes_the_company_hanging_up_on_hold(tmp_path: Path) -> None:
    company = Company()
    company.hangs_up(20)
    result = run('hold 2h -> on hangup fail "they gave up on us" -> transfer sip_phone', company, tmp_path)
    assert result.outcome.reason == "they gave up on us (step `hold`)"


def test_a_phrase_on_hold_is_acted_on(tmp_path: Path) -> None:
    company = Company()
    at = company.music(0, 30)
    at = company.speaks(at, "to receive a callback press two", 3)
    company.music(at + 0.4, 600)
    company.after("2", lambda now: company.hangs_up(now + 3))
    result = run('hold 2h -> on "callback" press 2, again -> transfer sip_phone', company, tmp_path)
    assert company.pressed == "2"
    assert result.outcome.kind == "failed"


HUMAN = 'hold 2h -> transfer sip_phone then cell -> on nobody say "please call back", hangup'


def test_devices_are_tried_in_order(tmp_path: Path) -> None:
    phones = {"sip_phone": Phone(answers=None), "cell": Phone()}
    result = run(HUMAN, _person(), tmp_path, phones)
    assert result.outcome.kind == "transferred"
    assert (phones["sip_phone"].rang, phones["cell"].rang) == (1, 1)
    assert phones["sip_phone"].hung_up
    assert result.types("transfer_started", "transfer_failed", "transfer_complete") == [
        "transfer_started",
        "transfer_failed",
        "transfer_started",
        "transfer_complete",
    ]


def test_devices_ring_together_and_the_first_that_answers_wins(tmp_path: Path) -> None:
    phones = {"sip_phone": Phone(answers=9), "cell": Phone(answers=3)}
    result = run("hold 2h -> transfer sip_phone or cell", _person(), tmp_path, phones)
    assert result.joined[0][1] is phones["cell"]
    assert phones["sip_phone"].hung_up


def test_nobody_answers(tmp_path: Path) -> None:
    phones = {"sip_phone": Phone(answers=None), "cell": Phone(code=480)}
    result = run(HUMAN, company := _person(), tmp_path, phones)
    assert len(company.played) == 1
    assert result.outcome.kind == "ended"


def test_a_busy_device_without_a_clause_fails_the_flow(tmp_path: Path) -> None:
    result = run("hold 2h -> transfer sip_phone", _person(), tmp_path, {"sip_phone": Phone(code=486)})
    assert result.outcome.kind == "failed"
    assert "`sip_phone` did not answer" in result.outcome.reason


def test_the_person_gives_up_while_the_phone_rings(tmp_path: Path) -> None:
    company = _person()
    company.hangs_up(30)
    phones = {"sip_phone": Phone(answers=None)}
    result = run("hold 2h -> transfer sip_phone", company, tmp_path, phones)
    assert result.outcome.reason == "the company hung up during step `transfer_sip_phone`"
    assert phones["sip_phone"].hung_up


def test_every_key_says_why(tmp_path: Path) -> None:
    company = Company()
    company.speaks(0.5, "for disputes press three")
    company.after("3", lambda now: company.hangs_up(now + 1))
    result = run(ONE_LINER, company, tmp_path)
    (sent,) = result.data("send_dtmf")
    assert sent.reason == 'on "disputes": heard “disputes”'


def _person() -> Company:
    company = Company()
    at = company.music(0, 20)
    company.speaks(at + 0.2, "thank you for holding this is dana how can i help you", 4)
    return company


def test_the_log_says_what_was_heard_and_what_the_menu_offered(tmp_path: Path) -> None:
    company = Company()
    company.speaks(0.5, "for billing press two for disputes press three")
    company.after("3", lambda now: company.hangs_up(now + 1))
    result = run(ONE_LINER, company, tmp_path)
    (menu,) = result.data("ivr_menu_detected")
    assert menu.options == {"2": "billing", "3": "disputes"}
    (decided,) = result.data("decided")
    assert (decided.heard, decided.clause) == ("for billing press two for disputes press three", 'on "disputes"')


def test_a_phone_put_down_at_once_is_as_good_as_not_answered(tmp_path: Path) -> None:
    result = run(HUMAN, company := _person(), tmp_path, put_down=True)
    assert result.outcome.kind == "ended"
    assert [data.error for data in result.data("transfer_failed")] == ["it was put down at once"] * 2
    assert len(company.played) == 1


def test_a_person_who_spoke_while_we_waited_is_found(tmp_path: Path) -> None:
    company = Company()
    at = company.music(0, 20)
    company.speaks(at, "good morning this is dana how can i help you", 4)
    result = run("wait 26s -> hold 2m -> transfer sip_phone", company, tmp_path)
    assert result.outcome.kind == "transferred"


def test_a_person_who_calls_while_the_phone_rings_is_found_again(tmp_path: Path) -> None:
    company = _person()
    company.speaks(34, "hello is anybody there", 2)
    phones = {"sip_phone": Phone(answers=None), "cell": Phone()}
    flow = "queue: hold 2m -> transfer sip_phone -> on nobody goto second -> second: hold 2m -> transfer cell"
    result = run(flow, company, tmp_path, phones)
    assert result.outcome.kind == "transferred"


def test_music_that_plays_already_is_music(tmp_path: Path) -> None:
    company = Company()
    company.music(1, 100)
    result = run("wait 5s -> listen 15s -> on music press 5 -> hold 10s -> on timeout hangup", company, tmp_path)
    assert company.pressed == "5"
    assert "hold_detected" in result.types()


def test_again_on_hold_goes_on_with_the_same_wait(tmp_path: Path) -> None:
    company = Company()
    at = 0.0
    for _ in range(15):
        at = company.music(at, 20)
        at = company.speaks(at, "your call is important to us please stay on the line", 4) + 0.4
    company.music(at, 3600)
    result = run('hold 20m -> on announcement note "again", again -> transfer sip_phone', company, tmp_path)
    assert len(result.data("note")) == 15
    assert result.outcome.reason.startswith("waited 20m on hold")
    assert result.types("ivr_step") == ["ivr_step"]


def test_what_led_to_again_does_not_lead_to_it_twice(tmp_path: Path) -> None:
    company = Company()
    company.speaks(0.5, "please hold " + "and now for something completely different " * 4, 14)
    company.speaks(17, "for disputes press three")
    company.after("3", lambda now: company.hangs_up(now + 1))
    flow = 'listen 15s -> on "please hold" again -> on "disputes" press 3 -> wait 60s'
    result = run(flow, company, tmp_path)
    assert result.types("ivr_step").count("ivr_step") == 3
    assert company.pressed == "3"


@pytest.mark.parametrize("stall", [0, 4, 30])
def test_sound_that_never_came_is_no_silence_of_a_person(stall: float, tmp_path: Path) -> None:
    company = Company()
    at = company.music(0, 20)
    at = company.speaks(at, "hello this is karen", 1.5)
    company.stalls(at + 0.3, stall)
    company.music(at + 0.7, 600)
    result = run("hold 5m -> transfer sip_phone", company, tmp_path)
    assert "human_detected" not in result.types()
    assert result.outcome.reason.startswith("waited 5m on hold")


def test_a_recogniser_that_cannot_keep_up_is_asked_for_the_latest_words(tmp_path: Path) -> None:
    company = Company()
    company.slow_words = 2.0
    at = company.speaks(0.5, "welcome to the bank " * 20, 40)
    at = company.speaks(at + 1, "for disputes press three", 3)
    pressed: list[float] = []
    company.after("3", pressed.append)
    run('listen 80s -> on "disputes" press 3 -> end', company, tmp_path)
    assert pressed == [pytest.approx(at, abs=10)]


PERSON = "hello this is dana in disputes how can i help you today"


@pytest.mark.parametrize("from_the_end", [3.0, 2.0, 1.0, 0.5])
def test_who_begins_to_speak_before_the_time_is_over_is_heard_out(from_the_end: float, tmp_path: Path) -> None:
    company = Company()
    company.music(0, 30 - from_the_end - 0.3)
    company.speaks(30 - from_the_end, PERSON, 4)
    assert run("hold 30s -> transfer sip_phone", company, tmp_path).outcome.kind == "transferred"


def test_a_clause_that_fits_what_the_person_says_loses_no_person(tmp_path: Path) -> None:
    company = Company()
    company.late_words = True
    company.music(0, 20)
    at = company.speaks(20.2, "thank you for holding " + PERSON, 4)
    company.hangs_up(at + 20)
    text = 'hold 5m\n  on "thank you for holding" note "thanked", again\ntransfer sip_phone'
    result = run(text, company, tmp_path)
    assert result.types("human_detected") == ["human_detected"]
    assert result.outcome.kind == "transferred"
