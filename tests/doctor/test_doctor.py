"""What each check says of a machine that is well, and of each way in which it can be unwell."""

import functools
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import trio

from holdlang.config import Config
from runtime.access import Tokens
from runtime.doctor import access, clock, disk, examine, flows, index, model, phones, ports, secrets, speech, trunk
from runtime.doctor.finding import Look, ok
from runtime.store import Store, store_url
from tests.engines.chatserver import Answer, ChatServer, press
from tests.plain_sip.far_end import datagrams
from tests.ports import free_port
from tests.sip import kamailio
from tests.sip.contract import bounded
from tests.sip.kamailio import needs_kamailio

pytestmark = pytest.mark.sip

GOOD = 'flow good "A flow that can be run"\n  dial "+18005550199"\n\nhold 2h\ntransfer desk\n'


def configured(folder: Path, **keys: object) -> Config:
    """A configuration whose data lies in `folder`."""
    return Config.model_validate({"data_dir": folder, **keys})


def by(address: str, **keys: object) -> dict[str, object]:
    """A trunk without registration."""
    return {"address": address, "register": False, **keys}


async def level(look: Look, config: Config, said: str = "") -> str:
    """How bad it is, and whether it says so."""
    verdict = await look(config)
    assert said in verdict.message, verdict
    assert verdict.fix or verdict.level == "ok"
    return verdict.level


# --- the trunk


@bounded
async def test_without_a_trunk_calls_can_only_be_rehearsed(tmp_path: Path) -> None:
    config = configured(tmp_path)
    assert await level(trunk.answers, config, "rehearsed") == "warning"
    for look in (trunk.has_address, trunk.registers):
        assert await level(look, config, "no trunk") == "ok"


@bounded
async def test_a_trunk_that_has_no_address(tmp_path: Path) -> None:
    config = configured(tmp_path, trunk=by("nowhere.invalid"))
    assert await level(trunk.has_address, config, "nowhere.invalid") == "fault"
    assert await level(trunk.has_address, configured(tmp_path, trunk=by("127.0.0.1")), "127.0.0.1") == "ok"


@bounded
async def test_a_trunk_that_answers(tmp_path: Path) -> None:
    async with datagrams(lambda _request: ["404 Not Here"]) as (at, _):
        assert await level(trunk.answers, configured(tmp_path, trunk=by(at)), "404 Not Here") == "ok"


@bounded
async def test_a_trunk_that_does_not(tmp_path: Path) -> None:
    port = free_port()
    at = f"127.0.0.1:{port}"
    assert await level(trunk.answers, configured(tmp_path, trunk=by(at)), "does not answer") == "fault"
    member = {"address": at, "username": "alice"}
    assert await level(trunk.answers, configured(tmp_path, trunk=member), "OPTIONS") == "warning"
    assert await level(trunk.registers, configured(tmp_path, trunk=member), "registration failed") == "fault"


@needs_kamailio
@bounded
async def test_a_registration_is_tried_and_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOLDLANG_TEST_PASSWORD", "open sesame")
    async with kamailio.registrar(tmp_path) as at:
        keys = {"address": at, "username": "alice", "password": "env HOLDLANG_TEST_PASSWORD"}
        config = configured(tmp_path, trunk=keys)
        assert await level(trunk.registers, config, "alice is registered") == "ok"
        monkeypatch.setenv("HOLDLANG_TEST_PASSWORD", "wrong")
        verdict = await trunk.registers(config)
        assert (verdict.level, "401" in verdict.message) == ("fault", True)
        assert "trunk.password" in verdict.fix
        assert "wrong" not in verdict.message
    monkeypatch.delenv("HOLDLANG_TEST_PASSWORD")
    assert await level(trunk.registers, config, "HOLDLANG_TEST_PASSWORD") == "fault"


async def test_who_wants_no_registration(tmp_path: Path) -> None:
    assert await level(trunk.registers, configured(tmp_path, trunk=by("127.0.0.1")), "wants none") == "ok"


# --- devices


@bounded
async def test_devices(tmp_path: Path) -> None:
    port = free_port()
    assert await level(phones.would_ring, configured(tmp_path), "none") == "warning"
    gone = {"uri": f"sip:gone@127.0.0.1:{port}"}
    async with datagrams(lambda _request: ["200 OK"]) as (at, _):
        here = {"uri": f"sip:here@{at}"}
        assert await level(phones.would_ring, configured(tmp_path, devices={"desk": here}), "desk") == "ok"
        both = configured(tmp_path, devices={"desk": here, "hall": gone})
        assert await level(phones.would_ring, both, "nobody answers at hall") == "warning"
    assert await level(phones.would_ring, configured(tmp_path, devices={"hall": gone}), "hall") == "fault"
    (tmp_path / "devices.json").write_text("{")
    assert await level(phones.would_ring, both, "devices.json") == "fault"


