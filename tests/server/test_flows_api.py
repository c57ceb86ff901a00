"""Flows by the API: as source and as documents, with what is wrong with them, who changed them and why."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.server.serving import Served, configuration, served, with_flows

pytestmark = pytest.mark.web

HOLD = {"Content-Type": "text/x-hold"}

SOURCE = """\
# Why this flow is as it is: nobody remembers.

flow garage "Garage"
  dial "+18005550123"

# The menu talks too fast.
menu: listen 20s
  on "repairs" press 2  # not 1
  else fail "another menu"

hold 1h
transfer sip_phone
"""

BROKEN = 'flow garage "Garage"\n  dial "+18005550123"\n\nhold 1h\nfrobnicate\ntransfer sip_phone\n'

MODEL = {
    "code": str,
    "severity": str,
    "message": str,
    "line": int,
    "column": int,
    "end_line": int,
    "end_column": int,
    "help": str,
    "fixes": list,
}


@pytest.fixture
async def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Served, httpx.AsyncClient]]:
    """A server that keeps its flows in git, and has the garage."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    with_flows(tmp_path)
    async with served(configuration(tmp_path, git=True)) as server, server.client(server.token) as client:
        query = {"reason": "we have a garage now"}
        made = await client.post("/api/call-flows", content=SOURCE, headers=HOLD, params=query)
        assert made.status_code == 201, made.text
        yield server, client


async def test_source_is_kept_as_it_is(kept: tuple[Served, httpx.AsyncClient]) -> None:
    server, client = kept
    assert (server.flows / "garage.hold").read_text() == SOURCE
    answer = await client.get("/api/call-flows/garage", headers={"Accept": "text/x-hold"})
    assert (answer.text, answer.headers["Content-Type"]) == (SOURCE, "text/x-hold; charset=utf-8")
    document = await client.get("/api/call-flows/garage")
    assert document.headers["ETag"] == answer.headers["ETag"]
    assert document.json()["steps"][0]["id"] == "menu"


async def test_a_document_keeps_the_comments(kept: tuple[Served, httpx.AsyncClient]) -> None:
    server, client = kept
    document = (await client.get("/api/call-flows/garage")).json()
    longer = {"timeout": 7200.0, "description": "hold 2h"}
    steps = [step | longer if step["type"] == "HOLD" else step for step in document["steps"]]
    changed = await client.put("/api/call-flows/garage", json={"name": "Garage", "phone_number": "+18005550123",
                                                              "steps": steps})  # fmt: skip
    assert changed.status_code == 200, changed.text
    assert (server.flows / "garage.hold").read_text() == SOURCE.replace("hold 1h", "hold 2h")


async def test_nobody_writes_over_what_another_has_changed(kept: tuple[Served, httpx.AsyncClient]) -> None:
    server, client = kept
    first = (await client.get("/api/call-flows/garage")).headers["ETag"]
    mine, theirs = (SOURCE.replace("1h", hours) for hours in ("2h", "3h"))
    written = await client.put("/api/call-flows/garage", content=theirs, headers=HOLD | {"If-Match": first})
    assert written.status_code == 200
    assert written.headers["ETag"] != first
    late = await client.put("/api/call-flows/garage", content=mine, headers=HOLD | {"If-Match": first})
    assert (late.status_code, late.json().keys()) == (409, {"detail"})
    assert (server.flows / "garage.hold").read_text() == theirs
    for header in (written.headers["ETag"], "*", f'"other", {written.headers["ETag"]}'):
        again = await client.put("/api/call-flows/garage", content=theirs, headers=HOLD | {"If-Match": header})
        assert again.status_code == 200, header
    weak = await client.put(
        "/api/call-flows/garage", content=mine, headers=HOLD | {"If-Match": f"W/{written.headers['ETag']}"}
    )
    assert weak.status_code == 409, "a weak tag matches nothing (RFC 9110, 13.1.1)"


async def test_mistakes_are_data(kept: tuple[Served, httpx.AsyncClient]) -> None:
    server, client = kept
    for method, path in (("POST", "/api/call-flows"), ("PUT", "/api/call-flows/garage")):
        refused = await client.request(method, path, content=BROKEN, headers=HOLD)
        assert refused.status_code == 422
        (mistake,) = refused.json()["diagnostics"]
        assert {name: type(value) for name, value in mistake.items()} == MODEL
        assert (mistake["severity"], mistake["line"], mistake["column"]) == ("error", 5, 1)
    assert (server.flows / "garage.hold").read_text() == SOURCE


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"name": "No steps"},
        {"name": "A", "steps": [{"id": "a", "type": "DANCE"}]},
        {"name": "A", "steps": [{"id": "a", "type": "WAIT", "timeout": 1e400}]},
        {"name": "A", "steps": "many"},
    ],
)
async def test_a_document_that_is_no_flow(client: httpx.AsyncClient, document: dict[str, Any]) -> None:
    refused = await client.post(
        "/api/call-flows", content=json.dumps(document), headers={"Content-Type": "application/json"}
    )
    assert refused.status_code in (400, 422), refused.text
    assert refused.json()["detail"]


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/xml", "application/x-www-form-urlencoded"])
async def test_other_media(client: httpx.AsyncClient, content_type: str) -> None:
    for path in ("/api/call-flows", "/api/calls/outbound", "/api/devices"):
        refused = await client.post(path, content=b"{}", headers={"Content-Type": content_type})
        assert refused.status_code == 415
        assert "application/json" in refused.json()["detail"]


