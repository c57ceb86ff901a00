"""The MCP server over streamable HTTP, as an ASGI application to stand beside others.

Not responsible for tokens and rate limits, which the server in front checks, and leaves in the scope who asks
(`identity`).

It keeps no sessions. Who asks is read anew with every request, so a token that is taken back ends at once; and when the
server is started anew, which the calls outlive, assistants go on where they were.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from mcp.server import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings

from runtime.assistant.identity import Note, from_scope, unnoted
from runtime.assistant.server import build

if TYPE_CHECKING:
    from runtime.gateway import Gateway

ASGIApp = Callable[[Any, Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Awaitable[None]]

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

LARGEST = 1024 * 1024
"""Bytes of a request: the source of a flow is its largest part."""


@asynccontextmanager
async def mounted(
    gateway: "Gateway", hosts: Sequence[str] = (), origins: Sequence[str] = (), note: Note = unnoted
) -> AsyncIterator[ASGIApp]:
    """The application for the path `/mcp`; it answers as long as this context is open, and what is still waiting then
    is cancelled. `hosts` and `origins` as in `protection`; `note` is told what was done."""
    async with served(build(gateway, from_scope, note), hosts, origins) as app:
        yield app


@asynccontextmanager
async def served(server: Server[Any], hosts: Sequence[str] = (), origins: Sequence[str] = ()) -> AsyncIterator[ASGIApp]:
    """`server` as an application; see `mounted`."""
    manager = StreamableHTTPSessionManager(
        server,
        stateless=True,
        security_settings=protection(hosts, origins),
        max_request_body_size=LARGEST,
    )
    async with manager.run():
        yield manager.handle_request


def protection(hosts: Sequence[str], origins: Sequence[str]) -> TransportSecuritySettings:
    """Against DNS rebinding: what the headers Host and Origin may say besides this machine's own names. A host is as in
    `hold.example.com`, an origin as in `https://hold.example.com`."""
    known = (*LOOPBACK, *hosts)
    return TransportSecuritySettings(
        allowed_hosts=[form for host in known for form in (host, f"{host}:*")],
        allowed_origins=[
            *(form for host in LOOPBACK for form in (f"http://{host}", f"http://{host}:*")),
            *origins,
        ],
    )
