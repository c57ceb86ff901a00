"""A server for each test that wants one, with a client whose token may do everything."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from runtime.supervisor import follower
from tests.server.serving import Served, configuration, served, with_flows


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call that a test begins is found at once."""
    monkeypatch.setattr(follower, "LOOK_SECONDS", 0.05)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Served]:
    with_flows(tmp_path)
    async with served(configuration(tmp_path)) as running:
        yield running


@pytest.fixture
async def client(server: Served) -> AsyncIterator[httpx.AsyncClient]:
    async with server.client(server.token) as found:
        yield found
