"""What is told of a call, how often, and in which words."""

import pytest

from holdlang.calllog import (
    CallbackOffered,
    CallEnded,
    CallFailed,
    CallStarted,
    Decided,
    HoldDetected,
    HumanDetected,
    Line,
    NotifyUser,
    TransferComplete,
)
from holdlang.config import Notifications
from runtime.notifying.notice import Notice, Watched
from tests.notifying.lines import CALL_LINES, CONNECTED, ENDED, ON_HOLD, PERSON, QUEUE, STARTED, at, said

pytestmark = pytest.mark.unit

OFFER = "you may press two and we will call you back without losing your place in line"


def offered(seconds: float) -> list[Line]:
    return [said(seconds, OFFER), at(seconds, CallbackOffered(transcript_excerpt="call you back", key="2"))]


def _told(lines: list[Line], **settings: object) -> list[Notice]:
    call = Watched(Notifications.model_validate(settings))
    return [notice for line in lines for notice in call.read(line)]


def _words(lines: list[Line], **settings: object) -> list[tuple[str, str, str]]:
    return [(notice.occasion, notice.title, notice.body) for notice in _told(lines, **settings)]


def test_a_whole_call_in_words() -> None:
    assert _words(CALL_LINES) == [
        (
            "queue_position",
            "Chase: your turn is soon",
            "We are number 3 in the queue, about 1 min to go after 50 s on hold.",
        ),
        ("person", "Chase: a person is on the line", "They answered after 23 min on hold."),
        ("done", "Chase: transferred", "`mobile` spoke with the person. The call took 25 min."),
    ]


def test_the_position_from_which_one_is_told_is_the_users() -> None:
    assert [title for _, title, _ in _words([STARTED, ON_HOLD, *QUEUE], queue_position=1)] == []
    assert "number 5" in _words([STARTED, ON_HOLD, *QUEUE], queue_position=9)[0][2]


def test_a_call_without_a_company_is_named_by_its_number() -> None:
    started = at(0, CallStarted(number="+18005550199"))
    assert _told([started, PERSON])[0].title == "+18005550199: a person is on the line"


def test_one_person_is_told_of_once_and_the_next_one_again() -> None:
    again = at(1400, HumanDetected(confidence=0.9, transcript_excerpt="hello"))
    back = at(1410, HoldDetected(audio_type="music", confidence=0.9))
    other = at(4000, HumanDetected(confidence=0.9, transcript_excerpt="hello"))
    told = _told([STARTED, CONNECTED, ON_HOLD, PERSON, again, back, other])
    assert [(notice.occasion, notice.mark) for notice in told] == [("person", "1390.000"), ("person", "4000.000")]


def test_an_offer_to_call_back_is_told_once_however_often_it_is_made() -> None:
    told = _told([STARTED, CONNECTED, ON_HOLD, *offered(61), *offered(120)])
    assert [(notice.occasion, notice.mark) for notice in told] == [("callback", "")]
    assert told[0].timestamp == said(61, OFFER).timestamp


def test_an_offer_that_a_clause_saw_is_told_too() -> None:
    decided = Decided(step_id="s", heard="hm", clause="on callback offer", score=1, actions=["press 1"])
    assert [notice.occasion for notice in _told([STARTED, ON_HOLD, at(60, decided)])] == ["callback"]


def test_what_is_said_to_the_user_offers_nothing() -> None:
    joined = at(1400, TransferComplete(device="mobile", bridge_id="b"))
    assert _told([STARTED, ON_HOLD, joined, *offered(1450)]) == []
    assert _told([STARTED, ON_HOLD, said(60, "thank you for holding, your call is important to us")]) == []


def test_a_call_that_failed_is_not_done_as_well() -> None:
    failed = at(30, CallFailed(number="+1", error="heard “my pin is”, which is none of “billing”", outcome="failed"))
    ended = at(30, CallEnded(number="+1", duration=30, reason="the same", outcome="failed"))
    assert _words([STARTED, failed, ended]) == [
        ("failed", "Chase: the call failed", "Heard “…”, which is none of “…”.")
    ]


@pytest.mark.parametrize("transcripts", [False, True])
def test_what_was_said_is_told_only_if_the_user_wants_it(transcripts: bool) -> None:
    failed = at(1600, CallFailed(number="+1", error="heard “twelve”", outcome="failed"))
    text = " ".join(
        body for _, _, body in _words([STARTED, ON_HOLD, *offered(60), PERSON, failed], transcripts=transcripts)
    )
    assert [words in text for words in ("Marie", "losing your place", "twelve")] == [transcripts] * 3


def test_every_word_of_the_flow_is_told() -> None:
    lines = [STARTED, at(5, NotifyUser(text="we are in", reason="r")), at(9, NotifyUser(text="we are in", reason="r"))]
    assert [(notice.occasion, notice.body, notice.mark) for notice in _told(lines)] == [
        ("notify", "we are in", "5.000"),
        ("notify", "we are in", "9.000"),
    ]


def test_the_same_log_is_told_in_the_same_way() -> None:
    assert _told(CALL_LINES) == _told(CALL_LINES)
    call = Watched(Notifications())
    assert not call.over
    call.read(ENDED)
    assert call.over
