"""Resources: the guide to the language, and each flow's source.

Not responsible for changing flows, which is a tool's. Flows come and go as files do, so the list is made when it is
asked for.
"""

from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import mcp_types as types
import trio
from mcp.shared.exceptions import MCPError

from holdlang.resources import data
from runtime.access import Identity
from runtime.gateway.errors import GatewayError, NotFound

if TYPE_CHECKING:
    from runtime.gateway import Gateway

GUIDE = "hold://guide"
FLOWS = "hold://flows/"
"""With the id of a flow after it."""

HOLD = "text/x-hold"


class Resources:
    """What can be read, as the protocol has it."""

    template = types.ResourceTemplate(
        uri_template=f"{FLOWS}{{id}}",
        name="flow",
        title="Source of a flow",
        description="The .hold source of a flow; `list_flows` gives the ids.",
        mime_type=HOLD,
    )

    def __init__(self, gateway: "Gateway") -> None:
        self._gateway = gateway

    async def listed(self, who: Identity, cursor: str | None) -> types.ListResourcesResult:
        """The guide, then the flows, page by page. Raises `MCPError`."""
        found: list[types.Resource] = [] if cursor else [_guide()]
        if not who.may("watch"):  # the guide is no secret
            return types.ListResourcesResult(resources=found)
        try:
            page = await self._gateway.flow_list(after=cursor)
        except GatewayError as error:
            raise MCPError(code=types.INVALID_PARAMS, message=error.detail) from None
        found += [
            types.Resource(
                uri=FLOWS + quote(flow.id, safe=""),
                name=flow.id,
                title=flow.name,
                description=f"How to call {flow.company}." if flow.company else None,
                mime_type=HOLD,
            )
            for flow in page.flows
        ]
        return types.ListResourcesResult(resources=found, next_cursor=page.next)

    async def read(self, who: Identity, uri: str) -> types.ReadResourceResult:
        """The text at `uri`. Raises `MCPError`."""
        if uri == GUIDE:
            text = await trio.Path(data("grammar") / "GRAMMAR.md").read_text(encoding="utf-8")
            return _text(uri, text, "text/markdown")
        if not uri.startswith(FLOWS):
            raise MCPError(code=types.INVALID_PARAMS, message=f"there are {GUIDE} and {FLOWS}ID to read")
        if not who.may("watch"):
            raise MCPError(code=types.INVALID_PARAMS, message="reading flows takes a token with the scope `watch`")
        try:
            source = await self._gateway.flow_source(unquote(uri.removeprefix(FLOWS)))
        except GatewayError as error:
            code = types.INVALID_PARAMS if isinstance(error, NotFound) else types.INTERNAL_ERROR
            raise MCPError(code=code, message=error.detail, data={"uri": uri}) from None
        return _text(uri, source, HOLD)


def _guide() -> types.Resource:
    return types.Resource(
        uri=GUIDE,
        name="guide",
        title="The .hold language",
        description="The reference of the language, with examples. Read it before you write or change a flow.",
        mime_type="text/markdown",
        annotations=types.Annotations(audience=["assistant"], priority=1.0),
    )


def _text(uri: str, text: str, kind: str) -> types.ReadResourceResult:
    return types.ReadResourceResult(contents=[types.TextResourceContents(uri=uri, text=text, mime_type=kind)])
