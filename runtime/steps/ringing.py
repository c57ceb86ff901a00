"""Devices that ring together until one of them takes the call: by answering, or by a key if the flow wants one.

A voicemail answers too, but presses nothing. Not responsible for joining anybody (`runtime.steps.transfer`).
"""

from contextlib import suppress
from pathlib import Path

import trio

from holdlang.calllog import AskDevice, LegAnswered, LegEnded, RingDevice, TransferFailed, TransferStarted
from runtime.context import Call
from runtime.line import UNREAD, Line
from runtime.outcome import HungUp
from runtime.ports import Answered, CommandFailed, DigitReceived, Ended, Leg, LegClosed
from runtime.scope import Filled
from runtime.speech import confirmation

BUSY = (486, 600)
"""SIP responses by which a device says that it is busy (RFC 3261, 21.4.24 and 21.6.1)."""

CONFIRM_SECONDS = 15.0
"""The least time to press the key, from the answer, however long it rang before: the question is 5 s long and asked
twice, and a phone must be taken from the ear to see its keys."""

ASKED = 2
"""Times that the question is put."""


class Ringing:
    """Devices that ring together. `answered` is the one that takes the call, `busy` whether one said so."""

    def __init__(self, call: Call, reason: str, confirm: str | None) -> None:
        """`reason` is why they ring, `confirm` the key by which the call is taken; None: by answering."""
        self.answered: tuple[str, Leg] | None = None
        self.busy = False
        self._call = call
        self._reason = reason
        self._confirm = confirm

    async def ring(self, names: tuple[str, ...]) -> None:
        """Ring all of `names`; every leg but the one that takes the call is over when this returns. Raises `HungUp`."""
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
            company.start_soon(when_over, line, company.cancel_scope)
            async with trio.open_nursery() as phones:
                for name in names:  # in the order of the source: of two that answer at once the first one is meant
                    await phones.start(self._ring_one, name, phones.cancel_scope)
            company.cancel_scope.cancel()

    async def _ring_one(
        self, name: str, others: trio.CancelScope, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED
    ) -> None:
        """`task_status` is told when the device has been dialled."""
        call, device = self._call, self._call.devices[name]
        call.record.write(RingDevice(device=name, reason=self._reason, seconds=device.ring))
        call.record.write(TransferStarted(device=name, from_call_id=call.record.call_id))
        try:
            leg = await call.telephone.dial(device.uri)
        except CommandFailed as fault:
            call.record.write(TransferFailed(device=name, error=str(fault)))
            task_status.started()
            return
        try:
            leg.linger(UNREAD)
            task_status.started()
            error = await self._await_answer(name, leg, device.ring, others)
        finally:
            if self.answered is None or self.answered[1] is not leg:
                with trio.CancelScope(shield=True):
                    await leg.hangup()
        if error is not None:
            call.record.write(TransferFailed(device=name, error=error))

    async def _await_answer(self, name: str, leg: Leg, seconds: float, others: trio.CancelScope) -> str | None:
        """None once the device has taken the call, or why it has not."""
        error = f"no answer within {seconds:g} s"
        with trio.move_on_after(seconds) as patience:
            async for event in leg.events:
                match event:
                    case Answered() if self._confirm is None:
                        self._call.record.write(LegAnswered(leg=name))
                        self._take(name, leg, others)
                        return None
                    case Answered():
                        self._call.record.write(LegAnswered(leg=name))
                        patience.deadline = max(patience.deadline, trio.current_time() + CONFIRM_SECONDS)
                        error = f"it answered, but nobody pressed {self._confirm}"
                        if await self._confirmed(name, leg):
                            self._take(name, leg, others)
                            return None
                        return "it was put down again"
                    case Ended(code=code, reason=reason):
                        write_end(self._call, name, event)
                        self.busy = self.busy or code in BUSY
                        return f"{code} {reason}".strip()
        return error

    def _take(self, name: str, leg: Leg, others: trio.CancelScope) -> None:
        """The first takes it; whoever comes in the same moment is hung up."""
        if self.answered is None:
            self.answered = (name, leg)
            others.cancel()

    async def _confirmed(self, name: str, leg: Leg) -> bool:
        """Ask until the key comes; False if the phone was put down."""
        assert self._confirm is not None
        self._call.record.write(AskDevice(device=name, key=self._confirm))
        question = confirmation(self._call.caller, self._confirm)
        pressed = False
        async with self._call.speech.sound(Filled(question, question)) as sound, trio.open_nursery() as nursery:
            nursery.start_soon(_ask, leg, sound)
            async for event in leg.events:
                if isinstance(event, Ended):
                    write_end(self._call, name, event)
                if isinstance(event, DigitReceived) and event.digit == self._confirm:
                    pressed = True
                    break
            nursery.cancel_scope.cancel()
        return pressed


def write_end(call: Call, name: str, ended: Ended) -> None:
    """Put on record that a device has put an end to its leg."""
    call.record.write(LegEnded(leg=name, code=ended.code, reason=ended.reason, by_far_end=ended.by_far_end))


async def _ask(leg: Leg, sound: Path) -> None:
    with suppress(LegClosed, CommandFailed):
        for _ in range(ASKED):
            await leg.play(sound)


async def when_over(line: Line, scope: trio.CancelScope) -> None:
    """Cancel `scope` when the company's leg has ended."""
    await line.over.wait()
    scope.cancel()
