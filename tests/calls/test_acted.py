"""Flows against trees in virtual time: the far end keeps to its tree, and what is expected is really looked at."""

import pytest

from holdlang.calllog import TranscriptChunk
from holdlang.load import load
from holdlang.source import Source
from holdlang.trials.expecting import judge
from holdlang.trials.rehearsal import Rehearsal
from runtime.rehearse.virtual.acting import act, script_of

pytestmark = pytest.mark.call

BANK = """\
flow bank
needs pin secret
listen 30s
  on "enter your pin" press $pin#
listen 30s
  on "disputes" press heard
  else fail "no way in"
queue: hold 2h
  on /number (\\d+)/ notify "Number $1", again
say "One moment, please."
transfer sip_phone confirm 1
  on nobody note "nobody", hangup

tree company
answer after 2 rings
pin: say "Welcome to the bank. Please enter your pin, followed by the pound key."
  on press 4251# goto menu
  on silence 8s  goto pin
  else say "That is not right.", goto pin
menu: say "For billing, press 2. For disputes, press 3."
  on press 3    goto queue
  on silence 5s goto menu
queue: music 30s
say "You are number 2 in line. Please stay on the line."
music 1h
human "Thank you for holding, this is Dana, how can I help you?"

tree engaged
busy

tree sip_phone
answer after 1 ring
human "Hello?"
wait 5s
hangup
"""

THROUGH = 'test "through" of bank against company\n  given pin = 4251\n'


def unmet_of(tests: str) -> list[str]:
    """What of the one test is not met."""
    loaded = load(Source("bank.hold", BANK + "\n" + tests))
    assert loaded.ok, loaded.diagnostics
    (test,) = loaded.tests
    return [one.why for one in judge(test, act(script_of(test, loaded))) if not one.met]


def acted(tests: str) -> Rehearsal:
    loaded = load(Source("bank.hold", BANK + "\n" + tests))
    (test,) = loaded.tests
    return act(script_of(test, loaded))


def test_a_whole_call() -> None:
    expects = (
        '  expect pressed 4251#, 3\n  expect said "One moment, please."\n  expect notified "Number 2"\n'
        "  expect reached queue\n  expect asks 0\n  expect transferred sip_phone within 2h\n"
    )
    assert unmet_of(THROUGH + expects) == []
    assert not any("4251" in line.to_json() for line in acted(THROUGH + expects).lines)


@pytest.mark.parametrize(
    ("expect", "words"),
    [
        ("pressed 3", "expected to press 3, but it pressed 4251#, 3"),
        ('said "Hello"', "expected to say “Hello”, but it said “One moment, please.”"),
        ('notified "Number 3"', "but it told you “Number 2”"),
        ('noted "nobody"', "but it noted nothing"),
        ("transferred cell", "expected `cell` to take the call, but `sip_phone` did"),
        ("transferred sip_phone within 1h", "expected the end within 1h, but the call took 1h1m"),
        ("ended", "expected the flow to end the call, but the call was transferred"),
        ('failed "no way in"', "expected the flow to fail, but the call was transferred"),
        ("not answered", "expected nobody to answer, but the call was transferred"),
    ],
)
def test_what_does_not_come_is_said(expect: str, words: str) -> None:
    (why,) = unmet_of(THROUGH + f"  expect {expect}\n")
    assert words in why


def test_a_wrong_pin_fails_with_what_was_heard() -> None:
    text = 'test "wrong" of bank against company\n  given pin = 1111\n  expect failed "no way in"\n'
    assert unmet_of(text) == []


def test_a_company_that_does_not_answer() -> None:
    text = 'test "busy" of bank against engaged\n  given pin = 4251\n  expect not answered within 5s\n'
    assert unmet_of(text) == []


def test_a_key_cuts_the_prompt_and_its_words() -> None:
    made = acted(THROUGH)
    heard = [chunk.text for chunk in made.data(TranscriptChunk) if chunk.is_final]
    assert heard[1].startswith("for billing, press 2. for disputes")
    assert not any("pound key" in text and "billing" in text for text in heard)
