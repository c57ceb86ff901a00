"""PJSUA2's endpoint and account: created, used and destroyed on PJSUA2's thread.

Not responsible for trio, nor for what happens within a call.
"""

import functools
import logging
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import pjsua2 as pj

from runtime.sip.call import PjCall
from runtime.sip.configuration import account_config, endpoint_config, registrar_of, transport_config
from runtime.sip.dialogs import Dialogs
from runtime.sip.errors import TelephoneError, TooManyCalls
from runtime.sip.library import choose_reader, destroy, limit_transactions, silenced
from runtime.sip.listener import CallListener
from runtime.sip.media import Jack
from runtime.sip.printable import printable
from runtime.sip.probe import Probe, address_in
from runtime.sip.settings import DEFAULT_PORT, SipSettings, is_loopback, split_address
from runtime.sip.shared import Shared, Slot
from runtime.sip.thread import PjThread

TRANSPORTS = {
    "udp": pj.PJSIP_TRANSPORT_UDP,
    "tcp": pj.PJSIP_TRANSPORT_TCP,
    "tls": pj.PJSIP_TRANSPORT_TLS,
}

TOO_MANY = 70010
"""PJ_ETOOMANY, which the binding does not name."""


AFTERWARDS_SECONDS = 1.0
"""How long PJSIP itself goes on trying when we have given up, so that it is we who say so."""

PULSE_SECONDS = 3.0
"""How often each call is asked whether anything has come; each time takes 17 µs."""

STOPPED = "the telephone stopped working"

logger = logging.getLogger(__name__)

_library = threading.Lock()
"""Held while PJSUA2 exists: it is one per process, and asking it for another ends the process."""


class IncomingListener(CallListener, Protocol):
    """A `CallListener` that holds the slot of its call."""

    slot: Slot


class CoreListener(Protocol):
    """Who hears, in trio, what happens outside of calls, and makes listeners for new ones."""

    def make_leg(self, called: str, remote: str) -> IncomingListener:
        """Called on PJSUA2's thread."""

    def on_incoming(self, leg: IncomingListener) -> None: ...

    def on_registration(self, code: int, reason: str) -> None:
        """`code` is 0 if there was no answer."""


class PjAccount(pj.Account):  # type: ignore[misc]
    """Who we are, for calls out and in."""

    def __init__(self, core: "Core") -> None:
        super().__init__()
        self.core: Core | None = core
        self.registered = False

    def onIncomingCall(self, prm: Any) -> None:  # noqa: N802
        """An INVITE. The call rings nowhere until its leg answers."""
        core = self.core
        if core is None or core.shared is None:
            return
        if not core.settings.takes_calls:
            self._refuse(prm.callId)
            return
        request = prm.rdata.wholeMsg
        called = re.match(r"INVITE sips?:(?:([^@;>\s]*)@)?", request)
        remote = printable(_header_uri(request, "From", "f"))
        leg = core.listener.make_leg(printable((called and called[1]) or ""), remote)
        PjCall(self, prm.callId, core.shared, leg, leg.slot)
        core.thread.notify(core.listener.on_incoming, leg)

    def _refuse(self, call_id: int) -> None:
        """Say no at once. The call's object goes a moment later: PJSIP is still busy with it here."""
        call = pj.Call(self, call_id)
        parameters = pj.CallOpParam()
        parameters.statusCode = pj.PJSIP_SC_TEMPORARILY_UNAVAILABLE
        call.hangup(parameters)
        if self.core is not None:
            self.core.thread.post(functools.partial(destroy, call))

    def onRegState(self, prm: Any) -> None:  # noqa: N802
        """The registrar has spoken, or has not."""
        self.registered = self.getInfo().regIsActive
        if self.core is not None:
            code = prm.code if prm.rdata.wholeMsg else 0  # without a message, the code is PJSIP's own word for silence
            self.core.thread.notify(self.core.listener.on_registration, code, printable(prm.reason))


