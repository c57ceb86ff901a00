"""Who may do what, on every way in: REST, WebSocket, MCP and the sound of calls."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import trio
import trio_websocket

from holdlang.calllog import CallStarted
from holdlang.config import Address, Rails
from runtime.access import FAILURES_PER_MINUTE, Tokens
from runtime.server import intake
from runtime.server.guard import ANYBODY
from runtime.server.tickets import EVENTS_SECONDS, SOUND_SECONDS, Tickets
from tests.server.peers import NOBODY
from tests.server.serving import Served, configuration, served, with_flows

pytestmark = pytest.mark.web

PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
MCP_HEADERS = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}


@pytest.fixture
async def nobody(server: Served) -> AsyncIterator[httpx.AsyncClient]:
    async with server.client() as found:
        yield found


def make(server: Served, name: str, *scopes: Any) -> str:
    """A token."""
    return Tokens(server.data / "tokens.json").add(name, scopes)


def audit(server: Served) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (server.data / "audit.jsonl").read_text().splitlines()]


async def handshake(server: Served, query: str = "", **headers: str) -> int:
    """The status that a WebSocket is answered with."""
    names = [(name.encode(), value.encode()) for name, value in headers.items()]
    try:
        url = f"ws://{server.address}/ws/events{query}"
        async with trio_websocket.open_websocket_url(url, extra_headers=names, connect_timeout=60):
            return 101
    except trio_websocket.ConnectionRejected as refused:
        return refused.status_code


async def asked_raw(server: Served, request: str) -> bytes:
    """The first line of an answer to bytes that no client would send."""
    host, port = server.address.split(":")
    async with await trio.open_tcp_stream(host, int(port)) as stream:
        await stream.send_all(request.encode())
        with trio.fail_after(60):
            return (await stream.receive_some(4096)).split(b"\r\n")[0]


async def ways_in(server: Served, **headers: str) -> list[int]:
    """The statuses of REST, the assistants' way, and the WebSocket for a request with these headers."""
    async with server.client(**headers) as client:
        rest = await client.get("/api/calls")
        mcp = await client.post("/mcp", json=PING, headers=MCP_HEADERS)
    return [rest.status_code, mcp.status_code, await handshake(server, **headers)]


# --- tokens ---


async def test_this_machine_is_let_in_until_there_is_a_token(server: Served) -> None:
    assert await ways_in(server) == [200, 200, 101]
    token = make(server, "alice", "watch")
    assert await ways_in(server) == [401, 401, 401]
    assert await ways_in(server, Authorization=f"Bearer {token}") == [200, 200, 101]
    assert await ways_in(server, Authorization=f"Bearer {server.token}") == [200, 200, 101]
    Tokens(server.data / "tokens.json").remove("alice")
    assert await ways_in(server, Authorization=f"Bearer {token}") == [401, 401, 401]


async def test_beyond_this_machine_everybody_needs_a_token(tmp_path: Path) -> None:
    with_flows(tmp_path)
    async with served(configuration(tmp_path, bind=Address(host="0.0.0.0", port=0))) as found:
        server = Served(found.address.replace("0.0.0.0", "127.0.0.1"), found.guard, found.gateway)
        assert await ways_in(server) == [401, 401, 401]
        assert await ways_in(server, Authorization=f"Bearer {server.token}") == [200, 200, 101]


async def test_a_wrong_token_is_refused_even_where_none_is_needed(nobody: httpx.AsyncClient) -> None:
    for header in ("Bearer hold_wrong", "Basic YTpi", "Bearer", "", "Bearer é"):
        refused = await nobody.get("/api/calls", headers=[(b"Authorization", header.encode())])
        assert refused.status_code == 401
        assert refused.headers["WWW-Authenticate"] == "Bearer"


