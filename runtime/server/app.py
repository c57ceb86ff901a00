"""The application: every route behind the guard, every error in one shape. Not responsible for listening
(`runtime.server.serving`)."""

import json
import logging
import math
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from quart import Response, request
from quart_trio import QuartTrio
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from holdlang.bugs import bug
from runtime.access import Entry, Identity
from runtime.gateway import Gateway
from runtime.gateway.errors import GatewayError, TooMany, Unprocessable
from runtime.gateway.flows import diagnostic_views
from runtime.gateway.models import Refusal
from runtime.server.calls import calls
from runtime.server.devices import devices
from runtime.server.events import add_websocket, events
from runtime.server.flows import flows
from runtime.server.guard import Guard
from runtime.server.intake import LARGEST
from runtime.server.metrics import Metrics
from runtime.server.openapi import document
from runtime.server.pagefiles import page_blueprint
from runtime.server.route import JSON, Asked, Route, Routes, asked
from runtime.server.sound import sound
from runtime.server.system import TicketRequest, TicketView, system

logger = logging.getLogger(__name__)


def create_app(gateway: Gateway, guard: Guard) -> QuartTrio:
    """The application for this gateway."""
    app = QuartTrio(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST
    app.url_map.merge_slashes = False  # it would answer `//` by a redirect
    metrics = Metrics(gateway)
    own = _own_routes(guard, metrics)
    routes = [*calls.all, *events.all, *sound.all, *flows.all, *devices.all, *system.all, *own.all]
    described = json.dumps(document(routes)).encode()

    @own.add("GET", "/openapi.json", None)
    async def openapi(_asked: Asked) -> Response:
        """This document."""
        return Response(described, content_type=JSON)

    for route in [*routes, own.all[-1]]:
        app.add_url_rule(
            route.rule,
            endpoint=route.name,
            view_func=_view(route, gateway, guard, metrics),
            methods=[route.method],
            provide_automatic_options=False,
        )
    add_websocket(app, gateway, guard)
    app.register_blueprint(page_blueprint())
    app.register_error_handler(HTTPException, _http_error)
    return app


def _own_routes(guard: Guard, metrics: Metrics) -> Routes:
    """The routes that need what only the server has."""
    own = Routes()

    @own.add("POST", "/api/tickets", "watch", body=TicketRequest, gives=TicketView, status=201)
    async def give_ticket(asked: Asked) -> TicketView:
        """A pass for what a browser can send no token with: the stream of events (30 s, once), or the sound of a call
        (1 h)."""
        return TicketView(ticket=guard.tickets.give(asked.who, asked.body.call_id))

    @own.add("GET", "/metrics", "watch", media=("text/plain",))
    async def show_metrics(_asked: Asked) -> Response:
        """Figures for Prometheus."""
        return Response(metrics.text(), content_type="text/plain; version=0.0.4; charset=utf-8")

    return own


def _view(route: Route, gateway: Gateway, guard: Guard, metrics: Metrics) -> Callable[..., Awaitable[Response]]:
    async def view(**path: str) -> Response:
        began, who, about = time.monotonic(), None, dict(path)
        try:
            who = _let_in(route, guard, path)
            if route.scope is not None:
                guard.check_scope(who, route.scope)
            request_made = await asked(route, gateway, who, path, guard.standing(who))
            answer = await route.handler(request_made)
            about |= request_made.made
            response = _response(route, answer)
        except GatewayError as error:
            response = refusal(error)
        except HTTPException as error:
            response = _http_error(error)
        except Exception as error:
            logger.error("%s %s: %s", route.method, route.path, bug(error))
            response = _json(Refusal(detail="a fault in holdlang; its log says more"), 500)
        metrics.requests.labels(route.method, route.path, str(response.status_code)).inc()
        metrics.seconds.labels(route.method, route.path).observe(time.monotonic() - began)
        if route.method != "GET" or route.private:
            _note(guard, route, who, about, response.status_code)
        return response

    return view


def _let_in(route: Route, guard: Guard, path: dict[str, str]) -> Identity:
    address = request.remote_addr or ""
    guard.check_origin(request.headers.get("Origin"), request.headers.get("Host", ""))
    guard.check_rate(address)
    if route.scope is None:
        return Identity("anybody", frozenset())
    return guard.identify(
        request.headers.get("Authorization"),
        request.args.get("ticket") if route.private else None,
        path.get("call_id"),
        address=address,
        private=route.private,
    )


def _response(route: Route, answer: Response | BaseModel | None) -> Response:
    if isinstance(answer, BaseModel):
        return _json(answer, route.status)
    if answer is None:
        return Response(b"", route.status)
    if request.method == "HEAD":
        answer.response = Response.data_body_class(b"")  # nobody would read it, and a stream has no end
    return answer


def _json(model: BaseModel, status: int) -> Response:
    return Response(model.model_dump_json(), status, content_type=JSON)


def refusal(error: GatewayError) -> Response:
    """An error as every one is told."""
    body: dict[str, Any] = {"detail": error.detail}
    if isinstance(error, Unprocessable) and error.diagnostics:
        source = error.diagnostics[0].source
        body["diagnostics"] = [view.model_dump() for view in diagnostic_views(source, error.diagnostics)]
    return Response(json.dumps(body), error.status, headers(error), content_type=JSON)


def headers(error: GatewayError) -> dict[str, str]:
    """What besides tells a client how to go on (RFC 9110, 10.2.3 and 11.6.1)."""
    if isinstance(error, TooMany):
        return {"Retry-After": str(math.ceil(error.retry_after))}
    return {"WWW-Authenticate": "Bearer"} if error.status == HTTPStatus.UNAUTHORIZED else {}


def _http_error(error: HTTPException) -> Response:
    """What Quart itself refuses."""
    status = error.code or 500
    detail = f"the body is larger than {LARGEST} bytes" if isinstance(error, RequestEntityTooLarge) else error.name
    response = Response(json.dumps({"detail": detail}), status, content_type=JSON)
    for name, value in error.get_headers():
        if name.lower() in ("allow", "content-range"):
            response.headers[name] = value
    return response


def _note(guard: Guard, route: Route, who: Identity | None, about: dict[str, str], status: int) -> None:
    guard.note(
        Entry(
            who=None if who is None else who.name,
            address=request.remote_addr or "",
            what=f"{route.method} {route.path}",
            status=status,
            call_id=about.get("call_id"),
            flow_id=about.get("flow_id"),
            device=about.get("device_id"),
        )
    )


__all__ = ["create_app", "headers", "refusal"]
