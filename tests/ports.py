"""Ports at which a program listens later, or nobody ever does."""

import random
import socket
from collections.abc import Iterator
from pathlib import Path

LOWEST = 10_000
_PROTOCOLS = (socket.SOCK_DGRAM, socket.SOCK_STREAM)


def _ephemeral() -> int:
    """The lowest port that the kernel hands out by itself; 49152 where it does not say (RFC 6335 section 6)."""
    try:
        return int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    except OSError:
        return 49152


def _pairs() -> Iterator[int]:
    """Even ports, each given once. They lie below those that the kernel hands out: a port that it gave, and that was
    closed again, is taken by the next connection that wants any before the program is up."""
    ports = range(LOWEST, _ephemeral() - 1, 2)
    start = random.SystemRandom().randrange(len(ports))  # two runs at once seldom ask for the same ones
    yield from ports[start:]
    yield from ports[:start]


_PORTS = _pairs()


def _is_free(port: int, protocol: int) -> bool:
    with socket.socket(socket.AF_INET, protocol) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port of 127.0.0.1 that is free by UDP and TCP, and so is the next one: SIP phones want them for TLS, media for
    RTCP (RFC 3550 section 11)."""
    return next(
        port for port in _PORTS if all(_is_free(each, protocol) for each in (port, port + 1) for protocol in _PROTOCOLS)
    )
