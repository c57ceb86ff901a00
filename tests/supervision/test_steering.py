"""Transfer and hang up by hand, while the flow does something else."""

from pathlib import Path

import pytest
import trio

from tests.supervision.served import companies, served, until

pytestmark = pytest.mark.sip

COMPANY = """\
tree company

answer
say "Please hold."
music 5m
"""

PHONES = """\
tree cell

answer
human "Hello, this is me."
wait 3s
hangup

tree desk

busy
"""

FLOW = """\
flow waiting
  dial "+18005551234"

hold 10m
transfer cell
"""


async def test_transferred_by_hand_while_on_hold(tmp_path: Path) -> None:
    (tmp_path / "company.tree.hold").write_text(COMPANY)
    (tmp_path / "phones.tree.hold").write_text(PHONES)
    async with (
        companies(tmp_path / "company.tree.hold", 1) as (company,),
        companies(tmp_path / "phones.tree.hold", 1, "--phone") as (phone,),
    ):
        config = {
            "trunk": {"address": company.address, "register": False},
            "devices": {name: {"uri": f"sip:{name}@{phone.address}"} for name in ("cell", "desk")},
        }
        async with served(tmp_path, config) as server:
            server.flow("waiting.hold", FLOW)
            async with server.client() as client:
                order = {"call_flow_id": "waiting", "transfer_to": "cell"}
                call_id = (await client.post("/api/calls/hold-slayer", json=order)).json()["call_id"]
                await until(client, call_id, "on_hold")
                unknown = await client.post(f"/api/calls/{call_id}/transfer", json={"device": "fax"})
                assert (unknown.status_code, unknown.json()["detail"]) == (404, "Device not found: fax")

                assert (await client.post(f"/api/calls/{call_id}/transfer", json={"device": "desk"})).status_code == 200
                with trio.fail_after(30):
                    await phone.happens("rejected", tree="desk")
                await until(client, call_id, "on_hold")  # a phone that is busy changes nothing

                assert (await client.post(f"/api/calls/{call_id}/transfer", json={"device": "cell"})).status_code == 200
                await until(client, call_id, "bridged")
                found = await until(client, call_id, "completed")
                assert (found["outcome"], found["device"]) == ("transferred", "cell")


async def test_a_direct_call_rings_the_phone_at_once(tmp_path: Path) -> None:
    (tmp_path / "company.tree.hold").write_text(COMPANY)
    (tmp_path / "phones.tree.hold").write_text(PHONES)
    async with (
        companies(tmp_path / "company.tree.hold", 1) as (company,),
        companies(tmp_path / "phones.tree.hold", 1, "--phone") as (phone,),
    ):
        config = {
            "trunk": {"address": company.address, "register": False},
            "devices": {"cell": {"uri": f"sip:cell@{phone.address}"}},
        }
        async with served(tmp_path, config) as server, server.client() as client:
            for mode in ("direct", "ai_assisted"):
                order = {"number": "+18005551234", "mode": mode, "device": "cell"}
                call_id = (await client.post("/api/calls/outbound", json=order)).json()["call_id"]
                found = await until(client, call_id, "completed")
                assert (found["mode"], found["outcome"], found["device"]) == (mode, "transferred", "cell")
                types = {one["type"] for one in (await client.get(f"/api/calls/{call_id}/log")).json()["events"]}
                assert ("transcript_chunk" in types) == (mode == "ai_assisted")
