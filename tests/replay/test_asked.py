"""Calls on which an advisor was asked, replayed: nobody is asked anew, and what was answered that day is answered."""

from pathlib import Path

import pytest

from holdlang.calllog import Advised
from holdlang.learn.exploring import exploration
from holdlang.trials.decisions import decisions, first_difference
from runtime.replay.acting import Script, replay, tape_of
from tests.exploring.companies import Company, companies
from tests.exploring.test_exploring import explored, explored_by_model, values

pytestmark = pytest.mark.call

COMPANIES = companies()


@pytest.mark.parametrize("company", COMPANIES, ids=lambda company: company.name)
def test_a_call_with_questions_decides_alike(company: Company) -> None:
    for that_day in (explored(company), explored_by_model(company.name)[0]):
        flow = exploration(
            company.number, company.intent, company=company.title, needs=company.needs, devices=["sip_phone"]
        )
        tape = tape_of(that_day.lines, Path("call.jsonl"))
        today = replay(tape, Script(flow, values(company, flow)))
        assert first_difference(decisions(that_day.lines), decisions(today.lines)) is None
        assert [one.action for one in today.data(Advised)] == [one.action for one in that_day.data(Advised)]


def test_what_was_not_asked_that_day_has_no_answer() -> None:
    company = COMPANIES[0]
    that_day = explored(company)
    lines = [line for line in that_day.lines if line.type not in ("ask_advisor", "advised")]
    flow = exploration(company.number, company.intent, needs=company.needs, devices=["sip_phone"])
    today = replay(tape_of(lines, Path("call.jsonl")), Script(flow, values(company, flow)))
    first = next(today.data(Advised))
    assert first.error == "nobody asked this on that call"