async def test_who_guesses_is_slowed_and_who_knows_is_not(server: Served, nobody: httpx.AsyncClient) -> None:
    token = make(server, "alice", "watch")
    wrong = {"Authorization": "Bearer hold_wrong"}
    statuses = [(await nobody.get("/api/calls", headers=wrong)).status_code for _ in range(FAILURES_PER_MINUTE + 1)]
    assert statuses == [401] * FAILURES_PER_MINUTE + [429]
    refused = await nobody.post("/mcp", json=PING, headers=MCP_HEADERS | wrong)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) >= 1
    assert (await nobody.get("/api/calls", headers={"Authorization": f"Bearer {token}"})).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "needs"),
    [
        ("GET", "/api/calls", "watch"),
        ("GET", "/metrics", "watch"),
        ("POST", "/api/tickets", "watch"),
        ("POST", "/api/call-flows/check", "watch"),
        ("POST", "/api/calls/outbound", "call"),
        ("POST", "/api/calls/hold-slayer", "call"),
        ("POST", "/api/calls/call_1/hangup", "call"),
        ("POST", "/api/calls/call_1/transfer", "call"),
        ("DELETE", "/api/calls/call_1", "edit"),
        ("POST", "/api/call-flows", "edit"),
        ("PUT", "/api/call-flows/chase_disputes", "edit"),
        ("DELETE", "/api/call-flows/chase_disputes", "edit"),
        ("POST", "/api/call-flows/learn", "edit"),
        ("POST", "/api/devices", "edit"),
        ("PUT", "/api/devices/dev_1", "edit"),
        ("DELETE", "/api/devices/dev_1", "edit"),
    ],
)
async def test_scopes(server: Served, method: str, path: str, needs: str) -> None:
    for scope in ("watch", "call", "edit"):
        async with server.client(make(server, scope, scope)) as client:
            answer = await client.request(method, path)
            may = needs in (scope, "watch")
            assert (answer.status_code != 403) == may, answer.text
            if not may:
                assert answer.json()["detail"] == f"this token may not do that: it lacks the scope `{needs}`"


async def test_assistants_have_the_scopes_of_their_token(server: Served) -> None:
    call = {"name": "start_call", "arguments": {"request_id": "request-1", "flow_id": "chase_disputes"}}
    async with server.client(make(server, "watcher", "watch")) as client:
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
        answer = (await client.post("/mcp", json=body, headers=MCP_HEADERS)).text
    assert "scope" in answer
    assert '"isError":true' in answer.replace(" ", "")


async def test_damaged_tokens_let_nobody_in(server: Served) -> None:
    token = make(server, "alice", "watch")
    (server.data / "tokens.json").write_text("{")
    assert await ways_in(server) == [503, 503, 503]
    assert await ways_in(server, Authorization=f"Bearer {token}") == [503, 503, 503]


# --- sound ---


async def test_sound_always_wants_a_token(server: Served, nobody: httpx.AsyncClient, client: httpx.AsyncClient) -> None:
    with server.record("call_1") as record:
        record.write(CallStarted(number="+1"))
    for path in ("recordings/far.wav", "waveform", "listen"):
        assert (await nobody.get(f"/api/calls/call_1/{path}")).status_code == 401
        assert (await client.get(f"/api/calls/call_1/{path}")).status_code == 404


async def test_a_ticket_for_sound_is_for_that_call_alone(
    nobody: httpx.AsyncClient, client: httpx.AsyncClient, server: Served
) -> None:
    ticket = (await client.post("/api/tickets", json={"call_id": "call_1"})).json()["ticket"]
    for path in ("recordings/far.wav", "waveform", "listen"):
        assert (await nobody.get(f"/api/calls/call_1/{path}?ticket={ticket}")).status_code == 404
        assert (await nobody.get(f"/api/calls/call_2/{path}?ticket={ticket}")).status_code == 401
    make(server, "alice", "watch")
    assert (await nobody.get(f"/api/calls?ticket={ticket}")).status_code == 401
    assert await handshake(server, f"?ticket={ticket}") == 401