class Core:
    """The endpoint. Every method runs on the thread."""

    def __init__(self, settings: SipSettings, thread: PjThread, listener: CoreListener) -> None:
        self.settings = settings
        self.thread = thread
        self.listener = listener
        self.shared: Shared | None = None
        """There while the library is."""
        self._endpoint: Any = None
        self._account: PjAccount | None = None

    def open(self) -> str:
        """Create everything; returns the address listened on."""
        settings = self.settings
        if not _library.acquire(blocking=False):
            raise TelephoneError("this process has a telephone already")
        with silenced():
            self._endpoint = endpoint = pj.Endpoint()
            endpoint.libCreate()
            endpoint.libInit(endpoint_config(settings))
        limit_transactions(settings.no_response_within + AFTERWARDS_SECONDS)
        self.thread.endpoint = endpoint
        self.thread.broken = self._break_down
        endpoint.audDevManager().setNullDev()
        transport = transport_config(settings)
        transport_id = endpoint.transportCreate(TRANSPORTS[settings.transport], transport)
        endpoint.libStart()
        for codec in endpoint.codecEnum2():
            name = codec.codecId.split("/")[0].upper()
            rank = settings.codecs.index(name) if name in settings.codecs else None
            endpoint.codecSetPriority(codec.codecId, 0 if rank is None else 255 - rank)
        address: str = endpoint.transportGetInfo(transport_id).localName
        if settings.transport == "udp":
            _, port = split_address(address, 0)
            self.thread.listens_at(settings.bind_address if settings.bind_address != "0.0.0.0" else "127.0.0.1", port)
        silence = Jack(endpoint.audDevManager().getCaptureDevMedia())
        dialogs = Dialogs(settings.dialogs, settings.transport)
        self.shared = Shared(self.thread, settings.rate, choose_reader(), silence, dialogs)
        if settings.hands_over:
            self.shared.transferee = self._transferee
        account = PjAccount(self)
        account.create(account_config(settings, address))
        self._account = account
        self.thread.repeat(min(PULSE_SECONDS, settings.no_media_within / 4), self._check_pulses)
        return address

    def dial(self, uri: str, leg: IncomingListener, record_far: Path | None, record_near: Path | None) -> None:
        """Send an INVITE and watch that something comes back. Raises `TooManyCalls` and `TelephoneError`."""
        if self.shared is None or self.thread.endpoint is None:
            raise TelephoneError(STOPPED)
        call = PjCall(self._account, pj.PJSUA_INVALID_ID, self.shared, leg, leg.slot)
        call.record_far, call.record_near = record_far, record_near
        try:
            call.makeCall(f"<{uri}>", pj.CallOpParam(True))
        except pj.Error as error:
            call.forget()
            if error.status == TOO_MANY:
                raise TooManyCalls("all calls that PJSIP can hold in one process are in use", error.status) from None
            raise TelephoneError(f"the call could not be placed: {error.reason}", error.status) from None
        self._watch(uri, lambda: call.responded, call.abandon)

    def _transferee(self, uri: str) -> PjCall | None:
        found = re.search(r"sips?:(?:([^@;>\s]*)@)?([^;>\s]+)", uri)
        if self.shared is None or found is None or not is_loopback(split_address(found[2], 0)[0]):
            return None
        leg = self.listener.make_leg(printable(found[1] or ""), printable(found[0]))
        return PjCall(self._account, pj.PJSUA_INVALID_ID, self.shared, leg, leg.slot)

    def watch_registration(self, given_up: Callable[[str], None], settled: Callable[[], bool]) -> None:
        """Tell `given_up` if the registrar cannot be reached."""
        self._watch(registrar_of(self.settings), settled, given_up)

    def leave(self, left: Callable[[], None]) -> None:
        """End all calls and unregister; `left` is called, in trio, when the far ends have agreed to all of it."""
        shared, account = self.shared, self._account
        if shared is None or account is None:
            self.thread.notify(left)
            return
        for call in list(shared.calls):
            call.end(0)
        if account.registered:
            try:
                account.setRegistration(False)
            except pj.Error as error:  # the registration runs out by itself
                logger.warning("unregistering: %s", error.reason)
                account.registered = False

        def gone() -> bool:
            if shared.calls or account.registered:
                return False
            self.thread.notify(left)
            return True

        self.thread.watch(gone)

    def close(self) -> None:
        """Destroy everything, in the order PJSUA2 needs; its objects must have gone before the library."""
        for call in self._calls():
            call.abandon("the telephone was closed")
            call.settle(at_once=True)
            call.forget()
        if self.shared is not None:
            self.shared.silence.media = None
            self.shared = None
        if self._account is not None:
            self._account.core = None
            self._account.shutdown()
            account, self._account = self._account, None
            destroy(account)
        self.thread.endpoint = None
        if self._endpoint is not None:
            endpoint, self._endpoint = self._endpoint, None
            endpoint.libDestroy(pj.PJSUA_DESTROY_NO_RX_MSG)  # `leave` has waited for answers; this would wait 1 s more
            destroy(endpoint)
            _library.release()

    def _check_pulses(self) -> None:
        for call in self._calls():
            call.check_pulse(self.settings.no_media_within)

    def _break_down(self) -> None:
        """Nothing more will be heard of the calls there are: nobody shall wait for it."""
        for call in self._calls():
            self.thread.post(functools.partial(call.abandon, STOPPED))

    def _calls(self) -> list[PjCall]:
        """Those there are now; they may go while they are gone through."""
        return [] if self.shared is None else list(self.shared.calls)

    def _watch(self, where: str, settled: Callable[[], bool], give_up: Callable[[str], None]) -> None:
        host, port = address_in(where, DEFAULT_PORT[self.settings.transport])
        probe = Probe(host, port) if self.settings.transport == "udp" and "transport=" not in where else None
        limit = self.settings.no_response_within
        deadline = time.monotonic() + limit

        def look() -> bool:
            fault = None
            if settled():
                pass
            elif probe is not None and probe.refused():
                fault = f"{host}:{port} refuses connections"
            elif time.monotonic() > deadline:
                fault = f"no response from {host}:{port} within {limit:g} s"
            else:
                return False
            if probe is not None:
                probe.close()
            if fault is not None:
                give_up(fault)
            return True

        self.thread.watch(look)


def _header_uri(message: str, name: str, short: str) -> str:
    """The URI in a header of a SIP message, "" if there is none."""
    found = re.search(rf"^(?:{name}|{short})\s*:[^\r\n]*?(sips?:[^>;\s]+)", message, re.IGNORECASE | re.MULTILINE)
    return found[1] if found else ""
