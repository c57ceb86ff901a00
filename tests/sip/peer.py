"""A far end in a process of its own: takes orders as JSON lines on standard input, tells on standard output.

Not responsible for any judgement. `python -m tests.sip.peer` starts one; `open_peer` does so for a test. Orders are
`{"do": …}` with the fields of the functions below; notices are `{"event": …}`: `ready`, `incoming`, `tone` (another
pitch is heard), `done` (an order has been carried out) and the leg's own events by the names of their classes.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pjsua2 as pj
import trio

from runtime.ports import LegClosed
from runtime.sip.call import PjCall
from runtime.sip.endpoint import SipTelephone, open_telephone
from runtime.sip.leg import SipLeg
from runtime.sip.settings import SipSettings
from tests.sip.tones import pitch


def tell(event: str, **fields: object) -> None:
    """One notice."""
    print(json.dumps({"event": event} | fields), flush=True)


async def relay_events(leg: SipLeg) -> None:
    """Tell all that happens on a leg."""
    async for event in leg.events:
        tell(type(event).__name__, **asdict(event))


async def relay_pitch(leg: SipLeg) -> None:
    """Tell every change of pitch."""
    last = -1
    async for block in leg.audio:
        hz = pitch(block.samples, leg.rate)
        if hz != last:
            last = hz
            tell("tone", hz=hz)


def renegotiate(call: PjCall, flag: int) -> None:
    """Send a re-INVITE."""
    parameters = pj.CallOpParam(True)
    parameters.opt.flag = flag
    call.reinvite(parameters)


async def negotiated(leg: SipLeg, status: int) -> None:
    """Return once the media has this status: the re-INVITE has been answered, and another may be sent."""

    def is_so(call: PjCall) -> bool:
        info = call.getInfo()  # its media die with it
        return bool(info.media[0].status == status)

    while not await leg.command(is_so):
        pass


def refer(call: PjCall, to: str) -> None:
    """Ask the other side to call someone else (RFC 3515)."""
    call.xfer(to, pj.CallOpParam(True))


def inform(call: PjCall, kind: str, body: str) -> None:
    """Send an INFO request."""
    parameters = pj.CallSendRequestParam()
    parameters.method = "INFO"
    parameters.txOption.contentType = kind
    parameters.txOption.msgBody = body
    call.sendRequest(parameters)


async def carry_out(leg: SipLeg, order: dict[str, Any]) -> None:
    """One order for a leg."""
    match order["do"]:
        case "answer":
            await leg.answer(order["code"])
        case "hangup":
            await leg.hangup()
        case "keys":
            await leg.send_dtmf(order["keys"])
        case "play":
            await leg.play(Path(order["path"]))
        case "hold":
            await leg.command(lambda call: call.setHold(pj.CallOpParam(True)))
            await negotiated(leg, pj.PJSUA_CALL_MEDIA_LOCAL_HOLD)
        case "unhold":
            await leg.command(lambda call: renegotiate(call, pj.PJSUA_CALL_UNHOLD))
            await negotiated(leg, pj.PJSUA_CALL_MEDIA_ACTIVE)
        case "remedia":
            await leg.command(lambda call: renegotiate(call, pj.PJSUA_CALL_REINIT_MEDIA))
        case "refer":
            await leg.command(lambda call: refer(call, order["to"]))
        case "inform":
            await leg.command(lambda call: inform(call, order["kind"], order["body"]))
        case unknown:
            raise ValueError(unknown)


async def follow(leg: SipLeg, order: dict[str, Any]) -> None:
    """Carry an order out and say so."""
    try:
        await carry_out(leg, order)
    except LegClosed:
        tell("closed", order=order["do"])
    else:
        tell("done", order=order["do"])


async def serve(telephone: SipTelephone) -> None:
    """Follow orders until standard input ends; they concern the newest leg."""
    legs: list[SipLeg] = []

    def adopt(nursery: trio.Nursery, leg: SipLeg) -> None:
        legs.append(leg)
        nursery.start_soon(relay_events, leg)
        nursery.start_soon(relay_pitch, leg)

    async def take(nursery: trio.Nursery) -> None:
        async for leg in telephone.incoming:
            tell("incoming", called=leg.called, remote=leg.remote)
            adopt(nursery, leg)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(take, nursery)
        unread = b""
        async for chunk in trio.lowlevel.FdStream(os.dup(0)):
            *lines, unread = (unread + chunk).split(b"\n")
            for line in lines:
                order = json.loads(line)
                if order["do"] == "dial":
                    adopt(nursery, await telephone.dial(order["uri"]))
                else:
                    nursery.start_soon(follow, legs[-1], order)
        nursery.cancel_scope.cancel()


async def main() -> None:
    """Be a peer; the first line of standard input holds the settings."""
    settings = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}
    async with open_telephone(SipSettings(takes_calls=True, **settings)) as telephone:
        tell("ready", address=telephone.address)
        await serve(telephone)


class Peer:
    """A far end, seen from the test."""

    def __init__(self, process: trio.Process) -> None:
        self.address = ""
        self._process = process
        self._sink, self._notices = trio.open_memory_channel[dict[str, Any]](1000)

    async def listen(self) -> None:
        """Take its notices in."""
        assert self._process.stdout is not None
        unread = b""
        async for chunk in self._process.stdout:
            *lines, unread = (unread + chunk).split(b"\n")
            for line in lines:
                self._sink.send_nowait(json.loads(line))
        self._sink.close()

    async def order(self, do: str, **fields: object) -> None:
        """Tell it to do something; `done` will come."""
        assert self._process.stdin is not None
        await self._process.stdin.send_all(json.dumps({"do": do} | fields).encode() + b"\n")

    def vanish(self) -> None:
        """As if its cable were pulled: it says nothing any more."""
        self._process.send_signal(signal.SIGSTOP)

    def die(self) -> None:
        """As if its process were killed: its ports are closed, and nobody says BYE."""
        self._process.kill()

    async def expect(self, event: str, **fields: object) -> dict[str, Any]:
        """Its next notice of this kind that has these values, past others."""
        async for notice in self._notices:
            if notice["event"] == event and fields.items() <= notice.items():
                return notice
        raise AssertionError(f"the peer ended without {event} {fields}")


@asynccontextmanager
async def open_peer(**settings: object) -> AsyncIterator[Peer]:
    """A far end on a free port of the loopback, for the length of a block."""
    command = [sys.executable, "-m", "tests.sip.peer", json.dumps(settings)]
    process = await trio.lowlevel.open_process(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    peer = Peer(process)
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(peer.listen)
            with trio.fail_after(60):
                peer.address = (await peer.expect("ready"))["address"]
            yield peer
            assert process.stdin is not None
            await process.stdin.aclose()
            process.send_signal(signal.SIGCONT)
            with trio.move_on_after(5):
                await process.wait()
            nursery.cancel_scope.cancel()
    finally:
        if process.returncode is None:
            process.kill()
        with trio.CancelScope(shield=True):
            await process.wait()


if __name__ == "__main__":
    trio.run(main)
