"""Other people's programs as far ends, and when they are ready. Loopback and Linux only."""

import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import trio


async def listening(process: trio.Process, port: int) -> None:
    """Return once something has the UDP port, or the process has ended. Trying to bind it would be in its way."""
    table = trio.Path("/proc/net/udp")
    while process.returncode is None and f":{port:04X} " not in await table.read_text():  # noqa: ASYNC110
        await trio.sleep(0.01)  # the kernel tells nobody that a port was bound


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
        with trio.fail_after(60):
            await listening(process, port)
        assert process.returncode is None, (folder / "output").read_text(errors="replace")
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        with trio.CancelScope(shield=True, deadline=trio.current_time() + 5):
            await process.wait()
        if process.returncode is None:
            process.kill()
