"""Whether a device would ring: OPTIONS to telephones that are there, that are not, and that are behind a registrar."""

from pathlib import Path

import pytest
import trio

from holdlang.config import Config
from runtime.devices import DeviceBook, Registration
from runtime.devices.presence import KEPT_SECONDS
from runtime.sip.plain.message import Message
from tests.plain_sip.far_end import datagrams
from tests.ports import free_port
from tests.sip.baresip import needs_baresip, phone
from tests.sip.contract import bounded

pytestmark = pytest.mark.sip


@needs_baresip
@bounded
async def test_a_telephone_that_is_there_and_one_that_is_not(tmp_path: Path) -> None:
    port = free_port()
    async with phone(tmp_path) as uri:
        book = DeviceBook(Config(), tmp_path)
        desk = book.add(Registration(name="Desk", sip_uri=uri))
        gone = book.add(Registration(name="Gone", sip_uri=f"sip:gone@127.0.0.1:{port}"))
        assert await book.online() == {desk.id: True, gone.id: False}


@bounded
async def test_answers_hold_for_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with datagrams(lambda _request: ["200 OK"]) as (at, asked):
        book = DeviceBook(Config(), tmp_path)
        first = book.add(Registration(name="First", sip_uri=f"sip:first@{at}"))
        async with trio.open_nursery() as nursery:
            for _ in range(3):
                nursery.start_soon(book.online)
        assert len(asked) == 1
        second = book.add(Registration(name="Second", sip_uri=f"sip:second@{at}"))
        assert await book.online() == {first.id: True, second.id: True}
        assert len(asked) == 2
        later = trio.current_time() + KEPT_SECONDS
        monkeypatch.setattr("runtime.devices.presence.trio.current_time", lambda: later)
        await book.online()
        assert len(asked) == 4


@bounded
async def test_the_trunk_alone_is_told_who_we_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOLDLANG_TEST_PASSWORD", "open sesame")
    challenge = '401 Who\nWWW-Authenticate: Digest realm="home", nonce="n"'

    def answers(request: Message) -> list[str]:
        if not request.first("authorization"):
            return [challenge]
        return ["404 Not Registered"]

    async with datagrams(answers) as (at, asked):
        port = at.rpartition(":")[2]
        trunk = {"address": at, "username": "alice", "password": "env HOLDLANG_TEST_PASSWORD"}
        config = Config.model_validate({"trunk": trunk})
        book = DeviceBook(config, tmp_path)
        ours = book.add(Registration(name="Ours", sip_uri=f"sip:bob@{at}"))
        strange = book.add(Registration(name="Strange", sip_uri=f"sip:bob@localhost:{port}"))
        assert await book.online() == {ours.id: False, strange.id: True}
    assert any("alice@127.0.0.1" in request.first("from") for request in asked)
    strangers = [request for request in asked if "localhost" in request.start]
    assert all("anonymous" in request.first("from") for request in strangers)
    assert not any(request.first("authorization") for request in strangers)


@bounded
async def test_a_password_that_is_missing_is_no_reason_to_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOLDLANG_TEST_PASSWORD", raising=False)
    async with datagrams(lambda _request: ['407 Who\nProxy-Authenticate: Digest realm="r", nonce="n"']) as (at, _):
        trunk = {"address": at, "username": "alice", "password": "env HOLDLANG_TEST_PASSWORD"}
        book = DeviceBook(Config.model_validate({"trunk": trunk}), tmp_path)
        bob = book.add(Registration(name="Bob", sip_uri=f"sip:bob@{at}"))
        assert await book.online() == {bob.id: True}