@bounded
async def test_the_trunk_cannot_say_whether_a_telephone_is_switched_on(tmp_path: Path) -> None:
    async with datagrams(lambda _request: ["404 Not Here"]) as (at, _):
        mobile = {"uri": f"sip:+15550100@{at}"}
        config = configured(tmp_path, trunk=by(at), devices={"mobile": mobile})
        assert await level(phones.would_ring, config, "mobile") == "ok"


# --- ports


@contextmanager
def web_server(status: int, body: bytes) -> Iterator[int]:
    """The port of a web server that always answers so."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
            """Tests have no use for a log."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=functools.partial(server.serve_forever, poll_interval=0.01))
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(("body", "expected"), [(b'{"status": "ok"}', "ok"), (b"<html>", "fault")])
async def test_the_port_of_the_server(tmp_path: Path, body: bytes, expected: str) -> None:
    with web_server(200, body) as port:
        config = configured(tmp_path, server={"bind": f"127.0.0.1:{port}"})
        assert await level(ports.web_is_free, config) == expected
    assert await level(ports.web_is_free, config, "free") == "ok"


async def test_an_address_of_another_machine(tmp_path: Path) -> None:
    config = configured(tmp_path, server={"bind": "192.0.2.1:8000"}, bind="192.0.2.1")
    assert await level(ports.web_is_free, config, "this machine has no address") == "fault"
    assert await level(ports.sip_is_free, config, "this machine has no address") == "fault"


async def test_the_port_for_sip(tmp_path: Path) -> None:
    assert await level(ports.sip_is_free, configured(tmp_path), "free port") == "ok"
    with socket.socket(type=socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{taken.getsockname()[1]}"
        assert await level(ports.sip_is_free, configured(tmp_path, bind=bind), "taken") == "fault"
    assert await level(ports.sip_is_free, configured(tmp_path, bind=bind), "one call") == "warning"
    assert await level(ports.sip_is_free, configured(tmp_path, bind=bind, server={"calls": 1}), "free") == "ok"


# --- ears, voice and model


async def test_the_recogniser_understands(tmp_path: Path) -> None:
    assert await level(speech.hears, configured(tmp_path), "billing") == "ok"
    (tmp_path / "model").mkdir()
    config = configured(tmp_path, recogniser={"engine": "pocketsphinx", "acoustic_model": tmp_path / "model"})
    assert await level(speech.hears, config, "no acoustic model") == "fault"


async def test_the_voice_speaks(tmp_path: Path) -> None:
    assert await level(speech.speaks, configured(tmp_path), "en-us") == "ok"
    assert await level(speech.speaks, configured(tmp_path, voice={"name": "xx-none"})) == "fault"


async def test_the_model_answers(tmp_path: Path) -> None:
    assert await level(model.answers, configured(tmp_path), "none") == "ok"
    with ChatServer(lambda _request: press("1")) as server:
        keys = {"base_url": server.base_url, "name": "scripted"}
        assert await level(model.answers, configured(tmp_path, model=keys), "press") == "ok"
    with ChatServer(lambda _request: Answer(status=401, body=b"{}")) as server:
        keys = {"base_url": server.base_url, "name": "scripted"}
        assert await level(model.answers, configured(tmp_path, model=keys), "refuses our key") == "fault"


# --- the machine


@pytest.mark.parametrize(
    ("off", "expected", "said"), [(0, "ok", "apart"), (-90, "warning", "ahead"), (900, "fault", "behind")]
)
@bounded
async def test_the_clock_is_held_against_the_trunks(tmp_path: Path, off: float, expected: str, said: str) -> None:
    def answer(_request: object) -> list[str]:
        told = datetime.now(UTC) + timedelta(seconds=off)
        return [f"200 OK\nDate: {format_datetime(told, usegmt=True)}"]

    async with datagrams(answer) as (at, _):
        assert await level(clock.is_right, configured(tmp_path, trunk=by(at)), said) == expected


@pytest.mark.parametrize(("kept", "expected"), [(True, "ok"), (False, "warning"), (None, "ok")])
@bounded
async def test_without_the_trunks_clock_the_kernel_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: bool | None, expected: str
) -> None:
    monkeypatch.setattr(clock, "_is_kept", lambda: kept)
    async with datagrams(lambda _request: ["200 OK\nDate: yesterday"]) as (at, _):
        config = configured(tmp_path, trunk=by(at))
        assert await level(clock.is_right, config, "the trunk does not tell") == expected


def test_the_kernel_is_asked_for_real() -> None:
    assert clock._is_kept() in (True, False, None)


