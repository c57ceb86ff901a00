"""Listening: hypercorn under trio, with the application and the MCP server side by side.

Not responsible for what they answer. Ctrl-C and SIGTERM end the server; the calls go on.
"""

import gc
import json
import resource
import signal
import socket
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import trio
from hypercorn.config import Config as Hypercorn
from hypercorn.trio import serve as hypercorn_serve
from mcp.server import ServerRequestContext
from quart_trio import QuartTrio

from holdlang.config import Config
from holdlang.errors import UsageError
from runtime.access import Entry, Identity
from runtime.assistant.http import ASGIApp, mounted
from runtime.assistant.identity import Note
from runtime.gateway import Gateway, opened
from runtime.gateway.errors import GatewayError
from runtime.server.app import create_app, headers
from runtime.server.guard import Guard
from runtime.server.intake import ASGI, whole

GRACE_SECONDS = 2.0
"""How long open connections may take to end: streams never do by themselves."""

PING_SECONDS = 20.0
"""How often a WebSocket is asked whether it is there (RFC 6455, 5.5.2)."""

SAID_BYTES = 4096
"""The most that a client may say at once over a WebSocket, where nothing that it says means anything."""

STALLED_SECONDS = 10.0
"""How long a client may read nothing of what is sent to it before the kernel hangs up (TCP_USER_TIMEOUT, RFC 5482): it
comes back, and resumes. Hypercorn's own sending can't be given up, so it would hold a stream, and the end of the
server, for ever."""

COLLECTING = (5_000, 10, 10)
"""When Python looks for cyclic garbage (`gc.set_threshold`). A thousand listeners are half a million objects; as often
as it looks by itself, the latest of them heard of an event after 0.7 s, and so after 0.05 s (`tests.bench.server`)."""

DEFAULT_PORT = 8000
BACKLOG = 1024

MCP = "/mcp"


async def serve(config: Config, *, port: int | None, started: Callable[[str, Guard, Gateway], None]) -> None:
    """Serve until SIGINT or SIGTERM. `started` is told the address (`host:port`) once it takes requests. Raises
    `UsageError`."""
    _check_certificate(config)
    _allow_files()
    listener = _listen(config, port)
    address = f"{config.server.bind.host}:{listener.getsockname()[1]}"
    async with opened(config) as gateway:
        if gateway.hub is None:
            listener.close()
            raise UsageError(
                f"another holdlang has the calls in {config.data_dir} open",
                "one server a folder: stop the other one, or the `holdlang mcp` of an assistant; or give another"
                " `data_dir`",
            )
        guard = Guard(config, address)
        settings = Hypercorn()
        settings.bind = [f"fd://{listener.detach()}"]
        settings.graceful_timeout = settings.shutdown_timeout = GRACE_SECONDS
        settings.include_server_header = False
        settings.certfile = _path(config.server.certificate)
        settings.keyfile = _path(config.server.key)
        settings.loglevel = "WARNING"
        settings.websocket_ping_interval = PING_SECONDS
        settings.websocket_max_message_size = SAID_BYTES
        async with mounted(gateway, _noting(guard)) as assistant:
            app = whole(_beside(create_app(gateway, guard), assistant, guard))
            async with trio.open_nursery() as nursery:
                await nursery.start(partial(hypercorn_serve, app, settings, mode="asgi", shutdown_trigger=_told_to_end))
                gc.set_threshold(*COLLECTING)
                started(address, guard, gateway)


def _check_certificate(config: Config) -> None:
    """Raises `UsageError` for a certificate that can't be used, before anything is begun."""
    server = config.server
    if server.certificate is None:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(server.certificate, server.key)
    except (OSError, ssl.SSLError) as error:  # its words name no content
        raise UsageError(
            f"{server.certificate} and {server.key} can't be used for HTTPS: {error.strerror or error}",
            "both are PEM files, and the key belongs to the first certificate",
        ) from None


def _allow_files() -> None:
    """As many open files as the system lets us have: each stream of events is one, and shells give out 1024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _path(file: Path | None) -> str | None:
    return None if file is None else str(file)


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
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(1000 * STALLED_SECONDS))
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        raise UsageError(
            f"can't listen at {host}:{wanted}: {error.strerror}", "`server.bind` or --port says where to listen"
        ) from None
    return listener


def _noting(guard: Guard) -> Note:
    """Puts what assistants do into the audit log, as what others do."""

    def note(
        context: ServerRequestContext[Any, Any], who: Identity, tool: str, status: int, data: Mapping[str, Any]
    ) -> None:
        scope = getattr(context.request, "scope", {})
        address = (scope.get("client") or ("",))[0]
        call_id, flow_id = data.get("call", data).get("call_id"), data.get("flow_id")
        guard.note(
            Entry(who=who.name, address=address, what=f"tool {tool}", status=status, call_id=call_id, flow_id=flow_id)
        )

    return note


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
        given = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        address = (scope.get("client") or ("",))[0]
        try:
            guard.check_origin(given.get("origin"), given.get("host", ""))
            guard.check_rate(address)
            who = guard.identify(given.get("authorization"), None, None, address=address, private=False)
            guard.check_scope(who, "watch")
        except GatewayError as error:
            guard.note(Entry(who=None, address=address, what=f"{scope['method']} {MCP}", status=error.status))
            await _refuse(error, send)
            return
        scope["holdlang.identity"] = who
        await assistant(scope, receive, send)

    return either


async def _refuse(error: GatewayError, send: Any) -> None:
    told = {"content-type": "application/json", **headers(error)}
    encoded = [(name.lower().encode(), value.encode()) for name, value in told.items()]
    await send({"type": "http.response.start", "status": error.status, "headers": encoded})
    await send({"type": "http.response.body", "body": json.dumps({"detail": error.detail}).encode()})
