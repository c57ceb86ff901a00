"""Calls that wait for their turn outlive the server, too; what was secret in them does not."""

from pathlib import Path

import pytest

from tests.supervision.served import companies, served, until

pytestmark = pytest.mark.sip

COMPANY = """\
tree company

answer
say "Please hold."
music 10m
"""

FLOW = """\
flow waiting
  dial "+18005551234"
{needs}
hold 5m
transfer phone
"""


async def test_a_killed_server_finds_those_that_wait(tmp_path: Path) -> None:
    (tmp_path / "company.tree.hold").write_text(COMPANY)
    async with companies(tmp_path / "company.tree.hold", 1) as (company,):
        config = {
            "trunk": {"address": company.address, "register": False},
            "devices": {"phone": {"uri": "sip:phone@127.0.0.1:9"}},
            "server": {"calls": 1, "queue": 2},
        }
        async with served(tmp_path, config) as server:
            server.flow("waiting.hold", FLOW.format(needs=""))
            server.flow("secret.hold", FLOW.format(needs="  needs pin secret\n").replace("flow waiting", "flow secret"))
            async with server.client() as client:
                orders = [
                    {"call_flow_id": "waiting"},
                    {"call_flow_id": "waiting"},
                    {"call_flow_id": "secret", "values": {"pin": "739122"}},
                ]
                placed = [(await client.post("/api/calls/hold-slayer", json=order)).json() for order in orders]
                assert [one["status"] for one in placed] == ["trying", "queued", "queued"]
                full = await client.post("/api/calls/hold-slayer", json=orders[0])
                assert full.status_code == 429
                assert int(full.headers["Retry-After"]) > 0
                await until(client, placed[0]["call_id"], "on_hold")
            kept = [path.read_text() for path in (tmp_path / "data" / "queue").glob("*.json")]
            assert len(kept) == 2
            assert not any("739122" in text for text in kept)
            await server.kill()
            await server.start()
            async with server.client() as client:
                first, second, secret = (one["call_id"] for one in placed)
                assert (await client.get(f"/api/calls/{second}")).json()["status"] == "queued"
                lost = await until(client, secret, "no_answer")
                assert "pin" in lost["reason"]
                await client.post(f"/api/calls/{first}/hangup")
                await until(client, first, "cancelled")
                await until(client, second, "on_hold")
                assert not list((tmp_path / "data" / "queue").glob("*.json"))
