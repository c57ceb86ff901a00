"""A small client of the Language Server Protocol: starts the real server and talks to it, message by message."""

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

Message = dict[str, Any]

ERROR = 1
"""The gravest type of a message that is shown."""


class Failed(Exception):
    """The server answered a request with an error, or shows one."""


class Client:
    """A server process and what it has said. `within` (seconds) is how long an answer may take at most."""

    def __init__(self, folder: Path, *, within: float = 60.0) -> None:
        self.folder = folder
        self.within = within
        self.messages: list[Message] = []
        """Notifications and requests of the server, in order."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "holdlang", "lsp", "--stdio"],
            cwd=folder,
            env=own_environment(folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._heard: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        self._next = 0
        self._versions: dict[str, int] = {}
        self._unread: list[Message] = []
        """Diagnostics that came while something else was waited for."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._thread.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    # --- the life of a server

    def initialize(self, **capabilities: Any) -> Message:
        """What the server can do."""
        uri = self.folder.as_uri()
        result: Message = self.request(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": uri,
                "workspaceFolders": [{"uri": uri, "name": "flows"}],
                "capabilities": capabilities,
            },
        )
        self.notify("initialized", {})
        return result

    def leave(self) -> int:
        """Say goodbye; the exit status of the server."""
        self.request("shutdown", None)
        self.notify("exit", None)
        return self._process.wait(self.within)

    def hang_up(self) -> int:
        """Be gone, as an editor that has crashed; the exit status of the server."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        return self._process.wait(self.within)

    def processor_seconds(self) -> float:
        """Time of a processor that the server has used so far (proc(5), fields utime and stime)."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    # --- documents

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str) -> list[Message]:
        """Open a document; the diagnostics that come for it."""
        self._versions[name] = 1
        item = {"uri": self.uri(name), "languageId": "hold", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return self.diagnostics(name)

    def change(self, name: str, text: str, start: tuple[int, int], end: tuple[int, int] | None = None) -> None:
        """Put `text` between two positions of a document."""
        area = {"start": place(*start), "end": place(*(end or start))}
        self._changed(name, {"range": area, "text": text})

    def replace(self, name: str, text: str) -> list[Message]:
        """Change all of a document; the diagnostics that come for it."""
        self._changed(name, {"text": text})
        return self.diagnostics(name)

    def diagnostics(self, name: str) -> list[Message]:
        """The diagnostics of the current version of a document, when they have come."""
        uri, version = self.uri(name), self._versions[name]

        def ours(message: Message) -> bool:
            params = message.get("params") or {}
            if message.get("method") != "textDocument/publishDiagnostics" or params["uri"] != uri:
                return False
            return bool(params.get("version") == version)

        come = [message for message in self._unread if ours(message)]
        message = come[0] if come else self.until(ours)
        self._unread = [other for other in self._unread if other is not message]
        found: list[Message] = message["params"]["diagnostics"]
        return found

    def ask(self, method: str, name: str, line: int, character: int, **more: Any) -> Any:
        """A request about a position."""
        return self.request(
            f"textDocument/{method}",
            {"textDocument": {"uri": self.uri(name)}, "position": place(line, character), **more},
        )

    def about(self, method: str, name: str, **more: Any) -> Any:
        """A request about a document."""
        return self.request(f"textDocument/{method}", {"textDocument": {"uri": self.uri(name)}, **more})

    # --- messages

    def request(self, method: str, params: Any) -> Any:
        """The result. Raises `Failed` if the server says that it can't."""
        self._next += 1
        number = self._next
        self._send({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        answer = self.until(lambda message: message.get("id") == number and "method" not in message)
        if "error" in answer:
            raise Failed(answer["error"]["message"])
        return answer["result"]

    def notify(self, method: str, params: Any) -> None:
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def until(self, wanted: Callable[[Message], bool]) -> Message:
        """The next message of that kind; what comes before it is kept in `messages`, and requests are granted."""
        while True:
            message = self._heard.get(timeout=self.within)
            if message is None:
                raise EOFError("the server is gone")
            if "method" in message:
                self.messages.append(message)
            if message.get("method") == "window/showMessage" and message["params"]["type"] == ERROR:
                raise Failed(message["params"]["message"])
            if "method" in message and "id" in message:
                self._send({"jsonrpc": "2.0", "id": message["id"], "result": None})
            if wanted(message):
                return message
            if message.get("method") == "textDocument/publishDiagnostics":
                self._unread.append(message)

    def _changed(self, name: str, change: Message) -> None:
        self._versions[name] += 1
        document = {"uri": self.uri(name), "version": self._versions[name]}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})

    def _send(self, message: Message) -> None:
        body = json.dumps(message).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def _read(self) -> None:
        out = self._process.stdout
        assert out is not None
        while header := out.readline():
            length = int(header.removeprefix(b"Content-Length:"))
            while out.readline().strip():
                pass
            self._heard.put(json.loads(out.read(length)))
        self._heard.put(None)


def own_environment(folder: Path) -> dict[str, str]:
    """The environment of a process that shall not see the configuration of whoever runs the tests."""
    homes = {f"XDG_{kind}_HOME": str(folder) for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
    return {**os.environ, **homes, "HOLDLANG_CONFIG": ""}


def place(line: int, character: int) -> Message:
    """A position, as the protocol writes it."""
    return {"line": line, "character": character}
