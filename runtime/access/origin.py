"""Which pages may talk to us, and by which names we are called: two ways in that a browser opens to strangers.

A page of another origin can open a WebSocket to any address, with no preflight (RFC 6455, 10.2); and a name whose owner
has it point at 127.0.0.1 makes of his page one of ours (DNS rebinding). The `Origin` header tells of the first, the
`Host` header of the second. Not responsible for tokens, which are asked for besides (`runtime.access.tokens`).
"""

import re
from collections.abc import Collection
from ipaddress import ip_address
from typing import NamedTuple

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)(?::(\d{1,5}))?", re.ASCII)
_DEFAULT_PORTS = {"http": 80, "https": 443}


class _Origin(NamedTuple):
    """The scheme is empty for a bare host, and the port None where it is left to the scheme."""

    scheme: str
    host: str
    port: int | None

    def at(self, scheme: str) -> int | None:
        return _DEFAULT_PORTS.get(scheme) if self.port is None else self.port


def allowed(origin: str | None, host: str, *, own: Collection[str], extra: Collection[str]) -> bool:
    """Whether a request with these headers may be answered.

    `own` are the names that we go by: where we listen (`127.0.0.1:8000`) and the public URL; `extra` are the origins of
    other pages that may talk to us. `origin` is None where there is no such header: it is no page that asks, or one
    that only reads what it shows. A sandboxed page (`null`) is never one of ours.
    """
    called = _read(host)
    ours = [found for text in (*own, *extra) if (found := _read(text)) is not None]
    if called is None or called.scheme or not _is_us(called.host, {one.host for one in ours}):
        return False
    if origin is None:
        return True
    page = _read(origin)
    if page is None or not page.scheme:
        return False
    same = page.host == called.host and page.at(page.scheme) == called.at(page.scheme)
    return same or any(
        page.scheme == one.scheme and page.host == one.host and page.at(page.scheme) == one.at(page.scheme)
        for one in ours
    )


def _is_us(host: str, names: Collection[str]) -> bool:
    """An address can't be made to point elsewhere, so any will do; a name has to be one of ours."""
    if host == "localhost" or host in names:
        return True
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _read(text: str) -> _Origin | None:
    """A host, or an origin as RFC 6454, 6.2 has it; None for what is neither."""
    scheme, separator, rest = text.strip().rpartition("://")
    found = _HOST.fullmatch(rest)
    scheme = scheme.lower()
    if found is None or (separator and scheme not in _DEFAULT_PORTS):
        return None
    return _Origin(scheme, found[1].lower().removesuffix("."), int(found[2]) if found[2] else None)
