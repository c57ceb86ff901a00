"""`listen`: hear the prompt and decide by its clauses (how is in `runtime.steps.prompt`)."""

import math

import trio

from holdlang.calllog import Decided, IvrMenuDetected
from holdlang.match import options
from holdlang.model import Listen
from runtime.context import Call
from runtime.line import Watch
from runtime.outcome import FlowFailed, HungUp, Next
from runtime.steps.acting import act_all
from runtime.steps.prompt import Decision, Prompt


async def listen(step: Listen, call: Call, step_id: str) -> Next:
    """Raises `FlowFailed`, quoting what was heard, when no clause fits; `HungUp` when the company is gone."""
    line = call.line
    prompt = Prompt(step, begun=line.now, mark=line.mark, quiet=line.sound == "silence")
    deadline = trio.current_time() + step.timeout
    try:
        with line.watch() as watch:
            decision = await _decide(prompt, watch, line.origin, deadline)
    except HungUp:
        gone = prompt.state("hangup")
        if gone is None:
            raise
        decision = gone
    if menu := options(decision.heard):
        call.record.write(IvrMenuDetected(transcript=decision.heard, options=menu))
    call.record.write(
        Decided(
            step_id=step_id,
            heard=decision.heard,
            clause=decision.clause,
            score=round(decision.score, 3),
            actions=[action.kind for action in decision.actions],
        )
    )
    try:
        return await act_all(decision.actions, call, step_id, decision.reason)
    except FlowFailed as failure:
        raise FlowFailed(f"{failure}; heard “{decision.heard}”" if decision.heard else str(failure)) from None


async def _decide(prompt: Prompt, watch: Watch, origin: float, deadline: float) -> Decision:
    while trio.current_time() < deadline:
        wake = math.inf if prompt.wake is None else origin + prompt.wake
        event = await watch.next(min(deadline, wake))
        decision = prompt.hear(event) if event else prompt.quiet() if wake <= deadline else None
        if decision is not None:
            return decision
    return prompt.time_is_up()
