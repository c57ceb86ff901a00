"""What is read out of a call log."""

import pytest

from holdlang.calllog import CallConnected, CallStarted, HumanDetected, IvrDtmfSent, IvrStep, SendDtmf, TranscriptChunk
from holdlang.learn.discoveries import HoldFound, MenuFound, PersonFound, without_detours
from holdlang.learn.log import from_log
from tests.history.logs import lines_of
from tests.learn.calls import IDS, called

pytestmark = pytest.mark.call


def test_prompts_answers_queue_and_person() -> None:
    first, second, third, queue, person = from_log(called(IDS.index("northgate_bank: the way through")))
    assert isinstance(first, MenuFound)
    assert isinstance(second, MenuFound)
    assert isinstance(third, MenuFound)
    assert isinstance(queue, HoldFound)
    assert isinstance(person, PersonFound)
    assert [one.dtmf_sent for one in (first, second, third)] == ["3", "4", None]
    assert (third.entered, third.secret, third.closing) == ("last_four_digits", True, "#")
    assert first.transcript.endswith("for account services, press 3.")
    assert second.transcript.startswith("for a new address")
    assert (first.step_id, first.decided) == ("main", 'on "account services"')
    assert first.measured == pytest.approx(23, abs=1)
    assert queue.announcements[0].endswith("available specialist.")
    assert not any("dana" in text for text in queue.announcements)


def test_a_menu_whose_key_has_moved_is_the_last_that_is_found() -> None:
    (only,) = from_log(called(IDS.index("examples: account services are on another key")))
    assert isinstance(only, MenuFound)
    assert not only.answered
    assert only.options["5"] == "account services"


def test_a_call_that_nobody_answered_tells_nothing() -> None:
    assert from_log(called(IDS.index("examples: nobody answers"))) == []


def test_a_value_that_nobody_asked_for_stands_in_no_source() -> None:
    step = IvrStep(step_id="s", step_type="press", description="press $account#")
    menu = "For billing, press 1. For sales, press 2."
    lines = lines_of(
        [
            CallStarted(number="+12125550100", flow_id="x", given={"account": "48291034", "n": "2"}),
            CallConnected(number="+12125550100", duration=1.0),
            step,
            SendDtmf(digits="48291034#", reason=""),
            IvrDtmfSent(digits="48291034#", step_id="s"),
            IvrStep(step_id="l", step_type="listen", description="listen 15s"),
            TranscriptChunk(text=menu, is_final=True, moment=6.0),
            SendDtmf(digits="2", reason=""),
            IvrDtmfSent(digits="2", step_id="l"),
            HumanDetected(confidence=1.0, transcript_excerpt="hello"),
        ]
    )
    typed, chosen, *_ = from_log(lines)
    assert isinstance(typed, MenuFound)
    assert typed.entered == "account"
    assert "48291034" not in typed.model_dump_json()
    assert isinstance(chosen, MenuFound)
    assert (chosen.dtmf_sent, chosen.entered) == ("2", None)


def test_two_questions_of_yes_and_no_are_two() -> None:
    first = "Are you calling about an existing order? For yes, press 1. For no, press 2."
    second = "Do you have your receipt at hand? For yes, press 1. For no, press 2."
    found = [MenuFound(transcript=first, dtmf_sent="1"), MenuFound(transcript=second, dtmf_sent="2"), PersonFound()]
    assert without_detours(found) == found
