"""What is read out of a call log."""

import pytest

from holdlang.learn.discoveries import HoldFound, MenuFound, PersonFound
from holdlang.learn.log import from_log
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
