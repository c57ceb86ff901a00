"""An advisor that asks a language model: any server that speaks OpenAI's chat completions.

Not responsible for the connection (`runtime.engines.modelserver`), for what is asked and what an answer means
(`holdlang.advice.chat`), nor for asking again (`holdlang.advice.ladder`).
"""

from functools import partial
from typing import Any

from holdlang.advice.chat import Question, answer, question
from holdlang.advice.completion import ended, from_events, from_json
from holdlang.advice.model import AdviceFailed, Advised, Situation
from holdlang.secret import Secret
from runtime.engines.modelserver import ModelServer, ServerFailed

LARGEST = 256 * 1024
"""Bytes of an answer: a tool call is under a kilobyte. As a stream each of its tokens comes in an event of some hundred
bytes, and a model may think aloud before it: there is room for several hundred of them."""


class ChatAdvisor:
    """Asks the model `name` at `base_url`. Raises `EngineUnavailable` if the package is missing."""

    def __init__(self, base_url: str, name: str, key: Secret | None = None, timeout_seconds: float = 8.0) -> None:
        """`timeout_seconds` is for the whole answer, from connecting to its last byte."""
        self._server = ModelServer(base_url, key, timeout_seconds, "model")
        self._model = name

    @property
    def name(self) -> str:
        """That of the model."""
        return self._model

    async def advise(self, situation: Situation) -> Advised:
        """The model's answer. Raises `AdviceFailed`, in words that hold neither key, question nor answer."""
        try:
            answered = await self._server.ask(partial(self._post, question(situation)), LARGEST, ended)
        except ServerFailed as failed:
            raise AdviceFailed(str(failed)) from None
        message = from_events(answered.text) if answered.streams else from_json(answered.text)
        return answer(message, situation, self._model)

    def _post(self, asked: Question, client: Any) -> Any:
        """The answer may come as events; a server may not know how to stream."""
        return client.chat.completions.with_streaming_response.create(
            model=self._model,
            messages=asked.messages,
            tools=asked.tools,
            tool_choice="required",
            parallel_tool_calls=False,
            stream=True,
            stream_options={"include_usage": True},
        )
