"""The leg over PJSUA2 keeps the contract of legs, both ends in one process."""

from collections.abc import AsyncIterator

import pytest

from runtime.ports import Leg
from runtime.sip.endpoint import open_telephone
from runtime.sip.settings import SipSettings
from tests.sip.contract import LegContract, Line

pytestmark = pytest.mark.sip


class TestSipLeg(LegContract):
    @pytest.fixture
    async def line(self) -> AsyncIterator[Line]:
        async with open_telephone(SipSettings(takes_calls=True)) as telephone:

            async def dial() -> tuple[Leg, Leg]:
                caller = await telephone.dial(f"sip:18005550100@{telephone.address}")
                callee = await telephone.incoming.receive()
                assert callee.called == "18005550100"
                return caller, callee

            yield dial
