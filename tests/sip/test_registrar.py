"""Registration and digest authentication with Kamailio (https://www.kamailio.org)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from runtime.ports import Answered, Ended
from runtime.sip.endpoint import open_telephone
from runtime.sip.errors import RegistrationFailed
from runtime.sip.settings import SipSettings
from tests.sip import kamailio
from tests.sip.contract import bounded, next_event
from tests.sip.kamailio import needs_kamailio
from tests.sip.peer import open_peer

pytestmark = [pytest.mark.sip, needs_kamailio]


@pytest.fixture
async def registrar(tmp_path: Path) -> AsyncIterator[str]:
    """The address of a registrar that knows alice and phone."""
    async with kamailio.registrar(tmp_path) as address:
        yield address


@bounded
async def test_a_registered_phone_is_called_through_the_registrar(registrar: str) -> None:
    alice = SipSettings(trunk=registrar, register=True, username="alice", password="open sesame")
    async with (
        open_peer(trunk=registrar, register=True, username="phone", password="ring ring") as phone,
        open_telephone(alice) as telephone,
    ):
        leg = await telephone.dial("phone")
        assert "alice@" in (await phone.expect("incoming"))["remote"]
        await phone.order("answer", code=200)
        await next_event(leg, Answered)
        await phone.order("hangup")
        assert (await next_event(leg, Ended)).by_far_end


@bounded
async def test_leaving_unregisters(registrar: str) -> None:
    async with open_peer(trunk=registrar, register=True, username="phone", password="ring ring"):
        pass
    alice = SipSettings(trunk=registrar, username="alice", password="open sesame")
    async with open_telephone(alice) as telephone:
        ended = await next_event(await telephone.dial("phone"), Ended)
        assert (ended.code, ended.reason) == (480, "Nobody Home")


@pytest.mark.parametrize(("username", "password"), [("alice", "wrong"), ("mallory", "open sesame"), ("alice", None)])
@bounded
async def test_wrong_credentials_fail_the_opening(registrar: str, username: str, password: str | None) -> None:
    settings = SipSettings(trunk=registrar, register=True, username=username, password=password)
    with pytest.raises(RegistrationFailed) as failure:
        async with open_telephone(settings):
            pytest.fail("it opened")
    assert failure.value.code == 401
    assert str(password) not in str(failure.value)


@bounded
async def test_wrong_credentials_end_a_call(registrar: str) -> None:
    settings = SipSettings(trunk=registrar, username="alice", password="wrong")
    async with open_telephone(settings) as telephone:
        ended = await next_event(await telephone.dial("phone"), Ended)
        assert (ended.code, ended.by_far_end) == (407, True)
