"""A process is killed in the middle of a call, and somebody else ends the call in its place."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trio

from runtime.sip.endpoint import open_telephone
from runtime.sip.plain import Credentials, Dialog, bye
from runtime.sip.plain.message import Message
from runtime.sip.settings import SipSettings
from tests.plain_sip.far_end import datagrams, streams
from tests.ports import free_port
from tests.sip.baresip import needs_baresip, phone
from tests.sip.contract import bounded
from tests.sip.kamailio import needs_kamailio, registrar
from tests.sip.peer import open_peer
from tests.sip.test_sipp import SIPP, sipp

pytestmark = pytest.mark.sip


@asynccontextmanager
async def killed_after(event: str, number: str, folder: Path, **settings: object) -> AsyncIterator[Dialog]:
    """The dialog that a caller had when it was killed at this event of its call."""
    command = [sys.executable, "-m", "tests.plain_sip.caller", json.dumps(settings), number, str(folder)]
    process = await trio.lowlevel.open_process(command, stdout=subprocess.PIPE)
    try:
        heard = b""
        async for chunk in process.stdout:
            heard += chunk
            if event.encode() in heard:
                break
    finally:
        process.kill()
        with trio.CancelScope(shield=True):
            await process.wait()
    assert event in heard.decode()
    note = folder / "dialog_1.json"
    assert note.stat().st_mode & 0o777 == 0o600
    yield Dialog.model_validate_json(note.read_bytes())


@pytest.mark.parametrize("transport", ["udp", "tcp"])
@bounded
async def test_a_far_end_is_hung_up_on(tmp_path: Path, transport: str) -> None:
    async with (
        open_peer(transport=transport) as company,
        trio.open_nursery() as nursery,
    ):

        async def take() -> None:
            await company.expect("incoming")
            await company.order("answer", code=200)

        nursery.start_soon(take)
        async with killed_after("Answered", "100", tmp_path, trunk=company.address, transport=transport) as dialog:
            assert await bye(dialog, within=5) == 200
            assert (await company.expect("Ended"))["by_far_end"]


@bounded
async def test_a_telephone_stops_ringing(tmp_path: Path) -> None:
    async with open_peer() as company, trio.open_nursery() as nursery:

        async def take() -> None:
            await company.expect("incoming")
            await company.order("answer", code=180)

        nursery.start_soon(take)
        async with killed_after("Ringing", "100", tmp_path, trunk=company.address) as dialog:
            assert await bye(dialog, within=5) == 200
            await company.expect("Ended")


@pytest.mark.skipif(SIPP is None, reason="SIPp is not here: apt-get install sip-tester")
@bounded
async def test_a_stack_that_is_not_pjsip_is_hung_up_on(tmp_path: Path) -> None:
    """SIPp answers to where the call came from instead of where the BYE did (RFC 3261 section 18.2.2), so that we do
    not hear it; that it has read the BYE is what `sipp` looks at."""
    async with (
        sipp(str(Path(__file__).parent / "company"), tmp_path) as port,
        killed_after("Answered", "100", tmp_path, trunk=f"127.0.0.1:{port}") as dialog,
    ):
        await bye(dialog, within=1)


@needs_kamailio
@needs_baresip
@bounded
async def test_the_way_through_a_proxy_is_kept(tmp_path: Path) -> None:
    proxy, telephone, caller = (tmp_path / name for name in ("proxy", "phone", "caller"))
    for folder in (proxy, telephone, caller):
        folder.mkdir()
    async with (
        registrar(proxy) as at,
        phone(telephone, at) as uri,
        killed_after("Answered", uri, caller, trunk=at, username="alice", password="open sesame") as dialog,
    ):
        assert len(dialog.route_set) == 1
        assert "open sesame" not in dialog.model_dump_json()
        assert await bye(dialog, within=5) == 200
        assert await bye(dialog, within=5) == 481


@bounded
async def test_a_call_that_ends_leaves_no_note(tmp_path: Path) -> None:
    async with (
        open_peer() as company,
        open_telephone(SipSettings(trunk=company.address, dialogs=tmp_path)) as telephone,
    ):
        leg = await telephone.dial("100")
        await company.expect("incoming")
        await company.order("answer", code=200)
        await company.expect("Answered")
        await leg.hangup()
        assert list(tmp_path.iterdir()) == []


DIALOG = Dialog(
    call_id="call@here",
    local_uri="<sip:alice@here>;tag=1",
    remote_uri="<sip:bob@there>;tag=2",
    remote_target="sip:bob@192.0.2.9",
    cseq=7,
)


@bounded
async def test_a_loose_router_gets_the_way_and_a_strict_one_itself() -> None:
    async with datagrams(lambda _request: ["200 OK"]) as (at, asked):
        routes = (f"<sip:{at};lr>", "<sip:next.example;lr>")
        assert await bye(DIALOG.model_copy(update={"route_set": routes})) == 200
        assert await bye(DIALOG.model_copy(update={"route_set": (f"<sip:{at}>", routes[1])})) == 200
    loose, strict = asked
    assert (loose.start, tuple(loose.items("route"))) == ("BYE sip:bob@192.0.2.9 SIP/2.0", routes)
    assert strict.start == f"BYE sip:{at} SIP/2.0"
    assert strict.items("route") == [routes[1], "<sip:bob@192.0.2.9>"]
    assert loose.first("cseq") == "1007 BYE"
    assert (loose.first("from"), loose.first("to")) == (DIALOG.local_uri, DIALOG.remote_uri)


@bounded
async def test_the_transport_of_the_dialog_is_kept() -> None:
    async with streams(lambda _request: ["200 OK"]) as (at, asked):
        dialog = DIALOG.model_copy(update={"remote_target": f"sip:bob@{at}", "transport": "tcp"})
        assert await bye(dialog, within=5) == 200
    assert len(asked) == 1


@bounded
async def test_a_challenge_is_answered() -> None:
    def answers(request: Message) -> list[str]:
        if 'username="alice"' in request.first("authorization"):
            return ["200 OK"]
        return ['401 Who\nWWW-Authenticate: Digest realm="there", nonce="n"']

    async with datagrams(answers) as (at, asked):
        dialog = DIALOG.model_copy(update={"remote_target": f"sip:bob@{at}"})
        assert await bye(dialog) == 401
        assert await bye(dialog, credentials=Credentials("alice", "open sesame")) == 200
    assert [request.first("cseq") for request in asked] == ["1007 BYE", "1007 BYE", "1008 BYE"]


@bounded
async def test_nobody_is_there_any_more() -> None:
    port = free_port()
    assert await bye(DIALOG.model_copy(update={"remote_target": f"sip:bob@127.0.0.1:{port}"})) is None
