"""Flows as the API has them. Not responsible for their files (`runtime.flowstore`)."""

from collections.abc import Iterable, Mapping
from typing import Any

from holdlang.diagnostics import Diagnostic
from holdlang.document import to_values
from holdlang.learn.discoveries import reached_person
from holdlang.learn.learner import CallFlowLearner
from holdlang.learn.made import MadeCall
from holdlang.learn.merge import merge_text
from holdlang.learn.source import flow_text
from holdlang.learn.tally import Tally
from holdlang.load import Loaded
from holdlang.model import CallFlow
from holdlang.names.reach import device_names
from holdlang.names.scope import Files
from holdlang.source import Source
from runtime.flowstore import FlowStore, Stored
from runtime.gateway.errors import Conflict
from runtime.gateway.models import (
    BrokenFile,
    Checked,
    DiagnosticView,
    FixView,
    FlowPage,
    FlowSummary,
    LearnRequest,
    Written,
)


def diagnostic_views(source: Source, found: Iterable[Diagnostic]) -> list[DiagnosticView]:
    """Mistakes as data."""
    views = []
    for one in found:
        line, column = one.source.position(one.span.start)
        end_line, end_column = one.source.position(one.span.end)
        views.append(
            DiagnosticView(
                code=one.code,
                severity=one.severity,
                message=one.message if one.source.name == source.name else f"{one.source.name}: {one.message}",
                line=line,
                column=column,
                end_line=end_line,
                end_column=end_column,
                help=one.help or "",
                fixes=[FixView(title=one.fix.title)] if one.fix else [],
            )
        )
    return views


def checked_view(loaded: Loaded) -> Checked:
    """What is wrong with a source."""
    return Checked(
        ok=loaded.ok,
        diagnostics=diagnostic_views(loaded.source, loaded.diagnostics),
        flows=[flow.id for flow in loaded.flows],
    )


def written_view(stored: Stored, tallies: Mapping[str, Tally]) -> Written:
    """A flow as it stands, counted."""
    return Written(
        id=stored.flow.id,
        file=stored.file.as_posix(),
        etag=stored.etag,
        document=document_of(stored.flow, tallies),
        source=stored.text,
        diagnostics=diagnostic_views(stored.loaded.source, stored.loaded.diagnostics),
    )


def document_of(flow: CallFlow, tallies: Mapping[str, Tally]) -> dict[str, Any]:
    """The flow in the documented format, with how often it came to its aim."""
    tally = tallies.get(flow.id, Tally())
    counted = {"success_count": tally.succeeded, "fail_count": tally.failed}
    return dict(to_values(flow)) | counted


def page_of(
    flows: FlowStore,
    tallies: Mapping[str, Tally],
    *,
    company: str | None,
    tag: str | None,
    limit: int,
    after: str | None,
) -> FlowPage:
    """The flows of the folder that fit, by their ids. Reads the disk."""
    listed = flows.list()
    fitting = [
        entry
        for entry in sorted(listed, key=lambda entry: entry.flow.id)
        if (company is None or _same(entry.flow.company, company)) and (tag is None or tag in entry.flow.tags)
    ]
    rest = [entry for entry in fitting if after is None or entry.flow.id > after]
    shown = rest[:limit]
    summaries = []
    for entry in shown:
        flow, tally = entry.flow, tallies.get(entry.flow.id, Tally())
        summaries.append(
            FlowSummary(
                id=flow.id,
                name=flow.name or flow.id,
                company=flow.company,
                phone_number=flow.phone_number,
                step_count=len(flow.steps),
                success_count=tally.succeeded,
                fail_count=tally.failed,
                tags=list(flow.tags),
                description=flow.description,
                needs=[need.model_dump() for need in flow.needs],
                devices=sorted(device_names(flow, {})),
                file=entry.file.as_posix(),
                ok=entry.ok,
            )
        )
    broken = [BrokenFile(file=one.file.as_posix(), error=one.detail) for one in flows.broken()]
    more = shown[-1].flow.id if len(rest) > limit and shown else None
    return FlowPage(flows=summaries, total=len(fitting), next=more, broken=broken)


def _same(one: str | None, other: str) -> bool:
    return one is not None and one.casefold() == other.casefold()


def learned(request: LearnRequest, call: MadeCall, flows: FlowStore, by: str) -> Stored:
    """What the call teaches, written: into the flow that made it or is named, or as a new one. Reads and writes the
    disk. Raises `UsageError`."""
    into = request.call_flow_id or _own(call, flows)
    if into is not None:
        stored = flows.get(into)
        source = Source(str(stored.file), stored.text)
        merged = merge_text(source, into, call.found, ran=call.started.flow_id == into, files=_used(stored))
        if merged.text == stored.text:
            return stored
        reason = "; ".join(change.sentence for change in merged.changes) or f"learned from {request.call_id}"
        return flows.update(into, source=merged.text, etag=stored.etag, author=by, reason=reason)
    if not reached_person(call.found):
        raise Conflict("there is nothing to learn yet: the call reached no person")
    number = request.phone_number or call.started.number
    company = request.company or call.started.company
    flow = CallFlowLearner().build_flow(call.found, number, company, call.started.intent, device=call.device)
    text = flow_text(flow, call.found, call.origin)
    return flows.create(source=text, author=by, reason=f"learned from {request.call_id}")


def _used(stored: Stored) -> Files:
    sources = {file.source.name: file.source for file in stored.loaded.used}
    return sources.get


def _own(call: MadeCall, flows: FlowStore) -> str | None:
    """The flow of the folder that made the call, if one did."""
    return next((entry.flow.id for entry in flows.list() if entry.flow.id == call.started.flow_id), None)
