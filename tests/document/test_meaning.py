"""What documents mean as source, and what source means as a document: grammar/CALLFLOW.md, sentence by sentence."""

from typing import Any

import pytest

from holdlang.document import from_values, to_values
from holdlang.load import load
from holdlang.model import CallFlow
from holdlang.printer import print_flow
from holdlang.source import Source

pytestmark = pytest.mark.unit


def step(name: str, kind: str, **fields: Any) -> dict[str, Any]:
    return {"id": name, "type": kind, "description": "What it is for", **fields}


def document(*steps: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"id": "rent_a_car", "name": "Rent a Car", **fields, "steps": list(steps)}


def source(*steps: dict[str, Any]) -> list[str]:
    """The steps as source, without what they are for."""
    flow = from_values(document(*steps))
    assert to_values(flow) == document(*steps)
    lines = print_flow(flow).splitlines()[2:]
    return [line for line in lines if line != '  about "What it is for"']


def exported(text: str) -> list[dict[str, Any]]:
    """The steps of `text` in a document, without their ids and what they are for."""
    loaded = load(Source("test.hold", text))
    values = to_values(loaded.flows[0])
    assert from_values(values) == loaded.flows[0]
    return [{k: v for k, v in said.items() if k not in ("id", "description")} for said in values["steps"]]


PLAIN = document(
    step("greeting", "WAIT", timeout=4.0, next_step="menu"),
    step("menu", "LISTEN", timeout=20.0, next_step="press_2"),
    step("press_2", "DTMF", dtmf="2", next_step="hold"),
    step("hold", "HOLD", timeout=3600, next_step="transfer"),
    step("transfer", "TRANSFER"),
    company="Rent a Car",
    phone_number="+18005550142",
)


def test_a_plain_document_comes_back_as_it_was_written() -> None:
    flow = from_values(PLAIN)
    assert print_flow(flow).splitlines()[:8] == [
        'flow rent_a_car "Rent a Car"',
        '  company "Rent a Car"',
        '  dial    "+18005550142"',
        "",
        "greeting: wait 4s",
        '  about "What it is for"',
        "menu: listen 20s",
        '  about "What it is for"',
    ]
    assert to_values(flow) == PLAIN


def test_plain_source_becomes_a_plain_document() -> None:
    loaded = load(Source("test.hold", "wait 5s\nlisten\npress 3\nhold 2h\ntransfer sip_phone\n"))
    assert to_values(loaded.flows[0])["steps"] == [
        {"id": "wait", "type": "WAIT", "description": "wait 5s", "timeout": 5.0, "next_step": "listen"},
        {"id": "listen", "type": "LISTEN", "description": "listen 15s", "timeout": 15.0, "next_step": "press_3"},
        {"id": "press_3", "type": "DTMF", "description": "press 3", "dtmf": "3", "next_step": "hold"},
        {
            "id": "hold",
            "type": "HOLD",
            "description": "hold 2h",
            "timeout": 7200.0,
            "next_step": "transfer_sip_phone",
        },
        {"id": "transfer_sip_phone", "type": "TRANSFER", "description": "transfer sip_phone"},
    ]


def test_a_flow_without_an_id_gets_one_from_its_name() -> None:
    flow = from_values({"name": "Rent a Car — Returns", "steps": []})
    assert (flow.id, flow.stored_id) == ("rent_a_car_returns", None)
    assert from_values({"name": "—", "steps": []}).id == "flow"


def test_an_id_that_is_no_name_is_kept() -> None:
    flow = from_values(document(id="7f3a-1"))
    assert (flow.id, flow.stored_id) == ("flow_7f3a_1", "7f3a-1")
    assert to_values(flow)["id"] == "7f3a-1"


# --- the way through the steps


def test_no_next_step_ends_the_flow() -> None:
    assert source(step("a", "WAIT", timeout=5.0), step("b", "WAIT", timeout=6.0)) == ["a: wait 5s", "end", "b: wait 6s"]


