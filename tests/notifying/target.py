"""A web server on this machine that takes notifications, and answers as it is told to."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

Answer = int | Literal["silence", "hang up"]


class Receiver:
    """What arrived, in order. `answers` are given one after the other, and then always 200."""

    def __init__(self, *answers: Answer) -> None:
        self.got: list[dict[str, Any]] = []
        self.arrived = threading.Event()
        """Whether anything has."""
        self._answers = list(answers)
        self._done = threading.Event()
        self._lock = threading.Lock()

    @property
    def titles(self) -> list[str]:
        return [message["title"] for message in self.got]

    def url(self, query: str = "") -> str:
        return f"json://127.0.0.1:{self._server.server_port}/hook/s3cret-t0ken{query}"

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Until the block ends; whoever was met with silence then hears that the line is cut."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield
        finally:
            self._done.set()
            self._server.shutdown()
            thread.join()
            self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with receiver._lock:
                    receiver.got.append(body)
                    answer = receiver._answers.pop(0) if receiver._answers else 200
                receiver.arrived.set()
                if answer == "silence":
                    receiver._done.wait()
                elif answer != "hang up":
                    self.send_response(answer)
                    self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as it is called there
                pass

        return Handler
