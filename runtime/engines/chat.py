"""An advisor that asks a language model, by the `openai` package: any server that speaks OpenAI's chat completions.

One question, one connection: questions are minutes apart, and nothing is left open when a call ends. Not responsible
for what is asked and what an answer means (`holdlang.advice.chat`), nor for asking again (`holdlang.advice.ladder`).
"""

import ssl
from typing import Any
from urllib.parse import urlsplit

import trio

from holdlang.advice.chat import Question, answer, question
from holdlang.advice.completion import ended, from_events, from_json
from holdlang.advice.model import AdviceFailed, Advised, Situation
from holdlang.config.endpoint import is_loopback
from holdlang.secret import Secret
from runtime.engines.errors import EngineUnavailable

LARGEST = 256 * 1024
"""Bytes of an answer: a tool call is under a kilobyte. As a stream each of its tokens comes in an event of some hundred
bytes, and a model may think aloud before it: there is room for several hundred of them."""

NO_KEY = "none"
"""The package insists on a key; servers on this machine take any."""


class ChatAdvisor:
    """Asks the model `name` at `base_url`. Raises `EngineUnavailable` if the package is missing."""

    def __init__(self, base_url: str, name: str, key: Secret | None = None, timeout_seconds: float = 8.0) -> None:
        """`timeout_seconds` is for the whole answer, from connecting to its last byte."""
        try:
            import openai
        except ImportError as error:
            raise EngineUnavailable("no client for models: install it with `pip install 'holdlang[model]'`") from error
        self._library = openai
        self._base_url = base_url
        self._model = name
        self._key = key
        self._seconds = timeout_seconds
        self._where = f"the model at {urlsplit(base_url).netloc}"

    @property
    def name(self) -> str:
        """That of the model."""
        return self._model

    async def advise(self, situation: Situation) -> Advised:
        """The model's answer. Raises `AdviceFailed`, in words that hold neither key, question nor answer."""
        with trio.move_on_after(self._seconds):
            streams, body = await self._ask(question(situation))
            return answer(from_events(body) if streams else from_json(body), situation, self._model)
        raise AdviceFailed(f"{self._where} has not answered within {self._seconds:g} seconds")

    async def _ask(self, asked: Question) -> tuple[bool, str]:
        try:
            async with self._client() as client:
                return await self._post(client, asked)
        except AdviceFailed:
            raise
        except Exception as error:  # of the package, of its HTTP library, or of the network
            raise AdviceFailed(f"{self._where} {self._problem(error)}") from None

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

    async def _post(self, client: Any, asked: Question) -> tuple[bool, str]:
        """Whether the answer comes as events, and the answer. A server may not know how to stream."""
        request = client.chat.completions.with_streaming_response.create(
            model=self._model,
            messages=asked.messages,
            tools=asked.tools,
            tool_choice="required",
            parallel_tool_calls=False,
            stream=True,
            stream_options={"include_usage": True},
        )
        async with request as response:
            streams = "text/event-stream" in response.headers.get("content-type", "")
            body = bytearray()
            async for block in response.iter_bytes():
                body += block
                if len(body) > LARGEST:
                    raise AdviceFailed(f"{self._where} sends too long an answer")
                if streams and ended(body[-64:].decode("utf-8", "replace")):
                    break
        return streams, body.decode("utf-8", "replace")

    def _problem(self, error: Exception) -> str:
        match error:
            case self._library.APITimeoutError():
                return f"has not answered within {self._seconds:g} seconds"
            case self._library.APIStatusError(status_code=status):
                return _of_status(status)
            case self._library.APIConnectionError():
                return "has a certificate that is not trusted" if _is_tls(error) else "can't be reached"
            case _:
                return "broke off its answer"


def _of_status(status: int) -> str:
    match status:
        case 401 | 403:
            return "refuses our key (`model.key`)"
        case 404:
            return "does not know it, or has no such address (`model.name`, `model.base_url`)"
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
