"""From the request for a call to its INVITE, with a process that stands by and without.

The floor is a process that does nothing but send an INVITE by PJSUA2. Not responsible for what the call does then.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import trio

from tests.bench.serving.farend import FarEnd, far_end
from tests.bench.serving.figures import Pressure, quantile
from tests.bench.serving.served import LISTENING, served

BETWEEN_SECONDS = 8.0
"""From one call to the next: longer than a process takes to load, so that one stands by again."""

Call = TypeVar("Call")


async def measure(calls: int) -> None:
    """So many calls one after the other, each way."""
    print(f"\n{calls} calls, from the request to the INVITE at the trunk")
    pressure = Pressure()
    async with far_end() as trunk:
        command = [sys.executable, "-m", "tests.bench.bare_call", "bare", f"sip:x@{trunk.address}", "60"]

        async def begin() -> trio.Process:
            return await trio.lowlevel.open_process(command, stdout=subprocess.DEVNULL)

        floor = await _took(calls, trunk, begin, _killed)
    _show("a bare PJSUA2 process", floor, floor, pressure)
    for name, warm in (("a process stands by", 1), ("none does", 0)):
        pressure = Pressure()
        with tempfile.TemporaryDirectory() as place:
            async with (
                far_end() as trunk,
                served(Path(place), trunk.address, LISTENING, warm=warm, calls=1000) as server,
            ):
                took = await _took(calls, trunk, server.place, server.hang_up)
        _show(name, took, floor, pressure)


async def _took(
    calls: int, trunk: FarEnd, begin: Callable[[], Awaitable[Call]], end: Callable[[Call], Awaitable[None]]
) -> list[float]:
    """Seconds from where each is begun to its INVITE."""
    took = []
    for number in range(calls):
        await trio.sleep(BETWEEN_SECONDS)
        begun = time.time()
        call = await begin()
        invite = await trunk.happens("invite", number + 1)
        took.append(invite["at"] - begun)
        await end(call)
    return took


async def _killed(process: trio.Process) -> None:
    process.kill()
    await process.wait()


def _show(name: str, took: list[float], floor: list[float], pressure: Pressure) -> None:
    """One row."""
    half, most, worst = (1000 * quantile(took, share) for share in (0.5, 0.95, 1.0))
    print(
        f"{name:24} median {half:6.0f} ms   p95 {most:6.0f} ms   worst {worst:6.0f} ms   "
        f"{quantile(took, 0.5) / quantile(floor, 0.5):5.1f} x the bare one; "
        f"{pressure.percent():.0f} % of the time somebody waited for a core",
        flush=True,
    )
