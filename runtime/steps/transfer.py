"""`transfer`: ring the user's devices as further legs and join the first that answers to the company's.

The devices of one group ring together, the groups one after the other. The company's leg stays ours throughout, so that
a user who does not answer costs nothing but time. Not responsible for handing the call over (REFER).
"""

import trio

from holdlang.calllog import Bridge, RingDevice, TransferComplete, TransferFailed, TransferStarted
from holdlang.model import StateName, Transfer
from runtime.context import Call
from runtime.line import UNREAD, Line
from runtime.outcome import Finish, FlowFailed, HungUp, Next, Outcome
from runtime.ports import Answered, CommandFailed, Ended, Leg, LegClosed
from runtime.steps.acting import act_all

BUSY = (486, 600)
"""SIP responses by which a device says that it is busy (RFC 3261, 21.4.24 and 21.6.1)."""


async def transfer(step: Transfer, call: Call, step_id: str) -> Next:
    """Returns once the joined call is over. Raises `FlowFailed` when no device answers and no clause covers that,
    `HungUp` when the company hangs up while the devices ring."""
    busy = False
    for group in step.targets:
        ringing = _Ringing(call, step_id)
        await ringing.ring(group)
        if ringing.answered is not None and await _joined(call, *ringing.answered):
            ended_by = "the company" if call.line.ended else f"`{ringing.answered[0]}`"
            spoke = f"`{ringing.answered[0]}` spoke with the person; {ended_by} hung up"
            return Finish(Outcome("transferred", spoke))
        busy = busy or ringing.busy
    states: tuple[StateName, ...] = ("busy", "nobody") if busy else ("nobody",)
    for state in states:
        clause = step.on_state(state)
        if clause is not None:
            return await act_all(clause.actions, call, step_id, f"on {state}")
    if step.otherwise is not None:
        return await act_all(step.otherwise, call, step_id, "else")
    names = " and ".join(f"`{name}`" for group in step.targets for name in group)
    raise FlowFailed(f"a person was on the line, but {names} did not answer")


class _Ringing:
    """Devices that ring together, until one answers or none is left."""

    def __init__(self, call: Call, step_id: str) -> None:
        self.answered: tuple[str, Leg] | None = None
        self.busy = False
        self._call = call
        self._step_id = step_id

    async def ring(self, names: tuple[str, ...]) -> None:
        """Ring all of `names`; every leg but the one that answered is over when this returns."""
        line = self._call.line
        if line.ended:
            raise HungUp
        try:
            await self._ring_all(names)
        finally:
            if line.ended and self.answered is not None:
                with trio.CancelScope(shield=True):
                    await self.answered[1].hangup()
        if line.ended:
            raise HungUp

    async def _ring_all(self, names: tuple[str, ...]) -> None:
        line = self._call.line
        async with trio.open_nursery() as company:
            company.start_soon(_when_over, line, company.cancel_scope)
            async with trio.open_nursery() as phones:
                for name in names:
                    phones.start_soon(self._ring_one, name, phones.cancel_scope)
            company.cancel_scope.cancel()

    async def _ring_one(self, name: str, others: trio.CancelScope) -> None:
        call, device = self._call, self._call.devices[name]
        call.record.write(RingDevice(device=name, reason=f"step `{self._step_id}`: a person is on the line"))
        call.record.write(TransferStarted(device=name, from_call_id=call.record.call_id))
        try:
            leg = await call.telephone.dial(device.uri)
        except CommandFailed as fault:
            call.record.write(TransferFailed(device=name, error=str(fault)))
            return
        leg.linger(UNREAD)
        error = f"no answer within {device.ring:g} s"
        try:
            with trio.move_on_after(device.ring):
                async for event in leg.events:
                    match event:
                        case Answered() if self.answered is None:
                            self.answered = (name, leg)
                            others.cancel()
                            return
                        case Ended(code=code, reason=reason):
                            self.busy = self.busy or code in BUSY
                            error = f"{code} {reason}".strip()
        finally:
            if self.answered is None or self.answered[1] is not leg:
                with trio.CancelScope(shield=True):
                    await leg.hangup()
        call.record.write(TransferFailed(device=name, error=error))


async def _when_over(line: Line, scope: trio.CancelScope) -> None:
    await line.over.wait()
    scope.cancel()


async def _joined(call: Call, name: str, phone: Leg) -> bool:
    """Join the legs until one of them ends. False if the phone was put down before they were joined; then it is as if
    it had not been answered. Raises `HungUp` if the company was gone before they were joined."""
    call.record.write(Bridge(device=name, reason=f"`{name}` answered"))
    try:
        async with call.telephone.bridge(call.line.leg, phone):
            call.line.stop_listening()
            call.record.write(TransferComplete(device=name, bridge_id=f"{call.record.call_id}:{name}"))
            async with trio.open_nursery() as joined:
                joined.start_soon(_when_over, call.line, joined.cancel_scope)
                async for event in phone.events:
                    if isinstance(event, Ended):
                        break
                joined.cancel_scope.cancel()
    except LegClosed:
        if call.line.ended:
            raise HungUp from None
        call.record.write(TransferFailed(device=name, error="it was put down at once"))
        return False
    finally:
        with trio.CancelScope(shield=True):
            await phone.hangup()
    return True
