"""A gateway in memory, and the SDK's own client before it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, cast

import pytest
from mcp import Client

from runtime.access import SCOPES, Identity, Scope
from runtime.assistant import build
from tests.assistant.fake import FakeGateway

if TYPE_CHECKING:
    from runtime.gateway import Gateway

Connect = Callable[..., AbstractAsyncContextManager[Client]]


@pytest.fixture
def gateway() -> FakeGateway:
    return FakeGateway()


@pytest.fixture
def connect(gateway: FakeGateway) -> Connect:
    """Opens a client in this process, whose token has these scopes."""

    @asynccontextmanager
    async def opened(*scopes: Scope) -> AsyncIterator[Client]:
        who = Identity("alice", frozenset(scopes or SCOPES))
        async with Client(build(cast("Gateway", gateway), lambda _: who)) as client:
            yield client

    return opened
