"""`run`: another flow on the same call, with variables of its own. Not responsible for going through its steps."""

from collections import Counter
from dataclasses import replace

from holdlang.model import Run
from holdlang.secret import Secret
from runtime.context import Call
from runtime.detour import Detour
from runtime.outcome import FlowFailed, Next, Proceed, Return
from runtime.scope import Scope, Value, scope_of

DEPTH = 8
"""How deep flows may run each other. Real ones are two or three deep; the rest run in a circle."""

RUNS = 200
"""How many flows may be run on one call. Each level of nesting multiplies what the bound on a step's rounds allows."""


async def run_flow(action: Run, call: Call) -> Next:
    """Run it to its end, or to `end` in it, and come back. Raises `FlowFailed` if it can't be run."""
    flow = call.library.get(action.flow)
    if flow is None:
        raise FlowFailed(f"there is no flow `{action.flow}` to run")
    if len(call.path) >= DEPTH:
        raise FlowFailed(f"flow `{action.flow}` is run {DEPTH} flows deep")
    if call.runs.total() >= RUNS:
        raise FlowFailed(f"{RUNS} flows were run without getting anywhere")
    call.runs[action.flow] += 1
    given: dict[str, Value] = {need.name: call.needs[need.name] for need in flow.needs if need.name in call.needs}
    given |= {argument.name: call.scope.fill(argument.value).value for argument in action.arguments}
    scope = scope_of(flow, given)
    hide_secrets(call, scope)
    folder = call.folders.get(flow.id, call.folder)
    path = (*call.path, flow.id)
    inner = replace(call, flow=flow, scope=scope, path=path, folder=folder, retries=Counter(), detour=Detour())
    then = await call.interpret(inner)
    return Proceed() if isinstance(then, Return) else then


def hide_secrets(call: Call, scope: Scope) -> None:
    """Keep the secrets of a scope out of the log from now on."""
    for value in scope.values:
        if isinstance(value, Secret):
            call.record.hide(value)
