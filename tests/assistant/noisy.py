"""A process that serves a gateway in memory over stdio, and writes to standard output what does not belong there."""

import os
import subprocess
from typing import TYPE_CHECKING, cast

import trio

from runtime.assistant import serve
from runtime.gateway.models import DeviceView
from tests.assistant.fake import FakeGateway

if TYPE_CHECKING:
    from runtime.gateway import Gateway


class NoisyGateway(FakeGateway):
    """Prints, as careless libraries do."""

    async def devices(self) -> list[DeviceView]:
        print("by Python", flush=True)
        os.write(1, b"by the system\n")
        await trio.run_process(["echo", "by a child"], stdout=None, stderr=subprocess.DEVNULL)
        return await super().devices()


if __name__ == "__main__":
    gateway = NoisyGateway()
    trio.run(serve, cast("Gateway", gateway))
