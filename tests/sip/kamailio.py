"""Kamailio (https://www.kamailio.org) as the registrar and the trunk. Loopback only."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.sip.processes import running

KAMAILIO = shutil.which("kamailio") or shutil.which("kamailio", path="/usr/sbin")
CONFIGURATION = Path(__file__).parent / "scenarios" / "registrar.cfg"

needs_kamailio = pytest.mark.skipif(KAMAILIO is None, reason="Kamailio is not here: apt-get install kamailio")


@asynccontextmanager
async def registrar(folder: Path, company: str | None = None) -> AsyncIterator[str]:
    """The address of a registrar that knows alice, phone and desk, and sends numbers on to `company` (host:port)."""
    port = free_port()
    command = [KAMAILIO or "kamailio", "-f", str(CONFIGURATION), "-DD", "-E", "-m", "16", "-M", "4"]
    command += ["-l", f"udp:127.0.0.1:{port}", "-Y", str(folder), "-P", str(folder / "pid")]
    environment = {**os.environ, "COMPANY": company or ""}
    async with running(command, folder, port, environment):
        yield f"127.0.0.1:{port}"
