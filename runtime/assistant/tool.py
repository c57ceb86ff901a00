"""A tool: what an assistant reads about it, what it takes and gives, and how it is used.

Not responsible for what the tools do (`calls`, `past` and `flows` beside this file), nor for the wire (the MCP SDK).
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from mcp_types import CallToolResult, TextContent, ToolAnnotations
from mcp_types import Tool as Listed
from pydantic import BaseModel, ConfigDict, ValidationError

from runtime.access import Identity, Scope
from runtime.assistant.refusals import Refusal, forbidden, from_gateway, malformed
from runtime.gateway.errors import GatewayError

if TYPE_CHECKING:
    from runtime.gateway import Gateway


class Arguments(BaseModel):
    """What a tool takes. A field that it does not know is a mistake, which is told: assistants guess names."""

    model_config = ConfigDict(extra="forbid", frozen=True)


A = TypeVar("A", bound=Arguments)


@dataclass(frozen=True)
class Answer:
    """What a tool gives: `text` to read, and the same as `data`."""

    text: str
    data: BaseModel


Use = Callable[["Gateway", Identity, A], Awaitable[Answer]]
"""Uses a tool. Raises `GatewayError` and `Refusal`."""


@dataclass(frozen=True)
class Tool(Generic[A]):
    """A tool. What it says of itself is the docstring of `use`: when to use it, what comes back, what to do then."""

    name: str
    title: str
    scope: Scope
    takes: type[A]
    gives: type[BaseModel]
    use: Use[A]
    hints: ToolAnnotations

    def listed(self) -> Listed:
        """As the protocol lists it."""
        return Listed(
            name=self.name,
            title=self.title,
            description=" ".join((self.use.__doc__ or "").split()),
            input_schema=_schema(self.takes, "validation"),
            output_schema=_schema(self.gives, "serialization"),
            annotations=self.hints,
        )

    async def called(self, gateway: "Gateway", who: Identity, arguments: dict[str, Any]) -> CallToolResult:
        """Use it. A refusal is a result, too: the assistant reads it and does better."""
        try:
            if not who.may(self.scope):
                raise forbidden(self.name, self.scope, who)
            try:
                taken = self.takes.model_validate(arguments)
            except ValidationError as error:
                raise malformed(self.name, error) from None
            try:
                answer = await self.use(gateway, who, taken)
            except GatewayError as error:
                raise from_gateway(error) from None
        except Refusal as refusal:
            return CallToolResult(
                content=[TextContent(text=refusal.text)], structured_content=refusal.data, is_error=True
            )
        data = answer.data.model_dump(mode="json")
        return CallToolResult(content=[TextContent(text=answer.text)], structured_content=data)


def _schema(model: type[BaseModel], mode: Any) -> dict[str, Any]:
    """The JSON schema of a model, its docstrings left to our own readers."""
    schema: dict[str, Any] = _untitled(model.model_json_schema(mode=mode))
    return schema


def _untitled(node: Any) -> Any:
    """Without the titles that pydantic makes of names, and that say nothing the names do not."""
    if isinstance(node, dict):
        return {
            key: {name: _untitled(field) for name, field in value.items()} if key in ("properties", "$defs")
            else _untitled(value)
            for key, value in node.items()
            if not (key == "title" and isinstance(value, str))
        }  # fmt: skip
    if isinstance(node, list):
        return [_untitled(item) for item in node]
    return node
