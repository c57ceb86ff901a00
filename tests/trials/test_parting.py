"""Where in the source a line of a call log comes from."""

import pytest

from holdlang.calllog import CallEnded, Data, Decided, Dial, IvrStep, NotifyUser, SendDtmf, Speak
from holdlang.load import Loaded, load
from holdlang.source import Source
from holdlang.trials.parting import place_of, place_of_label, place_of_tree
from tests.trials.logs import log

pytestmark = pytest.mark.unit

BANK = """\
use "lib.hold"
flow bank
menu: listen 30s
  on "bills" or /bill(s)?/ press 2, say "a", say "b"
  else retry 2, fail "no way in"
run enter
queue: hold 2h
  on announcement notify "still waiting", again
  on closed fail "closed"
say "Hello"
transfer cell
  on nobody say "sorry", hangup
tree company
answer
tree engaged
wait 1s
busy
"""
LIB = "flow enter\nlisten 9s\n  on silence 2s press 9\n  else end\n"


def bank() -> Loaded:
    found = load(Source("bank.hold", BANK), files=lambda path: Source(path, LIB))
    assert found.ok, found.diagnostics
    return found


def decided(step: str, clause: str, *actions: str) -> Decided:
    return Decided(step_id=step, heard="", clause=clause, score=1, actions=list(actions))


def step(name: str, kind: str = "listen") -> IvrStep:
    return IvrStep(step_id=name, step_type=kind, description=name)


DIAL = Dial(number="1", reason="")
KEY = SendDtmf(digits="2", reason="")
TEXT = Speak(text="x", reason="")
ENDED = CallEnded(number="1", duration=1, reason="", outcome="failed")


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ([step("menu"), decided("menu", 'on "bills"', "press", "say", "say"), KEY], "press 2"),
        ([step("menu"), decided("menu", "on /bill(s)?/", "press", "say", "say"), KEY, TEXT], 'say "a"'),
        ([step("menu"), decided("menu", 'on "bills"', "press", "say", "say"), KEY, TEXT, TEXT], 'say "b"'),
        ([step("menu"), decided("menu", "else", "retry", "fail"), ENDED], 'fail "no way in"'),
        ([step("menu"), ENDED], "menu: listen 30s"),
        ([step("queue"), decided("queue", "on announcement", "notify", "again"), ENDED], "queue: hold 2h"),
        (
            [
                step("queue"),
                decided("queue", "on announcement", "notify", "again"),
                NotifyUser(text="still waiting", reason=""),
            ],
            'notify "still waiting"',
        ),
        ([step("queue"), decided("queue", "on closed", "fail"), ENDED], 'fail "closed"'),
        ([step("say"), TEXT], 'say "Hello"'),
        ([step("transfer_cell"), decided("transfer_cell", "on nobody", "say", "hangup"), TEXT], 'say "sorry"'),
        ([step("menu"), step("queue"), decided("queue", 'on "gone"', "press"), KEY], "queue: hold 2h"),
    ],
)
def test_what_wrote_the_last_line(said: list[Data], text: str) -> None:
    lines = log(*((float(at), data) for at, data in enumerate([DIAL, *said])))
    place = place_of(bank(), "bank", lines, len(lines) - 1)
    assert place is not None
    assert place.source.name == "bank.hold"
    assert place.source.slice(place.span) == text


def test_a_flow_of_another_file() -> None:
    lines = log(
        (0, step("run_enter")), (1, step("enter/listen")), (2, decided("enter/listen", "on silence 2s")), (2, KEY)
    )
    place = place_of(bank(), "bank", lines, 3)
    assert place is not None
    assert (place.source.name, place.position, place.source.slice(place.span)) == ("lib.hold", (3, 17), "press 9")


def test_before_the_first_step_and_in_another_edition_of_the_flow_there_is_no_place() -> None:
    assert place_of(bank(), "bank", log((0, DIAL)), 0) is None
    assert place_of(bank(), "bank", log((0, step("gone"))), 0) is None
    assert place_of(bank(), "bank", log((0, step("gone/menu"))), 0) is None


def test_labels_and_trees() -> None:
    label = place_of_label(bank(), "bank", "queue")
    assert label is not None
    assert label.source.slice(label.span) == "queue"
    assert place_of_label(bank(), "bank", "nowhere") is None
    found = [place_of_tree(bank(), name) for name in ("company", "engaged", "nowhere")]
    assert [place and place.source.slice(place.span) for place in found] == ["company", "busy", None]
