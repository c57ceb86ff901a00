"""The MCP server over streamable HTTP, as an ASGI application to stand beside others.

Not responsible for tokens, rate limits, and the headers Host and Origin (DNS rebinding), which the server in front
checks; it leaves in the scope who asks (`identity`).

It keeps no sessions. Who asks is read anew with every request, so a token that is taken back ends at once; and when the
server is started anew, which the calls outlive, assistants go on where they were.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings

from runtime.assistant.identity import Note, from_scope, unnoted
from runtime.assistant.server import build

if TYPE_CHECKING:
    from runtime.gateway import Gateway

ASGIApp = Callable[[Any, Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Awaitable[None]]

LARGEST = 1024 * 1024
"""Bytes of a request: the source of a flow is its largest part."""


@asynccontextmanager
async def mounted(gateway: "Gateway", note: Note = unnoted) -> AsyncIterator[ASGIApp]:
    """The application for the path `/mcp`; it answers as long as this context is open, and what is still waiting then
    is cancelled. `note` is told what was done."""
    manager = StreamableHTTPSessionManager(
        build(gateway, from_scope, note),
        stateless=True,
        security_settings=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        max_request_body_size=LARGEST,
    )
    async with manager.run():
        yield manager.handle_request
