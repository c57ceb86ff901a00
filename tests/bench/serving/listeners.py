"""A thousand WebSocket clients in one process: they note when each event has come, and at the end tell.

    python -m tests.bench.serving.listeners ADDRESS TOKEN CALLS CLIENTS_A_CALL [deflate]

`CALLS` are ids with commas between them. Prints `ready` once all are connected, and ends with standard input; the last
line is `{"EVENT": [written, first, last, clients], …}` in seconds since 1970. Nothing is taken apart until then, so
that the clients take as little as they can of the processor that the server needs. Not responsible for the server.
"""

import base64
import json
import os
import selectors
import socket
import sys
import time
import zlib
from collections.abc import Iterator
from datetime import datetime

Received = list[tuple[float, bytes]]
"""What one client got, and when."""

PONG, PING, TEXT = 0xA, 0x9, 0x1
"""Opcodes (RFC 6455, 11.8)."""

KNOCKING = 20
"""Handshakes at once: a thousand in one moment measure the backlog of the socket."""


def handshake(address: str, token: str, call_id: str, deflate: bool) -> bytes:
    """The request that opens a WebSocket for the events of one call (RFC 6455, 4.1), as a browser's if with `deflate`
    (RFC 7692)."""
    lines = [
        f"GET /ws/events?call_id={call_id} HTTP/1.1",
        f"Host: {address}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        "Sec-WebSocket-Version: 13",
        f"Authorization: Bearer {token}",
        *(["Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"] if deflate else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def connected(address: str, requests: list[bytes]) -> list[tuple[socket.socket, bytes]]:
    """A socket for each request, once the server has agreed; with what came right after that."""
    host, _, port = address.rpartition(":")
    found = []
    for begin in range(0, len(requests), KNOCKING):
        some = [socket.create_connection((host, int(port))) for _ in requests[begin : begin + KNOCKING]]
        for client, request in zip(some, requests[begin:], strict=False):
            client.sendall(request)
        for client in some:
            answer = b""
            while b"\r\n\r\n" not in answer:
                chunk = client.recv(65_536)
                if not chunk:
                    raise ConnectionError(answer.decode(errors="replace"))
                answer += chunk
            head, _, rest = answer.partition(b"\r\n\r\n")
            if b" 101 " not in head.splitlines()[0]:
                raise ConnectionError(head.decode(errors="replace"))
            client.setblocking(False)
            found.append((client, rest))
    return found


def listen(clients: list[tuple[socket.socket, bytes]]) -> list[Received]:
    """Read until standard input ends."""
    got: list[Received] = [[(time.time(), rest)] if rest else [] for _, rest in clients]
    with selectors.EpollSelector() as selector:
        for number, (client, _) in enumerate(clients):
            selector.register(client, selectors.EVENT_READ, number)
        selector.register(0, selectors.EVENT_READ, None)
        while True:
            for key, _ in selector.select():
                if key.data is None:
                    return got
                chunk = key.fileobj.recv(262_144)  # type: ignore[union-attr]
                if not chunk:
                    raise ConnectionError("the server has hung up on a client")
                got[key.data].append((time.time(), chunk))


def messages(received: Received, deflated: bool) -> Iterator[tuple[float, bytes]]:
    """The texts that came, each with when it was there. A server's frames are not masked (RFC 6455, 5.1)."""
    inflate = zlib.decompressobj(-15)
    data = bytearray()
    for moment, chunk in received:
        data += chunk
        while (found := _frame(data)) is not None:
            opcode, payload = found
            if opcode == TEXT:
                yield moment, inflate.decompress(payload + b"\0\0\xff\xff") if deflated else payload


def _frame(data: bytearray) -> tuple[int, bytes] | None:
    """Take the first frame off, if it is all there."""
    if len(data) < 2:
        return None
    length, begin = data[1] & 0x7F, 2
    if length == 126:
        length, begin = int.from_bytes(data[2:4]), 4
    elif length == 127:
        length, begin = int.from_bytes(data[2:10]), 10
    if len(data) < begin + length:
        return None
    opcode, payload = data[0] & 0x0F, bytes(data[begin : begin + length])
    del data[: begin + length]
    return opcode, payload


def told(got: list[Received], deflated: bool) -> dict[str, list[float]]:
    """By event: when it was written, when the first and the last client had it, and how many had."""
    found: dict[str, list[float]] = {}
    for received in got:
        for moment, text in messages(received, deflated):
            event = json.loads(text)
            name = f"{event['call_id']} {event['timestamp']}"
            written = datetime.fromisoformat(event["timestamp"]).timestamp()
            known = found.setdefault(name, [written, moment, moment, 0])
            known[1], known[2], known[3] = min(known[1], moment), max(known[2], moment), known[3] + 1
    return found


def main(address: str, token: str, calls: str, each: int, deflate: bool) -> None:
    """Be the clients."""
    requests = [handshake(address, token, call_id, deflate) for call_id in calls.split(",") for _ in range(each)]
    clients = connected(address, requests)
    print("ready", flush=True)
    print(json.dumps(told(listen(clients), deflate)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5:] == ["deflate"])
