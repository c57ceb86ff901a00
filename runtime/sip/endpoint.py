"""The SIP endpoint of this process: `open_telephone` and the `Telephone` it yields.

Not responsible for what happens on a leg, nor for reading settings from anywhere.
"""

import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pjsua2 as pj
import trio

from runtime.ports import Leg, LegClosed
from runtime.sip.call import PjCall
from runtime.sip.core import Core, IncomingListener
from runtime.sip.errors import RegistrationFailed, TelephoneError
from runtime.sip.leg import SipLeg
from runtime.sip.settings import SipSettings
from runtime.sip.thread import PjThread

logger = logging.getLogger(__name__)

LEAVE_SECONDS = 1.5
"""How long closing waits for the far ends to agree that calls and registration are over."""

WAITING_CALLS = 3
"""How many calls to us may wait for somebody to read them: one less than PJSIP can hold, so that we can still dial."""

CLOSE_SECONDS = 3.0
"""The most that closing may take in all, also after Ctrl-C."""


class SipTelephone:
    """A `Telephone` over SIP. `address` is the "host:port" it listens on."""

    def __init__(self, settings: SipSettings) -> None:
        self.address = ""
        self._settings = settings
        self._thread = PjThread()
        self._core = Core(settings, self._thread, self)
        self._incoming_sink, self._incoming = trio.open_memory_channel[SipLeg](WAITING_CALLS)
        self._registration: tuple[int, str] | None = None
        self._registration_settled = trio.Event()

    @property
    def incoming(self) -> trio.MemoryReceiveChannel[SipLeg]:
        """Calls that others make to us, not yet answered, if the settings take any; what nobody reads is refused."""
        return self._incoming

    async def dial(self, uri: str, *, record_far: Path | None = None, record_near: Path | None = None) -> SipLeg:
        """Send an INVITE to `uri`, a number (by the trunk) or a SIP URI, and return the leg at once.

        The recordings are 16 bit WAV at the telephone's rate, both from the start of media to the end, closed before
        `Ended` is sent. Raises `TooManyCalls`, `TelephoneError`, and `ValueError` for what cannot be dialled.
        """
        request_uri = self._settings.request_uri(uri)
        found = re.match(r"sips?:([^@;]*)@", request_uri)
        leg = self.make_leg(found[1] if found else "", request_uri)
        await self._thread.run(partial(self._core.dial, request_uri, leg, record_far, record_near))
        return leg

    @asynccontextmanager
    async def bridge(self, one: Leg, other: Leg) -> AsyncIterator[None]:
        """Join the media of two legs of this telephone, both ways, while the block lasts, whatever media restarts.

        Raises `LegClosed` if either has ended.
        """
        if not (isinstance(one, SipLeg) and isinstance(other, SipLeg)):
            raise TypeError("only legs of this telephone can be bridged")

        def join(first: PjCall) -> None:
            second = other.slot.call
            if second is None:
                raise LegClosed("the other leg has ended")
            first.hear(second.far)
            second.hear(first.far)

        def part() -> None:
            first, second = one.slot.call, other.slot.call
            if first is not None and second is not None:
                first.unhear(second.far)
                second.unhear(first.far)

        await one.command(join)
        try:
            yield
        finally:
            with trio.CancelScope(shield=True):
                await self._thread.run(part)

    # --- opening and closing ---

    async def open(self) -> None:
        """Start listening, and register if the settings say so."""
        self._thread.start()
        self.address = await self._thread.run(self._core.open)
        if not self._settings.register:
            return

        def given_up(reason: str) -> None:
            self._thread.notify(self.on_registration, 0, reason)

        settled = self._registration_settled
        await self._thread.run(lambda: self._core.watch_registration(given_up, settled.is_set))
        await settled.wait()
        code, reason = self._registration or (0, "")
        if not 200 <= code < 300:
            raise RegistrationFailed(code, reason)

    async def close(self) -> None:
        """Hang up every leg, unregister, free the port."""
        with trio.CancelScope(shield=True, deadline=trio.current_time() + CLOSE_SECONDS) as scope:
            left = trio.Event()
            try:
                with trio.move_on_after(LEAVE_SECONDS):
                    await self._thread.run(lambda: self._core.leave(left.set))
                    await left.wait()
            except TelephoneError as fault:
                logger.warning("PJSIP could not take its leave: %s", fault)
            finally:
                await self._thread.stop(self._core.close)
        if scope.cancelled_caught:
            logger.warning("PJSIP did not let itself be closed within %g s", CLOSE_SECONDS)
        self._incoming_sink.close()

    # --- the CoreListener ---

    def make_leg(self, called: str, remote: str) -> SipLeg:
        """A leg that waits for its call."""
        return SipLeg(self._thread, self._settings.rate, called, remote)

    def on_incoming(self, leg: IncomingListener) -> None:
        """See `CoreListener`."""
        if isinstance(leg, SipLeg):
            try:
                self._incoming_sink.send_nowait(leg)
            except (trio.WouldBlock, trio.BrokenResourceError):
                logger.warning("a call to us is refused: nobody takes those that wait already")
                self._thread.post(partial(_refuse, leg))

    def on_registration(self, code: int, reason: str) -> None:
        """See `CoreListener`."""
        if self._registration is None:
            self._registration = (code, reason)
            self._registration_settled.set()


def _refuse(leg: SipLeg) -> None:
    """Busy (RFC 3261 section 21.4.24). On PJSUA2's thread."""
    if leg.slot.call is not None:
        leg.slot.call.end(pj.PJSIP_SC_BUSY_HERE)


@asynccontextmanager
async def open_telephone(settings: SipSettings) -> AsyncIterator[SipTelephone]:
    """A telephone for the length of a block; leaving it hangs up all legs and frees the port, within 3 s.

    Raises `TelephoneError` if the address cannot be listened on and `RegistrationFailed` if the registrar refuses.
    """
    telephone = SipTelephone(settings)
    try:
        await telephone.open()
        yield telephone
    finally:
        await telephone.close()
