"""The events, as they happen: over a WebSocket, and as server-sent events. Not responsible for numbering them
(`runtime.hub`)."""

import json
from collections.abc import AsyncIterator, Callable
from typing import Annotated

import trio
from pydantic import Field
from quart import Response, abort, request, websocket
from quart_trio import QuartTrio

from holdlang.calllog import EVENT_TYPES
from holdlang.errors import UsageError
from runtime.gateway import Gateway
from runtime.gateway.errors import BadRequest, GatewayError, Unavailable
from runtime.gateway.parts import in_thread
from runtime.hub import Hub, Listener, TooSlow, UnknownPosition
from runtime.server.guard import Guard
from runtime.server.route import Asked, Query, Routes, validated
from runtime.store import StoreError

events = Routes()

QUIET_SECONDS = 30.0
"""How often a quiet stream says that it is there: proxies hang up after a minute."""

TOO_SLOW, UNKNOWN, NOT_ALLOWED, LATER = 4008, 4010, 4001, 1013
"""Close codes; 4000 and up are for applications (RFC 6455, 7.4.2), and 1013 is registered: try again later. All but
`NOT_ALLOWED` say: connect again; `UNKNOWN`, without `since`."""


class EventsQuery(Query):
    """Which events."""

    call_id: Annotated[str, Field(max_length=64)] | None = None
    types: Annotated[str, Field(max_length=1000)] | None = None
    """Types of events, with commas between them."""
    since: Annotated[str, Field(max_length=64)] | None = None
    """The id of the last event that was seen."""

    def wanted(self) -> frozenset[str]:
        """The types; none of them means all. Raises `BadRequest`."""
        found = frozenset(filter(None, (self.types or "").split(",")))
        unknown = sorted(found - EVENT_TYPES)
        if unknown:
            raise BadRequest(f"types: there is no event `{unknown[0][:60]}`")
        return found


class StreamQuery(Query):
    """From where on."""

    since: Annotated[str, Field(max_length=64)] | None = None


# --- WebSocket ---


def add_websocket(app: QuartTrio, gateway: Gateway, guard: Guard) -> None:
    """Serve `/ws/events`."""

    @app.websocket("/ws/events")
    async def stream_events() -> None:
        headers, address = websocket.headers, websocket.remote_addr or ""
        given = {name: value for name, value in websocket.args.items() if name != "ticket"}
        try:
            guard.check_origin(headers.get("Origin"), headers.get("Host", ""))
            guard.check_rate(address)
            who = guard.identify(
                headers.get("Authorization"), websocket.args.get("ticket"), None, address=address, private=False
            )
            guard.check_scope(who, "watch")
            query = validated(EventsQuery, given)
            types = query.wanted()
            hub = _hub(gateway)
        except GatewayError as error:
            abort(Response(json.dumps({"detail": error.detail}), error.status, content_type="application/json"))
        await websocket.accept()
        try:
            with hub.listening(since=query.since, call_id=query.call_id, types=types) as listener:
                await _told(listener, guard.standing(who))
        except UnknownPosition as error:
            await websocket.close(UNKNOWN, str(error))


async def _told(listener: Listener, still: Callable[[], bool]) -> None:
    async with trio.open_nursery() as nursery:

        async def until_gone() -> None:
            while True:
                await websocket.receive()  # nothing that a client says means anything; that it goes does

        nursery.start_soon(until_gone)
        await websocket.close(*await _tell(listener, still))
        nursery.cancel_scope.cancel()


async def _tell(listener: Listener, still: Callable[[], bool]) -> tuple[int, str]:
    """Tell what happens; returns why there is no more."""
    while still():
        batch = []
        try:
            with trio.move_on_after(QUIET_SECONDS):
                batch = await listener.batch()
        except TooSlow as error:
            return TOO_SLOW, str(error)
        except StoreError:
            return LATER, "events can't be read at present; connect again with `since`"
        for event in batch:
            await websocket.send(event.text)
    return NOT_ALLOWED, "this token is not known any more"


# --- server-sent events (WHATWG HTML, 9.2) ---


@events.add(
    "GET",
    "/api/calls/{call_id}/events",
    "watch",
    query=StreamQuery,
    media=("text/event-stream",),
    refuses=(404, 409),
)
async def call_events(asked: Asked) -> Response:
    """The events of a call as server-sent events: all there were (or those after `since`, or after `Last-Event-ID`),
    then those that happen, until the call is over."""
    call_id = asked.path["call_id"]
    running = call_id in asked.gateway.supervisor.running or call_id in asked.gateway.supervisor.waiting
    if not running:
        await in_thread(lambda: asked.gateway.folder(call_id))
    since = request.headers.get("Last-Event-ID") or asked.query.since
    hub = _hub(asked.gateway)
    position = since or f"{asked.gateway.store.epoch}-0"
    try:
        with hub.listening(since=position, call_id=call_id):
            pass
    except UnknownPosition as error:
        raise BadRequest(str(error)) from None
    if not running and not await in_thread(lambda: hub.has_after(position, call_id)):
        return Response(b"", 204)  # tells a browser not to come back (WHATWG HTML, 9.2.1)
    response = Response(_stream(hub, position, call_id, running, asked.still), content_type="text/event-stream")
    response.timeout = None
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


async def _stream(hub: Hub, since: str, call_id: str, running: bool, still: Callable[[], bool]) -> AsyncIterator[bytes]:
    with hub.listening(since=since, call_id=call_id) as listener:
        while still():
            batch = []
            with trio.move_on_after(QUIET_SECONDS if running else 0.5):
                try:
                    batch = await listener.batch()
                except (TooSlow, UsageError):
                    return  # the client comes back with Last-Event-ID by itself
            for event in batch:
                yield f"id: {event.id}\nevent: {event.type}\ndata: {event.text}\n\n".encode()
            if any(event.type == "call_ended" for event in batch) or (not batch and not running):
                return
            if not batch:
                yield b": still here\n\n"


def _hub(gateway: Gateway) -> Hub:
    if gateway.hub is None:
        raise Unavailable("another process numbers the events of this folder")
    return gateway.hub
