"""`listen`: hear the prompt and decide by its clauses (how is in `runtime.steps.prompt`)."""

import trio

from holdlang.calllog import IvrMenuDetected
from holdlang.match import options
from holdlang.model import Listen
from runtime.context import Call
from runtime.line import Line
from runtime.outcome import FlowFailed, HungUp, Next
from runtime.steps.acting import act_all
from runtime.steps.decision import Decision
from runtime.steps.filling import filled
from runtime.steps.prompt import Prompt
from runtime.steps.verdicts import write_verdict
from runtime.watch import Watch

LOOK = 0.1
"""Seconds between two looks at how far the line has been heard: a block of sound."""


async def listen(step: Listen, call: Call, step_id: str) -> Next:
    """Raises `FlowFailed`, quoting what was heard, when no clause fits; `HungUp` when the company is gone."""
    line = call.line
    prompt = Prompt(
        filled(step, call.scope),
        begun=line.now,
        mark=line.mark,
        quiet=line.sound == "silence",
        written=step.clauses,
    )
    deadline = trio.current_time() + step.timeout
    try:
        with line.watch() as watch:
            decision = await _decide(prompt, watch, line, deadline)
    except HungUp:
        gone = prompt.cut_off()
        if gone is None:
            raise
        decision = gone
    finally:
        for verdict in prompt.verdicts:
            write_verdict(verdict, prompt.text, call)
    if menu := options(decision.heard):
        call.record.write(IvrMenuDetected(transcript=decision.heard, options=menu))
    decision.write(call, step_id)
    line.consume()
    try:
        return await act_all(decision, call, step_id)
    except FlowFailed as failure:
        raise FlowFailed(f"{failure}; heard “{decision.heard}”" if decision.heard else str(failure)) from None


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
