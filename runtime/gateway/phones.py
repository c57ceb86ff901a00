"""What can be done with the user's phones. Not responsible for keeping them (`runtime.devices`)."""

from pydantic import ValidationError

from runtime.devices import Entry, Registration
from runtime.gateway.errors import BadRequest
from runtime.gateway.models import DeviceRequest, DeviceView
from runtime.gateway.parts import Parts, in_thread


class Phones:
    """The operations on devices."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def devices(self) -> list[DeviceView]:
        """All phones, and which of them answer."""
        online = await self._parts.book.online()
        return [_view(entry, online.get(entry.id)) for entry in self._parts.book.all()]

    async def add_device(self, request: DeviceRequest) -> DeviceView:
        """Register a phone."""
        registration = _registration(request)
        entry = await in_thread(lambda: self._parts.book.add(registration))
        return await self._seen(entry)

    async def change_device(self, device_id: str, request: DeviceRequest) -> DeviceView:
        """Bring a registered phone into a new state."""
        changes = _registration(request).model_dump()
        entry = await in_thread(lambda: self._parts.book.change(device_id, changes))
        return await self._seen(entry)

    async def remove_device(self, device_id: str) -> None:
        """Forget a registered phone."""
        await in_thread(lambda: self._parts.book.remove(device_id))

    async def _seen(self, entry: Entry) -> DeviceView:
        online = await self._parts.book.online()
        return _view(entry, online.get(entry.id))


def _registration(request: DeviceRequest) -> Registration:
    try:
        return Registration.model_validate(request.model_dump())
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False, include_context=False)[0]
        raise BadRequest(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}") from None


def _view(entry: Entry, online: bool | None) -> DeviceView:
    return DeviceView(
        id=entry.id,
        name=entry.name,
        type=entry.type,
        sip_uri=entry.sip_uri,
        is_online=online,
        priority=entry.priority,
        capabilities=list(entry.capabilities),
        read_only=entry.source == "file",
    )