async def test_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = configured(tmp_path)
    assert await level(disk.has_room, config, "hours of recordings") in ("ok", "warning")
    assert list(tmp_path.iterdir()) == []
    assert await level(disk.has_room, configured(tmp_path / "new" / "folder"), "hours") in ("ok", "warning")
    assert list(tmp_path.iterdir()) == []
    for free, expected in ((10**6, "fault"), (200 * 10**6, "warning"), (10**11, "ok")):
        usage = type("Usage", (), {"free": free})
        monkeypatch.setattr("shutil.disk_usage", lambda _place, usage=usage: usage)
        assert await level(disk.has_room, config) == expected
    quiet = configured(tmp_path, recordings=False)
    monkeypatch.setattr("shutil.disk_usage", lambda _place: type("Usage", (), {"free": 200 * 10**6}))
    assert await level(disk.has_room, quiet) == "ok"


async def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert await level(disk.has_room, configured(tmp_path / "file")) == "fault"
    assert await level(disk.has_room, configured(tmp_path / "file" / "below")) == "fault"


async def test_the_flows(tmp_path: Path) -> None:
    config = configured(tmp_path)
    assert await level(flows.are_whole, config, "no") == "ok"
    folder = tmp_path / "flows"
    folder.mkdir()
    assert await level(flows.are_whole, config, "no flow") == "warning"
    (folder / "good.hold").write_text(GOOD, encoding="utf-8")
    assert await level(flows.are_whole, config, "1 flow") == "ok"
    (folder / "bad.hold").write_text(GOOD.replace("dial", "dail"), encoding="utf-8")
    assert await level(flows.are_whole, config, "bad.hold") == "fault"


async def test_the_door(tmp_path: Path) -> None:
    inside = configured(tmp_path)
    outside = configured(tmp_path, server={"bind": "0.0.0.0:8000"})
    assert await level(access.is_guarded, inside, "no token is needed") == "ok"
    assert await level(access.is_guarded, outside, "no token") == "fault"
    tokens = Tokens(tmp_path / "tokens.json")
    tokens.add("old", ["watch"], datetime.now(UTC) + timedelta(hours=1))
    assert await level(access.is_guarded, outside, "1 token") == "ok"
    (tmp_path / "tokens.json").write_text("{")
    assert await level(access.is_guarded, outside) == "fault"


async def test_the_store(tmp_path: Path) -> None:
    config = configured(tmp_path)
    assert await level(index.opens, config, "none yet") == "ok"
    assert list(tmp_path.iterdir()) == []
    Store.open(store_url(config)).close()
    assert await level(index.opens, config, "sqlite opens") == "ok"
    (tmp_path / "store.sqlite").write_bytes(b"this is no database at all" * 100)
    assert await level(index.opens, config) == "fault"


async def test_the_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOLDLANG_TEST_ONE", "open sesame")
    monkeypatch.delenv("HOLDLANG_TEST_TWO", raising=False)
    assert await level(secrets.are_there, configured(tmp_path), "none") == "ok"
    one, two = "env HOLDLANG_TEST_ONE", "env HOLDLANG_TEST_TWO"
    assert await level(secrets.are_there, configured(tmp_path, values={"pin": one}), "1 secret") == "ok"
    assert await level(secrets.are_there, configured(tmp_path, values={"pin": two}), "values.pin") == "warning"
    config = configured(tmp_path, trunk=by("127.0.0.1", username="alice", password=two), values={"pin": one})
    verdict = await secrets.are_there(config)
    assert verdict.level == "fault"
    assert "open sesame" not in verdict.message + verdict.fix


# --- all of it


async def test_a_configuration_that_cannot_be_read_is_all_there_is_to_say(tmp_path: Path) -> None:
    file = tmp_path / "holdlang.yaml"
    file.write_text("trunk:\n  adress: x\ncountry: us\n")
    findings = await examine(file)
    assert {finding.check for finding in findings} == {"configuration"}
    assert {finding.level for finding in findings} == {"fault"}
    assert len(findings) >= 2
    assert all(finding.fix for finding in findings)


async def test_nobody_waits_for_a_check_that_hangs(tmp_path: Path, autojump_clock: trio.testing.MockClock) -> None:
    async def hangs(_config: Config) -> object:
        await trio.sleep_forever()

    async def fails(_config: Config) -> object:
        raise RuntimeError("open sesame")

    async def works(_config: Config) -> object:
        return ok("fine")

    file = tmp_path / "holdlang.yaml"
    file.write_text("{}")
    checks = {"one": hangs, "two": fails, "three": works, "four": hangs}
    findings = await examine(file, checks=checks)  # type: ignore[arg-type]
    assert [finding.check for finding in findings] == ["configuration", "one", "two", "three", "four"]
    assert [finding.level for finding in findings] == ["ok", "fault", "fault", "ok", "fault"]
    assert trio.current_time() <= 15
    assert "open sesame" not in json.dumps([finding.model_dump() for finding in findings])
