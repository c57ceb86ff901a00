"""Never two calls for one request; and how many calls there may be at once."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import trio

from holdlang.history import call_folders
from tests.server.serving import Served, configuration, ended, served, until_status, with_flows

pytestmark = pytest.mark.web

BODY = {"intent": "ask something", "rehearse": "slow"}
"""A call to a company on this machine that holds for longer than any test."""

NEEDY = """\
flow pin "PIN"
  needs pin secret "your PIN"

listen 10s
  on "pin" press $pin
  else press 0

hold 1h
transfer sip_phone
"""

KEY = {"Idempotency-Key": "one-request"}


async def place(client: httpx.AsyncClient, headers: dict[str, str] | None = None, **change: Any) -> httpx.Response:
    return await client.post("/api/calls/outbound", json=BODY | change, headers=headers)


async def over(server: Served, client: httpx.AsyncClient) -> None:
    """Hang up whatever runs."""
    for call in (await client.get("/api/calls")).json()["calls"]:
        await until_status(server, client, call["call_id"], "ringing", "connected", "on_hold")
        assert (await client.post(f"/api/calls/{call['call_id']}/hangup")).status_code == 200
        await ended(server, client, call["call_id"])


# --- keys ---


async def test_one_key_is_one_call(server: Served, client: httpx.AsyncClient) -> None:
    answers: list[httpx.Response] = []

    async def ask() -> None:
        answers.append(await place(client, KEY))

    async with trio.open_nursery() as nursery:
        for _ in range(5):
            nursery.start_soon(ask)
    assert {one.status_code for one in answers} == {201}
    assert len({one.json()["call_id"] for one in answers}) == 1
    call_id = answers[0].json()["call_id"]
    assert (await client.get("/api/calls")).json()["total"] == 1

    other = await place(client, KEY, intent="ask something else")
    assert (other.status_code, other.json().keys()) == (409, {"detail"})
    away = await client.post("/api/calls/hold-slayer", json=BODY, headers=KEY)
    assert (away.status_code, away.json()["call_id"]) == (201, call_id)

    await over(server, client)
    again = await place(client, KEY)
    assert (again.json()["call_id"], again.json()["status"]) == (call_id, "cancelled")
    assert len(call_folders(server.data)) == 1


async def test_the_key_of_a_call_that_is_deleted_makes_no_other(server: Served, client: httpx.AsyncClient) -> None:
    call_id = (await place(client, KEY)).json()["call_id"]
    await over(server, client)
    assert (await client.delete(f"/api/calls/{call_id}")).status_code == 204
    again = await place(client, KEY)
    assert (again.status_code, call_id in again.json()["detail"]) == (409, True)
    assert (await client.get("/api/calls")).json()["total"] == 0


async def test_a_refused_request_keeps_no_key(server: Served, client: httpx.AsyncClient) -> None:
    assert (await place(client, KEY, rehearse="nowhere")).status_code == 404
    assert (await place(client, KEY)).status_code == 201
    await over(server, client)


async def test_the_keys_of_two_people_are_two(server: Served, client: httpx.AsyncClient) -> None:
    token = server.guard._tokens.add("alice", ["call"])
    async with server.client(token) as alice:
        first, second = await place(client, KEY), await place(alice, KEY)
    assert first.json()["call_id"] != second.json()["call_id"]
    await over(server, client)


@pytest.mark.parametrize("key", ["", "two words", "x" * 201])
async def test_what_is_no_key(client: httpx.AsyncClient, key: str) -> None:
    assert (await place(client, {"Idempotency-Key": key})).status_code == 400
    assert (await client.get("/api/calls")).json()["total"] == 0


async def test_values_are_not_kept_with_a_key(server: Served, client: httpx.AsyncClient) -> None:
    (server.flows / "pin.hold").write_text(NEEDY, encoding="utf-8")
    assert (await place(client, KEY, call_flow_id="pin", values={"pin": "918273"})).status_code == 201
    kept = [
        path.read_text() for path in server.data.rglob("*") if path.is_file() and path.suffix in (".json", ".jsonl")
    ]
    assert kept
    assert not any("918273" in text for text in kept)
    await over(server, client)


# --- a server that is killed ---


@asynccontextmanager
async def process(folder: Path) -> AsyncIterator[tuple[trio.Process, httpx.AsyncClient]]:
    """A server in a process of its own, and a client."""
    command = [sys.executable, "-m", "holdlang", "serve", "--json", "--config", "holdlang.yaml"]
    with (folder / "errors").open("ab") as errors:
        server = await trio.lowlevel.open_process(command, stdout=subprocess.PIPE, stderr=errors, cwd=folder)
    try:
        assert server.stdout is not None
        text = b""
        with trio.fail_after(40):
            while not text.endswith(b"\n"):
                text += await server.stdout.receive_some()
        printed = json.loads(text)
        headers = {"Authorization": f"Bearer {printed['token']}"}
        async with httpx.AsyncClient(base_url=f"http://{printed['address']}", headers=headers, timeout=20) as client:
            yield server, client
    finally:
        server.kill()
        with trio.CancelScope(shield=True):
            await server.wait()


async def test_a_key_outlives_a_server_that_is_killed(tmp_path: Path) -> None:
    with_flows(tmp_path)
    (tmp_path / "holdlang.yaml").write_text(
        "data_dir: data\nserver:\n  bind: 127.0.0.1:0\n  flows: flows\n  warm: 0\n  requests_per_minute: 1000000\n",
        encoding="utf-8",
    )
    async with process(tmp_path) as (server, client):
        first = await place(client, KEY)
        os.kill(server.pid, signal.SIGKILL)  # before the process of the call has a log, as likely as not
    async with process(tmp_path) as (_, client):
        second = await place(client, KEY)
        assert second.status_code == 201
        assert second.json()["call_id"] == first.json()["call_id"]
        with trio.fail_after(40):
            while (await client.get(f"/api/calls/{first.json()['call_id']}")).json().get("status") != "connected":
                await trio.lowlevel.checkpoint()
            assert len(call_folders(tmp_path / "data")) == 1
            assert (await client.get("/api/calls")).json()["total"] == 1
            await client.post(f"/api/calls/{first.json()['call_id']}/hangup")
            while (await client.get("/api/calls")).json()["total"]:
                await trio.lowlevel.checkpoint()


# --- how many ---


async def test_calls_wait_their_turn_and_then_there_is_no_more_room(tmp_path: Path) -> None:
    with_flows(tmp_path)
    async with served(configuration(tmp_path, calls=1, queue=2)) as server, server.client(server.token) as client:
        first, second, third = [(await place(client)).json() for _ in range(3)]
        assert [one["status"] for one in (first, second, third)] == ["trying", "queued", "queued"]
        full = await place(client, KEY)
        assert full.status_code == 429
        assert int(full.headers["Retry-After"]) >= 1

        listed = (await client.get("/api/calls")).json()
        assert [(one["call_id"], one["status"] == "queued") for one in listed["calls"]] == [
            (first["call_id"], False),
            (second["call_id"], True),
            (third["call_id"], True),
        ]
        waiting = (await client.get(f"/api/calls/{second['call_id']}")).json()
        assert (waiting["status"], waiting["duration"], waiting["started_at"]) == ("queued", 0, None)
        assert (await client.get(f"/api/calls/{second['call_id']}/log")).json() == {"events": [], "next": None}

        given_up = await client.post(f"/api/calls/{second['call_id']}/hangup")
        assert (given_up.status_code, given_up.json()["status"]) == (200, "cancelled")
        kept = (await client.get(f"/api/calls/{second['call_id']}")).json()
        assert (kept["status"], kept["reason"]) == ("cancelled", "you stopped the call")
        assert (await place(client, KEY)).json()["status"] == "queued", "the key of a refused request is free"

        await until_status(server, client, first["call_id"], "connected", "on_hold")
        await client.post(f"/api/calls/{first['call_id']}/hangup")
        await ended(server, client, first["call_id"])
        await until_status(server, client, third["call_id"], "connected", "on_hold")
        for call in (await client.get("/api/calls")).json()["calls"]:
            if call["status"] == "queued":
                await client.post(f"/api/calls/{call['call_id']}/hangup")
        await over(server, client)