async def test_a_ticket_for_events_is_for_one_stream(client: httpx.AsyncClient, server: Served) -> None:
    make(server, "alice", "watch")
    ticket = (await client.post("/api/tickets", json={})).json()["ticket"]
    assert await handshake(server, f"?ticket={ticket}") == 101
    assert await handshake(server, f"?ticket={ticket}") == 401


@pytest.mark.parametrize(("call_id", "seconds"), [(None, EVENTS_SECONDS), ("call_1", SOUND_SECONDS)])
def test_tickets_run_out(call_id: str | None, seconds: float) -> None:
    now = 100.0
    tickets = Tickets(clock=lambda: now)
    in_time, late = tickets.give(ANYBODY, call_id), tickets.give(ANYBODY, call_id)
    now += seconds - 0.1
    assert tickets.take(in_time, call_id) == ANYBODY
    now += 0.1
    assert tickets.take(late, call_id) is None


# --- pages and names ---


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost.evil.example", "file://", "x"])
async def test_pages_of_others(server: Served, origin: str) -> None:
    assert await ways_in(server, Authorization=f"Bearer {server.token}", Origin=origin) == [403, 403, 403]


async def test_our_own_pages(tmp_path: Path) -> None:
    with_flows(tmp_path)
    async with served(configuration(tmp_path, origins=("https://hold.example.com",))) as server:
        for origin in (f"http://{server.address}", "https://hold.example.com"):
            assert await ways_in(server, Origin=origin) == [200, 200, 101]


@pytest.mark.parametrize("host", ["hold.example.com", "192.0.2.7:8000", "[2001:db8::7]:8000", "localhost:1"])
async def test_a_name_that_is_ours_is_so_for_assistants_too(tmp_path: Path, host: str) -> None:
    with_flows(tmp_path)
    async with (
        served(configuration(tmp_path, public_url="https://hold.example.com")) as server,
        server.client(server.token, Host=host) as client,
    ):
        assert (await client.get("/api/calls")).status_code == 200
        assert (await client.post("/mcp", json=PING, headers=MCP_HEADERS)).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", ""])
async def test_a_name_that_is_not_ours(server: Served, host: str) -> None:
    upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    upgrade += "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    for path, more in (("/api/calls", ""), ("/mcp", ""), ("/ws/events", upgrade), ("/healthz", "")):
        head = f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{more}\r\n"
        assert b" 403" in await asked_raw(server, head), path


# --- how much ---


async def test_too_many_requests(tmp_path: Path) -> None:
    with_flows(tmp_path)
    config = configuration(tmp_path, requests_per_minute=3)
    async with served(config) as server, server.client(server.token) as client:
        statuses = [(await client.get("/api/calls")).status_code for _ in range(3)]
        refused = await client.get("/api/calls")
        assert (statuses, refused.status_code) == ([200] * 3, 429)
        assert 1 <= int(refused.headers["Retry-After"]) <= 20
        assert (await client.post("/mcp", json=PING, headers=MCP_HEADERS)).status_code == 429
        assert await handshake(server, Authorization=f"Bearer {server.token}") == 429


@pytest.mark.parametrize("path", ["/api/call-flows", "/api/call-flows/check", "/mcp"])
@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_that_is_too_large(server: Served, path: str, chunked: bool) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 65_536

    headers = {**MCP_HEADERS, "Content-Type": "application/json"}
    async with server.client(server.token) as client:
        body: Any = pieces() if chunked else b"x" * (40 * 65_536)
        refused = await client.post(path, content=body, headers=headers)
        assert refused.status_code == 413
        assert (await client.get("/healthz")).status_code == 200, "the connection can be used on"


async def test_a_body_that_does_not_come(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "BODY_SECONDS", 0.1)
    head = f"POST /api/calls/outbound HTTP/1.1\r\nHost: {server.address}\r\nContent-Length: 10\r\n\r\n123"
    assert b" 408" in await asked_raw(server, head)


