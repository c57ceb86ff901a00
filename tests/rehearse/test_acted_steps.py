"""What a caller makes of the steps of a tree, in virtual time: the whole call, from dialling to its log."""

from pathlib import Path

import pytest

from holdlang.calllog import AudioClassified, CallConnected, IvrDtmfSent, NoteTaken, TranscriptChunk
from holdlang.load import load
from holdlang.source import Source
from holdlang.trials.rehearsal import Rehearsal
from runtime.rehearse.happened import Happened
from runtime.rehearse.virtual.acting import Script, act

pytestmark = pytest.mark.call


def call(flow: str, tree: str, seed: int = 0) -> tuple[Rehearsal, list[Happened]]:
    """Call `tree` by `flow`, whose first lines their sources are; how it went, and what the far ends did."""
    loaded = load(Source("test.hold", f"flow f\n{flow}\n\ntree company\n{tree}\n"))
    assert loaded.ok, loaded.diagnostics
    happened: list[Happened] = []
    script = Script(loaded.flows[0], loaded.trees[0], folder=Path(), seed=seed, tell=happened.append)
    return act(script), happened


def sounds(rehearsal: Rehearsal) -> list[str]:
    return [data.audio_type for data in rehearsal.data(AudioClassified)]


def words(rehearsal: Rehearsal) -> list[str]:
    return [data.text for data in rehearsal.data(TranscriptChunk) if data.is_final]


def texts(happened: list[Happened], event: str) -> list[str]:
    return [str(one.data["text"]) for one in happened if one.event == event and one.tree == "company"]


TO_THE_PERSON = "hold 2h -> transfer sip_phone"


class TestEarlyMedia:
    """What is heard before the answer is heard."""

    def test_of_a_number_that_is_not_in_service(self) -> None:
        tree = 'early media\ntone sit\nsay "The number you have dialed is not in service."\nwait 1s\nreject 404'
        rehearsal, _ = call(TO_THE_PERSON, tree)
        assert (rehearsal.end.outcome, rehearsal.end.reason) == ("not_answered", "there is no such number")
        assert sounds(rehearsal)[:2] == ["tone", "speech"]
        assert words(rehearsal) == ["the number you have dialed is not in service."]
        assert not list(rehearsal.data(CallConnected))

    def test_of_a_company_that_hangs_up_instead(self) -> None:
        rehearsal, _ = call(TO_THE_PERSON, 'early media\nsay "We are closed."\nhangup')
        assert (rehearsal.end.outcome, rehearsal.end.reason) == ("not_answered", "the call was declined")

    def test_and_then_the_call_is_taken(self) -> None:
        tree = 'early media\ntone ringing 12s\nanswer\nmusic 1m\nhuman "This is Dana, how can I help you?"'
        rehearsal, _ = call(TO_THE_PERSON, tree)
        assert rehearsal.end.outcome == "transferred"
        assert sounds(rehearsal)[0] == "ringing"
        (connected,) = rehearsal.data(CallConnected)
        assert connected.duration == pytest.approx(12, abs=0.1)


def test_a_busy_tone_after_the_answer_is_busy() -> None:
    rehearsal, _ = call('hold 5m\n  on busy note "busy", hangup', "answer\ntone busy 5s\nhangup")
    assert [data.text for data in rehearsal.data(NoteTaken)] == ["busy"]


def test_a_voicemail_beeps() -> None:
    flow = 'listen 1m\n  on beep say "Please call me back.", hangup'
    rehearsal, _ = call(flow, 'say "Please leave a message after the tone."\nbeep\nwait 1m')
    assert list(rehearsal.said) == ["Please call me back."]


def test_a_queue_says_its_place_and_offers_to_call_back() -> None:
    flow = """hold 2h
  on "callback" press 1, again
  on /number (\\d+|[a-z]+) in the queue/ note "$1", again
  on hangup end"""
    tree = """answer
music 20m behind 2
  every 5m say "You are number $position in the queue."
  every 8m say "To request a callback, press 1."
  on press 1 goto later
human "too late"
later: say "We will call you back."
hangup"""
    rehearsal, happened = call(flow, tree)
    assert [data.text for data in rehearsal.data(NoteTaken)] == ["3"]
    assert [data.digits for data in rehearsal.data(IvrDtmfSent)] == ["1"]
    assert texts(happened, "prompt") == ["We will call you back."]
    assert rehearsal.end.outcome == "ended"
    assert rehearsal.end.duration == pytest.approx(8 * 60, abs=15)


def test_a_day_of_music_is_a_moment() -> None:
    rehearsal, _ = call("hold 30h -> transfer sip_phone", 'music 24h\nhuman "Good morning, this is Dana."')
    assert rehearsal.end.outcome == "transferred"
    assert rehearsal.end.duration > 24 * 3600
    assert len(rehearsal.lines) < 40


def test_put_through_and_put_back_on_hold() -> None:
    tree = """music 2m
human "This is Dana, one moment please, I will put you through."
transfer
music 3m
human "This is Lee in disputes, how can I help you?" """
    flow = """hold 2h
  on "put you through" again
transfer sip_phone"""
    rehearsal, happened = call(flow, tree)
    assert [one.event for one in happened if one.event in ("human", "put_through")][:3] == [
        "human",
        "put_through",
        "human",
    ]
    assert rehearsal.end.outcome == "transferred"
    pieces = [one.data["piece"] for one in happened if one.event == "music"]
    assert len(set(pieces)) == 2


def test_a_company_hangs_up_after_a_time() -> None:
    rehearsal, _ = call("hold 2h", "answer\nhangup after 38m\nmusic 1h")
    assert rehearsal.end.outcome == "failed"
    assert rehearsal.end.duration == pytest.approx(38 * 60, abs=1)


MENU = """menu: say "For sales, press 1. For service, press 2." renumbered 50%
  on press 1 goto sales
  on press 2 goto service
  on silence 20s hangup
sales: say "This is sales."
wait 5s
hangup
service: say "This is service."
wait 5s
hangup"""


def test_a_menu_whose_numbers_change_brings_a_listener_to_the_same_place() -> None:
    flow = 'listen 30s\n  on "service" press heard\nlisten 10s\n  on "this is service" end'
    pressed = set()
    for seed in range(12):
        rehearsal, happened = call(flow, MENU, seed)
        assert texts(happened, "prompt")[-1] == "This is service."
        assert rehearsal.end.outcome == "ended"
        pressed.add("".join(rehearsal.pressed))
    assert pressed == {"1", "2"}


LONG = """chance 40% goto closed
music 2m..40m
  every 45s say "Your call is important to us."
human "This is Dana, how can I help you?"
wait 1m
hangup
closed: say "We are closed. Goodbye."
hangup"""


def test_one_seed_is_one_call_and_others_are_others() -> None:
    def lines(seed: int) -> list[str]:
        return [line.model_dump_json(exclude={"timestamp"}) for line in call(TO_THE_PERSON, LONG, seed)[0].lines]

    assert lines(3) == lines(3)
    outcomes = [call(TO_THE_PERSON, LONG, seed)[0].end for seed in range(10)]
    assert {end.outcome for end in outcomes} == {"failed", "transferred"}
    assert len({end.duration for end in outcomes if end.outcome == "transferred"}) > 3
