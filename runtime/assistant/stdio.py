"""The MCP server over standard input and output, for the user who started it: they may do everything.

Not responsible for the gateway behind it.
"""

import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import trio
from mcp.server.stdio import stdio_server

from runtime.assistant.identity import the_user
from runtime.assistant.server import build

if TYPE_CHECKING:
    from runtime.gateway import Gateway

CHUNK = 65536
"""Bytes read at once: what a pipe holds (pipe(7))."""


async def serve(gateway: "Gateway") -> None:
    """Serve until standard input ends, or we are cancelled. As long as it does, nothing but the protocol reaches
    standard output: file descriptor 1 leads to standard error for everybody else, and 0 to nothing."""
    server = build(gateway, the_user)
    with _standard_input() as requests:
        async with stdio_server(stdin=cast(Any, _lines(requests))) as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())


@contextmanager
def _standard_input() -> Iterator[int]:
    """Standard input as a file descriptor that no child of ours can read from."""
    requests = os.dup(sys.stdin.fileno())
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, sys.stdin.fileno())
    os.close(nothing)
    try:
        yield requests
    finally:
        os.dup2(requests, sys.stdin.fileno())  # `requests` stays open: a thread that nobody waits for may still read it


async def _lines(descriptor: int) -> AsyncIterator[str]:
    """The lines of a file descriptor. Whoever is cancelled does not wait for the next one, as the SDK's own reader
    does: Ctrl-C ends us though the assistant says nothing."""
    rest = b""
    while chunk := await trio.to_thread.run_sync(os.read, descriptor, CHUNK, abandon_on_cancel=True):
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield line.decode(errors="replace")
