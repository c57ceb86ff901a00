"""The interpreter: goes through the steps of a flow on a call that has been answered. Every loop it makes is bounded.

Not responsible for what a step does (`runtime.steps`), nor for dialling and hanging up (`runtime.call`).
"""

from collections import Counter
from dataclasses import replace

import trio

from holdlang.calllog import IvrStep
from holdlang.model import Ask, Hold, Listen, Step, Transfer, Wait
from holdlang.printer import step_line
from runtime.context import Call
from runtime.outcome import Finish, FlowFailed, HungUp, Jump, Next, Outcome, Proceed, Repeat, Resume, Return
from runtime.ports import CommandFailed
from runtime.steps.acting import act_all
from runtime.steps.decision import Decision
from runtime.steps.hold import hold
from runtime.steps.listen import listen
from runtime.steps.transfer import transfer

ROUNDS = 10
"""How often one step may run in one run of its flow. A menu that sends us round ten times will do so an eleventh time.
What `retry` runs again has a bound of its own and is not counted."""

ASK_SECONDS = 30.0
"""How long a bare `ask` listens for a prompt that wants an answer: greetings and legal notices have ended by then."""


async def interpret(call: Call) -> Outcome:
    """Run the flow to its end. Never raises for what happens on a call; cancelling it leaves the legs to the caller."""
    match await run(call):
        case Finish(outcome=outcome):
            return replace(outcome, reason=call.record.without_secrets(outcome.reason))
        case Return(reason=reason):
            return Outcome("ended", reason)
        case _:
            return Outcome("ended", "the flow came to its end without a transfer")


async def run(call: Call) -> Next:
    """Run the flow of `call`: `Proceed` when it came to its end, `Return` at `end`, `Finish` when the call is over."""
    flow, rounds, position = call.flow, Counter[int](), 0
    while position < len(flow.steps):
        await trio.lowlevel.checkpoint()
        step, step_id = flow.steps[position], call.name(flow.ids[position])
        rounds[position] += 1
        call.detour.here = position
        if rounds[position] > ROUNDS:
            return Finish(Outcome("failed", f"step `{step_id}` ran {ROUNDS} times without getting anywhere"))
        call.record.write(IvrStep(step_id=step_id, step_type=step.kind, description=step_line(step)))
        try:
            then = await _run(step, call, step_id)
        except (FlowFailed, CommandFailed) as failure:
            return Finish(Outcome("failed", f"{failure} (step `{step_id}`)"))
        except HungUp:
            return Finish(Outcome("failed", f"the company hung up during step `{step_id}`"))
        match then:
            case Finish() | Return():
                return then
            case Repeat(counted=counted):
                rounds[position] -= counted
                continue
            case Resume(position=back, heard=heard):
                position, call.detour.heard = back, heard
            case Jump(label=label):
                position = flow.index(label)
            case Proceed():
                position += 1
        call.retries.clear()
    return Proceed()


async def _run(step: Step, call: Call, step_id: str) -> Next:
    match step:
        case Wait(seconds=seconds):
            await call.line.wait(seconds)
            return Proceed()
        case Listen():
            return await listen(step, call, step_id)
        case Hold():
            return await hold(step, call, step_id)
        case Ask():
            return await listen(Listen(timeout=ASK_SECONDS, otherwise=(step,)), call, step_id)
        case Transfer():
            return await transfer(step, call, step_id)
        case _:
            return await act_all(Decision((step,), f"step `{step_id}`"), call, step_id)
