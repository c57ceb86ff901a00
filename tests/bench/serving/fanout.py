"""The floor for the events: the same logs looked at as often, the same lines to the same clients, and nothing else.

    python -m tests.bench.serving.fanout FOLDER

Prints where it listens as `{"address": …}`; ends when it is terminated. One thread, one write(2) for each client and
line; no numbering, no index, no filter by type, no HTTP beyond the handshake, nobody who may come back later. Not
responsible for clients that do not read.
"""

import base64
import hashlib
import json
import re
import selectors
import socket
import sys
import time
from collections import defaultdict
from pathlib import Path

LOOK_SECONDS = 0.02
"""How often the supervisor looks at the logs, too."""

ACCEPT = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
"""RFC 6455, 1.3."""


def frame(text: bytes) -> bytes:
    """A text as a server sends it (RFC 6455, 5.2)."""
    size = len(text)
    length = bytes([size]) if size < 126 else b"\x7e" + size.to_bytes(2)
    return b"\x81" + length + text


def shaken(client: socket.socket) -> str:
    """Answer the handshake of a client; returns the id of the call that it wants."""
    request = b""
    while b"\r\n\r\n" not in request:
        request += client.recv(65_536)
    wanted = re.search(rb"call_id=(\w+)", request)
    key = re.search(rb"Sec-WebSocket-Key: (\S+)", request)
    assert wanted
    assert key
    accept = base64.b64encode(hashlib.sha1(key[1] + ACCEPT).digest())
    client.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
    )
    return wanted[1].decode()


def main(folder: Path) -> None:
    """Be the floor."""
    logs = {path.parent.name.rpartition("Z_")[2]: path.open("rb", buffering=0) for path in folder.glob("*/call.jsonl")}
    for log in logs.values():
        log.seek(0, 2)
    clients: dict[str, list[socket.socket]] = defaultdict(list)
    listening = socket.create_server(("127.0.0.1", 0), backlog=1024)
    host, port = listening.getsockname()
    print(json.dumps({"address": f"{host}:{port}"}), flush=True)
    with selectors.EpollSelector() as selector:
        selector.register(listening, selectors.EVENT_READ)
        looked = time.monotonic()
        while True:
            if selector.select(max(0.0, looked + LOOK_SECONDS - time.monotonic())):
                client, _ = listening.accept()
                clients[shaken(client)].append(client)
                continue
            looked = time.monotonic()
            for call_id, log in logs.items():
                for line in log.read().splitlines():
                    framed = frame(line)
                    for client in clients[call_id]:
                        client.sendall(framed)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
