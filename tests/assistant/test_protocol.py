"""What the server says of itself: its tools (a golden file), resources and prompts; and what a token does not open."""

import json
from pathlib import Path

import pytest
from mcp.shared.exceptions import MCPError
from mcp_types import TextContent, TextResourceContents

from runtime.access import Scope
from tests.assistant.conftest import Connect
from tests.assistant.fake import SOURCE, FakeGateway
from tests.conftest import Golden

pytestmark = pytest.mark.web

NEEDED: dict[str, Scope] = {
    "start_call": "call",
    "transfer_call": "call",
    "hang_up_call": "call",
    "write_flow": "edit",
}
"""All others only look."""


async def test_what_an_assistant_reads(connect: Connect, golden: Golden) -> None:
    async with connect() as client:
        tools = (await client.list_tools()).tools
        shown = [tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in tools]
    golden(Path(__file__).parent / "tools.json", json.dumps(shown, indent=1, ensure_ascii=False) + "\n")


async def test_every_tool_says_enough(connect: Connect) -> None:
    async with connect() as client:
        tools = (await client.list_tools()).tools
    for tool in tools:
        assert len(tool.description or "") > 80, tool.name
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint == (tool.name not in NEEDED)
        assert tool.input_schema["additionalProperties"] is False
        for name, field in tool.input_schema.get("properties", {}).items():
            assert "description" in field or name in ("limit",), f"{tool.name}.{name}"


@pytest.mark.parametrize("scope", ["watch", "call", "edit"])
async def test_what_a_token_does_not_open(connect: Connect, gateway: FakeGateway, scope: Scope) -> None:
    async with connect(scope) as client:
        for tool in (await client.list_tools()).tools:
            result = await client.call_tool(tool.name, {"no_such_argument": True})
            (content,) = result.content
            assert result.is_error
            assert isinstance(content, TextContent)
            refused = NEEDED.get(tool.name, "watch") not in (scope, "watch")
            assert ("`holdlang token`" in content.text) == refused, tool.name
    assert not gateway.placed
    assert not gateway.wrote


async def test_a_tool_that_is_not_there(connect: Connect) -> None:
    async with connect() as client:
        with pytest.raises(MCPError, match="did you mean `start_call`"):
            await client.call_tool("start_cal", {})


async def test_resources(connect: Connect) -> None:
    async with connect() as client:
        found = {str(resource.uri) for resource in (await client.list_resources()).resources}
        assert found == {"hold://guide", "hold://flows/chase_disputes"}
        (guide,) = (await client.read_resource("hold://guide")).contents
        assert isinstance(guide, TextResourceContents)
        assert guide.text.startswith("# The `.hold` language")
        (flow,) = (await client.read_resource("hold://flows/chase_disputes")).contents
        assert isinstance(flow, TextResourceContents)
        assert flow.text == SOURCE
        assert flow.mime_type == "text/x-hold"
        (template,) = (await client.list_resource_templates()).resource_templates
        assert template.uri_template == "hold://flows/{id}"


@pytest.mark.parametrize("uri", ["hold://flows/unknown", "hold://flows/..%2F..%2Fsecrets", "file:///etc/hostname"])
async def test_nothing_else_can_be_read(connect: Connect, uri: str) -> None:
    async with connect() as client:
        with pytest.raises(MCPError):
            await client.read_resource(uri)


async def test_the_prompt(connect: Connect) -> None:
    async with connect() as client:
        (prompt,) = (await client.list_prompts()).prompts
        assert [argument.name for argument in prompt.arguments or () if argument.required] == ["company", "intent"]
        written = await client.get_prompt(prompt.name, {"company": "Chase Bank", "intent": "dispute a charge"})
        (message,) = written.messages
        assert isinstance(message.content, TextContent)
        assert "Chase Bank" in message.content.text
        assert "Wait for my yes" in message.content.text
        with pytest.raises(MCPError, match="intent"):
            await client.get_prompt(prompt.name, {"company": "Chase Bank"})
