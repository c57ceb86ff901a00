"""What ends a dialog when the process that had it is gone: its names and its way (RFC 3261 section 12).

Not responsible for writing it down (`runtime.sip.dialogs`) nor for ending it (`runtime.sip.plain.bye`).
"""

from typing import Annotated, Self

from pydantic import AfterValidator, Field

from holdlang.model.base import Model
from runtime.sip.plain.hop import next_hop
from runtime.sip.plain.message import Message, address
from runtime.sip.settings import Transport


def _uri(text: str) -> str:
    next_hop(text)
    return text


def _party(text: str) -> str:
    uri, parameters = address(text)
    if any(character.isspace() for character in text):
        raise ValueError("this is no address of a party")
    return f"<{_uri(uri)}>{parameters}"


Party = Annotated[str, AfterValidator(_party)]
"""`<uri>;tag=…`, as From and To have it. The name that is shown to people is left out: tags make the dialog."""

Route = Annotated[str, AfterValidator(_party)]


class Dialog(Model):
    """A dialog as its caller's side sees it. It holds no secret."""

    call_id: str = Field(pattern=r"^\S+$")
    local_uri: Party
    remote_uri: Party
    remote_target: Annotated[str, AfterValidator(_uri)]
    """The far end's Contact: where requests within the dialog go."""
    route_set: tuple[Route, ...] = ()
    """The proxies on the way, the next first."""
    transport: Transport = "udp"
    """The one that the dialog was made by, for a next hop that names none."""
    cseq: int = Field(ge=0, lt=2**31)
    """Of the request that made the dialog. Later ones have higher numbers, and nobody noted them."""

    @classmethod
    def of_response(cls, response: Message, transport: Transport) -> Self:
        """The dialog that a response to our INVITE makes (section 12.1.2). Raises `ValueError` if it makes none."""
        if not response.parameter("to", "tag"):
            raise ValueError("a response without a tag makes no dialog")
        sender, receiver = (_named(response.first(name)) for name in ("from", "to"))
        return cls(
            call_id=response.first("call-id"),
            local_uri=sender,
            remote_uri=receiver,
            remote_target=address((response.items("contact") or [""])[0])[0],
            route_set=tuple(_named(route) for route in reversed(response.items("record-route"))),
            transport=transport,
            cseq=int(response.first("cseq").split()[0]),
        )

    def refreshed(self, target: str) -> Self:
        """The dialog once the far end has said that it is elsewhere now (section 12.2: a target refresh)."""
        return type(self).model_validate(self.model_dump() | {"remote_target": target})


def _named(value: str) -> str:
    uri, parameters = address(value)
    return f"<{uri}>" + "".join(parameters.split())
