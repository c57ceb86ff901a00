"""How often one client may ask. Not responsible for telling it to wait (`runtime.server` answers 429).

A token bucket for each client, of which one number is kept: the moment at which the bucket would be full again (the
generic cell rate algorithm, ITU-T I.371, annex A).
"""

from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network

import trio

FAILURES_PER_MINUTE = 10
"""Wrong tokens of one client. None will be guessed (`runtime.access.tokens`): this keeps noise out of the audit log. So
a right token is never held up by the wrong ones that came from the same address, which may be a whole office's."""

CLIENTS = 10_000
"""Clients that are remembered; whoever has not asked for longest is forgotten first."""

_NETWORK = 64
"""Bits of an IPv6 address that name a site; the rest is for whoever has it to choose (RFC 4291, 2.5.4)."""


class Limits:
    """`per_minute` requests of each client, all of them at once if it likes. `clock` gives seconds, and never goes
    back."""

    def __init__(
        self, per_minute: int, *, clients: int = CLIENTS, clock: Callable[[], float] = trio.current_time
    ) -> None:
        self._interval = 60.0 / per_minute
        self._clients = clients
        self._clock = clock
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def take(self, client: str) -> float | None:
        """Count a request of `client` (see `client_at`). None: go ahead. Otherwise it is one too many, does not count,
        and would be none in so many seconds."""
        now = self._clock()
        full_at = max(now, self._full_at.get(client, now)) + self._interval
        early = full_at - now - 60.0
        if early > _ROUNDING:
            return early
        self._full_at[client] = full_at
        self._full_at.move_to_end(client)
        if len(self._full_at) > self._clients:
            self._full_at.popitem(last=False)
        return None


_ROUNDING = 1e-6
"""Seconds: the sum of many intervals is not to the last bit a minute."""


def client_at(address: str) -> str:
    """Who counts as one client: an IPv4 address, or an IPv6 network. What is no address stands for itself."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ip_network((found, _NETWORK), strict=False))
