"""`transfer … by refer`: have the company's telephone system call the device itself, and leave (REFER, RFC 3515).

The devices of a group are tried one after the other: a call can be handed over only once. Not responsible for what
happens when nobody takes it (`runtime.steps.transfer`).
"""

import trio

from holdlang.calllog import Refer, TransferComplete, TransferFailed, TransferStarted
from runtime.context import Call
from runtime.outcome import HungUp
from runtime.ports import CommandFailed, LegClosed


async def refer(names: tuple[str, ...], call: Call, step_id: str) -> str | None:
    """The device that has the call now; None if the far end refused or reached none of them. Raises `HungUp`."""
    for name in names:
        device = call.devices[name]
        reason = f"step `{step_id}`: a person is on the line"
        call.record.write(Refer(device=name, reason=reason, seconds=device.ring))
        call.record.write(TransferStarted(device=name, from_call_id=call.record.call_id))
        error = f"no answer within {device.ring:g} s"
        try:
            with trio.move_on_after(device.ring):
                await call.line.leg.refer(device.uri)
                call.record.write(TransferComplete(device=name, bridge_id=f"{call.record.call_id}:{name}"))
                return name
        except CommandFailed as fault:
            error = str(fault)
        except LegClosed:
            raise HungUp from None
        call.record.write(TransferFailed(device=name, error=error))
    return None
