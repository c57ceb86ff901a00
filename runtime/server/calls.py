"""The routes of calls. Not responsible for their sound (`runtime.server.sound`) or their events
(`runtime.server.events`)."""

from typing import Annotated

from pydantic import Field
from quart import Response

from runtime.gateway.models import (
    CallPage,
    CallPlaced,
    CallStatus,
    HoldSlayerRequest,
    LogPage,
    OutboundRequest,
    TransferRequest,
)
from runtime.server.route import Asked, Query, Routes

calls = Routes()

PLACING = (403, 404, 409, 422, 429)
"""What a request for a call can be refused with."""


class CallsQuery(Query):
    """Which calls."""

    active: bool = True
    flow_id: str | None = None
    number: str | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 50
    after: Annotated[str, Field(max_length=200)] | None = None


class LogQuery(Query):
    """Which lines of a log."""

    after: Annotated[int, Field(ge=0, le=10**9)] = 0
    limit: Annotated[int, Field(ge=1, le=5000)] = 500


@calls.add(
    "POST",
    "/api/calls/outbound",
    "call",
    body=OutboundRequest,
    gives=CallPlaced,
    status=201,
    refuses=PLACING,
    keyed=True,
)
async def outbound(asked: Asked) -> CallPlaced:
    """Make a call. With an `Idempotency-Key` there is one call a key, however often it is asked for."""
    return await _placed(asked, asked.body)


@calls.add(
    "POST",
    "/api/calls/hold-slayer",
    "call",
    body=HoldSlayerRequest,
    gives=CallPlaced,
    status=201,
    refuses=PLACING,
    keyed=True,
)
async def hold_slayer(asked: Asked) -> CallPlaced:
    """Make a call that waits in your place. The same as `outbound` in the mode `hold_slayer`."""
    return await _placed(asked, asked.body.outbound())


@calls.add("GET", "/api/calls", "watch", query=CallsQuery, gives=CallPage)
async def list_calls(asked: Asked) -> CallPage:
    """The calls that run or wait their turn; with `active=false` those that are over, the latest first."""
    query: CallsQuery = asked.query
    return await asked.gateway.calls(
        active=query.active, flow_id=query.flow_id, number=query.number, limit=query.limit, after=query.after
    )


@calls.add("GET", "/api/calls/{call_id}", "watch", gives=CallStatus, refuses=(404,))
async def get_call(asked: Asked) -> CallStatus:
    """How a call stands."""
    return await asked.gateway.call(asked.path["call_id"])


@calls.add("POST", "/api/calls/{call_id}/hangup", "call", gives=CallStatus, refuses=(404, 409))
async def hang_up(asked: Asked) -> CallStatus:
    """End a call."""
    return await asked.gateway.hang_up(asked.path["call_id"])


@calls.add("POST", "/api/calls/{call_id}/transfer", "call", body=TransferRequest, gives=CallStatus, refuses=(404, 409))
async def transfer(asked: Asked) -> CallStatus:
    """Ring a phone and join it to the call now, whatever its flow is doing."""
    return await asked.gateway.transfer(asked.path["call_id"], asked.body.device)


@calls.add("DELETE", "/api/calls/{call_id}", "edit", status=204, refuses=(404, 409))
async def delete_call(asked: Asked) -> None:
    """Delete a call that is over, with its recordings."""
    await asked.gateway.forget(asked.path["call_id"])


@calls.add("GET", "/api/calls/{call_id}/log", "watch", query=LogQuery, gives=LogPage, refuses=(404,))
async def get_log(asked: Asked) -> LogPage:
    """The log of a call, line by line, from number `after` on."""
    query: LogQuery = asked.query
    return await asked.gateway.log(asked.path["call_id"], after=query.after, limit=query.limit)


@calls.add("GET", "/api/calls/{call_id}/graph.svg", "watch", media=("image/svg+xml",), refuses=(404, 409, 422))
async def call_picture(asked: Asked) -> Response:
    """The picture of a call's flow, with the way it has taken."""
    return Response(await asked.gateway.picture_of_call(asked.path["call_id"]), content_type="image/svg+xml")


async def _placed(asked: Asked, wish: OutboundRequest) -> CallPlaced:
    placed = await asked.gateway.place(wish, key=asked.key, by=asked.who.name)
    asked.made["call_id"] = placed.call_id
    return placed