# --- numbers that nobody may call ---


@pytest.mark.parametrize(
    "number", ["911", "9-1-1", "112", "+1911", "+19005551234", "sip:911@127.0.0.1", "+18005550000"]
)
async def test_numbers_that_are_not_called(tmp_path: Path, number: str) -> None:
    with_flows(tmp_path)
    config = NOBODY.config(tmp_path).model_copy(update={"rails": Rails(deny=("+18005550000",))})
    async with served(config) as server, server.client(server.token) as client:
        body = {"number": number, "intent": "ask something", "device": "sip_phone"}
        for path in ("outbound", "hold-slayer"):
            renamed = {("transfer_to" if path == "hold-slayer" and key == "device" else key): body[key] for key in body}
            answer = await client.post(f"/api/calls/{path}", json=renamed)
            assert answer.status_code == 403, answer.text
        call = {"name": "start_call", "arguments": body | {"request_id": "request-1"}}
        told = await client.post(
            "/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}, headers=MCP_HEADERS
        )
        assert '"isError":true' in told.text.replace(" ", "")
        device = {"name": "Phone", "sip_uri": f"sip:{number}@127.0.0.1:9" if ":" not in number else number}
        assert (await client.post("/api/devices", json=device)).status_code in (400, 403)
        flow = f'flow bad "Bad"\n  dial "{number}"\n\nhold 1h\ntransfer sip_phone\n'
        headers = {"Content-Type": "text/x-hold"}
        made = await client.post("/api/call-flows", content=flow, headers=headers)
        if made.status_code == 201:
            assert (await client.post("/api/calls/outbound", json={"call_flow_id": "bad"})).status_code == 403
        assert (await client.get("/api/calls")).json()["total"] == 0
        assert not (server.data / "calls").exists()


# --- names that lead elsewhere ---

ELSEWHERE = (
    "..",
    "%2e%2e",
    "..%2f..%2fetc%2fpasswd",
    "%00",
    "a%00b",
    "~",
    "%2fetc%2fpasswd",
    "x" * 3000,
    "%ff%fe",
    ".",
)


@pytest.mark.parametrize("name", ELSEWHERE)
async def test_no_name_leads_out_of_its_folder(server: Served, client: httpx.AsyncClient, name: str) -> None:
    before = sorted(server.data.parent.rglob("*"))
    paths = [
        ("GET", f"/api/calls/{name}"),
        ("DELETE", f"/api/calls/{name}"),
        ("POST", f"/api/calls/{name}/hangup"),
        ("GET", f"/api/calls/{name}/log"),
        ("GET", f"/api/calls/{name}/events"),
        ("GET", f"/api/calls/{name}/recordings/far.wav"),
        ("GET", f"/api/calls/call_1/recordings/{name}"),
        ("GET", f"/api/calls/{name}/listen"),
        ("GET", f"/api/call-flows/{name}"),
        ("GET", f"/api/call-flows/{name}/history"),
        ("GET", f"/api/call-flows/{name}/graph.svg"),
        ("DELETE", f"/api/call-flows/{name}"),
        ("DELETE", f"/api/devices/{name}"),
        ("GET", f"/page/{name}"),
    ]
    for method, path in paths:
        request = f"{method} {path} HTTP/1.1\r\nHost: {server.address}\r\nAuthorization: Bearer {server.token}\r\n\r\n"
        status = await asked_raw(server, request)
        assert status.split()[1] in (b"404", b"405", b"400"), (method, path, status)
    after = {one for one in server.data.parent.rglob("*") if "audit" not in one.name}
    assert after <= set(before)


