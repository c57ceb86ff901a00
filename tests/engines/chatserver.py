"""A server on this machine that speaks OpenAI's protocol of chat completions, and answers as a script says.

`with ChatServer(script) as server:` asks `script` for an `Answer` to each request, and keeps the requests. It runs in
threads, on the real clock, so that a call in virtual time can ask it too (`runtime.engines.outoftime`). Not responsible
for sense: it says whatever a test needs said.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.loopback import Loopback

Request = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What the server sends. `body` in place of `message` is sent as it stands."""

    message: dict[str, Any] | None = None
    finish: str = "tool_calls"
    tokens: int = 100
    streams: bool = True
    status: int = 200
    body: bytes | None = None
    content_type: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    kept: int | None = None
    """Bytes after which the connection is closed, though more were announced."""
    trickles: float = 0.0
    """Seconds between one byte and the next."""
    silent: bool = False
    """Nothing is sent until the server is closed."""


Script = Callable[[Request], Answer]


def call(tool: str, arguments: object, **how: Any) -> Answer:
    """The model calls a tool. `arguments` in text are sent as they stand."""
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    made = {"id": "call_1", "type": "function", "function": {"name": tool, "arguments": text}}
    return replace(Answer({"role": "assistant", "content": None, "tool_calls": [made]}), **how)


def press(key: str, **how: Any) -> Answer:
    return call("press", {"key": key, "why": "it fits"}, **how)


def say(text: str, **how: Any) -> Answer:
    return call("say", {"text": text, "why": "it asks"}, **how)


def enter(name: str, **how: Any) -> Answer:
    return call("enter", {"name": name, "why": "it asks"}, **how)


def wait(reason: str = "on hold", **how: Any) -> Answer:
    return call("wait", {"reason": reason}, **how)


def give_up(reason: str = "closed", **how: Any) -> Answer:
    return call("give_up", {"reason": reason}, **how)


def text(content: str, **how: Any) -> Answer:
    """The model talks instead of calling a tool."""
    return replace(Answer({"role": "assistant", "content": content}, finish="stop"), **how)


def refusal() -> Answer:
    return Answer({"role": "assistant", "content": None, "refusal": "I can't help with that."}, finish="stop")


def prompt_of(request: Request) -> dict[str, Any]:
    """What the request tells of the situation."""
    told: dict[str, Any] = json.loads(request["messages"][-1]["content"])
    return told


class ChatServer(Loopback):
    """Listens on a free port of the loopback while the block lasts. `requests` are their bodies, `headers` theirs."""

    def __init__(self, script: Script | Answer) -> None:
        self.script: Script = (lambda _: script) if isinstance(script, Answer) else script
        self.requests: list[Request] = []
        self.headers: list[dict[str, str]] = []
        super().__init__(_handler(self))

    @property
    def base_url(self) -> str:
        return f"{self.address}/v1"


def _handler(chat: ChatServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            chat.requests.append(request)
            chat.headers.append({name.lower(): value for name, value in self.headers.items()})
            answer = chat.script(request)
            if self.path != "/v1/chat/completions":
                answer = Answer(status=404, body=b"{}")
            try:
                self._send(answer, request)
            except OSError:  # the client has left
                self.close_connection = True

        def _send(self, answer: Answer, request: Request) -> None:
            if answer.silent:
                chat.closing.wait()
                self.close_connection = True
                return
            streams = answer.streams and bool(request.get("stream")) and answer.status == 200
            body = answer.body if answer.body is not None else _body(answer, streams)
            kind = "text/event-stream" if streams else "application/json"
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type or kind)
            self.send_header("Content-Length", str(len(body)))
            for name, value in answer.headers:
                self.send_header(name, value)
            self.end_headers()
            self.close_connection = answer.kept is not None
            body = body[: answer.kept]
            if not answer.trickles:
                self.wfile.write(body)
                return
            for place in range(len(body)):
                if chat.closing.wait(answer.trickles):
                    return
                self.wfile.write(body[place : place + 1])

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
            """Tests have no use for a log."""

    return Handler


def _body(answer: Answer, streams: bool) -> bytes:
    usage = {"prompt_tokens": answer.tokens, "completion_tokens": 0, "total_tokens": answer.tokens}
    head = {"id": "chat_1", "created": 0, "model": "scripted"}
    if not streams:
        choice = {"index": 0, "message": answer.message, "finish_reason": answer.finish}
        return json.dumps(head | {"object": "chat.completion", "choices": [choice], "usage": usage}).encode()
    head["object"] = "chat.completion.chunk"
    pieces = [head | {"choices": [{"index": 0, "delta": delta}]} for delta in _deltas(answer.message or {})]
    pieces.append(head | {"choices": [{"index": 0, "delta": {}, "finish_reason": answer.finish}]})
    pieces.append(head | {"choices": [], "usage": usage})
    return b"".join(f"data: {json.dumps(piece)}\n\n".encode() for piece in pieces) + b"data: [DONE]\n\n"


def _deltas(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The message in pieces: names first, then arguments a few characters at a time, as servers do."""
    calls = message.get("tool_calls") or []
    yield {name: value for name, value in message.items() if name != "tool_calls"}
    for index, made in enumerate(calls):
        function = made["function"]
        yield {"tool_calls": [made | {"index": index, "function": {"name": function["name"], "arguments": ""}}]}
        arguments = function["arguments"]
        for start in range(0, len(arguments), 5):
            yield {"tool_calls": [{"index": index, "function": {"arguments": arguments[start : start + 5]}}]}
