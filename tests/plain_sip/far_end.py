"""A far end on the loopback that answers as a test says. Not responsible for judging what it was asked."""

import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import trio

from runtime.sip.plain.message import Message

Answers = Callable[[Message], Sequence[str]]
"""The responses to a request, from the status on; `respond` adds what ties them to it."""


def respond(request: Message, words: str) -> bytes:
    """A response: status line without "SIP/2.0", then headers, a line each."""
    start, *headers = words.split("\n")
    copied = [("Via", request.first("via")), ("From", request.first("from")), ("To", request.first("to"))]
    copied += [("Call-ID", request.first("call-id")), ("CSeq", request.first("cseq")), ("Content-Length", "0")]
    lines = [f"SIP/2.0 {start}", *headers, *(f"{name}: {value}" for name, value in copied)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@asynccontextmanager
async def datagrams(answers: Answers) -> AsyncIterator[tuple[str, list[Message]]]:
    """The address of a far end by UDP, and what it has been asked."""
    asked: list[Message] = []

    async def serve(socket: trio.socket.SocketType) -> None:
        while True:
            data, sender = await socket.recvfrom(65536)
            asked.append(Message.parse(data.decode()))
            for words in answers(asked[-1]):
                await socket.sendto(respond(asked[-1], words), sender)

    with trio.socket.socket(type=trio.socket.SOCK_DGRAM) as socket:
        await socket.bind(("127.0.0.1", 0))
        async with trio.open_nursery() as nursery:
            nursery.start_soon(serve, socket)
            yield f"127.0.0.1:{socket.getsockname()[1]}", asked
            nursery.cancel_scope.cancel()


@asynccontextmanager
async def streams(answers: Answers, context: ssl.SSLContext | None = None) -> AsyncIterator[tuple[str, list[Message]]]:
    """The same by TCP, or by TLS with `context`; answers come in pieces, as streams may deliver them."""
    asked: list[Message] = []

    async def serve(plain: trio.SocketStream) -> None:
        stream = plain if context is None else trio.SSLStream(plain, context, server_side=True)
        try:
            async for data in stream:
                asked.append(Message.parse(data.decode()))
                for words in answers(asked[-1]):
                    text = respond(asked[-1], words)
                    await stream.send_all(b"\r\n\r\n" + text[:40])
                    await stream.send_all(text[40:])
        except trio.BrokenResourceError:
            return  # a client that does not trust us

    async with trio.open_nursery() as nursery:
        listeners = await trio.open_tcp_listeners(0, host="127.0.0.1")
        nursery.start_soon(trio.serve_listeners, serve, listeners)
        yield f"127.0.0.1:{listeners[0].socket.getsockname()[1]}", asked
        nursery.cancel_scope.cancel()
