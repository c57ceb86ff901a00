"""Opening and leaving a telephone: what it holds it gives back, and it prints nothing."""

import signal
import socket
import subprocess
import sys
import textwrap
from contextlib import suppress
from pathlib import Path

import pytest
import trio

from runtime.ports import Answered, Ended
from runtime.sip.endpoint import open_telephone
from runtime.sip.errors import RegistrationFailed, TelephoneError, TooManyCalls
from runtime.sip.settings import SipSettings
from tests.sip.contract import bounded, next_event
from tests.sip.peer import open_peer

pytestmark = pytest.mark.sip

CALLER = """
import sys, trio
from contextlib import suppress
from pathlib import Path
from runtime.ports import Answered
from runtime.sip.endpoint import open_telephone
from runtime.sip.settings import SipSettings

async def main():
    async with open_telephone(SipSettings(trunk=sys.argv[1], log_file=Path(sys.argv[2]))) as telephone:
        leg = await telephone.dial("1")
        async for event in leg.events:
            if isinstance(event, Answered):
                break
        await leg.send_dtmf("4711")
        if len(sys.argv) > 3:
            sys.stderr.write("up " + telephone.address + chr(10))
            await trio.sleep_forever()

trio.run(main)
"""


def port_of(address: str) -> int:
    return int(address.rpartition(":")[2])


def is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


@bounded
async def test_leaving_hangs_up_and_frees_the_port() -> None:
    async with open_peer() as peer:
        async with open_telephone(SipSettings(trunk=peer.address)) as telephone:
            address = telephone.address
            leg = await telephone.dial("1")
            await peer.expect("incoming")
            await peer.order("answer", code=200)
            await next_event(leg, Answered)
            assert not is_free(port_of(address))
        assert leg.ended is not None
        assert not leg.ended.by_far_end
        assert (await peer.expect("Ended"))["code"] == 200
        assert is_free(port_of(address))


@bounded
async def test_cancelling_hangs_up_and_frees_the_port() -> None:
    async with open_peer() as peer:
        with trio.CancelScope() as scope:
            async with open_telephone(SipSettings(trunk=peer.address)) as telephone:
                address = telephone.address
                leg = await telephone.dial("1")
                await peer.expect("incoming")
                scope.cancel()
                await leg.hangup()
        await peer.expect("Ended")
        assert is_free(port_of(address))


@bounded
async def test_hanging_up_on_a_far_end_that_has_vanished_does_not_take_long() -> None:
    async with open_peer() as peer, open_telephone(SipSettings(trunk=peer.address)) as telephone:
        leg = await telephone.dial("1")
        await peer.expect("incoming")
        await peer.order("answer", code=200)
        await next_event(leg, Answered)
        peer.vanish()
        started = trio.current_time()
        await leg.hangup()
        assert trio.current_time() - started < 3.0
        assert not (await next_event(leg, Ended)).by_far_end


@bounded
async def test_leaving_does_not_wait_for_a_far_end_that_has_vanished() -> None:
    async with open_peer() as peer:
        async with open_telephone(SipSettings(trunk=peer.address)) as telephone:
            address = telephone.address
            leg = await telephone.dial("1")
            await peer.expect("incoming")
            await peer.order("answer", code=200)
            await next_event(leg, Answered)
            peer.vanish()
            started = trio.current_time()
        assert trio.current_time() - started < 3.0
        assert leg.ended is not None
        assert is_free(port_of(address))


@bounded
async def test_a_registrar_that_cannot_be_told_does_not_keep_the_port() -> None:
    async with open_telephone(SipSettings()) as telephone:
        account = telephone._core._account
        assert account is not None
        account.registered = True  # PJSIP knows better, and refuses to unregister
    assert is_free(port_of(telephone.address))


@bounded
async def test_a_failing_block_keeps_its_own_exception() -> None:
    with pytest.raises(ZeroDivisionError):
        async with open_telephone(SipSettings()):
            raise ZeroDivisionError


@bounded
async def test_nothing_is_printed_and_no_digit_is_logged(tmp_path: Path) -> None:
    log = tmp_path / "sip.log"
    async with open_peer() as peer, trio.open_nursery() as nursery:

        async def company() -> None:
            await peer.expect("incoming")
            await peer.order("answer", code=200)

        nursery.start_soon(company)
        result = await trio.run_process(
            [sys.executable, "-X", "dev", "-W", "ignore", "-c", CALLER, peer.address, str(log)],
            capture_stdout=True,
            capture_stderr=True,
        )
    assert (result.stdout, result.stderr) == (b"", b"")
    text = log.read_text()
    assert "INVITE sip:1@" in text
    assert text.count("(withheld)") >= 4
    assert not [line for line in text.splitlines() if "DTMF" in line and "(withheld)" not in line]


