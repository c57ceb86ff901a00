"""A server on this machine that speaks OpenAI's protocol of audio transcriptions.

`with TranscriptServer(hears) as server:` has `hears` say what is in each recording: a text, or an `Answer` to be sent
as it stands. Requests are read as the protocol has them (multipart/form-data, RFC 7578, with a WAV file), and are kept.
"""

import email.policy
import io
import json
import wave
from collections.abc import Callable
from dataclasses import dataclass
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler

import numpy as np

from runtime.ports import Samples
from tests.engines.chatserver import Answer
from tests.loopback import Loopback


@dataclass(frozen=True)
class Asked:
    """A request."""

    fields: dict[str, str]
    rate: int
    samples: Samples
    headers: dict[str, str]


Hears = Callable[[Asked], str | Answer]


class TranscriptServer(Loopback):
    """Listens on a free port of the loopback while the block lasts."""

    def __init__(self, hears: Hears | str | Answer) -> None:
        self.hears: Hears = hears if callable(hears) else lambda _: hears
        self.asked: list[Asked] = []
        super().__init__(_handler(self))

    @property
    def base_url(self) -> str:
        return f"{self.address}/v1"


def read(body: bytes, headers: dict[str, str]) -> Asked:
    """A request out of its body; an odd one is a `KeyError` or a `wave.Error`."""
    head = f"Content-Type: {headers['content-type']}\r\n\r\n".encode()
    form = BytesParser(policy=email.policy.HTTP).parsebytes(head + body)
    parts = {part.get_param("name", header="content-disposition"): part for part in form.iter_parts()}
    with wave.open(io.BytesIO(parts.pop("file").get_payload(decode=True))) as sound:
        assert (sound.getnchannels(), sound.getsampwidth()) == (1, 2)
        samples = np.frombuffer(sound.readframes(sound.getnframes()), np.int16)
        rate = sound.getframerate()
    fields = {str(name): part.get_payload(decode=True).decode() for name, part in parts.items()}
    return Asked(fields, rate, samples, headers)


def _handler(server: TranscriptServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked = read(body, {name.lower(): value for name, value in self.headers.items()})
            server.asked.append(asked)
            said = server.hears(asked)
            if self.path != "/v1/audio/transcriptions":
                said = Answer(status=404, body=b"{}")
            answer = said if isinstance(said, Answer) else Answer(body=json.dumps({"text": said}).encode())
            self.close_connection = True
            try:
                self._send(answer)
            except OSError:  # the client has left
                return

        def _send(self, answer: Answer) -> None:
            if answer.silent:
                server.closing.wait()
                return
            body = answer.body or b""
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type or "application/json")
            self.send_header("Content-Length", str(len(body)))
            for name, value in answer.headers:
                self.send_header(name, value)
            self.end_headers()
            body = body[: answer.kept]
            for place in range(0, len(body), 1 if answer.trickles else len(body)):
                self.wfile.write(body[place : place + (1 if answer.trickles else len(body))])
                if answer.trickles and server.closing.wait(answer.trickles):
                    return

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
            """Tests have no use for a log."""

    return Handler
