"""The routes of the user's phones. Not responsible for keeping them (`runtime.devices`)."""

from pydantic import BaseModel

from runtime.gateway.models import DeviceRequest, DeviceView
from runtime.server.route import Asked, Routes

devices = Routes()


class Devices(BaseModel):
    """All phones."""

    devices: list[DeviceView]


@devices.add("GET", "/api/devices", "watch", gives=Devices)
async def list_devices(asked: Asked) -> Devices:
    """The user's phones, and which of them answer."""
    return Devices(devices=await asked.gateway.devices())


@devices.add("POST", "/api/devices", "edit", body=DeviceRequest, gives=DeviceView, status=201, refuses=(403, 409))
async def add_device(asked: Asked) -> DeviceView:
    """Register a phone."""
    added = await asked.gateway.add_device(asked.body)
    asked.made["device_id"] = added.id
    return added


@devices.add("PUT", "/api/devices/{device_id}", "edit", body=DeviceRequest, gives=DeviceView, refuses=(403, 404, 409))
async def change_device(asked: Asked) -> DeviceView:
    """Bring a registered phone into a new state. Those of holdlang.yaml are changed there."""
    return await asked.gateway.change_device(asked.path["device_id"], asked.body)


@devices.add("DELETE", "/api/devices/{device_id}", "edit", status=204, refuses=(404, 409))
async def remove_device(asked: Asked) -> None:
    """Forget a registered phone."""
    await asked.gateway.remove_device(asked.path["device_id"])
