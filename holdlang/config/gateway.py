"""The gateway: the sections `server` and `notify` of `holdlang.yaml`.

Not responsible for whether an address is free or a notification arrives: that shows when it is used.
"""

from ipaddress import ip_address
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from holdlang.config.address import Address, FilePath
from holdlang.model.base import Model
from holdlang.secret import SecretReference

Occasion = Literal["person", "callback", "queue_position", "failed", "done", "notify"]
"""What the user is told of: a person is on the line; a callback is offered; our place in the queue is near enough; the
call failed; the call is over; the flow said `notify`."""

OCCASIONS: tuple[Occasion, ...] = ("person", "callback", "queue_position", "failed", "done", "notify")


def _origin(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise PydanticCustomError("origin", "should be where a page comes from, such as https://hold.example.com")
    return f"{parts.scheme}://{parts.netloc.lower()}"


Origin = Annotated[str, AfterValidator(_origin)]
"""Scheme, host and port (RFC 6454)."""


class Server(Model):
    """`holdlang serve`."""

    bind: Address = Address(host="127.0.0.1", port=8000)
    """Where it listens. Beyond the loopback it wants a token for everything (`holdlang token`)."""
    certificate: FilePath | None = None
    """The certificate chain (PEM) for HTTPS; without one, a proxy has to stand before what others can reach."""
    key: FilePath | None = None
    """Its private key (PEM)."""
    public_url: Origin | None = None
    """What the server is called from outside, if a proxy stands before it."""
    origins: tuple[Origin, ...] = ()
    """Other pages that may talk to it."""
    flows: FilePath | None = None
    """The folder of the flows; by default `flows` in `data_dir`."""
    git: bool = False
    """Whether each change of a flow by the API is a commit."""
    store: str | None = None
    """An SQLAlchemy URL; by default an SQLite file in `data_dir`."""
    calls: int = Field(default=8, ge=1, le=1000)
    """Calls at once."""
    queue: int = Field(default=32, ge=0, le=10_000)
    """Requests that wait for one of these to end; further ones are told to come back later (429)."""
    warm: int = Field(default=1, ge=0, le=16)
    """Processes that stand by for the next call, with everything loaded."""
    requests_per_minute: int = Field(default=600, ge=1)
    """Of one client."""

    @model_validator(mode="after")
    def _whole_certificate(self) -> Self:
        if (self.certificate is None) != (self.key is None):
            raise PydanticCustomError("certificate", "`certificate` and `key` belong together")
        return self

    @property
    def scheme(self) -> str:
        """Of its addresses."""
        return "http" if self.certificate is None else "https"

    @property
    def in_the_clear(self) -> bool:
        """Whether tokens and calls go over a network for everybody on it to read."""
        return self.beyond_loopback and self.certificate is None and self.public_url is None

    @property
    def beyond_loopback(self) -> bool:
        """Whether others than this machine can reach it."""
        host = self.bind.host.strip("[]")
        if host == "localhost":
            return False
        try:
            return not ip_address(host).is_loopback
        except ValueError:
            return True


class Target(Model):
    """Somewhere to send notifications to."""

    url: SecretReference
    """An apprise URL (mailto://, tgram://, json://, …); it holds the account, so it is kept like a password."""
    on: tuple[Occasion, ...] = OCCASIONS

    @model_validator(mode="after")
    def _on_something(self) -> Self:
        if not self.on:
            raise PydanticCustomError("on", "should name at least one occasion, such as [person, failed]")
        return self


class Notifications(Model):
    """Whom to tell what, while nobody looks."""

    targets: tuple[Target, ...] = ()
    queue_position: int = Field(default=3, ge=1)
    """From which place in the queue on you are told that it is your turn soon."""
    transcripts: bool = False
    """Whether what was said may stand in a notification, which goes through other people's servers."""
