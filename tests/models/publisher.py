"""A publisher of models on this machine: an HTTP server with one archive, and with everything that can go wrong.

It knows Range and If-Range as RFC 9110 has them. Not responsible for making archives (`tests.models.archives`).
"""

import threading
from http.server import BaseHTTPRequestHandler

from tests.loopback import Loopback


class Publisher(Loopback):
    """Listens on a free port of the loopback while the block lasts. What it does is set by its attributes."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.etag: str | None = '"one"'
        self.modified: str | None = None
        self.breaks_after: list[int] = []
        """Bytes after which each of the next answers breaks off."""
        self.stops_after: int | None = None
        """Bytes after which it sends nothing more, but stays."""
        self.status = 200
        self.redirects_to = ""
        self.knows_ranges = True
        self.length: int | None = None
        """What it says of the length, if not the truth."""
        self.ranges: list[str | None] = []
        """What was asked for."""
        self.sent = 0
        self.stopped = threading.Event()
        super().__init__(_handler(self))
        self._server.daemon_threads = True

    @property
    def source(self) -> str:
        return f"{self.address}/models"


def _handler(publisher: Publisher) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = self.headers["Range"]
            publisher.ranges.append(asked)
            if publisher.redirects_to and self.path.startswith("/models/"):
                self.send_response(302)
                self.send_header("Location", publisher.redirects_to)
                self.end_headers()
            elif publisher.status != 200:
                self.send_error(publisher.status)
            else:
                self._send(self._start(asked))

        def _start(self, asked: str | None) -> int:
            """The first byte that is wanted, and that may be sent by itself."""
            current = self.headers["If-Range"] in (publisher.etag, publisher.modified)
            if asked is None or not current or not publisher.knows_ranges:
                return 0
            return int(asked.removeprefix("bytes=").removesuffix("-"))

        def _send(self, start: int) -> None:
            content = publisher.content
            if start >= len(content):
                self.send_error(416)
                return
            self.send_response(206 if start else 200)
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
            length = len(content) - start if publisher.length is None else publisher.length
            self.send_header("Content-Length", str(length))
            for name, value in (("ETag", publisher.etag), ("Last-Modified", publisher.modified)):
                if value is not None:
                    self.send_header(name, value)
            self.end_headers()
            end = start + publisher.breaks_after.pop(0) if publisher.breaks_after else len(content)
            self.close_connection = True
            stop = end if publisher.stops_after is None else publisher.stops_after
            self.wfile.write(content[start : min(end, stop)])
            publisher.sent += len(content[start : min(end, stop)])
            if stop < end:
                self.wfile.flush()
                publisher.stopped.set()
                publisher.closing.wait()

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
            """Tests have no use for a log."""

    return Handler
