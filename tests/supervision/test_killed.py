"""A call whose process is killed ends alone: its log gets an end, its legs a BYE, and the other call goes on."""

import os
import signal
from pathlib import Path

import pytest
import trio

from tests.supervision.served import companies, process_of, served, until

pytestmark = pytest.mark.sip

COMPANY = """\
tree company

answer
say "Please hold."
music 4s
human "Hi, this is Sam in disputes. What can I do for you?"
wait 60s
"""

PHONE = """\
tree phone

answer
human "Hello, this is me."
wait 60s
"""

FLOW = """\
flow waiting
  dial "+18005551234"

hold 5m
transfer phone
"""


async def test_a_killed_call_ends_alone_and_releases_both_legs(tmp_path: Path) -> None:
    (tmp_path / "company.tree.hold").write_text(COMPANY)
    (tmp_path / "phone.tree.hold").write_text(PHONE)
    async with (
        companies(tmp_path / "company.tree.hold", 1) as (company,),
        companies(tmp_path / "phone.tree.hold", 1, "--phone") as (phone,),
    ):
        config = {
            "trunk": {"address": company.address, "register": False},
            "devices": {"phone": {"uri": f"sip:phone@{phone.address}"}},
        }
        async with served(tmp_path, config) as server:
            server.flow("waiting.hold", FLOW)
            async with server.client() as client:
                placed = []
                for _ in range(2):
                    answer = await client.post("/api/calls/hold-slayer", json={"call_flow_id": "waiting"})
                    assert answer.status_code == 201, answer.text
                    placed.append(answer.json()["call_id"])
                killed, other = placed
                for call_id in placed:
                    await until(client, call_id, "bridged")
                (folder,) = server.calls.glob(f"*{killed}")
                pid = process_of(folder)
                assert pid is not None
                os.kill(pid, signal.SIGKILL)

                found = await until(client, killed, "failed", seconds=20)
                assert found["reason"] == "the process of the call was killed"
                with trio.fail_after(60):
                    await company.happens("ended")
                    await phone.happens("ended")
                events = (await client.get(f"/api/calls/{killed}/log")).json()["events"]
                assert [one["type"] for one in events[-2:]] == ["call_failed", "call_ended"]
                assert all(one["id"] for one in events)
                assert not list(folder.glob("dialog_*.json"))

                assert (await client.get(f"/api/calls/{other}")).json()["status"] == "bridged"
                assert (await client.post(f"/api/calls/{other}/hangup")).status_code == 200
                await until(client, other, "cancelled", "completed")
                again = await client.post(f"/api/calls/{killed}/hangup")
                assert (again.status_code, again.json()) == (409, {"detail": f"Call has already ended: {killed}"})
