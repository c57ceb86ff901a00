"""The tools for what a call needs besides a flow: the user's phones, and companies to rehearse with.

Not responsible for registering phones, which is the user's.
"""

from typing import TYPE_CHECKING

from mcp_types import ToolAnnotations
from pydantic import BaseModel, Field

from runtime.access import Identity
from runtime.assistant.tool import Answer, Arguments, Tool

if TYPE_CHECKING:
    from runtime.gateway import Gateway


ONLINE = {True: "online", False: "does not answer", None: "not asked"}


class ListDevices(Arguments):
    pass


class Device(BaseModel):
    id: str = Field(description="What `start_call` and `transfer_call` take as `device`.")
    name: str
    type: str
    is_online: bool | None = Field(description="Whether it answers now; null if nobody asked it.")
    priority: int


class Devices(BaseModel):
    devices: list[Device]


async def list_devices(gateway: "Gateway", _who: Identity, _wish: ListDevices) -> Answer:
    """The phones of the user that a call can ring, and whether each answers now. Use it before `start_call`, so that
    somebody can pick up when a person speaks.
    """
    found = [
        Device(id=each.id, name=each.name, type=each.type, is_online=each.is_online, priority=each.priority)
        for each in await gateway.devices()
    ]
    rows = [f"{each.id}: {each.name}, {ONLINE[each.is_online]}" for each in found]
    return Answer("\n".join(rows) or "There are none: the user adds them to holdlang.yaml.", Devices(devices=found))


class ListRehearsals(Arguments):
    pass


class Rehearsal(BaseModel):
    id: str = Field(description="What `start_call` takes as `rehearse`.")
    company: str | None


class Rehearsals(BaseModel):
    rehearsals: list[Rehearsal]


async def list_rehearsals(gateway: "Gateway", _who: Identity, _wish: ListRehearsals) -> Answer:
    """Companies that can be played on this machine, to try a flow at no cost: give the id to `start_call` as
    `rehearse`.
    """
    found = [Rehearsal(id=each.id, company=each.company) for each in await gateway.trees()]
    rows = [f"{each.id}: {each.company}" if each.company else each.id for each in found]
    return Answer("\n".join(rows) or "There are none.", Rehearsals(rehearsals=found))


DEVICES = (
    Tool(
        "list_devices",
        "The user's phones",
        "watch",
        ListDevices,
        Devices,
        list_devices,
        ToolAnnotations(read_only_hint=True, open_world_hint=False),
    ),
    Tool(
        "list_rehearsals",
        "Companies to rehearse with",
        "watch",
        ListRehearsals,
        Rehearsals,
        list_rehearsals,
        ToolAnnotations(read_only_hint=True, open_world_hint=False),
    ),
)
