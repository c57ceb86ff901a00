"""Streamable HTTP on the loopback: hypercorn, the SDK's client, and a server in front that says who asks."""

import json
from collections.abc import AsyncIterator
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import httpx
import pytest
import trio
from hypercorn.config import Config
from hypercorn.trio import serve
from mcp import Client

from runtime.access import SCOPES, Identity
from runtime.assistant import mounted
from tests.assistant.fake import FakeGateway

if TYPE_CHECKING:
    from runtime.gateway import Gateway

pytestmark = pytest.mark.web

ALICE = Identity("alice", frozenset(SCOPES))
BOB = Identity("bob", frozenset({"watch"}))
INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}
ACCEPT = {"Accept": "application/json, text/event-stream"}


class Front:
    """The server in front: tells the application whose request it is. None: it says nothing."""

    who: Identity | None = ALICE
    in_state = False


@pytest.fixture
def front() -> Front:
    return Front()


@pytest.fixture
async def url(gateway: FakeGateway, front: Front, nursery: trio.Nursery) -> AsyncIterator[str]:
    config = Config()
    config.bind = ["127.0.0.1:0"]
    config.loglevel = "ERROR"
    async with mounted(cast("Gateway", gateway)) as app:

        async def known(scope: Any, receive: Any, send: Any) -> None:
            assert scope["type"] == "http"  # which tells hypercorn that there is no lifespan to wait for
            told = {"state": {"identity": front.who}} if front.in_state else {"holdlang.identity": front.who}
            await app({**scope, **told}, receive, send)

        done = trio.Event()
        start = partial(serve, cast(Any, known), config, shutdown_trigger=done.wait, mode="asgi")
        (bound,) = await nursery.start(start)
        yield f"{bound}/mcp"
        done.set()


async def test_a_call_over_http(url: str, gateway: FakeGateway) -> None:
    async with Client(url) as client:
        assert client.instructions
        assert "`start_call`" in client.instructions
        assert len((await client.list_tools()).tools) == 14
        started = await client.call_tool("start_call", {"request_id": "chase-1-2026", "flow_id": "chase_disputes"})
        assert started.structured_content is not None
        watched = await client.call_tool("watch_call", {"call_id": started.structured_content["call_id"], "seconds": 0})
        assert watched.structured_content is not None
        assert watched.structured_content["news"][0]["kind"] == "call_started"
    assert len(gateway.placed) == 1


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_both_eras_of_the_protocol(url: str, mode: Any) -> None:
    async with Client(url, mode=mode) as client:
        result = await client.call_tool("list_devices", {})
        assert result.structured_content is not None
        assert len(result.structured_content["devices"]) == 2


async def test_who_asks_is_read_with_each_request(url: str, front: Front, gateway: FakeGateway) -> None:
    call = gateway.on_hold()
    async with Client(url) as client:
        front.who = BOB
        assert (await client.call_tool("hang_up_call", {"call_id": call.call_id})).is_error
        assert not (await client.call_tool("list_calls", {})).is_error
        front.who = None
        assert (await client.call_tool("list_calls", {})).is_error
        front.who = ALICE
        assert not (await client.call_tool("hang_up_call", {"call_id": call.call_id})).is_error


async def test_who_asks_can_stand_in_the_state(url: str, front: Front) -> None:
    front.in_state = True
    async with Client(url) as client:
        assert not (await client.call_tool("list_calls", {})).is_error
        front.who = None
        assert (await client.call_tool("list_calls", {})).is_error


async def test_two_tokens_share_no_request(url: str, front: Front, gateway: FakeGateway) -> None:
    request = {"request_id": "chase-1-2026", "flow_id": "chase_disputes"}
    async with Client(url) as client:
        await client.call_tool("start_call", request)
        front.who = Identity("carol", frozenset({"call"}))
        await client.call_tool("start_call", request)
    assert len(gateway.placed) == 2


async def test_a_request_has_a_size(url: str) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.post(url, content=json.dumps({"x": "y" * 2_000_000}), headers=ACCEPT)
    assert answer.status_code == 413


async def test_somebody_who_watches_does_not_hold_up_others(url: str, gateway: FakeGateway) -> None:
    call = gateway.on_hold()
    async with Client(url) as watcher, Client(url) as other, trio.open_nursery() as nursery:
        nursery.start_soon(watcher.call_tool, "watch_call", {"call_id": call.call_id, "cursor": 2, "seconds": 50})
        assert not (await other.call_tool("hang_up_call", {"call_id": call.call_id})).is_error