@bounded
async def test_ctrl_c_hangs_up(tmp_path: Path) -> None:
    async with open_peer() as peer:
        command = [sys.executable, "-c", CALLER, peer.address, str(tmp_path / "sip.log"), "stay"]
        process = await trio.lowlevel.open_process(command, stderr=subprocess.PIPE)
        await peer.expect("incoming")
        await peer.order("answer", code=200)
        assert process.stderr is not None
        up = await process.stderr.receive_some()
        process.send_signal(signal.SIGINT)
        started = trio.current_time()
        await peer.expect("Ended", by_far_end=True)
        await process.wait()
        assert trio.current_time() - started < 3.0
        assert is_free(port_of(up.decode().split()[1]))


@bounded
async def test_a_dead_port_is_noticed_at_once() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    async with open_telephone(SipSettings(trunk=f"127.0.0.1:{port}")) as telephone:
        started = trio.current_time()
        leg = await telephone.dial("1")
        ended = await next_event(leg, Ended)
        assert (ended.code, ended.by_far_end) == (0, False)
        assert "refuses connections" in ended.reason
        assert trio.current_time() - started < 1.0


@bounded
async def test_a_dead_port_is_noticed_at_once_by_tcp() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    async with open_telephone(SipSettings(trunk=f"127.0.0.1:{port}", transport="tcp")) as telephone:
        ended = await next_event(await telephone.dial("1"), Ended)
        assert (ended.code, ended.by_far_end) == (0, False)
        assert "refused" in ended.reason.lower()


@bounded
async def test_a_trunk_that_says_nothing_is_given_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind(("127.0.0.1", 0))
        trunk = f"127.0.0.1:{deaf.getsockname()[1]}"
        async with open_telephone(SipSettings(trunk=trunk, no_response_within=1.0)) as telephone:
            leg = await telephone.dial("1")
            ended = await next_event(leg, Ended)
            assert (ended.code, ended.by_far_end) == (0, False)
            assert "no response" in ended.reason
            await leg.hangup()


@bounded
async def test_calls_that_were_given_up_make_room_for_others() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind(("127.0.0.1", 0))
        trunk = f"127.0.0.1:{deaf.getsockname()[1]}"
        async with open_telephone(SipSettings(trunk=trunk, no_response_within=0.5)) as telephone:
            legs = [await telephone.dial("1") for _ in range(4)]
            with pytest.raises(TooManyCalls):
                await telephone.dial("1")
            for leg in legs:
                assert "no response" in (await next_event(leg, Ended)).reason
            again = None
            while again is None:  # as `bounded` allows: less than the 32 s that PJSIP takes by itself
                with suppress(TooManyCalls):
                    again = await telephone.dial("1")


@pytest.mark.parametrize("deaf", [True, False])
@bounded
async def test_a_registrar_that_is_not_there_fails_the_opening(deaf: bool) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        trunk = f"127.0.0.1:{taken.getsockname()[1]}"
        if not deaf:
            taken.close()
        settings = SipSettings(trunk=trunk, register=True, username="a", password="b", no_response_within=1.0)
        with pytest.raises(RegistrationFailed, match="no response" if deaf else "refuses") as failure:
            async with open_telephone(settings):
                pytest.fail("it opened")
        assert failure.value.code == 0


@bounded
async def test_an_address_that_is_not_ours_is_refused() -> None:
    with pytest.raises(TelephoneError):
        async with open_telephone(SipSettings(bind="192.0.2.1")):
            pytest.fail("it opened")


@bounded
async def test_a_log_that_cannot_be_written_is_said_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="missing"):
        async with open_telephone(SipSettings(log_file=tmp_path / "missing" / "sip.log")):
            pytest.fail("it opened")
    async with open_telephone(SipSettings()) as telephone:
        assert port_of(telephone.address)


def test_the_password_is_in_no_representation() -> None:
    assert "geheim" not in repr(SipSettings(username="a", password="geheim"))


def test_the_module_can_be_imported_without_a_sound() -> None:
    code = textwrap.dedent("""
        import runtime.sip.endpoint
    """)
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert (result.stdout, result.stderr) == (b"", b"")
