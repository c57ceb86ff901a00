"""The documented example, and merging on models."""

import pytest
from pydantic import ValidationError

from holdlang.learn.discoveries import MenuFound, read_discoveries, without_detours
from holdlang.learn.learner import CallFlowLearner, flow_name
from holdlang.model import CallFlow, Clause, Hold, Listen, Phrase, PressHeard, Say, Transfer, Wait

pytestmark = pytest.mark.unit

DOCUMENTED = [
    {"type": "wait", "duration": 3.0, "description": "Initial silence"},
    {"type": "ivr_menu", "transcript": "Press 1 for billing...", "dtmf_sent": "1"},
    {"type": "ivr_menu", "transcript": "Press 3 for disputes...", "dtmf_sent": "3"},
    {"type": "hold", "duration": 480.0},
    {"type": "human_detected", "transcript": "Thank you for calling..."},
]


def built(*found: dict[str, object]) -> CallFlow:
    return CallFlowLearner().build_flow(
        discoveries=found, phone_number="+18005551234", company="Chase", intent="dispute a charge"
    )


def test_the_documented_discoveries_give_the_documented_steps() -> None:
    flow = built(*DOCUMENTED)
    assert [type(step) for step in flow.steps] == [Wait, Listen, Listen, Hold, Transfer]
    wait, first, second, hold, transfer = flow.steps
    assert wait == Wait(seconds=3)
    assert [_clause(step) for step in (first, second)] == [
        Clause(triggers=(Phrase(text=phrase),), actions=(PressHeard(fallback=key),))
        for phrase, key in (("billing", "1"), ("disputes", "3"))
    ]
    assert isinstance(hold, Hold)
    assert hold.timeout == 7200
    assert transfer == Transfer(targets=(("sip_phone",),))
    assert (flow.id, flow.company, flow.phone_number) == ("chase_dispute_a_charge", "Chase", "+18005551234")


def _clause(step: object) -> Clause:
    assert isinstance(step, Listen)
    (clause,) = step.clauses
    return clause


def test_without_a_company_and_an_intent_it_is_named_by_its_number() -> None:
    assert flow_name("+1 800 555 1234") == "call_1_800_555_1234"
    assert flow_name("1", "3 Mobile", None) == "call_3_mobile"


def test_what_was_typed_in_is_asked_for_before_the_call() -> None:
    prompt = "Please enter your account number, followed by the pound key."
    flow = built({"type": "ivr_menu", "transcript": prompt, "entered": "account_number"})
    (need,) = flow.needs
    assert (need.name, need.secret, need.text) == ("account_number", True, "your account number")
    assert _clause(flow.steps[0]).actions[0].model_dump()["keys"] == "$account_number#"


def test_what_was_said_is_said_again() -> None:
    flow = built({"type": "ivr_menu", "transcript": "In a few words, how can I help?", "said": "It costs $5"})
    assert _clause(flow.steps[0]).actions == (Say(text="It costs $$5"),)


def test_a_menu_that_took_long_gets_more_time() -> None:
    menu = {"type": "ivr_menu", "transcript": "Press 1 for billing.", "dtmf_sent": "1", "measured": 24.0}
    (step,) = built(menu).steps
    assert isinstance(step, Listen)
    assert step.timeout == 40


def test_what_is_no_discovery_is_refused() -> None:
    with pytest.raises(ValidationError):
        built({"type": "lunch"})


def test_a_way_that_led_back_is_left_out() -> None:
    menu = "For billing, press 1. For disputes, press 3."
    wrong, inner, right = read_discoveries(
        [
            {"type": "ivr_menu", "transcript": menu, "dtmf_sent": "1"},
            {"type": "ivr_menu", "transcript": "To go back, press star.", "dtmf_sent": "*"},
            {"type": "ivr_menu", "transcript": menu, "dtmf_sent": "3"},
        ]
    )
    assert without_detours([wrong, inner, right]) == [right]


def test_the_same_answer_given_again_stays() -> None:
    twice = [MenuFound(transcript="For a person, press 0.", dtmf_sent="0")] * 2
    assert without_detours(twice) == twice


def test_merging_what_is_known_changes_nothing() -> None:
    flow = built(*DOCUMENTED)
    assert CallFlowLearner().merge_discoveries(existing_flow=flow, new_discoveries=DOCUMENTED) == flow


def test_merging_follows_a_moved_key_and_notes_a_new_option() -> None:
    flow = built(*DOCUMENTED)
    moved = {"type": "ivr_menu", "transcript": "Press 4 for billing. Press 5 for fraud.", "dtmf_sent": "4"}
    merged = CallFlowLearner().merge_discoveries(flow, [moved])
    first = merged.steps[1]
    assert _clause(first).actions == (PressHeard(fallback="4"),)
    assert isinstance(first, Listen)
    assert [meta.value for meta in first.meta] == ['{"4": "billing", "5": "fraud"}']
    assert merged.steps[2:] == flow.steps[2:]
