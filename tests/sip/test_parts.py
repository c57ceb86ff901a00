"""The parts that need no call: keys, settings, buffers, the log, the thread and its commands."""

import threading

import pjsua2 as pj
import pytest
import trio

from runtime.sip.dtmf import Pause, Tone, digit_of_info, parse_keys
from runtime.sip.errors import TelephoneError
from runtime.sip.library import choose_reader, read_directly, read_plainly
from runtime.sip.logfile import without_digits
from runtime.sip.media import KEPT_BLOCKS, Blocks
from runtime.sip.probe import address_in
from runtime.sip.reading import printable
from runtime.sip.settings import SipSettings, split_address
from runtime.sip.thread import PjThread
from tests.sip.contract import bounded

pytestmark = pytest.mark.unit


def test_keys_are_tones_and_pauses() -> None:
    assert list(parse_keys("1wa#W")) == [Tone("1"), Pause(0.5), Tone("A"), Tone("#"), Pause(1.0)]


@pytest.mark.parametrize(
    ("kind", "body", "digit"),
    [
        ("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n", "5"),
        ("Application/DTMF-Relay; x=y", "Duration=160\nsignal = 10\n", "*"),
        ("application/dtmf", " 11 ", "#"),
        ("application/dtmf", "d", "D"),
        ("application/dtmf", "12", None),
        ("application/dtmf", "hello", None),
        ("text/plain", "5", None),
        ("application/dtmf-relay", "", None),
    ],
)
def test_digits_of_info(kind: str, body: str, digit: str | None) -> None:
    assert digit_of_info(kind, body) == digit


@pytest.mark.parametrize(
    ("settings", "target", "uri"),
    [
        (SipSettings(trunk="pbx.example:5070"), "+1800", "sip:+1800@pbx.example:5070"),
        (SipSettings(trunk="pbx.example", transport="tls"), "1", "sip:1@pbx.example;transport=tls"),
        (SipSettings(transport="tcp"), "sip:a@b;transport=udp", "sip:a@b;transport=udp"),
    ],
)
def test_request_uris(settings: SipSettings, target: str, uri: str) -> None:
    assert settings.request_uri(target) == uri


def test_a_number_needs_a_trunk() -> None:
    with pytest.raises(ValueError, match="trunk"):
        SipSettings().request_uri("1")


@pytest.mark.parametrize(
    ("trunk", "address"),
    [(None, "127.0.0.1"), ("127.0.0.1:5060", "127.0.0.1"), ("localhost", "127.0.0.1"), ("pbx.example", "0.0.0.0")],
)
def test_the_address_to_bind_follows_the_trunk(trunk: str | None, address: str) -> None:
    assert SipSettings(trunk=trunk).bind_address == address


@pytest.mark.parametrize(
    ("text", "parts"),
    [("a:1", ("a", 1)), ("a", ("a", 9)), ("[::1]:5", ("::1", 5)), ("[::1]", ("::1", 9)), ("::1", ("::1", 9))],
)
def test_addresses(text: str, parts: tuple[str, int]) -> None:
    assert split_address(text, 9) == parts
    assert address_in(f"<sip:user@{text};transport=udp>", 9) == parts
    assert address_in(text, 9) == parts


@pytest.mark.parametrize("size", [0, 1, 160, 1600])
def test_buffers_are_read_the_quick_way_and_rightly(size: int) -> None:
    vector = pj.ByteVector([index % 256 for index in range(size)])
    assert choose_reader() is read_directly
    assert read_directly(vector) == read_plainly(vector) == bytes(index % 256 for index in range(size))


def test_a_reader_that_reads_wrongly_is_not_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runtime.sip.library.read_directly", lambda vector: b"?" * len(vector))
    assert choose_reader() is read_plainly


def test_blocks_forget_the_oldest_and_count_it() -> None:
    blocks = Blocks()
    for number in range(KEPT_BLOCKS + 3):
        blocks.append(bytes([number]))
    assert [block[0] for _, block in blocks.take()][:2] == [3, 4]
    assert (blocks.lost, blocks.total) == (3, KEPT_BLOCKS + 3)


def test_the_log_keeps_digits_to_itself() -> None:
    info = "INFO sip:a@b SIP/2.0\r\nContent-Type: application/dtmf-relay\r\n\r\nSignal=5\r\nDuration=160\r\n"
    assert "Signal" not in without_digits(info)
    assert "7" not in without_digits("Call 0 dialing DTMF 7")
    assert without_digits("INVITE sip:123@b SIP/2.0") == "INVITE sip:123@b SIP/2.0"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (b"Ger\xe4t gest\xf6rt".decode("utf-8", "surrogateescape"), "Ger?t gest?rt"),
        ("Gerät gestört", "Gerät gestört"),
        ("\x1b[2JBusy\r\n Here\x7f", "[2JBusy Here"),
        ("x" * 500, "x" * 120),
    ],
)
def test_text_from_the_network_is_printable(text: str, shown: str) -> None:
    assert printable(text) == shown


@bounded
async def test_commands_run_on_the_thread_and_their_errors_come_back() -> None:
    thread = PjThread()
    thread.start()
    assert await thread.run(lambda: threading.current_thread().name) == "pjsua2"
    with pytest.raises(ZeroDivisionError):
        await thread.run(lambda: 1 // 0)
    await thread.stop(lambda: None)
    with pytest.raises(TelephoneError):
        await thread.run(lambda: None)


@bounded
async def test_a_cancelled_command_does_not_run() -> None:
    thread = PjThread()
    thread.start()
    ran: list[str] = []
    busy, go_on = threading.Event(), threading.Event()

    def block() -> None:
        busy.set()
        go_on.wait()

    thread.post(block)
    await trio.to_thread.run_sync(busy.wait)
    with trio.CancelScope() as scope:
        scope.cancel()
        await thread.run(lambda: ran.append("cancelled"))
    go_on.set()
    await thread.run(lambda: ran.append("after"))
    await thread.stop(lambda: None)
    assert ran == ["after"]


@bounded
async def test_a_command_that_has_begun_is_not_cancelled() -> None:
    thread = PjThread()
    thread.start()
    begun, go_on = threading.Event(), threading.Event()

    def work() -> str:
        begun.set()
        go_on.wait()
        return "done"

    results: list[str] = []

    async def command() -> None:
        results.append(await thread.run(work))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(command)
        await trio.to_thread.run_sync(begun.wait)
        nursery.cancel_scope.cancel()
        go_on.set()
    await thread.stop(lambda: None)
    assert results == ["done"]


@bounded
async def test_a_notice_that_fails_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    thread = PjThread()
    thread.start()
    heard = trio.Event()

    def fail() -> None:
        raise RuntimeError("boom")

    def say() -> None:
        thread.notify(fail)
        thread.notify(heard.set)

    thread.post(say)
    await heard.wait()
    await thread.stop(lambda: None)
    assert "a notice from PJSUA2 failed" in caplog.text
