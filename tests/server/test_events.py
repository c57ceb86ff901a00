"""The stream of events: over a WebSocket and as server-sent events, resumed, filtered, and read too slowly.

The calls are logs that the test writes: the server finds and follows them like any others.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import trio
import trio_websocket
from trio_websocket import ConnectionClosed, ConnectionRejected, WebSocketConnection

from holdlang.calllog import EVENT_TYPES, CallEnded, CallStarted, HoldDetected, HumanDetected, TranscriptChunk
from runtime.access import Tokens
from runtime.hub import subscription
from runtime.record import Record
from runtime.server import events, guard, serving
from tests.server import reference
from tests.server.reference import lacks
from tests.server.serving import Served, configuration, served

pytestmark = pytest.mark.web

NUMBER = "+18005551234"


@asynccontextmanager
async def listening(server: Served, token: str = "", **query: str) -> AsyncIterator[WebSocketConnection]:
    """A WebSocket, with a token; by default one that may do everything."""
    path = f"/ws/events?{httpx.QueryParams(query)}"
    headers = [(b"Authorization", f"Bearer {token or server.token}".encode())]
    url = f"ws://{server.address}{path}"
    async with trio_websocket.open_websocket_url(url, extra_headers=headers, connect_timeout=60) as socket:
        yield socket


async def told(socket: WebSocketConnection, count: int) -> list[dict[str, Any]]:
    """The next events."""
    with trio.fail_after(60):
        return [json.loads(await socket.get_message()) for _ in range(count)]


async def closed(socket: WebSocketConnection) -> tuple[int, str]:
    """Read to the end: how the server closes."""
    with trio.fail_after(60):
        while True:
            try:
                await socket.get_message()
            except ConnectionClosed:
                reason = socket.closed
                return (0, "") if reason is None else (reason.code, reason.reason or "")


def say(record: Record, number: int) -> None:
    record.write(TranscriptChunk(text=f"words {number}", is_final=True))


async def published(server: Served, call_id: str, lines: int) -> list[str]:
    """The ids of a call's events, once there are so many."""
    with trio.fail_after(60):
        while True:
            page = await server.gateway.log(call_id, limit=5000)
            ids = [event.id for event in page.events if event.id is not None]
            if len(ids) >= lines:
                return ids


# --- WebSocket ---


async def test_an_event_is_as_the_reference_has_it(server: Served) -> None:
    async with listening(server) as socket:
        with server.record("call_abc123") as record:
            record.write(CallStarted(number=NUMBER, intent="dispute a charge"))
            record.write(HoldDetected(audio_type="music", confidence=0.92))
            started, hold = await told(socket, 2)
    assert lacks(hold, reference.EVENT) == []
    assert {name: hold["data"][name] for name in reference.EVENT["data"]} == reference.EVENT["data"]
    assert (hold["type"], hold["call_id"]) == ("hold_detected", "call_abc123")
    assert {"number": NUMBER, "mode": "hold_slayer", "intent": "dispute a charge"}.items() <= started["data"].items()
    first, second = (one["id"].split("-") for one in (started, hold))
    assert (first[0], int(first[1]) + 1) == (second[0], int(second[1]))


async def test_every_type_of_the_reference_can_be_asked_for(server: Served) -> None:
    assert reference.EVENT_FIELDS.keys() <= EVENT_TYPES
    async with listening(server, types=",".join(reference.EVENT_FIELDS)) as socket:
        with server.record("call_1") as record:
            record.write(CallStarted(number=NUMBER))
            assert [one["type"] for one in await told(socket, 1)] == ["call_started"]


async def test_both_filters(server: Served) -> None:
    async with listening(server, call_id="call_2", types="human_detected,hold_detected") as socket:
        for call_id in ("call_1", "call_2"):
            with server.record(call_id) as record:
                record.write(CallStarted(number=NUMBER))
                record.write(HoldDetected(audio_type="music", confidence=0.9))
                say(record, 1)
                record.write(HumanDetected(confidence=0.9, transcript_excerpt="hello"))
                await published(server, call_id, 4)
        seen = await told(socket, 2)
    assert [(one["call_id"], one["type"]) for one in seen] == [
        ("call_2", "hold_detected"),
        ("call_2", "human_detected"),
    ]


