"""A phone of the user's as the book has it. Not responsible for keeping it."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator
from pydantic_core import PydanticCustomError

from holdlang.config import Device as Written
from holdlang.config import SipUri
from holdlang.model.base import NAME, Model
from holdlang.numbers import sipuri
from runtime.context import Device
from runtime.sip.plain.hop import next_hop
from runtime.sip.settings import DEFAULT_PORT

USUAL_PRIORITY = 10
"""The one of the reference's example; phones of holdlang.yaml, which do not say, have it too."""


def _reachable(uri: str) -> str:
    try:
        next_hop(uri)
    except ValueError as error:
        raise PydanticCustomError("sip_uri", "{why}", {"why": str(error)}) from None
    return uri


class Registration(Model):
    """What is said of a device by whoever registers it."""

    name: str = Field(min_length=1, max_length=80)
    type: str = Field(default="sip_phone", pattern=r"^[a-z][a-z0-9_]{0,39}$")
    sip_uri: Annotated[SipUri, AfterValidator(_reachable)] = Field(max_length=400)
    priority: int = Field(default=USUAL_PRIORITY, ge=0, le=65535)
    """The lowest is rung first where a transfer names only a type, as with MX (RFC 5321) and SRV (RFC 2782)."""
    capabilities: tuple[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")], ...] = Field(
        ("voice",), max_length=16
    )

    @field_validator("name")
    @classmethod
    def _printable(cls, name: str) -> str:
        if not name.strip() or not name.isprintable():
            raise PydanticCustomError("name", "should be a name that can be shown")
        return name.strip()


class Entry(Registration):
    """A device in the book."""

    id: str
    source: Literal["file", "registered"]
    """Whether it stands in holdlang.yaml, where alone it is changed, or was registered."""
    ring_seconds: float = Field(default=30.0, gt=0, le=180)
    """How long it rings before nobody is there."""

    @classmethod
    def of_file(cls, key: str, device: Written) -> "Entry":
        """A device of holdlang.yaml, by its key there."""
        name = " ".join(device.description.split())[:80] or key
        return cls.model_construct(
            id=key, name=name, sip_uri=device.uri, source="file", ring_seconds=device.ring_seconds
        )

    @property
    def device(self) -> Device:
        """What a call needs to ring it."""
        return Device(self.sip_uri, self.ring_seconds)

    @property
    def words(self) -> tuple[str, ...]:
        """What a flow may call it by, its id first: names only where they are identifiers."""
        return tuple(word for word in (self.id, self.name, self.type) if NAME.fullmatch(word))

    @property
    def place(self) -> tuple[str, str, int]:
        """The telephone that the address leads to, however it is written (RFC 3261 section 19.1.4)."""
        uri = sipuri.parse(self.sip_uri)
        port = uri.rest.partition(";")[0].lstrip(":")
        usual = DEFAULT_PORT[next_hop(self.sip_uri).transport]
        return uri.user, uri.host.rstrip(".").casefold(), int(port or usual)
