"""What is left of a menu when a key has cut it short is nobody; who speaks up right after a key is somebody."""

import pytest

from holdlang.calllog import Line, RingDevice, SendDtmf
from holdlang.load import load
from holdlang.source import Source
from runtime.rehearse.virtual.acting import act, script_of

pytestmark = pytest.mark.call

FLOW = """\
flow shop
listen 20s
  on "representative" press 0
  else fail "not the menu I know"
hold 5m
  on "press 1" press 1, again
  on timeout   fail "nobody came"
transfer cell
  on nobody hangup

tree company
answer
menu: say "For opening hours, press 1. To speak with a representative, press 0. To hear all of this again, press star."
  on press 0 goto desk
  else goto menu
desk: {desk}

test "it" of shop against company
  expect pressed 0
"""


def lines(desk: str) -> list[Line]:
    """The log of a call to a company with such a desk."""
    loaded = load(Source("shop.hold", FLOW.format(desk=desk)))
    assert loaded.ok, loaded.diagnostics
    return list(act(script_of(loaded.tests[0], loaded)).lines)


def rung(desk: str) -> float | None:
    """Seconds from the first key until the phone rang; None: it never did."""
    log = lines(desk)
    pressed = next(line.at for line in log if isinstance(line.data, SendDtmf))
    return next((line.at - pressed for line in log if isinstance(line.data, RingDevice)), None)


def test_silence_after_a_key_is_nobody() -> None:
    assert rung("wait 10m") is None


def test_silence_and_then_an_announcement_is_nobody() -> None:
    assert rung('wait 3s\nsay "Please hold while I connect you."\nmusic 10m') is None


@pytest.mark.parametrize("says", ["Hello?", "Claims, this is Marcus speaking, how can I help you?"])
@pytest.mark.parametrize("wait", ["", "wait 500ms\n", "wait 1s\n"])
def test_a_person_who_speaks_at_once_is_found(says: str, wait: str) -> None:
    after = rung(f'{wait}human "{says}"\nwait 1m')
    assert after is not None
    assert after < 12


def test_a_person_of_whom_no_word_is_known_is_found_when_they_ask_again() -> None:
    after = rung('human "Claims."\nwait 3s\nhuman "Claims."\nwait 1m')
    assert after is not None
    assert after < 12


def test_silence_after_a_key_that_kept_the_place_is_nobody() -> None:
    stay = 'music 1m\nstay: say "If you would like to stay in line, press 1. Otherwise, please hang up now."\n'
    log = lines(f"{stay}  on press 1 goto stayed\n  else goto stay\nstayed: wait 10m")
    assert [line.data.digits for line in log if isinstance(line.data, SendDtmf)] == ["0", "1"]
    assert not any(isinstance(line.data, RingDevice) for line in log)
