"""The addresses that we are to listen on: are they this machine's, and free? Not responsible for listening."""

import errno
import http.client
import json
import socket
from contextlib import suppress

import trio

from holdlang.config import Address, Config
from runtime.doctor.finding import Verdict, fault, ok, warning

SERVER_PORT = 8000
"""Of `server.bind`, if it names none."""


async def web_is_free(config: Config) -> Verdict:
    """`server.bind`. If `holdlang serve` has it already, that is well."""
    return await trio.to_thread.run_sync(_web_is_free, config, abandon_on_cancel=True)


async def sip_is_free(config: Config) -> Verdict:
    """`bind`. A port that is fixed can serve one call at a time."""
    return await trio.to_thread.run_sync(_sip_is_free, config, abandon_on_cancel=True)


def _web_is_free(config: Config) -> Verdict:
    address = config.server.bind
    port = SERVER_PORT if address.port is None else address.port
    refused = _refusal(address, port, socket.SOCK_STREAM)
    if refused is None:
        return ok(f"{address} is free for `holdlang serve`")
    if refused == errno.EADDRINUSE and _is_ours(address, port):
        return ok(f"`holdlang serve` runs at {address}")
    return _told("server.bind", address, refused)


def _sip_is_free(config: Config) -> Verdict:
    address = config.bind
    if address is None or not address.port:
        host = Address(host="0.0.0.0") if address is None else address
        refused = _refusal(host, 0, socket.SOCK_DGRAM)
        return ok("each call takes a free port") if refused is None else _told("bind", host, refused)
    stream = config.trunk is not None and config.trunk.transport != "udp"
    refused = _refusal(address, address.port, socket.SOCK_STREAM if stream else socket.SOCK_DGRAM)
    if refused is not None:
        return _told("bind", address, refused)
    if config.server.calls > 1:
        return warning(
            f"{address} is free, but only one call at a time can have it", "leave the port out of `bind`, if you can"
        )
    return ok(f"{address} is free")


def _refusal(address: Address, port: int, kind: socket.SocketKind) -> int | None:
    """The error number with which the system refuses the address; None if we can have it."""
    try:
        family, *_, place = socket.getaddrinfo(address.host.strip("[]"), port, type=kind, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, kind) as trial:
            if kind is socket.SOCK_STREAM:  # as a server does, so that connections that linger are no hindrance
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(place)
            if kind is socket.SOCK_STREAM:
                trial.listen(1)
    except OSError as error:
        return error.errno or errno.EADDRNOTAVAIL
    return None


def _told(key: str, address: Address, refused: int) -> Verdict:
    match refused:
        case errno.EADDRINUSE:
            return fault(f"{address} is taken by another program", f"stop that, or give `{key}` another port")
        case errno.EACCES | errno.EPERM:
            return fault(f"{address} is not for ordinary users", f"give `{key}` a port from 1024 on")
        case _:
            return fault(f"this machine has no address {address}", f"see `{key}`; without one, we choose")


def _is_ours(address: Address, port: int) -> bool:
    host = address.host.strip("[]")
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    with suppress(OSError, http.client.HTTPException, ValueError):
        connection = http.client.HTTPConnection(host, port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            answer = connection.getresponse()
            return answer.status == 200 and isinstance(json.loads(answer.read(4096)), dict)
        finally:
            connection.close()
    return False
