"""Companies that nobody has a flow for: explored, learned, and called again by what was learned.

Whole calls in virtual time; the model is reached by the real client over HTTP, on this machine. Not responsible for the
command that does it (tests/cli/test_learn.py).
"""

from functools import cache

import pytest

from holdlang.calllog import AskAdvisor, MenuChanged
from holdlang.history.anonymous import texts_in
from holdlang.learn.cleaning import cleaned
from holdlang.learn.exploring import exploration
from holdlang.learn.learner import CallFlowLearner
from holdlang.learn.log import from_log
from holdlang.learn.source import flow_text
from holdlang.load import load
from holdlang.model import CallFlow, Prompt, Tree
from holdlang.secret import Secret
from holdlang.source import Source
from holdlang.trials.rehearsal import Rehearsal
from runtime.engines.chat import ChatAdvisor
from runtime.engines.outoftime import OutOfTime
from runtime.ports import Advisor
from runtime.rehearse.virtual.acting import Script, act
from runtime.scope import Value
from tests.engines.chatserver import Answer, ChatServer, Request, enter, press, prompt_of, wait
from tests.exploring.companies import Company, companies
from tests.learn.calls import ORIGIN

pytestmark = pytest.mark.call

COMPANIES = companies()

ENOUGH = 8
"""Companies in which the advisor without a model has to come to a person. It comes to one in nine of the twelve, of
which two were looked at when its words were chosen."""

SEEDS = (0, 1)

each = pytest.mark.parametrize("company", COMPANIES, ids=lambda company: company.name)


def explored(company: Company, advisor: Advisor | None = None) -> Rehearsal:
    flow = exploration(
        company.number, company.intent, company=company.title, needs=company.needs, devices=["sip_phone"]
    )
    return act(Script(flow, company.tree, values=values(company, flow), advisor=advisor))


def values(company: Company, flow: CallFlow) -> dict[str, Value]:
    """What the flow needs, by the names of what the company asks for."""
    return {need.name: Secret(company.given[need.name]) for need in flow.needs}


def model(company: Company) -> ChatServer:
    """A language model that knows the way."""

    def answer(request: Request) -> Answer:
        match company.answer(prompt_of(request)["prompt"]):
            case advice if advice.kind == "press":
                return press(advice.key)
            case advice if advice.kind == "enter":
                return enter(advice.name)
            case _:
                return wait()

    return ChatServer(answer)


@cache
def explored_by_model(name: str) -> tuple[Rehearsal, int]:
    """The exploring call to that company, and how many requests came to the server."""
    company = next(one for one in COMPANIES if one.name == name)
    with model(company) as server:
        made = explored(company, OutOfTime(ChatAdvisor(server.base_url, "scripted")))
        return made, len(server.requests)


def learned(company: Company, call: Rehearsal) -> CallFlow:
    """The flow that the call taught, read back from its source."""
    found = cleaned(from_log(call.lines), own=(company.title, company.intent))
    flow = CallFlowLearner().build_flow(found, company.number, company.title, company.intent)
    source = load(Source("learned.hold", flow_text(flow, found, ORIGIN)))
    assert not source.diagnostics
    return source.flows[0]


def with_keys_moved(tree: Tree) -> Tree:
    """The company after it has given other numbers to the options of all its menus."""
    steps = tuple(
        step.model_copy(update={"renumbered": 100.0}) if isinstance(step, Prompt) and len(step.clauses) > 2 else step
        for step in tree.steps
    )
    return tree.model_copy(update={"steps": steps})


def test_without_a_model_most_companies_are_got_through() -> None:
    came = [company.name for company in COMPANIES if explored(company).end.outcome == "transferred"]
    assert len(came) >= ENOUGH, came


@each
def test_with_a_model_every_company_is_got_through(company: Company) -> None:
    call, requests = explored_by_model(company.name)
    assert call.end.outcome == "transferred", call.end.reason
    assert tuple(call.pressed) == company.keys
    assert requests == len(list(call.data(AskAdvisor))) > 0


@each
def test_what_was_learned_makes_the_call_without_a_model(company: Company) -> None:
    flow = learned(company, explored_by_model(company.name)[0])
    call = act(Script(flow, company.tree, values=values(company, flow)))
    assert call.end.outcome == "transferred", call.end.reason
    assert tuple(call.pressed) == company.keys
    assert not list(call.data(AskAdvisor))


@each
@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_learned_follows_keys_that_have_moved(company: Company, seed: int) -> None:
    flow = learned(company, explored_by_model(company.name)[0])
    moved = with_keys_moved(company.tree)
    call = act(Script(flow, moved, values=values(company, flow), seed=seed))
    assert call.end.outcome == "transferred", call.end.reason
    assert not list(call.data(AskAdvisor))
    if tuple(call.pressed) != company.keys:
        assert list(call.data(MenuChanged))


@each
def test_no_value_that_was_typed_in_is_told_to_the_model_or_written_down(company: Company) -> None:
    with model(company) as server:
        call = explored(company, OutOfTime(ChatAdvisor(server.base_url, "scripted")))
        told = list(texts_in([server.requests, *(line.data.model_dump(mode="json") for line in call.lines)]))
    assert company.intent in told
    assert not [value for value in company.given.values() if any(value in text for text in told)]
