"""The routes of flows. Not responsible for what is done with them (`runtime.gateway.library`)."""

import json
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from quart import Response, request

from runtime.gateway import Gateway
from runtime.gateway.errors import BadRequest, Conflict
from runtime.gateway.models import (
    Body,
    Checked,
    DiagnosticView,
    FlowPage,
    LearnRequest,
    RevisionView,
    TreeView,
    Written,
)
from runtime.server.route import HOLD, JSON, Asked, Query, Routes
from runtime.store import Statistics

flows = Routes()


class FlowsQuery(Query):
    """Which flows."""

    company: str | None = None
    tag: str | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 50
    after: Annotated[str, Field(max_length=200)] | None = None


class ReasonQuery(Query):
    """Why a flow is changed: the history shows it."""

    reason: Annotated[str, Field(max_length=500)] = ""


class CheckQuery(Query):
    """In whose place the source is looked at."""

    flow_id: str | None = None


class DiffQuery(Query):
    """Between which revisions; without `to`, up to now."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    from_: Annotated[str, Field(alias="from", min_length=1, max_length=80)]
    to: Annotated[str, Field(max_length=80)] | None = None


class StatisticsQuery(Query):
    """Of which calls."""

    flow_id: str | None = None
    number: str | None = None


class CheckRequest(Body):
    """A source to be checked."""

    source: str


class FlowDocument(BaseModel):
    """A flow in the CallFlow format, with what there is to say about its source."""

    model_config = ConfigDict(extra="allow")

    id: str
    name: str
    company: str | None = None
    phone_number: str | None = None
    description: str | None = None
    steps: list[dict[str, Any]]
    tags: list[str] = []
    version: int = 1
    created_at: datetime | None = None
    updated_at: datetime | None = None
    success_count: int = 0
    fail_count: int = 0
    diagnostics: list[DiagnosticView] = []


class History(BaseModel):
    """The changes of a flow, the latest first."""

    revisions: list[RevisionView]


class Trees(BaseModel):
    """The companies that can be rehearsed."""

    trees: list[TreeView]


@flows.add("GET", "/api/call-flows", "watch", query=FlowsQuery, gives=FlowPage)
async def list_flows(asked: Asked) -> FlowPage:
    """The flows of the folder, by id."""
    query: FlowsQuery = asked.query
    return await asked.gateway.flow_list(company=query.company, tag=query.tag, limit=query.limit, after=query.after)


@flows.add(
    "POST",
    "/api/call-flows",
    "edit",
    query=ReasonQuery,
    gives=FlowDocument,
    status=201,
    source=True,
    refuses=(409, 422),
)
async def create_flow(asked: Asked) -> Response:
    """Make a flow, of its source or of a document."""
    written = await asked.gateway.write_flow(flow_id=None, **_content(asked), **_author(asked))
    asked.made["flow_id"] = written.id
    response = _document(written, 201)
    response.headers["Location"] = f"/api/call-flows/{written.id}"
    return response


@flows.add(
    "POST", "/api/call-flows/check", "watch", body=CheckRequest, query=CheckQuery, gives=Checked, source=True,
    refuses=(422,),
)  # fmt: skip
async def check_flow(asked: Asked) -> Checked:
    """What is wrong with a source. Nothing is written."""
    source = asked.body if isinstance(asked.body, str) else asked.body.source
    return await asked.gateway.check(source, flow_id=asked.query.flow_id)


@flows.add("POST", "/api/call-flows/learn", "edit", body=LearnRequest, gives=FlowDocument, refuses=(404, 409, 422))
async def learn_flow(asked: Asked) -> Response:
    """Write down what a call found out: into the flow that made it, or as a new one."""
    written = await asked.gateway.learn(asked.body, by=asked.who.name)
    asked.made.update(call_id=asked.body.call_id, flow_id=written.id)
    return _document(written)


@flows.add("GET", "/api/call-flows/{flow_id}", "watch", gives=FlowDocument, media=(JSON, HOLD), refuses=(404, 406, 409))
async def get_flow(asked: Asked) -> Response:
    """A flow as document, or (`Accept: text/x-hold`) the source of its file."""
    written = await asked.gateway.flow(asked.path["flow_id"])
    if request.accept_mimetypes.best_match([JSON, HOLD], default=JSON) == HOLD:
        response = Response(written.source, content_type=f"{HOLD}; charset=utf-8")
        response.set_etag(written.etag)
        return response
    return _document(written)


@flows.add(
    "PUT",
    "/api/call-flows/{flow_id}",
    "edit",
    query=ReasonQuery,
    gives=FlowDocument,
    source=True,
    refuses=(404, 409, 422),
)
async def update_flow(asked: Asked) -> Response:
    """Bring a flow into a new state. `If-Match` keeps you from writing over what others have changed. Comments of a
    source that is changed by a document stay, where the steps do."""
    flow_id = asked.path["flow_id"]
    etag = await _matched(asked.gateway, flow_id)
    return _document(await asked.gateway.write_flow(flow_id=flow_id, etag=etag, **_content(asked), **_author(asked)))


@flows.add("DELETE", "/api/call-flows/{flow_id}", "edit", query=ReasonQuery, status=204, refuses=(404, 409))
async def delete_flow(asked: Asked) -> None:
    """Take a flow away."""
    await asked.gateway.delete_flow(asked.path["flow_id"], **_author(asked))


@flows.add("GET", "/api/call-flows/{flow_id}/history", "watch", gives=History, refuses=(404, 409))
async def flow_history(asked: Asked) -> History:
    """The changes of a flow; there are none unless the server keeps its flows in git."""
    return History(revisions=await asked.gateway.history(asked.path["flow_id"]))


@flows.add(
    "GET", "/api/call-flows/{flow_id}/diff", "watch", query=DiffQuery, media=("text/x-diff",), refuses=(404, 409)
)
async def flow_diff(asked: Asked) -> Response:
    """What was changed between two revisions, as a unified diff."""
    text = await asked.gateway.diff(asked.path["flow_id"], asked.query.from_, asked.query.to)
    return Response(text, content_type="text/x-diff; charset=utf-8")


@flows.add("GET", "/api/call-flows/{flow_id}/graph.svg", "watch", media=("image/svg+xml",), refuses=(404, 409, 422))
async def flow_picture(asked: Asked) -> Response:
    """The picture of a flow."""
    return Response(await asked.gateway.picture(asked.path["flow_id"]), content_type="image/svg+xml")


@flows.add("GET", "/api/call-flows/{flow_id}/statistics", "watch", gives=Statistics, refuses=(404, 409))
async def flow_statistics(asked: Asked) -> Statistics:
    """How long the calls of a flow waited, and when it is best to call."""
    await asked.gateway.flow_source(asked.path["flow_id"])
    return await asked.gateway.statistics(flow_id=asked.path["flow_id"])


@flows.add("GET", "/api/statistics", "watch", query=StatisticsQuery, gives=Statistics)
async def statistics(asked: Asked) -> Statistics:
    """How long calls waited, and when it is best to call."""
    return await asked.gateway.statistics(flow_id=asked.query.flow_id, number=asked.query.number)


@flows.add("GET", "/api/trees", "watch", gives=Trees)
async def list_trees(asked: Asked) -> Trees:
    """The companies that can be called on this machine, to try a flow: see `rehearse` of a call."""
    return Trees(trees=await asked.gateway.trees())


def _content(asked: Asked) -> dict[str, Any]:
    return {"source": asked.body} if isinstance(asked.body, str) else {"document": asked.body}


def _author(asked: Asked) -> dict[str, Any]:
    reason = asked.query.reason
    if not reason.isprintable():
        raise BadRequest("reason: should be one line")
    return {"by": asked.who.name, "reason": reason}


async def _matched(gateway: Gateway, flow_id: str) -> str | None:
    """The state that the change was made from, if that is the present one; None if any will do (RFC 9110, 13.1.1)."""
    if not request.if_match or request.if_match.star_tag:
        return None
    etag = (await gateway.flow(flow_id)).etag
    if not request.if_match.contains(etag):
        raise Conflict(f"the flow `{flow_id}` has been changed meanwhile")
    return etag


def _document(written: Written, status: int = 200) -> Response:
    diagnostics = [found.model_dump() for found in written.diagnostics]
    text = json.dumps(written.document | {"id": written.id, "diagnostics": diagnostics})
    response = Response(text, status, content_type=JSON)
    response.set_etag(written.etag)
    return response