async def test_check_writes_nothing(server: Served, client: httpx.AsyncClient) -> None:
    before = sorted(server.flows.iterdir())
    good = await client.post("/api/call-flows/check", content=SOURCE, headers=HOLD)
    assert (good.json()["ok"], good.json()["flows"]) == (True, ["garage"])
    for answer in (
        await client.post("/api/call-flows/check", content=BROKEN, headers=HOLD),
        await client.post("/api/call-flows/check", json={"source": BROKEN}),
    ):
        assert answer.status_code == 200
        assert not answer.json()["ok"]
        assert [one["line"] for one in answer.json()["diagnostics"]] == [5]
    assert (await client.post("/api/call-flows/check", content=b"\xff", headers=HOLD)).status_code == 400
    assert sorted(server.flows.iterdir()) == before


async def test_history_and_differences(kept: tuple[Served, httpx.AsyncClient]) -> None:
    server, client = kept
    token = server.guard._tokens.add("alice", ["edit"])
    async with server.client(token) as alice:
        query = {"reason": "they are slow"}
        changed = SOURCE.replace("1h", "2h")
        await alice.put("/api/call-flows/garage", content=changed, headers=HOLD, params=query)
    revisions = (await client.get("/api/call-flows/garage/history")).json()["revisions"]
    assert [(one["author"], one["reason"]) for one in revisions] == [
        ("alice", "garage: they are slow"),
        ("terminal", "garage: we have a garage now"),
    ]
    assert all(one["time"] for one in revisions)
    new, old = (one["id"] for one in revisions)
    for query in ({"from": old, "to": new}, {"from": old}):
        diff = await client.get("/api/call-flows/garage/diff", params=query)
        assert diff.headers["Content-Type"].startswith("text/x-diff")
        assert {"-hold 1h", "+hold 2h"} <= set(diff.text.splitlines())
    for name in ("HEAD~99", "--output=x", "nowhere", "-"):
        assert (await client.get("/api/call-flows/garage/diff", params={"from": name})).status_code == 404
    assert (await client.get("/api/call-flows/garage/diff")).status_code == 400
    two_lines = await client.delete("/api/call-flows/garage", params={"reason": "a\nb"})
    assert two_lines.status_code == 400
    assert (await client.delete("/api/call-flows/garage", params={"reason": "closed"})).status_code == 204
    assert not (server.flows / "garage.hold").exists()


async def test_pictures_and_statistics(client: httpx.AsyncClient) -> None:
    picture = await client.get("/api/call-flows/chase_disputes/graph.svg")
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert picture.text.startswith("<svg")
    figures = (await client.get("/api/call-flows/chase_disputes/statistics")).json()
    assert figures.keys() == {"calls", "succeeded", "failed", "hold", "hours", "best"}
    assert (await client.get("/api/statistics")).json() == figures
    for path in ("graph.svg", "statistics", "history", "diff?from=x"):
        assert (await client.get(f"/api/call-flows/nobody_knows/{path}")).status_code == 404


async def test_a_broken_file_hides_no_other(server: Served, client: httpx.AsyncClient) -> None:
    (server.flows / "bad.hold").write_bytes(b"\xff\xfe")
    page = (await client.get("/api/call-flows")).json()
    assert [one["id"] for one in page["flows"]] == ["chase_disputes"]
    assert [one["file"] for one in page["broken"]] == ["bad.hold"]


async def test_flows_in_pages(server: Served, client: httpx.AsyncClient) -> None:
    for name in "abcde":
        (server.flows / f"{name}.hold").write_text(SOURCE.replace("garage", name), encoding="utf-8")
    seen: list[str] = []
    after: str | None = None
    while True:
        query = {"limit": "2"} | ({} if after is None else {"after": after})
        page = (await client.get("/api/call-flows", params=query)).json()
        seen += [one["id"] for one in page["flows"]]
        assert page["total"] == 6
        after = page["next"]
        if after is None:
            break
    assert seen == ["a", "b", "c", "chase_disputes", "d", "e"]
