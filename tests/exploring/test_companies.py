"""The rehearsed companies: each can be got through, only the right way leads to a person, and nothing is missing.

Not responsible for exploring them.
"""

import re
from dataclasses import replace

import pytest

from holdlang.advice.model import EnterValue, PressKey, WaitOn
from holdlang.calllog import Bridge
from holdlang.diagnostics.render import render
from holdlang.fmt import format_text
from holdlang.load import load
from holdlang.model import CallFlow, Pressed, Test
from holdlang.model.tree import Human, Prompt
from holdlang.source import Source
from holdlang.trials.expecting import judge
from runtime.rehearse.virtual.acting import act, script_of
from tests.exploring.companies import Company, companies

pytestmark = pytest.mark.call

COMPANIES = companies()

FICTIONAL = re.compile(r"\+1[2-9]\d\d55501\d\d")
"""Numbers that are never given to anybody (North American Numbering Plan)."""

SEEDS = range(5)
"""Enough for a menu of three options to have its keys moved in both ways that there are."""

UNUSED = "8"
"""A key that stands for nothing in any first menu."""


def name(company: Company) -> str:
    return company.name


each = pytest.mark.parametrize("company", COMPANIES, ids=name)


# --- the files


def test_there_are_twelve_and_all_differ() -> None:
    assert len(COMPANIES) == 12
    for differs in ("title", "number", "intent"):
        assert len({getattr(company, differs) for company in COMPANIES}) == 12


def test_half_of_them_are_three_menus_deep() -> None:
    deep = [company for company in COMPANIES if len([one for one in company.answers if one.press]) >= 3]
    assert len(deep) >= 6


def test_two_have_moved_their_keys() -> None:
    moved = [company.moved_tree for company in COMPANIES if company.moved_tree]
    assert len(moved) == 2
    for tree in moved:
        assert any(isinstance(step, Prompt) and step.renumbered == 100 for step in tree.steps)


@each
def test_it_is_clean_and_laid_out(company: Company) -> None:
    assert render(company.loaded.diagnostics) == ""
    assert format_text(company.loaded.source) == company.loaded.source.text


@each
def test_it_says_what_the_call_is_for_and_calls_nobody(company: Company) -> None:
    assert company.title
    assert FICTIONAL.fullmatch(company.number)
    assert len(company.intent.split()) >= 5


@each
def test_every_value_is_described_and_given(company: Company) -> None:
    assert {need.name for need in company.needs} == company.given.keys()
    assert all(need.text for need in company.needs)


# --- the way


@each
def test_the_way_leads_to_a_person(company: Company) -> None:
    assert _missed(company, company.way) == []


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("company", "moved"), [(one, one.moved) for one in COMPANIES if one.moved])
def test_so_it_does_when_the_keys_have_moved(company: Company, moved: Test, seed: int) -> None:
    assert _missed(company, moved, seed) == []


@each
def test_no_other_first_key_leads_to_a_person(company: Company) -> None:
    for key in _other_keys(company):
        call = act(replace(script_of(company.way, company.loaded), flow=_astray(key)))
        assert call.pressed[0] == key
        assert list(call.data(Bridge)) == [], key
        assert "hung up" in call.end.reason, key


# --- what a model answers


@each
def test_the_answers_press_what_the_way_presses(company: Company) -> None:
    pressed = []
    for answer in company.answers:
        match answer.advice:
            case PressKey(key=key):
                pressed.append(key)
            case EnterValue(name=value):
                pressed.append(company.given[value])
    assert pressed == [keys if keys in ("#", "*") else keys.rstrip("#") for keys in company.keys]


@each
def test_each_answer_is_for_one_prompt(company: Company) -> None:
    texts = [step.text for step in company.tree.steps if isinstance(step, Prompt)]
    for answer in company.answers:
        (text,) = [text for text in texts if answer.fits(text)]
        assert company.answer(text) == answer.advice


@each
def test_a_person_is_not_answered(company: Company) -> None:
    spoken = [step.text for step in company.tree.steps if isinstance(step, Human)]
    assert spoken
    assert all(isinstance(company.answer(text), WaitOn) for text in spoken)


def _missed(company: Company, test: Test, seed: int = 0) -> list[str]:
    return [one.why for one in judge(test, act(script_of(test, company.loaded, seed))) if not one.met]


def _other_keys(company: Company) -> list[str]:
    """The keys that the first menu takes, apart from the right one, and one that it does not."""
    first = next(step for step in company.tree.steps if isinstance(step, Prompt) and step.clauses)
    taken = [trigger.keys for clause in first.clauses for trigger in clause.triggers if isinstance(trigger, Pressed)]
    return [key for key in (*taken, UNUSED) if key != company.keys[0]]


def _astray(key: str) -> CallFlow:
    """Presses that key once the first menu has been heard. It waits for no phrase: a flow does not press another key
    than the menu names for it."""
    (flow,) = load(Source("astray.hold", ASTRAY.format(key=key))).flows
    return flow


ASTRAY = """\
flow astray
listen 1m
  on silence 3s press {key}
hold 2h
transfer sip_phone
"""
"""Three seconds: longer than the pause between a greeting and the menu, shorter than any menu waits for a key."""
