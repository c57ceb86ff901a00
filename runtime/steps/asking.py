"""`ask`: have an advisor choose what to do at a prompt that the flow does not know.

An answer is one of a closed set of actions (`holdlang.advice.model`). It is held against what was heard and what the
flow allows before it is carried out, and it is the leg that says whether it was. Without an answer to use the call
takes the escapes of `holdlang.advice.ladder`. Not responsible for advisors (`runtime.engines`).
"""

import trio

from holdlang.advice.model import (
    Advice,
    AdviceFailed,
    Advised,
    EnterValue,
    GiveUp,
    Known,
    PressKey,
    SaySentence,
    Situation,
    WaitOn,
)
from holdlang.calllog import Advised as AdvisedEvent
from holdlang.calllog import AskAdvisor
from holdlang.menu import options, understand
from runtime.context import Call
from runtime.outcome import FlowFailed, HungUp, Next, Proceed, Repeat
from runtime.scope import Filled
from runtime.steps.decision import Decision
from runtime.steps.pressing import press

ATTEMPTS = 2
"""How often one question is put: a model that errs once may not err again, and no menu waits for a third time."""

GONE_ON = "the prompt has gone on, and names that key for something else"


async def ask(call: Call, step_id: str, why: Decision) -> Next:
    """Ask what to do at the prompt, and do it: then the flow goes on, or listens again if the answer is to wait.

    Raises `FlowFailed` when the advisor gives up, or when neither it nor the escapes lead on; `HungUp`.
    """
    situation = _situation(call, why.heard)
    problem = ""
    for attempt in range(1, ATTEMPTS + 1):
        refused = call.counsel.ladder.may_ask()
        if refused is not None:
            problem = refused
            break
        answer = await _put(situation, call, step_id, attempt, why.reason)
        if isinstance(answer, Advised):
            call.counsel.ladder.followed(situation, answer.advice)
            by = " ".join(filter(None, (f"{answer.by}:", answer.why)))
            return await _follow(answer.advice, situation, call, step_id, by)
        if answer == GONE_ON:
            return Repeat(counted=True)
        problem = answer
    escape = call.counsel.ladder.escape(situation, problem)
    return await _follow(escape, situation, call, step_id, f"nobody knows: {problem}")


def _situation(call: Call, heard: str) -> Situation:
    counsel, flow = call.counsel, call.flow
    prompt = counsel.prompt or call.record.as_heard(heard)
    needs = [Known(name=need.name, what=need.text, secret=need.secret) for need in flow.needs]
    params = [Known(name=param.name, secret=param.secret) for param in flow.params]
    return Situation(
        intent=flow.description or flow.name,
        company=flow.company,
        heard=prompt,
        menu=understand(prompt),
        turns=counsel.turns,
        known=(*needs, *params),
    )


async def _put(situation: Situation, call: Call, step_id: str, attempt: int, reason: str) -> Advised | str:
    """Put the question once: the answer, or why there is none that can be used."""
    advisor, record = call.counsel.advisor, call.record
    record.write(
        AskAdvisor(
            step_id=step_id,
            heard=situation.heard,
            intent=situation.intent,
            options=options(situation.heard),
            attempt=attempt,
            reason=reason,
        )
    )
    began = trio.current_time()
    answer: Advised | None = None
    problem: str | None = None
    tokens = 0
    try:
        answer = await _unless_over(call, situation)
        tokens = answer.tokens
        problem = _gone_on(answer.advice, situation, call) or call.counsel.ladder.objection(situation, answer.advice)
    except AdviceFailed as failure:
        problem, tokens = str(failure), failure.tokens
    call.counsel.ladder.asked(tokens)
    action, argument = ("", "") if answer is None else _as_words(answer.advice)
    record.write(
        AdvisedEvent(
            step_id=step_id,
            action=action or None,
            argument=argument,
            sureness=None if answer is None else answer.sureness,
            why="" if answer is None else answer.why,
            by=answer.by if answer else advisor.name,
            tokens=tokens,
            duration=round(trio.current_time() - began, 3),
            error=problem,
        )
    )
    return answer if problem is None and answer is not None else problem or ""


def _gone_on(advice: Advice, situation: Situation, call: Call) -> str | None:
    """Whether the key has been named for something else meanwhile: menus do not wait for who thinks for long."""
    match advice:
        case PressKey(key=key):
            known = {one.phrase for one in situation.menu.options if one.key == key}
            now = {one.phrase for one in understand(call.counsel.prompt).options if one.key == key}
            return None if now <= known else GONE_ON
        case _:
            return None


async def _unless_over(call: Call, situation: Situation) -> Advised:
    """The answer. Raises `AdviceFailed`, or `HungUp` as soon as the company is gone: nobody waits for it then."""
    answer: Advised | AdviceFailed | None = None
    async with trio.open_nursery() as nursery:

        async def give_up() -> None:
            await call.line.over.wait()
            nursery.cancel_scope.cancel()

        nursery.start_soon(give_up)
        try:
            answer = await call.counsel.advisor.advise(situation)
        except AdviceFailed as failure:  # a nursery would put it into a group
            answer = failure
        nursery.cancel_scope.cancel()
    match answer:
        case None:
            raise HungUp
        case AdviceFailed():
            raise answer
        case _:
            return answer


async def _follow(advice: Advice, situation: Situation, call: Call, step_id: str, reason: str) -> Next:
    """Do it. What was pressed or said is so only once the leg says so."""
    match advice:
        case PressKey(key=key):
            await call.line.press(key, key, step_id, reason)
        case EnterValue(name=name):
            closing = situation.menu.entry.closing if situation.menu.entry else None
            await press(f"${name}{closing or ''}", call, step_id, reason)
        case SaySentence(text=text):
            async with call.speech.sound(Filled(text, text)) as sound:
                await call.line.say(text, sound, reason)
        case WaitOn():
            return Repeat(counted=True)
        case GiveUp(reason=told):
            raise FlowFailed(f"no way on: {told}")
    call.detour.leave()
    return Proceed()


def _as_words(advice: Advice) -> tuple[str, str]:
    """An answer as the log has it."""
    match advice:
        case PressKey(key=argument) | EnterValue(name=argument) | SaySentence(text=argument):
            pass
        case WaitOn(reason=argument) | GiveUp(reason=argument):
            pass
    return advice.kind, argument
