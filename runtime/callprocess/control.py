"""The control socket of a call: `control.sock` in its folder, one JSON object a line, answered by one.

    {"do": "hang_up"}
    {"do": "transfer", "name": "cell", "device": {"uri": "sip:…", "ring": 30}}

The answer is `{"ok": true}` or `{"error": "…"}`; what comes of it stands in the log. The folder is its owner's alone,
and so is the socket. Not responsible for carrying anything out (`runtime.steering`).
"""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal

import trio
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from runtime.callprocess.order import OrderedDevice
from runtime.context import Device
from runtime.steering import Steering, TransferNow

SOCKET = "control.sock"

LONGEST = 65_536
"""Bytes of a request."""

ANSWER_SECONDS = 5.0
"""How long a call may take to answer; it does so at once, unless the machine is drowning."""


class HangUp(BaseModel):
    """End the call."""

    do: Literal["hang_up"] = "hang_up"


class Transfer(BaseModel):
    """Put the user through now."""

    do: Literal["transfer"] = "transfer"
    name: str
    device: OrderedDevice


Request = Annotated[HangUp | Transfer, Field(discriminator="do")]
_REQUEST: TypeAdapter[Request] = TypeAdapter(Request)


class Refused(Exception):
    """The call does not do it; the text says why."""


class Gone(Exception):
    """There is no call at that socket."""


async def serve(
    folder: Path, steering: Steering, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED
) -> None:
    """Take requests until cancelled; the socket is removed then."""
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with reachable(folder) as path:
        listening.bind(path)
    listening.listen(8)
    listener = trio.SocketListener(trio.socket.from_stdlib_socket(listening))
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.serve_listeners, lambda stream: _answer(stream, steering), [listener])
            task_status.started()
    finally:
        (folder / SOCKET).unlink(missing_ok=True)


async def ask(folder: Path, request: HangUp | Transfer) -> None:
    """Have the call of that folder do it. Raises `Refused`, and `Gone` if there is no such call (any more)."""
    try:
        with trio.fail_after(ANSWER_SECONDS):
            with reachable(folder) as path:
                stream = await trio.open_unix_socket(path)
            async with stream:
                await stream.send_all(request.model_dump_json().encode() + b"\n")
                answer: dict[str, Any] = json.loads(await _line(stream))
    except (OSError, ValueError, trio.BrokenResourceError, trio.TooSlowError) as fault:
        raise Gone(str(folder.name)) from fault
    if "error" in answer:
        raise Refused(answer["error"])


@contextmanager
def reachable(folder: Path) -> Iterator[str]:
    """A path to the socket that fits into an address: those hold 107 bytes (unix(7)), and folders lie deeper."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}/{SOCKET}"
    finally:
        os.close(handle)


async def _answer(stream: trio.SocketStream, steering: Steering) -> None:
    try:
        async with stream:
            with trio.fail_after(ANSWER_SECONDS):
                answer = _carried_out(await _line(stream), steering)
                await stream.send_all(json.dumps(answer).encode() + b"\n")
    except (trio.BrokenResourceError, trio.TooSlowError):
        return  # whoever asked has gone


def _carried_out(text: bytes, steering: Steering) -> dict[str, Any]:
    try:
        request = _REQUEST.validate_json(text)
    except ValidationError:
        return {"error": "this is no request"}
    match request:
        case HangUp():
            steering.hang_up.set()
        case Transfer(name=name, device=device):
            if not steering.answered:
                return {"error": "the company has not taken the call yet"}
            steering.transfer(TransferNow(name, Device(device.uri, device.ring)))
    return {"ok": True}


async def _line(stream: trio.SocketStream) -> bytes:
    text = b""
    while b"\n" not in text and len(text) < LONGEST:
        chunk = await stream.receive_some()
        if not chunk:
            break
        text += chunk
    return text
