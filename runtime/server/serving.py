"""Listening: hypercorn under trio, with the application and the MCP server side by side.

Not responsible for what they answer. Ctrl-C and SIGTERM end the server; the calls go on.
"""

import json
import signal
import socket
from collections.abc import Callable
from functools import partial
from typing import Any

import trio
from hypercorn.config import Config as Hypercorn
from hypercorn.trio import serve as hypercorn_serve
from quart_trio import QuartTrio

from holdlang.config import Config
from holdlang.errors import UsageError
from runtime.access import Entry
from runtime.assistant.http import ASGIApp, mounted
from runtime.gateway import Gateway, opened
from runtime.gateway.errors import GatewayError
from runtime.server.app import create_app
from runtime.server.guard import Guard
from runtime.server.intake import ASGI, whole

GRACE_SECONDS = 2.0
"""How long open connections may take to end: streams never do by themselves."""

PING_SECONDS = 20.0
"""How often a WebSocket is asked whether it is there (RFC 6455, 5.5.2)."""

DEFAULT_PORT = 8000
BACKLOG = 1024

MCP = "/mcp"


async def serve(config: Config, *, port: int | None, started: Callable[[str, Guard, Gateway], None]) -> None:
    """Serve until SIGINT or SIGTERM. `started` is told the address (`host:port`) once it takes requests. Raises
    `UsageError`."""
    listener = _listen(config, port)
    address = f"{config.server.bind.host}:{listener.getsockname()[1]}"
    async with opened(config) as gateway:
        if gateway.hub is None:
            listener.close()
            raise UsageError(
                f"another holdlang has the calls in {config.data_dir} open",
                "one server a folder: stop the other one, or give another `data_dir`",
            )
        guard = Guard(config, address)
        settings = Hypercorn()
        settings.bind = [f"fd://{listener.detach()}"]
        settings.graceful_timeout = settings.shutdown_timeout = GRACE_SECONDS
        settings.include_server_header = False
        settings.loglevel = "WARNING"
        settings.websocket_ping_interval = PING_SECONDS
        async with mounted(gateway, hosts=guard.hosts, origins=config.server.origins) as assistant:
            app = whole(_beside(create_app(gateway, guard), assistant, guard))
            async with trio.open_nursery() as nursery:
                await nursery.start(partial(hypercorn_serve, app, settings, mode="asgi", shutdown_trigger=_told_to_end))
                started(address, guard, gateway)


def _listen(config: Config, port: int | None) -> socket.socket:
    """The socket to listen at, so that a port that is taken is found out before anything is begun."""
    bind = config.server.bind
    wanted = DEFAULT_PORT if bind.port is None else bind.port
    wanted = wanted if port is None else port
    host = bind.host.strip("[]")
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, wanted, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        raise UsageError(
            f"can't listen at {host}:{wanted}: {error.strerror}", "`server.bind` or --port says where to listen"
        ) from None
    return listener


async def _told_to_end() -> None:
    with trio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        async for _ in signals:
            return


def _beside(app: QuartTrio, assistant: ASGIApp, guard: Guard) -> ASGI:
    """Both applications at one address. The MCP server has the same guard before it as all else."""

    async def either(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"].rstrip("/") != MCP:
            await app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        address = (scope.get("client") or ("",))[0]
        try:
            guard.check_origin(headers.get("origin"), headers.get("host", ""))
            guard.check_rate(address)
            who = guard.identify(headers.get("authorization"), None, None, address=address, private=False)
            guard.check_scope(who, "watch")
        except GatewayError as error:
            guard.note(Entry(who=None, address=address, what=f"{scope['method']} {MCP}", status=error.status))
            await _refuse(error, send)
            return
        scope["holdlang.identity"] = who
        await assistant(scope, receive, send)

    return either


async def _refuse(error: GatewayError, send: Any) -> None:
    headers = [(b"content-type", b"application/json")]
    if error.status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps({"detail": error.detail}).encode()})
