"""Other people's programs as far ends: ports for them, and when they are ready. Loopback and Linux only."""

import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import trio


def free_ports() -> tuple[int, int]:
    """Two different UDP ports."""
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as two,
    ):
        one.bind(("127.0.0.1", 0))
        two.bind(("127.0.0.1", 0))
        return one.getsockname()[1], two.getsockname()[1]


async def listening(port: int) -> None:
    """Return once something has the UDP port. Trying to bind it would be in that something's way."""
    table = trio.Path("/proc/net/udp")
    while f":{port:04X} " not in await table.read_text():
        pass


@asynccontextmanager
async def running(
    command: list[str], folder: Path, port: int, environment: dict[str, str] | None = None
) -> AsyncIterator[trio.Process]:
    """A program, from when it listens at `port` to the end of the block; its words go to `output` in `folder`."""
    with (folder / "output").open("wb") as output:
        process = await trio.lowlevel.open_process(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=folder, env=environment
        )
    try:
        with trio.fail_after(10):
            await listening(port)
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        with trio.CancelScope(shield=True, deadline=trio.current_time() + 5):
            await process.wait()
        if process.returncode is None:
            process.kill()
