"""A server that speaks OpenAI's protocol, asked by the `openai` package.

One question, one connection: nothing is left open when a call ends. Not responsible for what is asked and what an
answer means (`runtime.engines.chat`, `runtime.engines.transcription`), nor for asking again.
"""

import ssl
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import trio

from holdlang.config.endpoint import is_loopback
from holdlang.secret import Secret
from runtime.engines.errors import EngineUnavailable

NO_KEY = "none"
"""The package insists on a key; servers on this machine take any."""

Question = Callable[[Any], AbstractAsyncContextManager[Any]]
"""Given a client of the package, begins a request whose answer is read as it comes."""


class ServerFailed(Exception):
    """There is no answer; the text says why, in words that hold neither key, question nor answer.

    `again_after`: seconds for which the server wants to be left alone, if it says so (Retry-After, RFC 9110, section
    10.2.3).
    """

    def __init__(self, problem: str, again_after: float = 0.0) -> None:
        super().__init__(problem)
        self.again_after = again_after


@dataclass(frozen=True)
class Answer:
    """What a server sent. `streams`: as events (server-sent events, as the HTML standard has them)."""

    streams: bool
    text: str


class ModelServer:
    """The server at `base_url`. Raises `EngineUnavailable` if the package is missing."""

    def __init__(self, base_url: str, key: Secret | None, seconds: float, section: str) -> None:
        """`seconds` are for the whole answer, from connecting to its last byte; `section` of the configuration."""
        try:
            import openai
        except ImportError as error:
            raise EngineUnavailable("no client for models: install it with `pip install 'holdlang[model]'`") from error
        self._library = openai
        self._base_url = base_url
        self._key = key
        self._seconds = seconds
        self._section = section
        self.host = urlsplit(base_url).netloc

    async def ask(self, question: Question, largest: int, ended: Callable[[str], bool] = lambda _: False) -> Answer:
        """The answer, of at most `largest` bytes; one that streams may go on behind its end, which `ended` tells from
        its last 64 characters. Raises `ServerFailed`."""
        with trio.move_on_after(self._seconds):
            try:
                async with self._client() as client, question(client) as response:
                    return await self._read(response, largest, ended)
            except ServerFailed:
                raise
            except Exception as error:  # of the package, of its HTTP library, or of the network
                raise self._failed(error) from None
        raise self._late()

    def _client(self) -> Any:
        """A proxy of the environment is not for what runs on this machine; a redirection would take the key along; and
        whose account at OpenAI it is that stands in the environment is no other server's business."""
        http = self._library.DefaultAsyncHttpxClient(
            trust_env=not is_loopback(self._base_url), follow_redirects=False, timeout=self._seconds
        )
        client = self._library.AsyncOpenAI(
            base_url=self._base_url,
            api_key=NO_KEY if self._key is None else self._key.reveal(),
            timeout=self._seconds,
            max_retries=0,
            http_client=http,
        )
        client.organization = client.project = None
        return client

    async def _read(self, response: Any, largest: int, ended: Callable[[str], bool]) -> Answer:
        streams = "text/event-stream" in response.headers.get("content-type", "")
        body = bytearray()
        async for block in response.iter_bytes():
            body += block
            if len(body) > largest:
                raise ServerFailed(f"the model at {self.host} sends too long an answer")
            if streams and ended(body[-64:].decode("utf-8", "replace")):
                break
        return Answer(streams, body.decode("utf-8", "replace"))

    def _failed(self, error: Exception) -> ServerFailed:
        match error:
            case self._library.APITimeoutError():
                return self._late()
            case self._library.APIStatusError(status_code=status, response=response):
                wait = response.headers.get("retry-after", "")
                problem = self._of_status(status)
                return ServerFailed(f"the model at {self.host} {problem}", float(wait) if wait.isdecimal() else 0.0)
            case self._library.APIConnectionError():
                problem = "has a certificate that is not trusted" if _is_tls(error) else "can't be reached"
                return ServerFailed(f"the model at {self.host} {problem}")
            case _:
                return ServerFailed(f"the model at {self.host} broke off its answer")

    def _late(self) -> ServerFailed:
        return ServerFailed(f"the model at {self.host} has not answered within {self._seconds:g} seconds")

    def _of_status(self, status: int) -> str:
        match status:
            case 401 | 403:
                return f"refuses our key (`{self._section}.key`)"
            case 404:
                return f"does not know it, or has no such address (`{self._section}.name`, `{self._section}.base_url`)"
            case 429:
                return "takes no more questions for now"
            case _ if status >= 500:
                return f"is out of order (status {status})"
            case _:
                return f"refuses the question (status {status})"


def _is_tls(error: BaseException | None) -> bool:
    """Whether it comes from TLS: each library on the way has wrapped the error in one of its own."""
    while error is not None:
        if isinstance(error, ssl.SSLError) or "certificate verify failed" in str(error).lower():
            return True
        error = error.__cause__ or error.__context__
    return False