@pytest.mark.parametrize("query", [{"types": "hold_detected,warp"}, {"typos": "x"}, {"call_id": "x" * 65}])
async def test_what_cannot_be_asked_for_is_refused(server: Served, query: dict[str, str]) -> None:
    with pytest.raises(ConnectionRejected) as refused:
        async with listening(server, **query):
            pass
    assert refused.value.status_code == 400
    assert json.loads(refused.value.body or b"")["detail"].startswith(next(iter(query)))


@pytest.mark.parametrize("since", ["nowhere", "00000000-1", "-1", "{epoch}-x", "{epoch}-99", "{epoch}--1", ""])
async def test_an_unknown_position(server: Served, since: str) -> None:
    async with listening(server, since=since.format(epoch=server.gateway.store.epoch)) as socket:
        code, reason = await closed(socket)
    assert code == events.UNKNOWN == 4010
    assert "connect without `since`" in reason


async def test_a_dropped_connection_goes_on_without_gap_or_double(server: Served) -> None:
    """While two calls write, the client is cut off again and again, in the middle of anything."""
    seen: list[dict[str, Any]] = []
    lines, done = 400, 0
    async with trio.open_nursery() as nursery:

        async def write(call_id: str) -> None:
            nonlocal done
            with server.record(call_id) as record:
                record.write(CallStarted(number=NUMBER))
                for number in range(lines - 2):
                    say(record, number)
                    await trio.lowlevel.checkpoint()
                record.write(CallEnded(number=NUMBER, duration=1.0, reason="over", outcome="hung_up"))
            done += 1

        async with listening(server) as socket:
            nursery.start_soon(write, "call_1")
            nursery.start_soon(write, "call_2")
            seen += await told(socket, 1)
        while len(seen) < 2 * lines:
            async with listening(server, since=seen[-1]["id"]) as socket:
                seen += await told(socket, min(97, 2 * lines - len(seen)))
    assert done == 2
    numbers = [int(one["id"].partition("-")[2]) for one in seen]
    assert numbers == list(range(1, 2 * lines + 1))
    for call_id in ("call_1", "call_2"):
        said = [one["data"]["text"] for one in seen if one["call_id"] == call_id and one["type"] == "transcript_chunk"]
        assert said == [f"words {number}" for number in range(lines - 2)]


async def test_who_comes_late_is_told_all(server: Served) -> None:
    with server.record("call_1") as record:
        record.write(CallStarted(number=NUMBER))
        for number in range(1200):
            say(record, number)
        ids = await published(server, "call_1", 1201)
        async with listening(server, since=ids[0], types="transcript_chunk", call_id="call_1") as socket:
            seen = await told(socket, 1200)
    assert [one["id"] for one in seen] == ids[1:]


async def test_who_does_not_read_is_hung_up_and_holds_up_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "STALLED_SECONDS", 0.5)
    words = "x" * 50_000
    async with served(configuration(tmp_path)) as server, listening(server) as reader:
        sleeper = await stalled(server)
        assert server.gateway.hub is not None
        with server.record("call_1") as record, trio.fail_after(30):
            record.write(CallStarted(number=NUMBER))
            await told(reader, 1)
            while server.gateway.hub.listeners > 1:
                record.write(TranscriptChunk(text=words, is_final=True))
                (event,) = await told(reader, 1)
                assert event["data"]["text"] == words
        await sleeper.aclose()


async def test_a_server_ends_though_somebody_does_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "STALLED_SECONDS", 0.5)
    with trio.fail_after(60):
        async with served(configuration(tmp_path)) as server:
            sleeper = await stalled(server)
            with server.record("call_1") as record:
                record.write(CallStarted(number=NUMBER))
                for _ in range(200):
                    record.write(TranscriptChunk(text="x" * 50_000, is_final=True))
                await published(server, "call_1", 201)
    await sleeper.aclose()


async def stalled(server: Served) -> trio.SocketStream:
    """A WebSocket of somebody who reads the answer to the handshake, and nothing more."""
    host, port = server.address.split(":")
    sleeper = await trio.open_tcp_stream(host, int(port))
    sleeper.setsockopt(trio.socket.SOL_SOCKET, trio.socket.SO_RCVBUF, 4096)
    request = f"GET /ws/events HTTP/1.1\r\nHost: {server.address}\r\nAuthorization: Bearer {server.token}\r\n"
    request += "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    await sleeper.send_all(f"{request}Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode())
    assert b" 101 " in await sleeper.receive_some(4096)
    return sleeper


