"""Health, readiness, and the figures of the server."""

import re

import httpx
import pytest
import trio

from holdlang.calllog import CallStarted, HoldDetected
from runtime.access import Tokens
from runtime.store import Store, StoreError
from tests.server.serving import Served

pytestmark = pytest.mark.web


def figure(text: str, name: str) -> float:
    """A figure by its name and labels."""
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    assert found is not None, f"{name} is not in\n{text}"
    return float(found[1])


async def test_health_and_readiness_want_no_token(server: Served) -> None:
    Tokens(server.data / "tokens.json").add("alice", ["watch"])
    async with server.client() as nobody:
        health, ready = await nobody.get("/healthz"), await nobody.get("/readyz")
        assert (health.status_code, health.json()["status"]) == (200, "ok")
        assert (ready.status_code, ready.json()["checks"]) == (200, {"store": True, "disk": True})
        assert (await nobody.get("/openapi.json")).status_code == 200
        assert (await nobody.head("/healthz")).status_code == 200
        assert (await nobody.get("/metrics")).status_code == 401


async def test_not_ready_without_its_store(
    server: Served, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(store: Store) -> int:
        raise StoreError("the store does not answer", "")

    monkeypatch.setattr(Store, "newest", fails)
    ready = await client.get("/readyz")
    assert (ready.status_code, ready.json()) == (503, {"detail": "the store does not answer"})
    assert (await client.get("/healthz")).status_code == 200


async def test_not_ready_without_a_disk(server: Served, client: httpx.AsyncClient) -> None:
    (server.data / ".ready").mkdir()  # nothing can be written there
    assert (await client.get("/readyz")).status_code == 503


async def test_not_ready_on_a_disk_that_is_full(server: Served, client: httpx.AsyncClient) -> None:
    (server.data / ".ready").symlink_to("/dev/full")  # takes an empty file, and not a byte (full(4))
    ready = await client.get("/readyz")
    assert (ready.status_code, "No space left" in ready.json()["detail"]) == (503, True)


async def test_figures(server: Served, client: httpx.AsyncClient) -> None:
    with server.record("call_1") as record:
        record.write(CallStarted(number="+18005551234"))
        record.write(HoldDetected(audio_type="music", confidence=0.9))
        with trio.fail_after(60):
            while server.gateway.store.newest() < 2:
                await trio.lowlevel.checkpoint()
        await client.get("/api/calls/call_unknown")
        answer = await client.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert figure(answer.text, 'holdlang_calls{status="on_hold"}') == 1
    assert figure(answer.text, "holdlang_calls_waiting") == 0
    assert figure(answer.text, "holdlang_events_total") == 2
    unknown = 'holdlang_requests_total{method="GET",route="/api/calls/{call_id}",status="404"}'
    assert figure(answer.text, unknown) >= 1
    for secret in ("8005551234", "call_1", "call_unknown"):
        assert secret not in answer.text
