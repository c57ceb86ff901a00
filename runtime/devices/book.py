"""The book of the user's phones: those of holdlang.yaml, and those that were registered, kept in `devices.json`.

Not responsible for ringing them, nor for who may change the book.
"""

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from holdlang.config import Config
from holdlang.diagnostics import did_you_mean
from holdlang.model.base import Model
from holdlang.numbers import phones, sipuri
from runtime.access.private import replace
from runtime.context import Device
from runtime.devices.entry import Entry, Registration
from runtime.devices.errors import DeviceConflict, DeviceRefused, DevicesUnreadable, NoSuchDevice
from runtime.devices.presence import Presence

FILE_NAME = "devices.json"

MOST = 100
"""Registered devices: more than anybody has, and few enough to ask all of them at once."""


class _File(Model):
    version: Literal[1] = 1
    devices: tuple[Entry, ...] = ()


class DeviceBook:
    """All devices. A change is on the disk, for its owner only, before the method that makes it returns.

    Raises `DevicesUnreadable` if there is a file that is none of ours.
    """

    def __init__(self, config: Config, data_dir: Path) -> None:
        self._config = config
        self._path = data_dir / FILE_NAME
        self._written = tuple(Entry.of_file(key, device) for key, device in config.devices.items())
        self._registered = self._read()
        self._presence = Presence(config.trunk)

    def all(self) -> tuple[Entry, ...]:
        """Those of the file in its order, then the registered ones, the oldest first."""
        return (*self._written, *self._registered)

    def get(self, device_id: str) -> Entry:
        """The device of this id. Raises `NoSuchDevice`."""
        found = next((entry for entry in self.all() if entry.id == device_id), None)
        if found is None:
            raise NoSuchDevice(f"Device not found: {device_id[:80]}")
        return found

    def add(self, registration: Registration) -> Entry:
        """Register a device. Raises `DeviceConflict`, `DeviceRefused`, and `OSError` if it cannot be written down."""
        if len(self._registered) >= MOST:
            raise DeviceConflict(f"there are {MOST} registered devices already")
        entry = Entry(**registration.model_dump(), id=f"dev_{secrets.token_hex(4)}", source="registered")
        self._allow(entry)
        self._keep((*self._registered, entry))
        return entry

    def change(self, device_id: str, changes: Mapping[str, object]) -> Entry:
        """Change fields of a `Registration`; the others stay. Raises as `add` does, and `NoSuchDevice`."""
        old = self._registered_one(device_id)
        known = {name: getattr(old, name) for name in Registration.model_fields}
        try:
            registration = Registration.model_validate(known | dict(changes))
        except ValidationError as error:
            fault = error.errors(include_url=False, include_input=False)[0]
            raise DeviceRefused(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}") from None
        entry = Entry(**registration.model_dump(), id=old.id, source="registered")
        self._allow(entry)
        self._keep(tuple(entry if one is old else one for one in self._registered))
        return entry

    def remove(self, device_id: str) -> None:
        """Forget a registered device. Raises `NoSuchDevice`, `DeviceConflict`, `OSError`."""
        old = self._registered_one(device_id)
        self._keep(tuple(entry for entry in self._registered if entry is not old))

    def resolve(self, word: str) -> Device:
        """The device that `word` means: by id, else by name, else the first of that type, the one with the lowest
        `priority`. Among equals the book's order decides. Raises `NoSuchDevice`, and `DeviceRefused` for one that was
        registered before the trunk or the rails were what they are."""
        entry = self._meant(word)
        why = self._refusal(entry)
        if why is not None:
            raise DeviceRefused(why)
        return entry.device

    def mapping(self) -> dict[str, Device]:
        """What the flows of a call may transfer to: ids, names that are identifiers, types; as `resolve` decides."""
        meant = {word: self._meant(word) for entry in self.all() for word in entry.words}
        return {word: entry.device for word, entry in meant.items() if self._refusal(entry) is None}

    async def online(self) -> dict[str, bool]:
        """By id, whether each device would ring now. At most 10 s old; takes 2 s at most."""
        entries = self.all()
        known = await self._presence.of(entry.sip_uri for entry in entries)
        return {entry.id: known[entry.sip_uri] for entry in entries}

    # --- inner ---

    def _meant(self, word: str) -> Entry:
        for entry in self.all():
            if entry.id == word:
                return entry
        ranked = sorted(self.all(), key=lambda entry: entry.priority)
        for entry in ranked:
            if entry.name.casefold() == word.strip().casefold():
                return entry
        for entry in ranked:
            if entry.type == word:
                return entry
        help_text = did_you_mean(word, [known for entry in self.all() for known in (entry.id, entry.name)])
        raise NoSuchDevice(f"Device not found: {word[:80]}", help_text)

    def _registered_one(self, device_id: str) -> Entry:
        entry = self.get(device_id)
        if entry.source == "file":
            raise DeviceConflict(f"device `{device_id}` stands in holdlang.yaml: change it there")
        return entry

    def _allow(self, entry: Entry) -> None:
        for other in self.all():
            if other.id != entry.id and other.place == entry.place:
                raise DeviceConflict(f"device already registered: {other.id}")
        why = self._refusal(entry)
        if why is not None:
            raise DeviceRefused(why)

    def _refusal(self, entry: Entry) -> str | None:
        """Why this device is not to be rung. Whoever may register one may have it called: a number behind the trunk is
        held to the user's lists, too. A device in holdlang.yaml is the user's own word."""
        trunk = self._config.trunk
        if trunk is None or entry.source == "file":
            return None
        uri, host = entry.sip_uri, trunk.address.host
        why = phones.refusal(uri, host, self._config.country)
        if why is not None or not phones.is_number(uri) or not phones.is_behind(uri, host):
            return why
        return self._config.rails.refusal(sipuri.parse(uri).user)

    def _keep(self, entries: tuple[Entry, ...]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        replace(self._path, _File(devices=entries).model_dump_json(indent=1).encode())
        self._registered = entries

    def _read(self) -> tuple[Entry, ...]:
        try:
            return _File.model_validate_json(self._path.read_bytes()).devices
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise DevicesUnreadable(f"{self._path}: cannot be read ({error.strerror})") from None
        except ValidationError:
            raise DevicesUnreadable(
                f"{self._path}: this is no list of devices that holdlang has written", "mend it or move it away"
            ) from None
