"""No person stands in what is learned."""

import pytest

from holdlang.learn.cleaning import cleaned
from holdlang.learn.discoveries import Discovery, HoldFound, MenuFound, PersonFound
from holdlang.learn.learner import CallFlowLearner
from tests.learn.calls import files_of

pytestmark = pytest.mark.unit

FOUND: list[Discovery] = [
    MenuFound(transcript="Hello Marlowe. If your number is still 2125550177, press 1.", dtmf_sent="1"),
    MenuFound(transcript="How can I help you?", said="My name is Marlowe."),
    HoldFound(announcements=("Please hold, Marlowe.",)),
    PersonFound(transcript="Hello, this is Dana."),
]


def test_names_numbers_and_what_the_person_said_are_taken_out() -> None:
    for one in FOUND:
        if isinstance(one, MenuFound):
            assert one.menu.text == one.transcript  # understood before, and not remembered after
    found = cleaned(FOUND)
    flow = CallFlowLearner().build_flow(found, "+12125550101", "Acme", "reach a person")
    for source in files_of(flow, found).values():
        assert not [word for word in ("marlowe", "0177", "dana") if word in source.text.lower()]
    assert len(flow.steps) == len(FOUND)
