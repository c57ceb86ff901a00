"""Who asks.

Not responsible for what a token opens (`runtime.access`), nor for reading one: the server in front has done it before a
request comes here, and left in the ASGI scope whose it is.
"""

from collections.abc import Callable, Mapping
from typing import Any

from mcp.server import ServerRequestContext

from runtime.access import SCOPES, Identity

USER = Identity("stdio", frozenset(SCOPES))
"""The user who started us as a process of their own, and may do all that they could do in a shell."""

NOBODY = Identity("nobody", frozenset())

Identify = Callable[[ServerRequestContext[Any, Any]], Identity]
"""Tells who sent a request."""


Note = Callable[[ServerRequestContext[Any, Any], Identity, str, int, Mapping[str, Any]], None]
"""Is told that somebody has used a tool that changes something: its name, the status as HTTP has it, and what came of
it."""


def unnoted(
    _context: ServerRequestContext[Any, Any], _who: Identity, _tool: str, _status: int, _data: Mapping[str, Any]
) -> None:
    """Over stdio: what users do in a program of their own is written down by the calls alone."""


def the_user(_context: ServerRequestContext[Any, Any]) -> Identity:
    """Over stdio, whoever it is."""
    return USER


def from_scope(context: ServerRequestContext[Any, Any]) -> Identity:
    """Over HTTP: what the server in front left as `identity` in the scope's `state`, or as `holdlang.identity` in the
    scope itself. Somebody of whom it said nothing may do nothing."""
    scope = getattr(context.request, "scope", {})
    found = scope.get("holdlang.identity") or scope.get("state", {}).get("identity")
    return found if isinstance(found, Identity) else NOBODY
