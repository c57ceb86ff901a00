"""Two legs joined: a call to the company and a call to the phone, each in a process of its own."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import trio

from runtime.ports import Answered, Ended, LegClosed
from runtime.sip.endpoint import SipTelephone, open_telephone
from runtime.sip.leg import SipLeg
from runtime.sip.settings import SipSettings
from tests.sip.contract import bounded, next_event
from tests.sip.peer import Peer, open_peer
from tests.sip.tones import read_wav, stretches, tone, write_wav

pytestmark = pytest.mark.sip


class Parties:
    """Company and phone, the legs to them, and a marker sound for each to play."""

    def __init__(self, telephone: SipTelephone, company: Peer, phone: Peer, folder: Path) -> None:
        self.telephone = telephone
        self.company = company
        self.phone = phone
        self.folder = folder
        self.low = str(write_wav(folder / "low.wav", tone(700, 1.0)))
        self.high = str(write_wav(folder / "high.wav", tone(1100, 1.0)))

    async def call(self, peer: Peer, name: str) -> SipLeg:
        """An answered leg to `peer`, both sides recorded under `name`."""
        leg = await self.telephone.dial(
            f"sip:{name}@{peer.address}",
            record_far=self.folder / f"{name}-far.wav",
            record_near=self.folder / f"{name}-near.wav",
        )
        await peer.expect("incoming")
        await peer.order("answer", code=200)
        await next_event(leg, Answered)
        return leg

    def heard(self, name: str, hz: int) -> float:
        """Seconds of `hz` in a recording."""
        return sum(seconds for found, seconds in stretches(read_wav(self.folder / name)[1]) if found == hz)


@pytest.fixture
async def parties(tmp_path: Path) -> AsyncIterator[Parties]:
    async with AsyncExitStack() as stack:
        company = await stack.enter_async_context(open_peer())
        phone = await stack.enter_async_context(open_peer())
        telephone = await stack.enter_async_context(open_telephone(SipSettings()))
        yield Parties(telephone, company, phone, tmp_path)


@bounded
async def test_each_hears_the_other_and_the_recordings_hold_both(parties: Parties) -> None:
    company, phone = await parties.call(parties.company, "company"), await parties.call(parties.phone, "phone")
    async with parties.telephone.bridge(company, phone):
        await parties.company.order("play", path=parties.low)
        await parties.phone.expect("tone", hz=700)
        await parties.company.expect("done", order="play")
        await parties.phone.order("play", path=parties.high)
        await parties.company.expect("tone", hz=1100)
        await parties.phone.expect("done", order="play")
    await company.hangup()
    await phone.hangup()
    assert parties.heard("company-far.wav", 700) >= 0.8
    assert parties.heard("company-near.wav", 1100) >= 0.8
    assert parties.heard("company-near.wav", 700) == 0
    assert parties.heard("phone-far.wav", 1100) >= 0.8
    assert parties.heard("phone-near.wav", 700) >= 0.8


@bounded
async def test_the_bridge_survives_hold_and_new_media_of_either_side(parties: Parties) -> None:
    company, phone = await parties.call(parties.company, "company"), await parties.call(parties.phone, "phone")
    async with parties.telephone.bridge(company, phone):
        for side, other in ((parties.company, parties.phone), (parties.phone, parties.company)):
            for order in ("hold", "unhold", "remedia"):
                await side.order(order)
                await side.expect("done", order=order)
            await side.order("play", path=parties.low)
            await other.expect("tone", hz=700)
            await other.expect("tone", hz=0)
            await other.order("play", path=parties.high)
            await side.expect("tone", hz=1100)
            await side.expect("tone", hz=0)


@bounded
async def test_the_bridge_ends_with_its_block(parties: Parties) -> None:
    company, phone = await parties.call(parties.company, "company"), await parties.call(parties.phone, "phone")
    long = str(write_wav(parties.folder / "long.wav", tone(700, 10.0)))
    async with parties.telephone.bridge(company, phone):
        await parties.company.order("play", path=long)
        await parties.phone.expect("tone", hz=700)
    await parties.phone.expect("tone", hz=0)
    assert company.ended is None
    assert phone.ended is None


@bounded
async def test_one_leg_may_end_within_the_block(parties: Parties) -> None:
    company, phone = await parties.call(parties.company, "company"), await parties.call(parties.phone, "phone")
    async with parties.telephone.bridge(company, phone):
        await parties.company.order("hangup")
        assert (await next_event(company, Ended)).by_far_end
    await phone.play(Path(parties.low))
    await parties.phone.expect("tone", hz=700)
    with pytest.raises(LegClosed):
        async with parties.telephone.bridge(company, phone):
            pytest.fail("it was bridged")
    with pytest.raises(LegClosed):
        async with parties.telephone.bridge(phone, company):
            pytest.fail("it was bridged")


@bounded
async def test_keys_of_the_phone_do_not_become_keys_to_the_company(parties: Parties) -> None:
    company, phone = await parties.call(parties.company, "company"), await parties.call(parties.phone, "phone")
    async with parties.telephone.bridge(company, phone):
        await parties.phone.order("keys", keys="5")
        await parties.phone.expect("done", order="keys")
        await company.send_dtmf("1")
        assert (await parties.company.expect("DigitReceived"))["digit"] == "1"


@bounded
async def test_cancelling_the_block_ends_the_bridge(parties: Parties) -> None:
    company, phone = await parties.call(parties.company, "company"), await parties.call(parties.phone, "phone")
    long = str(write_wav(parties.folder / "long.wav", tone(700, 10.0)))
    with trio.CancelScope() as scope:
        async with parties.telephone.bridge(company, phone):
            await parties.company.order("play", path=long)
            await parties.phone.expect("tone", hz=700)
            scope.cancel()
            await trio.lowlevel.checkpoint()
    await parties.phone.expect("tone", hz=0)
