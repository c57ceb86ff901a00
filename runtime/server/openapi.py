"""The OpenAPI document (3.1), made of the routes. Not responsible for serving them."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from holdlang import __version__
from runtime.gateway.models import Refusal
from runtime.server.route import HOLD, JSON, Route

ALWAYS = (400, 401, 403, 429, 503)
"""What every route may answer."""


def document(routes: Iterable[Route]) -> dict[str, Any]:
    """All of it, as JSON values."""
    routes = list(routes)
    models: set[type[BaseModel]] = {Refusal}
    for route in routes:
        models |= {model for model in (route.body, route.query, route.gives) if model is not None}
    schemas, definitions = models_json_schema(
        [(model, "validation") for model in sorted(models, key=lambda one: one.__name__)],
        ref_template="#/components/schemas/{model}",
    )
    of: dict[type[Any], Any] = {model: schema for (model, _), schema in schemas.items()}
    components = definitions.get("$defs", {})
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, of, components)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "holdlang",
            "version": __version__,
            "description": "Calls that find their way through menus, wait on hold, and ring you when a person speaks.",
            "license": {"name": "GPL-3.0-or-later", "identifier": "GPL-3.0-or-later"},
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(route: Route, of: dict[type[Any], Any], components: dict[str, Any]) -> dict[str, Any]:
    first, _, rest = route.summary.partition("\n\n")
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": " ".join(first.split()),
        "tags": [route.path.split("/")[2] if route.path.startswith("/api/") else "server"],
        "parameters": [*_path(route), *_query(route, components), *_headers(route)],
        "responses": _responses(route, of),
    }
    if rest:
        operation["description"] = rest
    if route.scope is not None:
        operation["security"] = [{"token": [route.scope]}] if route.private else [{}, {"token": [route.scope]}]
    content: dict[str, Any] = {}
    if route.body is not None:
        content[JSON] = {"schema": of[route.body]}
    elif route.source:
        content[JSON] = {"schema": {"type": "object", "description": "A flow in the CallFlow format."}}
    if route.source:
        content[HOLD] = {"schema": {"type": "string", "description": "`.hold` source."}}
    if content:
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _path(route: Route) -> Iterable[dict[str, Any]]:
    for piece in route.path.split("/"):
        if piece.startswith("{"):
            yield {
                "name": piece.strip("{}"),
                "in": "path",
                "required": True,
                "schema": {"type": "string", "minLength": 1},
            }


def _query(route: Route, components: dict[str, Any]) -> Iterable[dict[str, Any]]:
    if route.query is None:
        return
    schema = components.pop(route.query.__name__, None) or route.query.model_json_schema()
    for name, one in schema.get("properties", {}).items():
        yield {"name": name, "in": "query", "required": name in schema.get("required", ()), "schema": one}


def _headers(route: Route) -> Iterable[dict[str, Any]]:
    if route.keyed:
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
        }


def _responses(route: Route, of: dict[type[Any], Any]) -> dict[str, Any]:
    good: dict[str, Any] = {"description": HTTPStatus(route.status).phrase}
    if route.status != HTTPStatus.NO_CONTENT:
        schema = of[route.gives] if route.gives is not None else {"type": "string"}
        good["content"] = {media: {"schema": schema if media == JSON else {"type": "string"}} for media in route.media}
    refusal = {"content": {JSON: {"schema": of[Refusal]}}}
    found = {str(route.status): good}
    if route.media == ("audio/wav",):
        found["206"] = good
    statuses = {*ALWAYS, *route.refuses, *((413, 415) if route.body or route.source else ())}
    for status in sorted(statuses):
        found[str(status)] = {"description": HTTPStatus(status).phrase, **refusal}
    return found
