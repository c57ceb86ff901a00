"""`listen`: hear the prompt and decide by its clauses (how is in `runtime.steps.prompt`)."""

import trio

from holdlang.calllog import IvrMenuDetected
from holdlang.menu import options
from holdlang.model import Ask, Listen
from runtime.context import Call
from runtime.line import Line
from runtime.outcome import FlowFailed, HungUp, Next
from runtime.steps.acting import act_all
from runtime.steps.decision import Decision
from runtime.steps.drift import all_moved
from runtime.steps.filling import filled
from runtime.steps.prompt import Prompt
from runtime.steps.verdicts import write_verdict
from runtime.watch import Watch

LOOK = 0.1
"""Seconds between two looks at how far the line has been heard: a block of sound."""


async def listen(step: Listen, call: Call, step_id: str) -> Next:
    """Raises `FlowFailed`, quoting what was heard, when no clause fits; `HungUp` when the company is gone.

    Where an advisor is to be asked, a prompt that fits the step at which it was asked last is not asked about: the call
    goes on there. So a menu that the company has put before the others takes the flow one step out of its way, not off.
    """
    line, detour = call.line, call.detour
    step = _asking(step, call)
    now = filled(step, call.scope)
    prompt = Prompt(
        now,
        begun=line.now,
        mark=line.mark,
        quiet=line.sound == "silence",
        written=step.clauses,
    )
    deadline = trio.current_time() + step.timeout
    try:
        with line.watch() as watch:
            decision = prompt.recall(detour.take_heard()) or await _decide(prompt, watch, line, deadline)
    except HungUp:
        gone = prompt.cut_off()
        if gone is None:
            raise
        decision = gone
    finally:
        for verdict in prompt.verdicts:
            write_verdict(verdict, prompt.text, call)
        for change in prompt.changes:
            call.record.write(change.event(step_id))
    if not any(isinstance(action, Ask) for action in decision.actions):
        detour.end()
    elif back := detour.way_back(call.flow, call.scope, decision.heard):
        line.consume()
        return back
    if menu := options(decision.heard):
        call.record.write(IvrMenuDetected(transcript=decision.heard, options=menu))
    told = {change.phrase for change in prompt.changes}
    for change in all_moved(now.clauses, decision.heard):
        if change.phrase not in told:
            call.record.write(change.event(step_id))
    decision.write(call, step_id)
    line.consume()
    try:
        return await act_all(decision, call, step_id)
    except FlowFailed as failure:
        raise FlowFailed(f"{failure}; heard “{decision.heard}”" if decision.heard else str(failure)) from None


def _asking(step: Listen, call: Call) -> Listen:
    """The step with `else ask`, if that goes without saying: where clauses say nothing of what they do not fit, a
    language model is asked, if there is one, and an intent to tell it."""
    if not step.clauses or step.otherwise is not None or not call.counsel.takes_unmatched or not call.flow.description:
        return step
    return step.model_copy(update={"otherwise": (Ask(),)})


async def _decide(prompt: Prompt, watch: Watch, line: Line, deadline: float) -> Decision:
    while (now := trio.current_time()) < deadline:
        wake = prompt.wake
        until = deadline if wake is None else min(deadline, max(line.when(wake), now + LOOK))
        until = min(until, now + LOOK * (1 + prompt.idle(line.now, LOOK)))
        event = await watch.next(until)
        decision = prompt.tick(line.now) if event is None else prompt.hear(event)
        if decision is None and event is None and wake is not None and line.now >= wake - LOOK:
            decision = prompt.quiet()
        if decision is not None:
            return decision
    return prompt.time_is_up()