def test_a_next_step_that_is_another_is_a_goto() -> None:
    lines = source(
        step("a", "WAIT", timeout=5.0, next_step="c"),
        step("b", "WAIT", timeout=6.0, next_step="b"),
        step("c", "WAIT", timeout=7.0, next_step="b"),
    )
    assert lines == ["a: wait 5s", "goto c", "b: wait 6s", "goto b", "c: wait 7s", "goto b"]


def test_a_next_step_that_is_nowhere_ends_the_flow_and_is_kept() -> None:
    lines = source(step("a", "WAIT", timeout=5.0, next_step="gone"), step("b", "WAIT", timeout=6.0))
    assert lines == ["a: wait 5s", '  meta next_step "gone"', "end", "b: wait 6s"]


def test_steps_whose_ids_are_no_names_get_labels() -> None:
    lines = source(
        step("1", "WAIT", timeout=5.0, next_step="Main Menu"),
        step("Main Menu", "LISTEN", timeout=15.0, next_step="main_menu"),
        step("main_menu", "LISTEN", timeout=15.0, next_step="1"),
    )
    assert lines == [
        "step_1: wait 5s",
        '  meta id "1"',
        "main_menu_2: listen 15s",
        '  meta id "Main Menu"',
        "main_menu: listen 15s",
        "goto step_1",
    ]


def test_a_label_that_can_be_done_without_is_told_beside_the_steps() -> None:
    """`hold: hold 2h` has the id that `hold 2h` has."""
    (flow,) = load(Source("test.hold", "hold: hold 2h\n")).flows
    values = to_values(flow)
    assert values["metadata"] == {"labels": {"hold": "hold"}}
    assert from_values(values) == flow


# --- the six types


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (step("s", "WAIT", timeout=2.5), ["s: wait 2.5s"]),
        (step("s", "WAIT"), ["s: wait 10s"]),
        (step("s", "WAIT", timeout=0.0), ["s: wait 1ms", "  meta timeout 0.0"]),
        (step("s", "WAIT", timeout=1e7), ["s: wait 168h", "  meta timeout 10000000.0"]),
        (step("s", "LISTEN", timeout=20), ["s: listen 20s"]),
        (step("s", "LISTEN", dtmf="1"), ["s: listen 10s", '  meta dtmf "1"', "press 1"]),
        (step("s", "HOLD", timeout=60), ["s: hold 1m"]),
        (step("s", "HOLD", timeout=60.0, metadata={"price": "sure"}), ["s: hold 1m sure"]),
        (step("s", "DTMF", dtmf="12w#"), ['s: press "12w#"']),
        (step("s", "DTMF", dtmf="3", timeout=3.0), ["s: press 3", "  meta timeout 3.0"]),
        (step("s", "DTMF"), ['s: press ""']),
        (step("s", "SPEAK", metadata={"audio_file": "hello.wav"}), ['s: play "hello.wav"']),
        (step("s", "SPEAK", metadata={"text": "Hello."}), ['s: say "Hello."']),
        (step("s", "SPEAK"), ['s: say ""']),
        (step("s", "TRANSFER"), ["s: transfer sip_phone"]),
        (step("s", "TRANSFER", metadata={"device": "cell"}), ["s: transfer cell"]),
        (
            step("s", "TRANSFER", metadata={"device": "sip_phone"}),
            ["s: transfer sip_phone", '  meta device "sip_phone"'],
        ),
        (
            step("s", "TRANSFER", metadata={"device": "Desk Phone"}),
            ["s: transfer desk_phone", '  meta device "Desk Phone"'],
        ),
        (
            step("s", "TRANSFER", metadata={"devices": [["cell", "desk"], "home"], "confirm": "1", "by": "refer"}),
            ["s: transfer cell or desk then home confirm 1 by refer"],
        ),
    ],
    ids=str,
)
def test_a_step_as_source(said: dict[str, Any], lines: list[str]) -> None:
    assert source(said) == lines


def test_what_only_other_programs_know_is_kept() -> None:
    conditions = {"language": ["en", None, 1.5], "clauses": "none"}
    lines = source(step("s", "LISTEN", timeout=9.0, conditions=conditions, metadata={"seen at": "12:00", "id": 5}))
    assert lines == [
        "s: listen 9s",
        '  meta conditions {"language": ["en", null, 1.5], "clauses": "none"}',
        '  meta metadata {"seen at": "12:00", "id": 5}',
    ]
    assert source(step("s", "DTMF", dtmf="1", metadata={"seen at": "12:00"})) == [
        "s: press 1",
        '  meta "seen at" "12:00"',
    ]


