"""The reference API: every example of it is sent as it stands, and what comes back has every field of the reference.

The call is made by SIP, to a company and a phone on this machine.
"""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import trio

from holdlang.calllog import (
    CallConnected,
    CallEnded,
    CallStarted,
    HoldDetected,
    HumanDetected,
    RingDevice,
    TransferComplete,
)
from tests.server import reference
from tests.server.peers import NOBODY, Peers, company_and_phone
from tests.server.reference import lacks
from tests.server.serving import Served, ended, served, until_status, with_flows

pytestmark = pytest.mark.web


@pytest.fixture(scope="module")
def peers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peers]:
    with company_and_phone(tmp_path_factory.mktemp("peers")) as found:
        yield found


@pytest.fixture
async def real(tmp_path: Path, peers: Peers) -> AsyncIterator[tuple[Served, httpx.AsyncClient]]:
    """A server with a trunk, behind which a company answers; it has the flow of the reference."""
    with_flows(tmp_path)
    async with served(peers.config(tmp_path)) as server, server.client(server.token) as client:
        assert (await client.post("/api/call-flows", json=reference.CREATE_FLOW)).status_code == 201
        yield server, client


def refused(response: httpx.Response, status: int) -> str:
    """What an error says: nothing else may stand in it."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/json"
    body: dict[str, str] = response.json()
    assert body.keys() == {"detail"}
    return body["detail"]


# --- calls ---


async def test_a_call_of_the_reference(real: tuple[Served, httpx.AsyncClient]) -> None:
    server, client = real
    placed = await client.post("/api/calls/outbound", json=reference.OUTBOUND)
    assert placed.status_code == 201, placed.text
    assert lacks(placed.json(), reference.OUTBOUND_GIVES) == []
    assert {**reference.OUTBOUND_GIVES, **placed.json()} == placed.json()
    assert placed.json()["status"] == "trying"
    call_id = placed.json()["call_id"]
    assert call_id.startswith("call_")

    status = await until_status(server, client, call_id, "on_hold")
    assert lacks(status, reference.STATUS) == []
    assert (status["number"], status["mode"]) == ("+18005551234", "hold_slayer")
    assert status["hold_time"] <= status["duration"]
    assert status["audio_type"] == "music"
    assert {one["type"] for one in status["classification_history"]} >= {"ringing", "ivr_prompt", "music"}
    times = [one["timestamp"] for one in status["classification_history"]]
    assert times == sorted(times)
    assert status["services"] == {"recording": True, "transcription": True}

    listed = (await client.get("/api/calls")).json()
    assert lacks(listed, reference.CALLS) == []
    assert ([one["call_id"] for one in listed["calls"]], listed["total"]) == ([call_id], 1)

    over = await ended(server, client, call_id)
    assert (over["status"], over["outcome"]) == ("completed", "transferred")
    assert (await client.get("/api/calls")).json()["calls"] == []
    assert (await client.get("/api/calls", params={"active": "false"})).json()["total"] == 1
    flows = (await client.get("/api/call-flows", params={"company": "Chase Bank"})).json()["flows"]
    counts = [one["success_count"] for one in flows if one["id"] == "chase_bank_disputes"]
    assert counts == [1]

    hung_up = await client.post(f"/api/calls/{call_id}/hangup")
    assert refused(hung_up, 409) == f"Call has already ended: {call_id}"
    transferred = await client.post(f"/api/calls/{call_id}/transfer", json=reference.TRANSFER)
    assert refused(transferred, 409) == f"Call has already ended: {call_id}"


async def test_hold_slayer_with_hang_up(real: tuple[Served, httpx.AsyncClient]) -> None:
    server, client = real
    placed = await client.post("/api/calls/hold-slayer", json=reference.HOLD_SLAYER)
    assert placed.status_code == 201, placed.text
    assert lacks(placed.json(), reference.OUTBOUND_GIVES) == []
    assert placed.json()["mode"] == "hold_slayer"
    call_id = placed.json()["call_id"]
    await until_status(server, client, call_id, "connected")
    assert (await client.post(f"/api/calls/{call_id}/hangup")).status_code == 200
    assert (await ended(server, client, call_id))["status"] == "cancelled"


@pytest.mark.parametrize("mode", ["direct", "ai_assisted"])
async def test_the_other_modes_put_through_at_once(real: tuple[Served, httpx.AsyncClient], mode: str) -> None:
    server, client = real
    placed = await client.post("/api/calls/outbound", json=reference.OUTBOUND | {"mode": mode})
    assert placed.json()["mode"] == mode
    over = await ended(server, client, placed.json()["call_id"])
    assert (over["mode"], over["outcome"]) == (mode, "transferred")
    assert over["hold_time"] == 0


async def test_transfer_now(real: tuple[Served, httpx.AsyncClient]) -> None:
    server, client = real
    placed = await client.post("/api/calls/outbound", json=reference.OUTBOUND)
    call_id = placed.json()["call_id"]
    await until_status(server, client, call_id, "connected")
    unknown = await client.post(f"/api/calls/{call_id}/transfer", json={"device": "sip_phnoe"})
    assert refused(unknown, 404).startswith("Device not found: sip_phnoe")
    moved = await client.post(f"/api/calls/{call_id}/transfer", json=reference.TRANSFER)
    assert moved.status_code == 200
    assert lacks(moved.json(), reference.STATUS | {"audio_type": None, "classification_history": [{}]}) in (
        [],
        [".audio_type: 'speech'"],
        [".audio_type: 'music'"],
    )
    over = await ended(server, client, call_id)
    assert over["outcome"] == "transferred"
    assert over["device"] == "sip_phone"


async def test_what_is_no_call(client: httpx.AsyncClient) -> None:
    for path in ("", "/log", "/events", "/graph.svg", "/recordings/far.wav", "/waveform", "/listen"):
        assert refused(await client.get(f"/api/calls/call_xyz789{path}"), 404) == "Call not found: call_xyz789"
    assert refused(await client.post("/api/calls/call_xyz789/hangup"), 404) == "Call not found: call_xyz789"
    transfer = await client.post("/api/calls/call_xyz789/transfer", json=reference.TRANSFER)
    assert refused(transfer, 404) == "Call not found: call_xyz789"
    assert refused(await client.delete("/api/calls/call_xyz789"), 404) == "Call not found: call_xyz789"


REFUSED: list[tuple[dict[str, Any], int, str]] = [
    ({"mode": "warp"}, 400, "mode: "),
    ({"number": "+"}, 400, "this number cannot be called"),
    ({"number": 5}, 400, "number: "),
    ({"nubmer": "+18005551234"}, 400, "nubmer: "),
    ({"services": {"recording": "perhaps"}}, 400, "services.recording: "),
    ({"values": {"pin": "1234"}}, 400, "takes no value `pin`"),
    ({"call_flow_id": "nobody_knows"}, 404, "Flow not found: nobody_knows"),
    ({"device": "sip_phnoe"}, 404, "Device not found: sip_phnoe"),
    ({"rehearse": "nowhere"}, 404, "nowhere"),
    ({"number": "911"}, 403, "emergency"),
    ({"call_flow_id": None, "intent": None, "device": None}, 400, "say how to find the way"),
]


async def test_what_cannot_be_called(tmp_path: Path) -> None:
    with_flows(tmp_path)
    async with served(NOBODY.config(tmp_path)) as server, server.client(server.token) as client:
        await client.post("/api/call-flows", json=reference.CREATE_FLOW)
        for change, status, words in REFUSED:
            assert words in refused(await client.post("/api/calls/outbound", json=reference.OUTBOUND | change), status)
        assert (await client.get("/api/calls")).json()["total"] == 0
        assert not (server.data / "calls").exists()


async def test_without_a_trunk_nobody_is_called(client: httpx.AsyncClient) -> None:
    body = {"call_flow_id": "chase_disputes"}
    assert "there is no trunk" in refused(await client.post("/api/calls/outbound", json=body), 409)


async def test_the_calls_in_pages_and_by_filters(server: Served, client: httpx.AsyncClient) -> None:
    for number in range(5):
        with server.record(f"call_{number}") as record:
            record.write(CallStarted(number=f"+1800555123{number}", flow_id="odd" if number % 2 else "even"))
            record.write(CallEnded(number=f"+1800555123{number}", duration=0.0, reason="over", outcome="hung_up"))
    with trio.fail_after(60):
        while (await client.get("/api/calls?active=false")).json()["total"] < 5:
            await server.gateway.log("call_4")
    seen: list[str] = []
    after = None
    while True:
        query = {"active": "false", "limit": "2"} | ({} if after is None else {"after": after})
        page = (await client.get("/api/calls", params=query)).json()
        assert page["total"] == 5
        assert lacks(page, reference.CALLS) == []
        seen += [one["call_id"] for one in page["calls"]]
        after = page["next"]
        if after is None:
            break
    assert sorted(seen) == [f"call_{number}" for number in range(5)]
    odd = (await client.get("/api/calls?active=false&flow_id=odd")).json()
    assert {one["call_id"] for one in odd["calls"]} == {"call_1", "call_3"}
    third = (await client.get("/api/calls", params={"active": "false", "number": "+18005551233"})).json()
    assert [one["call_id"] for one in third["calls"]] == ["call_3"]
    assert "after" in refused(await client.get("/api/calls?active=false&after=nowhere"), 400)
    assert "limit" in refused(await client.get("/api/calls?limit=0"), 400)
    assert "unknown" in refused(await client.get("/api/calls/call_1?verbose=1"), 400)


# --- flows ---


async def test_the_flows_of_the_reference(client: httpx.AsyncClient) -> None:
    made = await client.post("/api/call-flows", json=reference.CREATE_FLOW)
    assert (made.status_code, made.headers["Location"]) == (201, "/api/call-flows/chase_bank_disputes")
    for query in ({}, {"company": "Chase Bank"}, {"tag": "banking"}):
        page = (await client.get("/api/call-flows", params=query)).json()
        assert lacks(page, reference.FLOWS) == []
        assert page["flows"]
    assert (await client.get("/api/call-flows?company=Chase+Bank")).json()["total"] == 2
    assert [one["id"] for one in (await client.get("/api/call-flows?tag=banking")).json()["flows"]] == [
        "chase_disputes"
    ]
    assert (await client.get("/api/call-flows?company=Nobody")).json()["flows"] == []

    flow = (await client.get("/api/call-flows/chase_bank_disputes")).json()
    steps = [{name: step.get(name) for name in example} for step, example in zip(
        flow["steps"], reference.CREATE_FLOW["steps"], strict=True
    )]  # fmt: skip
    assert steps == reference.CREATE_FLOW["steps"]

    changed = await client.put("/api/call-flows/chase_bank_disputes", json=reference.CALL_FLOW)
    assert changed.status_code == 200, changed.text
    assert [step["id"] for step in changed.json()["steps"]] == [step["id"] for step in reference.CALL_FLOW["steps"]]
    assert changed.json()["steps"][5]["timeout"] == 7200

    assert "chase_bank_disputes" in refused(await client.post("/api/call-flows", json=reference.CREATE_FLOW), 409)
    gone = await client.delete("/api/call-flows/chase_bank_disputes")
    assert (gone.status_code, gone.content) == (204, b"")
    for answer in (
        await client.get("/api/call-flows/chase_bank_disputes"),
        await client.put("/api/call-flows/chase_bank_disputes", json=reference.CALL_FLOW),
        await client.delete("/api/call-flows/chase_bank_disputes"),
    ):
        assert refused(answer, 404) == "Flow not found: chase_bank_disputes"


async def test_learn(server: Served, client: httpx.AsyncClient) -> None:
    assert refused(await client.post("/api/call-flows/learn", json=reference.LEARN), 404) == (
        "Call not found: call_abc123"
    )
    with server.record("call_abc123") as record:
        record.write(CallStarted(number="+18005551234", company="Chase Bank"))
        record.write(CallConnected(number="+18005551234", duration=1.0))
        record.write(HoldDetected(audio_type="music", confidence=0.9))
        record.write(HumanDetected(confidence=0.9, transcript_excerpt="hello"))
        record.write(RingDevice(device="sip_phone", reason="a person"))
        with trio.fail_after(60):
            while "call_abc123" not in server.gateway.supervisor.running:
                await trio.lowlevel.checkpoint()
        assert "running" in refused(await client.post("/api/call-flows/learn", json=reference.LEARN), 409)
        record.write(TransferComplete(device="sip_phone", bridge_id="b"))
        record.write(CallEnded(number="+18005551234", duration=9.0, reason="transferred", outcome="transferred"))
    await ended(server, client, "call_abc123")
    learned = await client.post("/api/call-flows/learn", json=reference.LEARN)
    assert learned.status_code == 200, learned.text
    assert [step["type"] for step in learned.json()["steps"]] == ["HOLD", "TRANSFER"]
    assert learned.json()["company"] == "Chase Bank"
    assert (await client.get(f"/api/call-flows/{learned.json()['id']}")).status_code == 200


# --- devices ---


async def test_the_devices_of_the_reference(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/devices")).json() == {"devices": []}
    made = await client.post("/api/devices", json=reference.REGISTER_DEVICE)
    assert made.status_code == 201
    assert lacks(made.json(), reference.DEVICES["devices"][0]) == []
    assert {**made.json(), **reference.REGISTER_DEVICE} == made.json()
    device_id = made.json()["id"]
    assert device_id.startswith("dev_")
    assert lacks((await client.get("/api/devices")).json(), reference.DEVICES) == []

    refused(await client.post("/api/devices", json=reference.REGISTER_DEVICE), 409)
    assert "sip_uri" in refused(
        await client.post("/api/devices", json=reference.REGISTER_DEVICE | {"sip_uri": "x"}), 400
    )

    changed = await client.put(f"/api/devices/{device_id}", json=reference.REGISTER_DEVICE | {"priority": 1})
    assert (changed.status_code, changed.json()["priority"], changed.json()["id"]) == (200, 1, device_id)
    assert (await client.delete(f"/api/devices/{device_id}")).status_code == 204
    for answer in (
        await client.delete(f"/api/devices/{device_id}"),
        await client.put(f"/api/devices/{device_id}", json=reference.REGISTER_DEVICE),
    ):
        assert refused(answer, 404) == f"Device not found: {device_id}"


async def test_a_device_that_answers_is_online(real: tuple[Served, httpx.AsyncClient]) -> None:
    _, client = real
    await client.post("/api/devices", json=reference.REGISTER_DEVICE | {"sip_uri": "sip:nobody@127.0.0.1:9"})
    devices = (await client.get("/api/devices")).json()["devices"]
    assert [one["is_online"] for one in devices] == [True, False]
    assert lacks({"devices": devices}, reference.DEVICES) == []


# --- what is no route ---


async def test_unknown_paths_and_methods(client: httpx.AsyncClient) -> None:
    refused(await client.get("/api/nothing"), 404)
    patched = await client.patch("/api/devices")
    refused(patched, 405)
    assert set(patched.headers["Allow"].split(", ")) == {"GET", "HEAD", "POST"}


# --- rehearsals ---


async def test_a_rehearsed_call_is_put_through_by_hand(server: Served, client: httpx.AsyncClient) -> None:
    placed = await client.post("/api/calls/outbound", json={"intent": "ask something", "rehearse": "slow"})
    call_id = placed.json()["call_id"]
    await until_status(server, client, call_id, "connected", "on_hold")
    moved = await client.post(f"/api/calls/{call_id}/transfer", json=reference.TRANSFER)
    assert moved.status_code == 200, moved.text
    await until_status(server, client, call_id, "bridged")
    assert "joined already" in refused(
        await client.post(f"/api/calls/{call_id}/transfer", json=reference.TRANSFER), 409
    )
    await client.post(f"/api/calls/{call_id}/hangup")
    over = await ended(server, client, call_id)
    assert (over["outcome"], over["device"], over["rehearsed"]) == ("transferred", "sip_phone", True)


@pytest.mark.parametrize("device", ["two words", "sip:1@2", "§"])
async def test_what_is_no_phone_in_a_rehearsal(server: Served, client: httpx.AsyncClient, device: str) -> None:
    body = {"rehearse": "slow", "intent": "ask something", "device": device}
    for mode in ("direct", "hold_slayer"):
        assert device in refused(await client.post("/api/calls/outbound", json=body | {"mode": mode}), 404)
    placed = await client.post("/api/calls/outbound", json={"intent": "ask something", "rehearse": "slow"})
    call_id = placed.json()["call_id"]
    await until_status(server, client, call_id, "connected", "on_hold")
    assert device in refused(await client.post(f"/api/calls/{call_id}/transfer", json={"device": device}), 404)
    await client.post(f"/api/calls/{call_id}/hangup")
    await ended(server, client, call_id)
