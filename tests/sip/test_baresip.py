"""Calls with baresip (https://github.com/baresip/baresip) as the user's phone: it plays back to us what it hears."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import trio

from runtime.ports import Answered
from runtime.sip.endpoint import open_telephone
from runtime.sip.settings import SipSettings
from tests.sip import baresip
from tests.sip.baresip import needs_baresip
from tests.sip.contract import bounded, hear, next_event
from tests.sip.peer import open_peer
from tests.sip.tones import tone, write_wav

pytestmark = [pytest.mark.sip, needs_baresip]


@pytest.fixture
async def phone(tmp_path: Path) -> AsyncIterator[str]:
    """The URI of a phone that answers by itself."""
    async with baresip.phone(tmp_path) as uri:
        yield uri


@bounded
async def test_sound_comes_back_and_keys_arrive(phone: str, tmp_path: Path) -> None:
    async with open_telephone(SipSettings()) as telephone:
        leg = await telephone.dial(phone)
        await next_event(leg, Answered)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(leg.play, write_wav(tmp_path / "marker.wav", tone(700, 5.0)))
            await hear(leg, 700)
            nursery.cancel_scope.cancel()
        await leg.send_dtmf("5#")
        await leg.hangup()
        assert leg.ended is not None
        assert leg.ended.code == 200
    words = await trio.Path(tmp_path / "output").read_text(errors="replace")
    assert "received event: '5' (end=1)" in words
    assert "received event: '#' (end=1)" in words


@bounded
async def test_a_company_is_bridged_to_it(phone: str, tmp_path: Path) -> None:
    async with open_peer() as company, open_telephone(SipSettings(trunk=company.address)) as telephone:
        leg = await telephone.dial("18005550100")
        await company.expect("incoming")
        await company.order("answer", code=200)
        await next_event(leg, Answered)
        user = await telephone.dial(phone)
        await next_event(user, Answered)
        async with telephone.bridge(leg, user):
            await company.order("play", path=str(write_wav(tmp_path / "marker.wav", tone(700, 5.0))))
            await company.expect("tone", hz=700)
