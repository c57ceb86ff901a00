"""What the user wants of a call that runs, from outside: to hang up, or to be put through now, whatever the flow does.

The flow goes on while the phone rings, so that a phone that nobody answers costs nothing. Not responsible for how the
wish came here (`runtime.callprocess.control`).
"""

import math
from contextlib import suppress
from dataclasses import dataclass, replace

import trio

from holdlang.calllog import Line, TransferComplete
from runtime.context import Call, Device
from runtime.interpreter import interpret
from runtime.outcome import HungUp, Outcome
from runtime.ports import CommandFailed, Leg
from runtime.steps.ringing import Ringing
from runtime.steps.transfer import joined


@dataclass(frozen=True)
class TransferNow:
    """Ring this device and join it to the company at once."""

    name: str
    device: Device


class Steering:
    """Wishes for one call."""

    def __init__(self) -> None:
        self.answered = False
        """Whether the company has taken the call: before it, there is nobody to be put through to."""
        self.hang_up = trio.Event()
        """Set when the call is to end."""
        self.joined: str | None = None
        """The device that was joined to the company."""
        self._send, self._transfers = trio.open_memory_channel[TransferNow](math.inf)

    def transfer(self, wish: TransferNow) -> None:
        """Put the user through."""
        self._send.send_nowait(wish)

    @property
    def outcome(self) -> Outcome | None:
        """How the call has ended, if the user put an end to it when all was said."""
        if not self.hang_up.is_set() or self.joined is None:
            return None
        return Outcome("transferred", f"`{self.joined}` spoke with the person; you hung up")

    async def stop_when_wanted(self, scope: trio.CancelScope) -> None:
        """Cancel `scope` when the call is to end."""
        await self.hang_up.wait()
        scope.cancel()

    async def steer(self, call: Call) -> Outcome:
        """Run the flow to its end, or until the user was put through by hand. As `interpret`."""
        self.answered = True
        call.record.subscribe(self._notice)
        outcome: Outcome | None = None
        taken: tuple[str, Leg] | None = None
        async with trio.open_nursery() as nursery:

            async def run_flow() -> None:
                nonlocal outcome
                outcome = await interpret(call)
                nursery.cancel_scope.cancel()

            async def serve() -> None:
                nonlocal taken
                async for wish in self._transfers:
                    taken = await _rung(call, wish)
                    if taken is not None:
                        nursery.cancel_scope.cancel()

            nursery.start_soon(run_flow)
            nursery.start_soon(serve)
        if outcome is None and taken is not None:
            outcome = await _joined(call, *taken)
        return outcome or Outcome("failed", "the phone was put down before it was put through")

    def _notice(self, line: Line) -> None:
        if isinstance(line.data, TransferComplete):
            self.joined = line.data.device


async def _rung(call: Call, wish: TransferNow) -> tuple[str, Leg] | None:
    """The device, if it takes the call."""
    ringing = Ringing(replace(call, devices={wish.name: wish.device}), "you want to be put through", None)
    with suppress(HungUp):  # the flow will say so
        await ringing.ring((wish.name,))
    return ringing.answered


async def _joined(call: Call, name: str, phone: Leg) -> Outcome | None:
    try:
        return await joined(call, name, phone)
    except HungUp:
        return Outcome("failed", f"the company hung up before `{name}` was put through")
    except CommandFailed as fault:
        return Outcome("failed", str(fault))
