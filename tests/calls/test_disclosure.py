"""A person is told of the recording while the phone rings, and nothing is recorded before, where all have to agree."""

from pathlib import Path

import pytest

from holdlang.calllog import SetRecording
from tests.calls.phones import Phone
from tests.calls.rig import Company, run

pytestmark = pytest.mark.call

TOLD = "This call is recorded."


def _company() -> Company:
    company = Company()
    company.speaks(company.music(0.5, 20), "hello this is sam how can i help you", 2)
    return company


def test_nothing_is_recorded_before_the_person_was_told(tmp_path: Path) -> None:
    flow = "hold 30m -> transfer sip_phone"
    result = run(flow, _company(), tmp_path, {"sip_phone": Phone()}, disclosure=TOLD, may_record=False)
    assert result.outcome.kind == "transferred"
    assert result.company.played == [TOLD]
    assert result.company.recorded == [True]
    types = result.types("human_detected", "ring_device", "speak", "record", "transfer_complete")
    assert types == ["human_detected", "ring_device", "speak", "record", "transfer_complete"]


def test_a_flow_that_wants_no_recording_gets_none(tmp_path: Path) -> None:
    flow = "record off -> hold 30m -> transfer sip_phone"
    result = run(flow, _company(), tmp_path, {"sip_phone": Phone()}, disclosure=TOLD, may_record=False)
    assert result.company.recorded == [False, False]
    assert [line.data.on for line in result.log if isinstance(line.data, SetRecording)] == [False, False]


def test_without_a_disclosure_nobody_is_told(tmp_path: Path) -> None:
    result = run("hold 30m -> transfer sip_phone", _company(), tmp_path, {"sip_phone": Phone()})
    assert result.company.played == []
    assert result.company.recorded == []


def test_the_second_group_of_phones_does_not_tell_it_again(tmp_path: Path) -> None:
    phones = {"desk": Phone(answers=None), "cell": Phone()}
    result = run("hold 30m -> transfer desk then cell", _company(), tmp_path, phones, disclosure=TOLD)
    assert result.outcome.kind == "transferred"
    assert result.company.played == [TOLD]