def test_null_is_nothing() -> None:
    nulls = dict.fromkeys(("dtmf", "timeout", "next_step", "conditions", "metadata", "description"))
    flow = from_values(
        {"id": "a", "name": "a", "tags": None, "version": None, "steps": [{"id": "s", "type": "WAIT", **nulls}]}
    )
    assert flow == from_values({"id": "a", "name": "a", "steps": [{"id": "s", "type": "WAIT"}]})


@pytest.mark.parametrize("time", ["2026-01-15T10:30:00Z", "2026-01-15T10:30:00", "2026-01-15T10:30:00.250000-05:00"])
def test_times_come_back_with_or_without_a_zone(time: str) -> None:
    values = document(created_at=time, updated_at=time)
    assert to_values(from_values(values)) == values


# --- what the six types can't say


def test_clauses() -> None:
    (said,) = exported(
        'listen 20s\n  on "disputes" or /press (\\d)/ press $1, again\n  on silence 6s retry 2, goto s\n  else ask\n'
    )
    assert said["conditions"] == {
        "clauses": [
            {"when": [{"phrase": "disputes"}, {"pattern": "press (\\d)"}], "do": [{"press": "$1"}, "again"]},
            {"when": [{"silence": 6.0}], "do": [{"retry": 2}, {"goto": "s"}]},
        ],
        "else": ["ask"],
    }


@pytest.mark.parametrize(
    ("line", "action"),
    [
        ('notify "closed"', {"notify": "closed"}),
        ('note "queue"', {"note": "queue"}),
        ("set tries = 3", {"set": {"name": "tries", "value": "3"}}),
        ("record off", {"record": False}),
        ("run pay(pin: $pin)", {"run": {"flow": "pay", "arguments": [{"name": "pin", "value": "$pin"}]}}),
        ("ask", "ask"),
        ("hangup", "hangup"),
        ('fail "why"', {"fail": "why"}),
        ("end", "end"),
    ],
)
def test_steps_that_take_no_time(line: str, action: object) -> None:
    assert exported(line) == [{"type": "WAIT", "timeout": 0.0, "metadata": {"action": action}}]


def test_a_goto_is_where_the_step_before_it_leads() -> None:
    said = exported("here: wait 5s\ngoto here\nhold 2h\n")
    assert [one.get("next_step") for one in said] == ["here", None]
    said = exported("here: wait 5s\nthere: goto here\n")
    assert said[1] == {"type": "WAIT", "timeout": 0.0, "next_step": "here", "metadata": {"action": {"goto": "here"}}}


def test_the_header() -> None:
    text = (
        "flow a\n  open mon-fri 08:00-20:00 UTC\n  needs card secret\n  param pin\n  redial 3 every 10m\n"
        "  meta version 4\n\nhold 2h\ntransfer sip_phone\n"
    )
    (flow,) = load(Source("test.hold", text)).flows
    values = to_values(flow)
    assert values["version"] == 4
    assert values["metadata"] == {
        "opening": {"hours": [{"first": "mon", "last": "fri", "opens": "08:00", "closes": "20:00"}], "zone": "UTC"},
        "needs": [{"name": "card", "secret": True, "text": ""}],
        "params": [{"name": "pin", "secret": False, "default": None}],
        "redial": {"times": 3, "every": 600.0},
    }
    assert from_values(values) == flow


def test_what_the_steps_cannot_say_is_kept_exactly() -> None:
    """Two steps of the same label, and a description that is what would stand there anyway."""
    flow = CallFlow.model_validate(
        {"id": "a", "steps": [{"kind": "end", "label": "x", "about": "end"}, {"kind": "ask", "label": "x"}]}
    )
    values = to_values(flow)
    assert [said["id"] for said in values["steps"]] == ["x", "x_2"]
    assert from_values(values) == flow
