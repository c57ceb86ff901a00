"""Requests come to the application whole: the body is read before anything is answered.

An answer may be done while the body still comes, because it is too large or there was no token. Hypercorn closes such a
connection at once, so the answer may never be read; and gives the body on by a queue, which nobody empties then, and
waits for ever once it is full. Not responsible for what is answered.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import trio

LARGEST = 1 << 20
"""Bytes of a request: the source of a flow is its largest part, and the longest ever seen has a tenth of that."""

BODY_SECONDS = 30.0
"""How long a body may take to come: a megabyte at 300 kbit/s."""

ASGI = Callable[[Any, Any, Any], Awaitable[None]]


def whole(app: ASGI) -> ASGI:
    """The same application, for requests of which everything has come. Of a body that is too large it gets one byte
    more than it takes."""

    async def taken_in(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        body: bytes | None = None
        with trio.move_on_after(BODY_SECONDS) as patience:
            body = await _body(receive)
        if patience.cancelled_caught:
            await _too_slow(receive, send)
        elif body is not None:
            await app(scope, _giving(body, receive), send)

    return taken_in


async def _body(receive: Any) -> bytes | None:
    """The body; None if the client has gone."""
    body, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        del body[LARGEST + 1 :]
        more = message.get("more_body", False)
    return bytes(body)


def _giving(body: bytes, receive: Any) -> Callable[[], Awaitable[Any]]:
    given = False

    async def once() -> Any:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once


async def _too_slow(receive: Any, send: Any) -> None:
    async with trio.open_nursery() as nursery:
        nursery.start_soon(_body, receive)  # so that nothing waits for it while the connection is closed
        headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": 408, "headers": headers})
        detail = f"the body did not come within {BODY_SECONDS:g} s"
        await send({"type": "http.response.body", "body": json.dumps({"detail": detail}).encode()})
        nursery.cancel_scope.cancel()