@pytest.mark.parametrize("name", ["../x", "/etc/x", ".hidden", "a/b", "x" * 300, "a\0b", ""])
async def test_no_flow_is_written_elsewhere(server: Served, client: httpx.AsyncClient, name: str) -> None:
    before = set(server.data.parent.rglob("*"))
    document = {"id": name, "name": "A flow", "steps": [{"id": "hold", "type": "HOLD", "timeout": 3600}]}
    made = await client.post("/api/call-flows", json=document)
    assert made.status_code in (201, 422), made.text
    new = {one for one in server.data.parent.rglob("*") if "audit" not in one.name} - before
    assert {one.parent for one in new} <= {server.flows}
    assert all(one.suffix == ".hold" and not one.name.startswith(".") for one in new)


# --- the audit log ---


async def test_what_was_done_is_noted_without_secrets(server: Served, nobody: httpx.AsyncClient) -> None:
    token = make(server, "alice", "watch", "call", "edit")
    body = {"call_flow_id": "chase_disputes", "number": "+12065550111", "values": {"pin": "918273"}}
    body |= {"rehearse": "slow"}
    async with server.client(token) as client:
        await client.post("/api/calls/outbound", json=body)
        await client.delete("/api/call-flows/chase_disputes", params={"reason": "no longer needed"})
        await client.get("/api/calls/call_1/recordings/far.wav")
        await client.get("/api/calls")
        await client.post("/mcp", json=PING, headers=MCP_HEADERS)
        call = {"name": "hang_up_call", "arguments": {"call_id": "call_918273"}}
        tool = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
        await client.post("/mcp", json=tool, headers=MCP_HEADERS)
    await nobody.post("/api/calls/call_1/hangup", headers={"Authorization": "Bearer hold_wrong_token"})
    await nobody.post("/mcp", json=PING, headers=MCP_HEADERS)
    noted = [(one.get("who"), one["what"], one["status"]) for one in audit(server)]
    assert noted == [
        ("alice", "POST /api/calls/outbound", 400),
        ("alice", "DELETE /api/call-flows/{flow_id}", 204),
        ("alice", "GET /api/calls/{call_id}/recordings/{name}", 404),
        ("alice", "tool hang_up_call", 404),
        (None, "POST /api/calls/{call_id}/hangup", 401),
        (None, "POST /mcp", 401),
    ]
    text = (server.data / "audit.jsonl").read_text()
    for secret in (token, server.token, "hold_wrong_token", "918273", "2065550111"):
        assert secret not in text
    assert (server.data / "audit.jsonl").stat().st_mode & 0o077 == 0


async def test_it_is_noted_who_has_made_what(server: Served) -> None:
    token = make(server, "alice", "call", "edit")
    call = {"call_flow_id": "chase_disputes", "rehearse": "slow"}
    source = "flow tell_me\n\nhold 1h\ntransfer sip_phone\n"
    async with server.client(token) as client:
        made = (await client.post("/api/calls/hold-slayer", json=call)).json()["call_id"]
        phone = await client.post("/api/devices", json={"name": "Cell", "sip_uri": "sip:me@192.0.2.1"})
        await client.post("/api/call-flows", content=source, headers={"Content-Type": "text/x-hold"})
        arguments = {"request_id": "for-the-log", "flow_id": "chase_disputes", "rehearse": "slow"}
        params = {"name": "start_call", "arguments": arguments}
        tool = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
        await client.post("/mcp", json=tool, headers=MCP_HEADERS)
    noted = [(one["what"], one["call_id"], one["flow_id"], one["device"]) for one in audit(server)]
    assert noted[:3] == [
        ("POST /api/calls/hold-slayer", made, None, None),
        ("POST /api/devices", None, None, phone.json()["id"]),
        ("POST /api/call-flows", None, "tell_me", None),
    ]
    what, started, _, _ = noted[3]
    assert what == "tool start_call"
    assert started in {one.call_id for one in (await server.gateway.calls()).calls} - {made}


async def test_it_is_noted_whose_token_did_not_suffice(server: Served) -> None:
    async with server.client(make(server, "alice", "watch")) as client:
        await client.post("/api/calls/call_1/hangup")
    assert [(one["who"], one["status"]) for one in audit(server)] == [("alice", 403)]
