"""Twenty calls on hold, and the server killed and started anew ten times: every call is transferred, and a client that
resumes is told of every event once."""

import json
from collections import defaultdict
from pathlib import Path

import pytest
import trio
from trio_websocket import ConnectionClosed, HandshakeError, open_websocket_url

from tests.supervision.served import Server, companies, served

pytestmark = [pytest.mark.sip, pytest.mark.timeout(600)]

CALLS, KILLS, PEERS = 20, 10, 5
"""A process of a company takes four calls at once."""

COMPANY = """\
tree company

answer
say "Please hold."
music 75s
human "Hi, this is Sam in disputes. What can I do for you?"
wait 30s
hangup
"""

PHONE = """\
tree phone

answer
human "Hello, this is me."
wait 1s
hangup
"""

FLOW = """\
flow waiting
  dial "+18005551234"

hold 10m
transfer phone_0
"""


class Client:
    """Reads the stream, and comes back with `since` whenever it breaks off."""

    def __init__(self, server: Server) -> None:
        self.events: list[dict[str, object]] = []
        self.resumed = 0
        self._server = server
        self._news = trio.Event()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            since = f"since={self.events[-1]['id']}" if self.events else ""
            url = f"ws://{self._server.address}/ws/events?{since}"
            try:
                async with open_websocket_url(
                    url, extra_headers=[("Authorization", f"Bearer {self._server.token}")]
                ) as socket:
                    while True:
                        self.events.append(json.loads(await socket.get_message()))
                        self._news.set()
            except (ConnectionClosed, HandshakeError, OSError):
                self.resumed += 1
                await trio.sleep(0.05)

    async def has_seen(self, kind: str, times: int) -> None:
        """Return once so many calls had an event of that type."""
        while len({one["call_id"] for one in self.events if one["type"] == kind}) < times:
            self._news = trio.Event()
            await self._news.wait()


async def test_twenty_calls_survive_ten_deaths_of_the_server(tmp_path: Path) -> None:
    (tmp_path / "company.tree.hold").write_text(COMPANY)
    (tmp_path / "phone.tree.hold").write_text(PHONE)
    async with (
        companies(tmp_path / "company.tree.hold", PEERS) as at_company,
        companies(tmp_path / "phone.tree.hold", PEERS, "--phone") as at_phone,
    ):
        devices = {f"phone_{place}": {"uri": f"sip:phone@{peer.address}"} for place, peer in enumerate(at_phone)}
        config = {
            "trunk": {"address": at_company[0].address, "register": False},
            "devices": devices,
            "recordings": False,
            "server": {"calls": CALLS, "requests_per_minute": 6000},
        }
        async with served(tmp_path, config) as server, trio.open_nursery() as nursery:
            server.flow("waiting.hold", FLOW)
            client = Client(server)
            nursery.start_soon(client.run)
            placed = []
            async with server.client() as requests:
                for place in range(CALLS):
                    order = {
                        "number": f"sip:+18005551234@{at_company[place % PEERS].address}",
                        "call_flow_id": "waiting",
                        "transfer_to": f"phone_{place % PEERS}",
                    }
                    answer = await requests.post("/api/calls/hold-slayer", json=order)
                    assert answer.status_code == 201, answer.text
                    placed.append(answer.json()["call_id"])
            with trio.fail_after(200):
                await client.has_seen("hold_detected", CALLS)
            for _ in range(KILLS):
                await server.kill()
                await server.start()
            with trio.fail_after(200):
                await client.has_seen("call_ended", CALLS)

            async with server.client() as requests:
                outcomes = {call_id: (await requests.get(f"/api/calls/{call_id}")).json() for call_id in placed}
                assert {one["outcome"] for one in outcomes.values()} == {"transferred"}, outcomes
                past = (await requests.get("/api/calls?active=false&limit=100")).json()
                assert {one["call_id"] for one in past["calls"]} == set(placed)
            nursery.cancel_scope.cancel()

        assert client.resumed >= KILLS
        seen = defaultdict(list)
        for event in client.events:
            seen[event["call_id"]].append({name: value for name, value in event.items() if name != "id"})
        for folder in server.calls.iterdir():
            log = [json.loads(text) for text in (folder / "call.jsonl").read_text().splitlines()]
            assert seen[log[0]["call_id"]] == log
        numbers = [int(str(event["id"]).partition("-")[2]) for event in client.events]
        assert numbers == list(range(1, len(numbers) + 1))
