"""The rehearsed company and phone as processes, called over SIP and RTP on this machine."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import trio

from holdlang.errors import UsageError
from holdlang.numbers import REHEARSAL
from runtime.ports import Answered, Ended, Leg
from runtime.rehearse.process import Peer, Rehearsed, rehearsed
from runtime.rehearse.studio import read_wav
from runtime.sip.endpoint import SipTelephone, open_telephone
from runtime.sip.settings import SipSettings
from tests.rehearse.conftest import marker

pytestmark = pytest.mark.sip


def likeness(recording: Path) -> float:
    """How much the best matching stretch of `recording` is like the marker: 1 is the same, noise is below 0.2. A packet
    that slips on a busy machine moves up to half of the marker."""
    wanted, heard = marker().astype(float), read_wav(recording)[0].astype(float)
    size = len(wanted) + len(heard)
    product = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(wanted, size)), size)[: len(heard)]
    energy = np.convolve(heard**2, np.ones(len(wanted)))[len(wanted) - 1 :]
    best = int(np.argmax(product))
    return float(product[best] / np.sqrt(np.sum(wanted**2) * max(energy[best], 1)))


@asynccontextmanager
async def caller() -> AsyncIterator[SipTelephone]:
    with trio.fail_after(60):
        async with open_telephone(SipSettings()) as telephone:
            yield telephone


async def until(leg: Leg, event: type) -> object:
    async for found in leg.events:
        if isinstance(found, event):
            return found
    raise AssertionError(f"the leg never had {event.__name__}")


def port_is_free(address: str) -> bool:
    host, _, port = address.partition(":")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((host, int(port)))
        except OSError:
            return False
        return True


async def test_through_the_menu_to_the_person_and_on_to_the_phone(shop: Path, tmp_path: Path) -> None:
    async with rehearsed(shop, ring_seconds=0.2) as peers, caller() as telephone:
        leg = await telephone.dial(f"sip:5551234@{peers.company_address}", record_far=tmp_path / "far.wav")
        await until(leg, Answered)
        prompt = await peers.company.happens("prompt")
        await leg.send_dtmf("3")
        human = await peers.company.happens("human")
        phone = await telephone.dial(f"sip:sip_phone@{peers.phone_address}")
        assert (await peers.phone.happens("human")).data["text"].startswith("Hello, this is the card holder")
        await phone.hangup()
        await leg.hangup()
        assert (await peers.company.happens("ended")).data["by"] == "caller"
        names = [event.event for event in peers.company.events]
    assert names == [
        "incoming", "ringing", "answered", "prompt", "digit", "decided", "music", "announcement", "human", "ended",
    ]  # fmt: skip
    assert human.at - prompt.at < prompt.data["seconds"] + 8
    sound, rate = read_wav(tmp_path / "far.wav")
    answered = next(event for event in peers.company.events if event.event == "answered")
    voice = round((human.at - answered.at) * rate)
    before, after = sound[voice - rate // 5 : voice - rate // 20], sound[voice + rate // 10 : voice + rate // 2]
    assert np.std(after) > 10 * np.std(before)


async def test_three_callers_at_once_each_have_a_call_of_their_own(shop: Path, tmp_path: Path) -> None:
    async with rehearsed(shop, ring_seconds=0.2) as peers, caller() as telephone:
        legs = [
            await telephone.dial(f"sip:x@{peers.company_address}", record_far=tmp_path / f"{n}.wav") for n in range(3)
        ]
        for leg in legs:
            await until(leg, Answered)
        for call in (1, 2, 3):
            await peers.company.happens("prompt", call=call)
        for leg, keys in zip(legs, ("3", "42", "9"), strict=True):
            await leg.send_dtmf(keys)
        decided = {str((await peers.company.happens("decided", call=call)).data["keys"]): call for call in (1, 2, 3)}
        await peers.company.happens("play", call=decided["42"])
        await peers.company.happens("announcement", call=decided["3"])
        for leg in legs:
            await leg.hangup()
    assert set(decided) == {"3", "42", "9"}
    assert likeness(tmp_path / "1.wav") > 0.45
    assert likeness(tmp_path / "0.wav") < 0.4
    assert likeness(tmp_path / "2.wav") < 0.4


async def test_recordings_hold_what_a_peer_heard_and_sent(shop: Path, tmp_path: Path) -> None:
    async with rehearsed(shop, ring_seconds=0, record=tmp_path / "record") as peers, caller() as telephone:
        leg = await telephone.dial(f"sip:x@{peers.company_address}")
        await until(leg, Answered)
        await peers.company.happens("prompt")
        await leg.play(tmp_path / "marker.wav")
        await leg.send_dtmf("42")
        await peers.company.happens("wait")
        await leg.hangup()
        await peers.company.happens("ended")
    assert likeness(tmp_path / "record/company/call-1-far.wav") > 0.45
    assert likeness(tmp_path / "record/company/call-1-near.wav") > 0.45


async def test_a_company_that_is_busy(shop: Path) -> None:
    async with rehearsed(f"{shop}#busy") as peers, caller() as telephone:
        ended = await until(await telephone.dial(f"sip:x@{peers.company_address}"), Ended)
        assert isinstance(ended, Ended)
        assert ended.code == 486


async def test_a_company_that_does_not_answer(shop: Path) -> None:
    async with rehearsed(f"{shop}#nobody") as peers, caller() as telephone:
        leg = await telephone.dial(f"sip:x@{peers.company_address}")
        await peers.company.happens("ringing")
        await leg.hangup()
        assert (await peers.company.happens("ended")).data["by"] == "caller"
        assert "answered" not in [event.event for event in peers.company.events]


async def test_the_phone_can_be_a_tree_of_the_file(shop: Path) -> None:
    async with rehearsed(shop) as peers, caller() as telephone:
        ended = await until(await telephone.dial(f"sip:busy@{peers.phone_address}"), Ended)
        assert isinstance(ended, Ended)
        assert ended.code == 486


async def test_ports_are_free_afterwards(shop: Path) -> None:
    async with rehearsed(shop) as peers:
        addresses = [peers.company_address, peers.phone_address]
        assert [port_is_free(address) for address in addresses] == [False, False]
    assert [port_is_free(address) for address in addresses] == [True, True]


async def test_cancelling_ends_the_peers_in_the_middle_of_a_call(shop: Path) -> None:
    async with caller() as telephone:
        with trio.CancelScope() as scope:
            async with rehearsed(shop, ring_seconds=0) as peers:
                leg = await telephone.dial(f"sip:x@{peers.company_address}")
                await peers.company.happens("prompt")
                scope.cancel()
                await trio.sleep_forever()
        assert port_is_free(peers.company_address)
        assert isinstance(await until(leg, Ended), Ended)


def company_process() -> int:
    """The process of our company: a child of ours that rehearses and is no phone."""
    for child in [
        int(word) for path in Path("/proc/self/task").glob("*/children") for word in path.read_text().split()
    ]:
        arguments = Path(f"/proc/{child}/cmdline").read_text().split("\0")
        if "rehearse" in arguments and "--phone" not in arguments:
            return child
    raise AssertionError("there is no company")


@pytest.mark.parametrize(
    ("ending", "words"), [(signal.SIGKILL, "was killed by SIGKILL"), (signal.SIGTERM, "was told to stop")]
)
async def test_a_company_that_ends_in_the_middle_of_a_call_is_said(
    shop: Path, ending: signal.Signals, words: str
) -> None:
    async def rehearse() -> None:
        async with rehearsed(shop, ring_seconds=0) as peers, caller() as telephone:
            await until(await telephone.dial(f"sip:x@{peers.company_address}"), Answered)
            os.kill(company_process(), ending)
            await trio.sleep_forever()

    with pytest.raises(ExceptionGroup) as group:
        await rehearse()
    (fault,) = group.value.exceptions
    assert isinstance(fault, UsageError)
    assert words in str(fault)


async def test_a_company_ends_when_its_parent_is_killed(shop: Path) -> None:
    """Its standard output, which only it holds by then, comes to an end."""
    parent = (
        "import subprocess, sys, time\n"
        "command = [sys.executable, '-m', 'holdlang', 'rehearse', '--json', '--exit-with-parent', sys.argv[1]]\n"
        "subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)\n"
        "time.sleep(600)\n"
    )
    with trio.fail_after(60):
        async with trio.open_nursery() as nursery:
            run = partial(
                trio.run_process, [sys.executable, "-c", parent, str(shop)], stdout=subprocess.PIPE, check=False
            )
            process: trio.Process = await nursery.start(run)
            assert process.stdout is not None
            ready = await process.stdout.receive_some()
            process.send_signal(signal.SIGKILL)
            while await process.stdout.receive_some():
                pass
    address = ready.decode().split('"')[3]
    assert port_is_free(address)


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("bad.hold", "unknown label `nowhere`"),
        ("none.hold", "cannot read the tree file"),
        ("shop.tree.hold#x", "no tree `x`"),
    ],
)
async def test_a_wrong_tree_file_is_a_usage_error(shop: Path, reference: str, words: str) -> None:
    (shop.parent / "bad.hold").write_text("tree bad\ngoto nowhere")
    with pytest.raises(UsageError, match=words):
        async with rehearsed(str(shop.parent / reference)):
            raise AssertionError("it must not get ready")


def test_the_command_says_what_is_wrong_and_exits_with_2(tmp_path: Path) -> None:
    (tmp_path / "bad.hold").write_text("tree bad\ngoto nowhere")
    command = [sys.executable, "-m", "holdlang", "rehearse", str(tmp_path / "bad.hold")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "bad.hold:2:6" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_a_signal_ends_the_rehearsal_in_good_order(shop: Path, ending: signal.Signals) -> None:
    with trio.fail_after(60):
        async with trio.open_nursery() as nursery:
            command = [sys.executable, "-m", "holdlang", "rehearse", str(shop)]
            run = partial(trio.run_process, command, stdout=subprocess.PIPE, check=False, start_new_session=True)
            process: trio.Process = await nursery.start(run)
            assert process.stdout is not None
            ready = (await process.stdout.receive_some()).decode()
            process.send_signal(ending)
    assert process.returncode == 0
    assert re.match(r"shop takes calls at sip:shop@127\.0\.0\.1:\d+ \(seed \d+; Ctrl-C ends the rehearsal\)", ready)


def test_a_port_in_use_is_told(shop: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "holdlang", "rehearse", str(shop), "--port", port]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert f"127.0.0.1:{port}" in done.stderr


async def test_a_peer_that_has_ended_keeps_nobody_waiting(shop: Path) -> None:
    peer = Peer()
    with trio.fail_after(60):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(peer.run, [str(shop), "--bind", "no such host"])
            with pytest.raises(UsageError, match="cannot take calls"):
                await peer.happens("digit")


def test_a_company_is_called_in_place_of_any_number_and_of_none() -> None:
    peers = Rehearsed(Peer(), Peer(), 1)
    peers.company.address = "127.0.0.1:5070"
    assert peers.company_uri("1-800-FLOWERS") == "sip:18003569377@127.0.0.1:5070"
    assert peers.company_uri("sip:desk@pbx.example") == "sip:desk@127.0.0.1:5070"
    assert peers.company_uri(REHEARSAL) == "sip:rehearsal@127.0.0.1:5070"
    with pytest.raises(ValueError, match="no digit"):
        peers.company_uri("somebody")


async def test_a_peer_tells_events_that_came_before_one_asked() -> None:
    peer = Peer()
    for line in (
        '{"ready": "127.0.0.1:1"}',
        '{"event": "digit", "at": 1, "wall": 2.5, "call": 1, "tree": "t", "step": "s", "digit": "3"}',
        '{"event": "digit", "at": 2, "wall": 3.5, "call": 2, "tree": "t", "step": "s", "digit": "4"}',
    ):
        peer.take(line)
    assert (await peer.happens("digit")).data == {"digit": "3"}
    assert (await peer.happens("digit", call=2)).data == {"digit": "4"}
