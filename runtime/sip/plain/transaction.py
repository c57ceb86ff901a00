"""One request and its final response: the non-INVITE client transaction (RFC 3261 section 17.1.2) over UDP, TCP or TLS.

Not responsible for what is asked nor for passwords. A socket lives as long as its transaction.
"""

import ssl
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import trio
from trio.socket import SOCK_DGRAM, SocketType

from runtime.sip.plain.hop import Hop
from runtime.sip.plain.message import LIMIT, Message, Request, new_branch

T1 = 0.5
"""Seconds of an estimated round trip (section 17.1.1.1)."""

T2 = 4.0
"""The most that is waited before a request is repeated (section 17.1.2.2)."""

TIMER_F = 64 * T1
"""When a transaction is given up (section 17.1.2.2), unless the caller has less patience."""


async def transact(
    request: Request, hop: Hop, *, within: float = TIMER_F, ca_file: Path | None = None
) -> Message | None:
    """Send `request` to `hop` and return the final response.

    None if there is none within `within` seconds, or nothing to connect to. With TLS the certificate must be of
    `hop.host` and trusted: by `ca_file`, or else by the system.
    """
    # UnicodeError: of a name that no domain can have
    with trio.move_on_after(within), suppress(OSError, UnicodeError, trio.BrokenResourceError):
        if hop.transport == "udp":
            return await _by_datagram(request, hop)
        return await _by_stream(request, hop, ca_file)
    return None


async def _by_datagram(request: Request, hop: Hop) -> Message | None:
    """To each address of the host until one does not refuse: a connected socket is told of ICMP "unreachable"."""
    for family, kind, protocol, _, address in await trio.socket.getaddrinfo(hop.host, hop.port, type=SOCK_DGRAM):
        with trio.socket.socket(family, kind, protocol) as socket, suppress(OSError):
            await socket.connect(address)
            return await _repeat(request, socket)
    return None


async def _repeat(request: Request, socket: SocketType) -> Message:
    """Send until a final response comes (timer E)."""
    branch = new_branch()
    text = request.text(_sent_by(socket), "udp", branch)
    interval = T1
    while True:
        await socket.send(text)
        with trio.move_on_after(interval):
            while True:
                response = _response(await socket.recv(LIMIT), request, branch)
                if response is not None and (response.code or 0) >= 200:
                    return response
                if response is not None:
                    interval = T2  # state "proceeding"; what is waited for now is not cut short
        interval = min(2 * interval, T2)


async def _by_stream(request: Request, hop: Hop, ca_file: Path | None) -> Message | None:
    plain = await trio.open_tcp_stream(hop.host, hop.port)
    stream: trio.SocketStream | trio.SSLStream[trio.SocketStream] = plain
    async with plain:
        if hop.transport == "tls":
            context = ssl.create_default_context(cafile=ca_file)
            stream = trio.SSLStream(plain, context, server_hostname=hop.host, https_compatible=True)
        branch = new_branch()
        await stream.send_all(request.text(_sent_by(plain.socket), hop.transport, branch))
        async for text in _messages(stream):
            response = _response(text, request, branch)
            if response is not None and (response.code or 0) >= 200:
                return response
    return None


async def _messages(stream: trio.abc.ReceiveStream) -> AsyncIterator[bytes]:
    """The heads of the messages in a stream; Content-Length says where the next begins (section 18.3)."""
    unread = b""
    async for chunk in stream:
        unread = (unread + chunk).lstrip(b"\r\n")
        while b"\r\n\r\n" in unread:
            head, _, rest = unread.partition(b"\r\n\r\n")
            length = _length(head)
            if len(rest) < length:
                break
            yield head
            unread = rest[length:].lstrip(b"\r\n")
        if len(unread) > LIMIT:
            return


def _length(head: bytes) -> int:
    with suppress(ValueError):
        return min(LIMIT, max(0, int(Message.parse(head.decode(errors="replace")).first("content-length") or 0)))
    return 0


def _response(text: bytes, request: Request, branch: str) -> Message | None:
    """A response that belongs to the request (section 17.1.3); others, and what is no message, are not ours."""
    with suppress(ValueError):
        message = Message.parse(text.decode(errors="replace"))
        ours = message.parameter("via", "branch") == branch and message.method == request.method
        return message if ours and message.code is not None else None
    return None


def _sent_by(socket: SocketType) -> str:
    host, port = socket.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
