"""A language model's answer, put together from what its server sent. Pure: text in, values out.

OpenAI's protocol of chat completions: one JSON object, or server-sent events, each with a piece of it. Only what is
used is read, since servers add to it freely. Not responsible for what the answer means (`holdlang.advice.chat`).
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from holdlang.advice.model import AdviceFailed

_LINE_END = re.compile(r"\r\n|\n|\r")
"""Of server-sent events; `str.splitlines` knows others, which JSON may hold as they are (U+2028, U+0085)."""

DONE = "[DONE]"
"""The last event of a stream says this."""


class ToolCall(BaseModel):
    """One call of a tool. `arguments` is JSON, if the model keeps to it."""

    model_config = ConfigDict(frozen=True)

    name: str
    arguments: str


class Completion(BaseModel):
    """All that counts of an answer. `finish` is why the model stopped: `stop`, `tool_calls`, `length`, …"""

    model_config = ConfigDict(frozen=True)

    calls: tuple[ToolCall, ...] = ()
    refused: bool = False
    finish: str | None = None
    tokens: int = 0


class _Function(BaseModel):
    name: str | None = None
    arguments: str | None = None


class _Call(BaseModel):
    index: int | None = None
    function: _Function = _Function()


class _Message(BaseModel):
    tool_calls: list[_Call] | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Message | None = None
    delta: _Message | None = None
    finish_reason: str | None = None


class _Usage(BaseModel):
    total_tokens: int = 0


class _Piece(BaseModel):
    choices: list[_Choice] = []
    usage: _Usage | None = None
    error: Any = None


def from_json(body: str) -> Completion:
    """An answer that came in one piece. Raises `AdviceFailed`."""
    return _joined([_piece(body)])


def from_events(body: str) -> Completion:
    """An answer that came as server-sent events (WHATWG HTML, section 9.2). Raises `AdviceFailed`."""
    return _joined(map(_piece, _events(body)))


def ended(body: str) -> bool:
    """Whether the last event of a stream has come: what the server does after it need not be waited for."""
    last = body.rstrip().rpartition("\n")[2]
    return last.startswith("data:") and last.removeprefix("data:").strip() == DONE


def _events(body: str) -> Iterator[str]:
    """The data of each event up to the last."""
    lines: list[str] = []
    for line in [*_LINE_END.split(body), ""]:
        if line.startswith("data:"):
            lines.append(line.removeprefix("data:").removeprefix(" "))
        elif not line and lines:
            data, lines = "\n".join(lines), []
            if data.strip() == DONE:
                return
            yield data


def _piece(text: str) -> _Piece:
    try:
        piece = _Piece.model_validate(json.loads(text))
    except (ValidationError, ValueError, RecursionError):
        raise AdviceFailed("the model's server sends something else than an answer") from None
    if piece.error:
        raise AdviceFailed("the model's server reports an error")
    return piece


def _joined(pieces: Iterable[_Piece]) -> Completion:
    """Pieces of a call carry its place; some servers leave that out where there is one call only."""
    names: dict[int, str] = {}
    arguments: dict[int, str] = {}
    refused, finish, tokens = False, None, 0
    for piece in pieces:
        tokens = piece.usage.total_tokens if piece.usage else tokens
        for choice in piece.choices[:1]:
            message = choice.message or choice.delta or _Message()
            finish = choice.finish_reason or finish
            refused = refused or bool(message.refusal)
            for place, call in enumerate(message.tool_calls or []):
                index = place if call.index is None else call.index
                names[index] = names.get(index, "") + (call.function.name or "")
                arguments[index] = arguments.get(index, "") + (call.function.arguments or "")
    if finish is None:
        raise AdviceFailed("the model's answer breaks off", max(tokens, 0))
    calls = tuple(ToolCall(name=names[index], arguments=arguments[index]) for index in sorted(names))
    return Completion(calls=calls, refused=refused, finish=finish, tokens=max(tokens, 0))
