"""The routes of the server itself: is it there, can it work, figures, and passes for browsers."""

from pydantic import BaseModel

from runtime.gateway.errors import Unavailable
from runtime.gateway.models import Body, CallId
from runtime.gateway.parts import in_thread
from runtime.server.route import Asked, Routes

system = Routes()

PROBE = 4096
"""Bytes that are written to see whether the disk takes any: an empty file fits on a disk that is full."""


class Health(BaseModel):
    """What holds."""

    status: str
    checks: dict[str, bool] = {}


class TicketRequest(Body):
    """A pass for the sound of a call; without one, for the stream of events."""

    call_id: CallId | None = None


class TicketView(BaseModel):
    """A pass, for `?ticket=`."""

    ticket: str


@system.add("GET", "/healthz", None, gives=Health)
async def health(_asked: Asked) -> Health:
    """The server is there."""
    return Health(status="ok")


@system.add("GET", "/readyz", None, gives=Health)
async def ready(asked: Asked) -> Health:
    """The server can make calls: its store answers, and its disk takes files."""
    gateway = asked.gateway

    def works() -> dict[str, bool]:
        gateway.store.newest()
        probe = gateway.config.data_dir / ".ready"
        try:
            probe.write_bytes(bytes(PROBE))
        finally:
            probe.unlink(missing_ok=True)
        return {"store": True, "disk": True}

    checks = await in_thread(works)
    if gateway.hub is None:
        raise Unavailable("another process numbers the events of this folder")
    return Health(status="ok", checks=checks)
