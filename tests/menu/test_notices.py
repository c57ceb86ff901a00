"""What a company tells those who call becomes events, each when it is new."""

import pytest

from holdlang.calllog import CallbackOffered, ClosedAnnounced, Data, QueueProgress, RecordingAnnounced
from holdlang.menu.notices import Notices

SAID = [
    ("You are number four in the queue.", [QueueProgress(position=4)]),
    ("Your estimated wait time is ten minutes.", [QueueProgress(wait=600.0)]),
    ("This call may be recorded for quality and training purposes.", [RecordingAnnounced]),
    ("Calls may be monitored or recorded.", [RecordingAnnounced]),
    ("You're through to Dana on a recorded line.", [RecordingAnnounced]),
    ("Your call is being recorded.", [RecordingAnnounced]),
    ("Our offices are now closed.", [ClosedAnnounced]),
    ("If you would like us to call you back, press two.", [CallbackOffered]),
    ("Your message has been recorded.", []),
    ("If you do not want this call to be recorded, tell the agent.", []),
    ("This call is not recorded.", []),
    ("To listen to recorded information about the branch, press one.", []),
    ("Thank you for holding.", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "events"), SAID)
def test_what_is_told(text: str, events: list[Data | type[Data]]) -> None:
    told = Notices().hear(text)
    assert len(told) == len(events)
    for data, event in zip(told, events, strict=True):
        assert isinstance(data, event) if isinstance(event, type) else data == event


def test_the_offer_names_its_key_and_the_words_that_made_it_one() -> None:
    (offer,) = Notices().hear("For billing press one. If you would like us to call you back, press two.")
    assert offer == CallbackOffered(transcript_excerpt="like us to call you back", key="2")


def test_nothing_is_told_twice_but_what_changes() -> None:
    notices = Notices()
    announcement = "You are number four in the queue. This call may be recorded."
    assert [type(data) for data in notices.hear(announcement)] == [QueueProgress, RecordingAnnounced]
    assert notices.hear(announcement) == []
    assert notices.hear("You are number three in the queue. This call may be recorded.") == [QueueProgress(position=3)]


def test_the_key_of_an_offer_may_come_after_it() -> None:
    notices = Notices()
    (offer,) = notices.hear("We can call you back when an agent is available.")
    assert isinstance(offer, CallbackOffered)
    assert offer.key is None
    (again,) = notices.hear("To receive a callback press two.")
    assert isinstance(again, CallbackOffered)
    assert again.key == "2"
    assert notices.hear("To receive a callback press two.") == []
