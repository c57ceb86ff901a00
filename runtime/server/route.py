"""What a route of the API is: declared once, then served by Quart and described in the OpenAPI document.

Not responsible for who may use it (`runtime.server.guard`) or for any of them.
"""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from inspect import getdoc
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from quart import Response, request

from runtime.access import Identity, Scope
from runtime.gateway import Gateway
from runtime.gateway.errors import BadRequest, GatewayError

B = TypeVar("B", bound=BaseModel)

Method = Literal["GET", "POST", "PUT", "DELETE"]

HOLD = "text/x-hold"
"""The media type of `.hold` source."""

JSON = "application/json"


class WrongMedia(GatewayError):
    """The body is of a type that is not taken (RFC 9110, 15.5.16)."""

    status = 415


class Query(BaseModel):
    """The query of a URL. What it does not know it refuses, but for `ticket`."""

    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class Asked:
    """A request that has passed the guard, with its parts validated."""

    gateway: Gateway
    who: Identity
    path: Mapping[str, str]
    query: Any
    body: Any
    key: str | None
    """The idempotency key."""
    still: Callable[[], bool]
    """Whether who asks still may, for answers that have no end."""
    made: dict[str, str] = field(default_factory=dict)
    """What the request was about, for the audit log, where the path does not say it: of a new call its `call_id`, …"""


Handler = Callable[[Asked], Awaitable[Response | BaseModel | None]]


@dataclass(frozen=True)
class Route:
    """`path` is as OpenAPI has it (`/api/calls/{call_id}`). `refuses` are the statuses beside those of every route."""

    method: Method
    path: str
    handler: Handler
    scope: Scope | None
    """None: anybody may."""
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    gives: type[BaseModel] | None
    status: int
    refuses: tuple[int, ...]
    media: tuple[str, ...]
    """What it answers with."""
    source: bool
    """Whether it takes `.hold` source in place of JSON."""
    private: bool
    """Whether it wants a token even where others do not: what people said is in it."""
    keyed: bool
    """Whether it takes an idempotency key."""

    @property
    def name(self) -> str:
        """Of the operation."""
        return self.handler.__name__

    @property
    def summary(self) -> str:
        """What it does, in a line or more."""
        return getdoc(self.handler) or ""

    @property
    def rule(self) -> str:
        """The path as Quart has it."""
        return re.sub(r"\{(\w+)\}", r"<\1>", self.path)


class Routes:
    """The routes of one part of the API."""

    def __init__(self) -> None:
        self.all: list[Route] = []

    def add(
        self,
        method: Method,
        path: str,
        scope: Scope | None,
        *,
        body: type[BaseModel] | None = None,
        query: type[BaseModel] | None = None,
        gives: type[BaseModel] | None = None,
        status: int = 200,
        refuses: tuple[int, ...] = (),
        media: tuple[str, ...] = (JSON,),
        source: bool = False,
        private: bool = False,
        keyed: bool = False,
    ) -> Callable[[Handler], Handler]:
        """Declare the route that the decorated function serves."""

        def declared(handler: Handler) -> Handler:
            self.all.append(
                Route(method, path, handler, scope, body, query, gives, status, refuses, media, source, private, keyed)
            )
            return handler

        return declared


async def asked(
    route: Route, gateway: Gateway, who: Identity, path: Mapping[str, str], still: Callable[[], bool]
) -> Asked:
    """The request of this moment. Raises `BadRequest` and `WrongMedia`."""
    given = {name: value for name, value in request.args.items() if name != "ticket"}
    query = None if route.query is None else validated(route.query, given)
    if route.query is None and given:
        raise BadRequest(f"unknown query parameter: {next(iter(given))[:60]}")
    key = request.headers.get("Idempotency-Key") if route.keyed else None
    if key is not None and not re.fullmatch(r"[!-~]{1,200}", key):
        raise BadRequest("Idempotency-Key: should be 1 to 200 visible ASCII characters")
    return Asked(gateway, who, path, query, await _body(route), key, still)


async def _body(route: Route) -> Any:
    if route.body is None and not route.source:
        return None
    if route.source and request.mimetype == HOLD:
        try:
            return (await _bytes()).decode()
        except UnicodeDecodeError:
            raise BadRequest("the source is not UTF-8 text") from None
    if request.mimetype != JSON:
        raise WrongMedia(f"Content-Type: should be {JSON}{f' or {HOLD}' if route.source else ''}")
    text = await _bytes()
    if route.body is None:
        return validated(_Document, {"document": _json(text)}).document
    return _validated_json(route.body, text)


async def _bytes() -> bytes:
    data = await request.get_data(as_text=False)
    return data if isinstance(data, bytes) else data.encode()


class _Document(BaseModel):
    document: dict[str, Any]


def _json(text: bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise BadRequest("the body is not JSON") from None


def validated(model: type[B], values: Mapping[str, Any]) -> B:
    """The values as a model. Raises `BadRequest`, which quotes none of them."""
    try:
        return model.model_validate(dict(values))
    except ValidationError as error:
        raise BadRequest(_words(error)) from None


def _validated_json(model: type[B], text: bytes) -> B:
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        raise BadRequest(_words(error)) from None


def _words(error: ValidationError) -> str:
    faults = error.errors(include_url=False, include_input=False, include_context=False)
    told = []
    for fault in faults[:5]:
        where = ".".join(str(part)[:60] for part in fault["loc"])
        told.append(f"{where}: {fault['msg']}" if where else fault["msg"])
    return "; ".join(told)
