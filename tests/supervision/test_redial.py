"""A call that may end better another time is made again by its own process, as its flow says."""

from pathlib import Path
from typing import Any

import pytest
import trio

from tests.supervision.served import companies, eventually, served, until

pytestmark = pytest.mark.sip

BUSY = """\
tree engaged

busy
"""

FLOW = """\
flow again
  dial   "+18005551234"
  redial 2 every {pause}

hold 5m
transfer phone
"""


async def test_a_busy_line_is_called_again_and_the_last_attempt_stays(tmp_path: Path) -> None:
    (tmp_path / "company.tree.hold").write_text(BUSY)
    async with companies(tmp_path / "company.tree.hold", 1) as (company,):
        config = {
            "trunk": {"address": company.address, "register": False},
            "devices": {"phone": {"uri": "sip:phone@127.0.0.1:9"}},
        }
        async with served(tmp_path, config) as server, server.client() as client:
            server.flow("again.hold", FLOW.format(pause="1s"))
            await client.post("/api/calls/hold-slayer", json={"call_flow_id": "again"})
            with trio.fail_after(60):
                await company.happens("rejected", times=3)

            async def three() -> list[dict[str, Any]]:
                past = (await client.get("/api/calls?active=false")).json()
                return past["calls"] if past["total"] == 3 else []

            made = await eventually(three)
            assert {(call["status"], call["reason"]) for call in made} == {("no_answer", "the number is busy")}


async def test_an_attempt_that_waits_can_be_stopped(tmp_path: Path) -> None:
    (tmp_path / "company.tree.hold").write_text(BUSY)
    async with companies(tmp_path / "company.tree.hold", 1) as (company,):
        config = {
            "trunk": {"address": company.address, "register": False},
            "devices": {"phone": {"uri": "sip:phone@127.0.0.1:9"}},
        }
        async with served(tmp_path, config) as server, server.client() as client:
            server.flow("again.hold", FLOW.format(pause="1h"))
            first = (await client.post("/api/calls/hold-slayer", json={"call_flow_id": "again"})).json()["call_id"]
            await until(client, first, "no_answer")

            async def running() -> list[dict[str, Any]]:
                return (await client.get("/api/calls")).json()["calls"]

            (waiting,) = await eventually(running)
            assert waiting["status"] == "trying"
            await client.post(f"/api/calls/{waiting['call_id']}/hangup")
            await until(client, waiting["call_id"], "cancelled")
