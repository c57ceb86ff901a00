"""The path of a call that was really run (in virtual time): what the runtime writes is what the picture reads."""

from pathlib import Path

import pytest

from holdlang.graph import Picture, draw, trace
from tests.calls.rig import Company, Phone, flows_of, run

pytestmark = pytest.mark.call

FLOW = """
flow chase
run language
menu: listen 15s
  on "sorry"    again
  on "disputes" press 3
queue: hold 2h
  on "stay on the line" note "they are there", again
transfer sip_phone
  on nobody say "Please call back.", goto over
over: note "over"

flow language
listen 15s
  on "english" press 1
"""


def company() -> Company:
    """One that asks for a language, does not understand once, and lets us wait for an hour."""
    made = Company()
    made.speaks(0.5, "for english press one")

    def menu(now: float) -> None:
        at = made.speaks(now + 1, "sorry i did not get that")
        made.speaks(at + 2, "for disputes press three")

    def queue(now: float) -> None:
        at = made.music(now + 1, 600)
        at = made.speaks(at + 0.2, "your call is important to us please stay on the line", 4)
        at = made.music(at + 0.4, 3000)
        made.speaks(at + 0.2, "thank you for holding this is dana how can i help you", 4)

    made.after("1", menu)
    made.after("3", queue)
    return made


def traced(folder: Path, phone: Phone) -> Picture:
    result = run(FLOW, company(), folder, {"sip_phone": phone})
    return trace(draw(flows_of(FLOW)[0]), result.log)


def taken(picture: Picture) -> dict[tuple[str, str], int]:
    return {(edge.source, edge.target): edge.times for edge in picture.edges if edge.times}


def test_every_step_and_decision_is_found_again(tmp_path: Path) -> None:
    picture = traced(tmp_path, Phone())
    assert {node.step: node.visits for node in picture.nodes if node.visits} == {
        None: 1,
        "run_language": 1,
        "menu": 2,
        "queue": 1,
        "transfer_sip_phone": 1,
    }
    assert taken(picture) == {
        ("start", "s0"): 1,
        ("s0", "s1"): 1,
        ("s1", "s1"): 1,
        ("s1", "s2"): 1,
        ("s2", "s2"): 1,
        ("s2", "s3"): 1,
    }
    assert 3600 < picture.node("s2").seconds < 3700


def test_a_phone_that_nobody_answers(tmp_path: Path) -> None:
    picture = traced(tmp_path, Phone(answers=None))
    assert taken(picture)["s3", "s4"] == 1
    assert picture.node("s4").visits == 1
