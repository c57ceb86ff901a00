"""A device that must confirm by key, and a call that is handed over by REFER."""

from pathlib import Path

import pytest

from tests.calls.phones import Phone
from tests.calls.rig import Company, Result, run

pytestmark = pytest.mark.call

CONFIRM = 'hold 2h -> transfer sip_phone then cell confirm 1 -> on nobody note "nobody", hangup'


def person(*, patient: bool = True) -> Company:
    company = Company()
    at = company.music(0, 20)
    company.speaks(at + 0.2, "thank you for holding this is dana how can i help you", 4)
    if not patient:
        company.hangs_up(32)
    return company


def errors(result: Result) -> list[str]:
    return [data.error for data in result.data("transfer_failed")]


def test_the_call_is_taken_by_the_key(tmp_path: Path) -> None:
    phones = {"sip_phone": Phone(keys={6.0: "1"})}
    result = run(f'flow bank\ncompany "Northgate Bank"\n{CONFIRM}', company := person(), tmp_path, phones)
    assert result.outcome.kind == "transferred"
    assert phones["sip_phone"].asked == ["holdlang: Northgate Bank is on the line. Press 1 to take the call."] * 2
    assert result.types("ring_device", "ask_device", "bridge", "transfer_complete") == [
        "ring_device",
        "ask_device",
        "bridge",
        "transfer_complete",
    ]
    assert company.played == []


def test_without_a_company_the_number_is_told(tmp_path: Path) -> None:
    phone = Phone(keys={2.0: "1"})
    run(CONFIRM, person(), tmp_path, {"sip_phone": phone})
    assert phone.asked == ["holdlang: 18005550100 is on the line. Press 1 to take the call."]


def test_a_voicemail_presses_nothing_and_the_next_device_rings(tmp_path: Path) -> None:
    phones = {"sip_phone": Phone(talks=60), "cell": Phone(keys={5.0: "1"})}
    result = run(CONFIRM, person(), tmp_path, phones)
    assert result.outcome.kind == "transferred"
    assert phones["sip_phone"].hung_up
    assert errors(result) == ["it answered, but nobody pressed 1"]
    assert [one is result.company and other is phones["cell"] for one, other in result.joined] == [True]


def test_another_key_does_not_take_the_call(tmp_path: Path) -> None:
    phones = {"sip_phone": Phone(keys={3.0: "2", 4.0: "#"}, talks=60), "cell": Phone(answers=None)}
    result = run(CONFIRM, person(), tmp_path, phones)
    assert result.joined == []
    assert [data.text for data in result.data("note")] == ["nobody"]


def test_a_voicemail_that_answers_late_is_given_time_to_confirm(tmp_path: Path) -> None:
    phones = {"sip_phone": Phone(answers=18, keys={12.0: "1"})}
    assert run(CONFIRM, person(), tmp_path, phones).outcome.kind == "transferred"


def test_a_phone_that_is_put_down_while_it_is_asked(tmp_path: Path) -> None:
    phones = {"sip_phone": Phone(talks=2), "cell": Phone(code=486)}
    result = run(CONFIRM, person(), tmp_path, phones)
    assert errors(result) == ["it was put down again", "486 refused"]


def test_of_two_that_answer_the_one_that_presses_takes_the_call(tmp_path: Path) -> None:
    phones = {"sip_phone": Phone(answers=1, talks=60), "cell": Phone(answers=5, keys={3.0: "1"})}
    result = run("hold 2h -> transfer sip_phone or cell confirm 1", person(), tmp_path, phones)
    assert result.joined[0][1] is phones["cell"]
    assert phones["sip_phone"].hung_up


def test_the_person_gives_up_while_the_device_is_asked(tmp_path: Path) -> None:
    phones = {"sip_phone": Phone(talks=60)}
    result = run(CONFIRM, person(patient=False), tmp_path, phones)
    assert "the company hung up" in result.outcome.reason
    assert phones["sip_phone"].hung_up


REFER = 'hold 2h -> transfer sip_phone then cell by refer -> on nobody note "nobody", hangup'


def test_the_company_is_handed_over(tmp_path: Path) -> None:
    company = person()
    company.refers = {"sip:sip_phone@127.0.0.1": None}
    phone = Phone()
    result = run(REFER, company, tmp_path, {"sip_phone": phone})
    assert (result.outcome.kind, result.outcome.reason) == ("transferred", "the company was handed over to `sip_phone`")
    assert company.referred == ["sip:sip_phone@127.0.0.1"]
    assert (phone.rang, result.joined) == (0, [])
    assert result.types("refer", "transfer_started", "transfer_complete") == [
        "refer",
        "transfer_started",
        "transfer_complete",
    ]


def test_the_next_device_is_tried_when_the_company_does_not_get_through(tmp_path: Path) -> None:
    company = person()
    company.refers = {
        "sip:sip_phone@127.0.0.1": "the far end did not get through (486 Busy Here)",
        "sip:cell@127.0.0.1": None,
    }
    result = run(REFER, company, tmp_path)
    assert result.outcome.reason == "the company was handed over to `cell`"
    assert errors(result) == ["the far end did not get through (486 Busy Here)"]


def test_a_device_that_must_confirm_is_joined_not_handed_the_call(tmp_path: Path) -> None:
    company = person()
    company.refers = {"sip:sip_phone@127.0.0.1": None}
    phone = Phone(keys={3.0: "1"})
    result = run("hold 2h -> transfer sip_phone confirm 1 by refer", company, tmp_path, {"sip_phone": phone})
    assert result.outcome.kind == "transferred"
    assert (company.referred, len(result.joined)) == ([], 1)


def test_a_company_that_refuses_to_be_handed_over(tmp_path: Path) -> None:
    result = run(REFER, person(), tmp_path)
    assert errors(result) == ["the far end does not hand calls over (603 Decline)"] * 2
    assert [data.text for data in result.data("note")] == ["nobody"]
