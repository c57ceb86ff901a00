"""`transfer`: ring the user's devices as further legs and join the first that takes the call to the company's.

The devices of one group ring together, the groups one after the other. The company's leg stays ours throughout, so that
a user who does not answer costs nothing but time. `by refer` hands the call over instead (`runtime.steps.referring`),
except to devices that have to confirm: a call that we have left can't be taken back from a voicemail, so these are
joined. Not responsible for the ringing (`runtime.steps.ringing`).
"""

import trio

from holdlang.calllog import Bridge, TransferComplete, TransferFailed
from holdlang.model import StateName, Transfer
from runtime.context import Call
from runtime.outcome import Finish, FlowFailed, HungUp, Next, Outcome
from runtime.ports import Ended, Leg, LegClosed
from runtime.steps.acting import act_all
from runtime.steps.decision import Decision
from runtime.steps.disclosing import disclose
from runtime.steps.referring import refer
from runtime.steps.ringing import Ringing, when_over, write_end


async def transfer(step: Transfer, call: Call, step_id: str) -> Next:
    """Returns once the joined call is over, or handed over. Raises `FlowFailed` when no device takes it and no clause
    covers that, `HungUp` when the company hangs up while the devices ring."""
    busy, hands_over = False, step.by == "refer" and step.confirm is None
    for group in step.targets:
        if hands_over:
            taken = await refer(group, call, step_id)
            if taken is not None:
                return Finish(Outcome("transferred", f"the company was handed over to `{taken}`"))
            continue
        ringing = Ringing(call, f"step `{step_id}`: a person is on the line", step.confirm)
        await _ring(ringing, group, call, first=group is step.targets[0])
        if ringing.answered is not None and (spoken := await joined(call, *ringing.answered)):
            return Finish(spoken)
        busy = busy or ringing.busy
    states: tuple[StateName, ...] = ("busy", "nobody") if busy else ("nobody",)
    for state in states:
        clause = step.on_state(state)
        if clause is not None:
            decision = Decision(clause.actions, f"on {state}", place=step.clauses.index(clause))
            return await _take(decision, call, step_id)
    if step.otherwise is not None:
        return await _take(Decision(step.otherwise, "else"), call, step_id)
    names = " and ".join(f"`{name}`" for group in step.targets for name in group)
    raise FlowFailed(f"a person was on the line, but {names} did not answer")


async def _ring(ringing: Ringing, group: tuple[str, ...], call: Call, *, first: bool) -> None:
    """Ring the group; while the `first` one rings, the person is told what there is to tell. Raises `HungUp`."""
    gone = False
    async with trio.open_nursery() as nursery:
        if first:
            nursery.start_soon(disclose, call)
        try:
            await ringing.ring(group)
        except HungUp:
            gone = True
    if gone:
        raise HungUp


async def _take(decision: Decision, call: Call, step_id: str) -> Next:
    decision.write(call, step_id)
    return await act_all(decision, call, step_id)


async def joined(call: Call, name: str, phone: Leg) -> Outcome | None:
    """Join the legs until one of them ends. None if the phone was put down before they were joined; then it is as if
    it had not been answered. Raises `HungUp` if the company was gone before they were joined."""
    call.record.write(Bridge(device=name, reason=f"`{name}` answered"))
    try:
        async with call.telephone.bridge(call.line.leg, phone):
            if not call.assists:
                call.line.stop_listening()
            call.record.write(TransferComplete(device=name, bridge_id=f"{call.record.call_id}:{name}"))
            async with trio.open_nursery() as joined:
                joined.start_soon(when_over, call.line, joined.cancel_scope)
                async for event in phone.events:
                    if isinstance(event, Ended):
                        write_end(call, name, event)
                        break
                joined.cancel_scope.cancel()
    except LegClosed:
        if call.line.ended:
            raise HungUp from None
        call.record.write(TransferFailed(device=name, error="it was put down at once"))
        return None
    finally:
        with trio.CancelScope(shield=True):
            await phone.hangup()
    ended_by = "the company" if call.line.ended else f"`{name}`"
    return Outcome("transferred", f"`{name}` spoke with the person; {ended_by} hung up")