async def test_who_is_dropped_is_told_why(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscription, "UNREAD", 5)
    async with listening(server) as socket:
        with server.record("call_1") as record:
            record.write(CallStarted(number=NUMBER))
            first = (await told(socket, 1))[0]
            for number in range(100):  # more than may wait, before anybody can send one of them
                say(record, number)
            code, reason = await closed(socket)
            assert code == events.TOO_SLOW == 4008
            assert "connect again with `since`" in reason
            async with listening(server, since=first["id"]) as again:
                assert [one["data"]["text"] for one in await told(again, 100)] == [f"words {n}" for n in range(100)]


# --- server-sent events ---


def parsed(text: str) -> list[dict[str, Any]]:
    """Server-sent events, whose id and name are those of their data."""
    found = []
    for block in filter(None, text.split("\n\n")):
        if block.startswith(":"):
            continue
        fields = dict(line.split(": ", 1) for line in block.split("\n"))
        event = json.loads(fields["data"])
        assert (fields["id"], fields["event"]) == (event["id"], event["type"])
        found.append(event)
    return found


def three(record: Record) -> None:
    record.write(CallStarted(number=NUMBER))
    say(record, 1)
    record.write(CallEnded(number=NUMBER, duration=1.0, reason="over", outcome="hung_up"))


async def test_the_events_of_a_call_that_is_over(server: Served, client: httpx.AsyncClient) -> None:
    with server.record("call_1") as record:
        three(record)
    ids = await published(server, "call_1", 3)
    response = await client.get("/api/calls/call_1/events")
    assert response.headers["content-type"].startswith("text/event-stream")
    assert [one["id"] for one in parsed(response.text)] == ids
    for headers, query in (({"Last-Event-ID": ids[1]}, {}), ({}, {"since": ids[1]})):
        rest = await client.get("/api/calls/call_1/events", headers=headers, params=query)
        assert [one["id"] for one in parsed(rest.text)] == ids[2:]
    last = await client.get("/api/calls/call_1/events", params={"since": ids[2]})
    assert last.text == ""
    unknown = await client.get("/api/calls/call_1/events", params={"since": "nowhere"})
    assert unknown.status_code == 400


async def test_the_events_of_a_call_that_runs(server: Served, client: httpx.AsyncClient) -> None:
    with server.record("call_1") as record, server.record("call_2") as other:
        record.write(CallStarted(number=NUMBER))
        other.write(CallStarted(number=NUMBER))
        await published(server, "call_1", 1)
        async with client.stream("GET", "/api/calls/call_1/events") as response:
            lines = response.aiter_lines()
            seen: list[str] = []
            with trio.fail_after(60):
                async for line in lines:
                    seen.append(line)
                    if line.startswith("event: call_started"):
                        say(other, 7)
                        say(record, 1)
                        record.write(CallEnded(number=NUMBER, duration=1.0, reason="over", outcome="hung_up"))
        kinds = [line.removeprefix("event: ") for line in seen if line.startswith("event: ")]
        assert kinds == ["call_started", "transcript_chunk", "call_ended"]


async def test_a_stream_has_no_body_for_head(server: Served, client: httpx.AsyncClient) -> None:
    with server.record("call_1") as record:
        record.write(CallStarted(number=NUMBER))
        await published(server, "call_1", 1)
        with trio.fail_after(60):
            response = await client.head("/api/calls/call_1/events")
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")


async def test_a_client_that_says_too_much_is_hung_up_on(server: Served) -> None:
    async with listening(server) as socket:
        await socket.send_message("x" * (serving.SAID_BYTES + 1))
        assert (await closed(socket))[0] == 1009  # "message too big" (RFC 6455, 7.4.1)


# --- tokens that are taken back ---


async def test_a_token_that_is_taken_back_ends_its_streams(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "STILL_SECONDS", 0.0)
    monkeypatch.setattr(events, "QUIET_SECONDS", 0.05)
    tokens = Tokens(server.data / "tokens.json")
    token = tokens.add("alice", ["watch"])
    with server.record("call_1") as record:
        record.write(CallStarted(number=NUMBER))
        await published(server, "call_1", 1)
        async with (
            server.client(token) as alice,
            alice.stream("GET", "/api/calls/call_1/events") as response,
            listening(server, token) as socket,
            listening(server) as other,
        ):
            tokens.remove("alice")
            tokens.add("bob", ["watch"])
            assert await closed(socket) == (events.NOT_ALLOWED, "this token is not known any more")
            with trio.fail_after(60):
                await response.aread()
            say(record, 1)
            assert [one["type"] for one in await told(other, 1)] == ["transcript_chunk"]
