"""The process of a call: stands by, takes one order, makes the call.

Standard output says `{"ready": true}`, and then, upon the order, `{"folder": "…"}` or `{"error": "…"}`; after that
nobody listens, and what libraries print goes into the call's folder. Not responsible for the call (`runtime.call`).
"""

import fcntl
import json
import os
import stat
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO, Any

import trio

from holdlang.bugs import bug, leaves
from holdlang.calllog import CallStarted, HumanDetected, Line, RedialPlanned
from holdlang.errors import UsageError
from holdlang.hours import closed
from holdlang.model import Redial
from holdlang.names.reach import confirm_keys
from runtime.callprocess import LOAD
from runtime.callprocess.control import serve
from runtime.callprocess.order import Order
from runtime.context import Device
from runtime.engines import EngineUnavailable, stand_by
from runtime.making import make_call, new_record, sip_settings
from runtime.outcome import Outcome
from runtime.ports import CommandFailed
from runtime.record import Record
from runtime.rehearse.process import rehearsed
from runtime.sip.settings import SipSettings
from runtime.steering import Steering

OUTPUT = "process.log"
"""What the process of a call prints, in the call's folder: nothing, if all is well."""


def main() -> None:
    """Be the process of a call. Ends quietly if whoever started it goes away before there is an order."""
    if LOAD in sys.argv[1:]:
        with suppress(EngineUnavailable):  # the call will say so
            stand_by()
    _say({"ready": True})
    text = sys.stdin.buffer.readline()
    if not text.endswith(b"\n"):
        return
    order = Order.model_validate_json(text)
    trio.run(partial(_carry_out, order))


async def _carry_out(order: Order) -> None:
    with _claimed(order.claim) as claim:
        if any((order.configuration.data_dir / "calls").glob(f"*_{order.call_id}")):
            _say({"error": "the call was begun already"})  # a server that was killed had given the order, too
            return
        try:
            record = new_record(order.configuration, order.call_id)
        except UsageError as error:
            _say({"error": str(error)})
            return
        async with _steered(record) as steering:
            _say({"folder": str(record.folder)})
            _print_into(record.folder / OUTPUT)
            if claim is not None:
                os.fchmod(claim.fileno(), stat.S_IRUSR)
                claim.close()
            again = await _recorded(order, record, steering)
    if again and order.flow.redial is not None:
        await _redial(order, order.flow.redial)


async def _redial(order: Order, redial: Redial) -> None:
    """Call again. Each attempt is a call of its own, which is there while it waits, so that it can be seen and
    stopped."""
    for _ in range(redial.times):
        record = new_record(order.configuration)
        async with _steered(record) as steering:
            with record:
                await _wait(order, record, steering, redial.every)
                why = closed(order.flow, datetime.now(UTC)) if order.rehearse is None else None
                if steering.hang_up.is_set() or why is not None:
                    order.write_unbegun(record, why or "you stopped the call", "not_answered" if why else "interrupted")
                    return
                if not await _recorded(order, record, steering):
                    return


async def _wait(order: Order, record: Record, steering: Steering, seconds: float) -> None:
    flow = order.flow
    record.write(
        RedialPlanned(number=order.number, seconds=seconds, mode=order.mode, company=flow.company, flow_id=flow.id)
    )
    with trio.move_on_after(seconds):
        await steering.hang_up.wait()


@asynccontextmanager
async def _steered(record: Record) -> AsyncIterator[Steering]:
    """What is wanted of the call from outside, while the block lasts."""
    steering = Steering()
    async with trio.open_nursery() as nursery:
        try:
            await nursery.start(serve, record.folder, steering)
        except OSError as error:
            print(f"no control socket: {error.strerror}", file=sys.stderr)
        yield steering
        nursery.cancel_scope.cancel()


async def _recorded(order: Order, record: Record, steering: Steering) -> bool:
    """Make the call; whatever keeps it from being begun stands in its log, as for a call that was. Returns whether it
    may end better another time."""
    begun = person = False

    def written(line: Line) -> None:
        nonlocal begun, person
        begun = begun or isinstance(line.data, CallStarted)
        person = person or isinstance(line.data, HumanDetected)

    record.subscribe(written)
    try:
        outcome = await _made(order, record, steering)
        return outcome.passing and not person
    except BaseException as fault:
        causes = list(leaves(fault))
        if any(not isinstance(one, UsageError | CommandFailed) for one in causes):
            print(*(bug(one) for one in causes), sep="\n", file=sys.stderr)
        if not begun:
            order.write_unbegun(record, _why(causes))
        if any(not isinstance(one, Exception) for one in causes):
            raise
        return False
    finally:
        record.close()


def _why(causes: list[BaseException]) -> str:
    ours = [one for one in causes if isinstance(one, UsageError | CommandFailed)]
    return str(ours[0]) if ours else "a fault in holdlang ended the call"


async def _made(order: Order, record: Record, steering: Steering) -> Outcome:
    config = order.configuration
    devices = {name: Device(device.uri, device.ring) for name, device in order.devices.items()}
    keys = confirm_keys(order.flow, order.library)
    async with rehearsed(order.rehearse, confirm=keys) if order.rehearse is not None else nullcontext() as peers:
        if peers is not None:
            settings = SipSettings(trunk=peers.company_address, bind="127.0.0.1")
            devices = {name: replace(device, uri=peers.phone_uri(name)) for name, device in devices.items()}
            plan = order.plan(peers.company_uri(order.number), devices)
        else:
            trunk = config.trunk
            if trunk is None:
                raise UsageError("there is no trunk to call by")
            settings = sip_settings(trunk, config)
            plan = order.plan(trunk.uri(order.number), devices)
        return await make_call(plan, settings, config, lambda: record, steering)


def _say(answer: dict[str, Any]) -> None:
    with suppress(BrokenPipeError):  # whoever started us may have gone: the call is made all the same
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _print_into(path: Path) -> None:
    """From now on what this process prints goes into a file: the pipe to the server ends with the server."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError:
        handle = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(handle, stream)
    os.close(handle)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)


@contextmanager
def _claimed(path: Path | None) -> Iterator[IO[bytes] | None]:
    """The claim of the request, locked: while it is, nobody else makes this call. See `runtime.gateway.claims`."""
    if path is None:
        yield None
        return
    with path.open("rb") as claim:
        fcntl.flock(claim, fcntl.LOCK_EX)
        yield claim
