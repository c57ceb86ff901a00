"""Calls with SIPp (https://sipp.sourceforge.net), a SIP stack that is not PJSIP."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trio

from runtime.ports import Answered, CommandFailed, DigitReceived, Ended, Ringing
from runtime.sip.endpoint import SipTelephone, open_telephone
from runtime.sip.leg import SipLeg
from runtime.sip.settings import SipSettings
from tests.ports import free_port
from tests.sip.contract import bounded, next_event
from tests.sip.processes import running

SIPP = shutil.which("sipp")
SCENARIOS = Path(__file__).parent / "scenarios"

pytestmark = [
    pytest.mark.sip,
    pytest.mark.skipif(SIPP is None, reason="SIPp is not here: apt-get install sip-tester"),
]


def errors(folder: Path) -> str:
    """What SIPp says went wrong."""
    return "".join(path.read_text() for path in folder.glob("*errors.log"))


@asynccontextmanager
async def sipp(
    scenario: str, folder: Path, *arguments: str, refusal: str = "486 Busy Here", answer: str = "200 OK"
) -> AsyncIterator[int]:
    """SIPp plays a scenario once, on the port given; it must come out right after the block. `answer` is what comes of
    the call that it is asked to make."""
    port, media = free_port(), free_port()
    script = folder / "scenario.xml"
    words = (SCENARIOS / f"{scenario}.xml").read_text().replace("486 Busy Here", refusal)
    words = words.replace("SIP/2.0 200 OK\n\n  ]]>", f"SIP/2.0 {answer}\n\n  ]]>")
    script.write_text(words, encoding="utf-8", errors="surrogateescape")
    command = [SIPP or "sipp", "-sf", str(script), "-i", "127.0.0.1", "-p", str(port), "-mp", str(media), "-m", "1"]
    async with running([*command, "-nostdin", "-timeout", "20", "-trace_err", *arguments], folder, port) as process:
        yield port
        with trio.fail_after(60):
            assert await process.wait() == 0, errors(folder)


@asynccontextmanager
async def call(
    scenario: str, folder: Path, refusal: str = "486 Busy Here", answer: str = "200 OK"
) -> AsyncIterator[SipLeg]:
    """Dial SIPp."""
    async with (
        sipp(scenario, folder, refusal=refusal, answer=answer) as port,
        open_telephone(SipSettings(trunk=f"127.0.0.1:{port}")) as telephone,
    ):
        yield await telephone.dial("18005550100")


@bounded
async def test_a_company_answers_and_presses_a_key(tmp_path: Path) -> None:
    async with call("company", tmp_path) as leg:
        assert isinstance(await leg.events.receive(), Ringing)
        assert isinstance(await leg.events.receive(), Answered)
        assert (await next_event(leg, DigitReceived)).digit == "5"
        await leg.send_dtmf("1")
        await leg.hangup()
        assert leg.ended is not None
        assert leg.ended.code == 200


@pytest.mark.parametrize(
    ("code", "reason"), [(404, "Not Found"), (480, "Temporarily Unavailable"), (486, "Busy Here"), (603, "Decline")]
)
@bounded
async def test_a_refusal_is_told(tmp_path: Path, code: int, reason: str) -> None:
    async with call("refuse", tmp_path, f"{code} {reason}") as leg:
        ended = await next_event(leg, Ended)
        assert (ended.code, ended.reason, ended.by_far_end) == (code, reason, True)


@bounded
async def test_a_refusal_in_another_encoding_can_be_written_down(tmp_path: Path) -> None:
    async with call("refuse", tmp_path, b"488 Ger\xe4t gest\xf6rt".decode("utf-8", "surrogateescape")) as leg:
        ended = await next_event(leg, Ended)
        assert (ended.code, ended.reason) == (488, "Ger?t gest?rt")


@bounded
async def test_a_redirection_is_not_followed(tmp_path: Path) -> None:
    async with call("redirect", tmp_path) as leg:
        ended = await next_event(leg, Ended)
        assert (ended.code, ended.by_far_end) == (302, True)


@bounded
async def test_a_call_that_only_rings_is_cancelled_in_time_even_if_the_far_end_botches_it(tmp_path: Path) -> None:
    async with call("ring", tmp_path) as leg:
        assert isinstance(await leg.events.receive(), Ringing)
        started = trio.current_time()
        await leg.hangup()
        assert trio.current_time() - started < 3.0
        assert not (await next_event(leg, Ended)).by_far_end


@bounded
async def test_a_company_is_handed_over(tmp_path: Path) -> None:
    async with call("refer", tmp_path) as leg:
        await next_event(leg, Answered)
        await leg.refer("sip:phone@127.0.0.1:5099")
        assert leg.ended is None
        await leg.hangup()


@bounded
async def test_a_company_that_does_not_get_through_says_so(tmp_path: Path) -> None:
    async with call("refer", tmp_path, answer="486 Busy Here") as leg:
        await next_event(leg, Answered)
        with pytest.raises(CommandFailed, match=r"did not get through \(486 Busy Here\)"):
            await leg.refer("sip:phone@127.0.0.1:5099")
        await leg.hangup()


@bounded
async def test_a_caller_without_telephone_events_gets_keys_by_info(tmp_path: Path) -> None:
    async with open_telephone(SipSettings(takes_calls=True)) as telephone, trio.open_nursery() as nursery:

        async def answer(telephone: SipTelephone) -> None:
            leg = await telephone.incoming.receive()
            assert leg.called == "phone"
            assert leg.remote.startswith("sip:caller@127.0.0.1")
            await leg.answer(180)
            await leg.answer()
            assert (await next_event(leg, DigitReceived)).digit == "#"
            await leg.send_dtmf("1")
            assert (await next_event(leg, Ended)).by_far_end

        nursery.start_soon(answer, telephone)
        async with sipp("caller", tmp_path, "-s", "phone", telephone.address):
            pass
