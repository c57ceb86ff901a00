"""The tools for flows: which there are, and reading, checking and writing their source.

Not responsible for the language, which the resource `hold://guide` explains.
"""

from typing import TYPE_CHECKING, Annotated

from mcp_types import ToolAnnotations
from pydantic import BaseModel, Field

from runtime.access import Identity
from runtime.assistant.tool import Answer, Arguments, Tool
from runtime.gateway.models import Checked, DiagnosticView, FlowSummary, Word

if TYPE_CHECKING:
    from runtime.gateway import Gateway

Source = Annotated[
    str,
    Field(
        min_length=1,
        max_length=200_000,
        description="All of the .hold source of a flow's file, comments included.",
        examples=[
            'flow chase_disputes "Chase Bank — Disputes"\n  company "Chase Bank"\n  dial "+18005551234"\n\n'
            'listen 15s\n  on "disputes" press 3\n  else press 0\nhold 2h\ntransfer sip_phone\n'
        ],
    ),
]


class ListFlows(Arguments):
    company: str | None = Field(None, description="Only flows of this company.", examples=["Chase Bank"])
    tag: str | None = Field(None, description="Only flows with this tag.", examples=["banking"])
    limit: int = Field(50, ge=1, le=200)
    after: str | None = Field(None, description="The `next` of the last answer, for the following ones.")


class Need(BaseModel):
    name: str
    secret: bool = Field(description="Ask for no secret: it should stand in holdlang.yaml.")


class Flow(BaseModel):
    id: str
    name: str
    company: str | None
    phone_number: str | None
    intent: str | None = Field(description="What it is for.")
    tags: list[str]
    needs: list[Need] = Field(description="What `start_call` must give as `values`, but for what holdlang.yaml has.")
    devices: list[str] = Field(description="The phones that it rings.")
    succeeded: int = Field(description="Calls by it that reached their end.")
    failed: int
    ok: bool = Field(description="False: its source has errors, and no call can be made by it.")


class Flows(BaseModel):
    flows: list[Flow]
    broken: list[str] = Field(description="Files of the folder that can't be read as flows.")
    next: str | None


async def list_flows(gateway: "Gateway", _who: Identity, wish: ListFlows) -> Answer:
    """The flows: whom each calls and how often it worked. Use it before `start_call`, to find one for a company."""
    page = await gateway.flow_list(company=wish.company, tag=wish.tag, limit=wish.limit, after=wish.after)
    flows = [_flow(each) for each in page.flows]
    rows = [_flow_line(flow) for flow in flows]
    if not flows:
        filtered = wish.company is not None or wish.tag is not None
        why = "No flow is like that: leave the filters out to see all" if filtered else "There are no flows yet"
        rows.append(f"{why}. `start_call` can do without one, by number and intent; `write_flow` makes one.")
    if page.next:
        rows.append(f"There are more: after={page.next}")
    broken = [each.file for each in page.broken]
    if broken:
        rows.append(f"Files that can't be read: {', '.join(broken)}")
    return Answer("\n".join(rows), Flows(flows=flows, broken=broken, next=page.next))


def _flow(flow: FlowSummary) -> Flow:
    return Flow(
        id=flow.id,
        name=flow.name,
        company=flow.company,
        phone_number=flow.phone_number,
        intent=flow.description,
        tags=flow.tags,
        needs=[Need(name=need["name"], secret=bool(need.get("secret"))) for need in flow.needs],
        devices=flow.devices,
        succeeded=flow.success_count,
        failed=flow.fail_count,
        ok=flow.ok,
    )


def _flow_line(flow: Flow) -> str:
    parts = [f"{flow.id}: {flow.name or flow.company or 'without a name'}", flow.phone_number or "without a number"]
    parts += [f"needs {need.name}{' (secret)' if need.secret else ''}" for need in flow.needs]
    if flow.devices:
        parts.append(f"rings {' or '.join(flow.devices)}")
    parts.append(f"worked {flow.succeeded} of {flow.succeeded + flow.failed} times")
    if not flow.ok:
        parts.append("has errors")
    return ", ".join(parts)


class ReadFlow(Arguments):
    flow_id: str = Field(description="From `list_flows`.", examples=["chase_bank_disputes"])


class Read(BaseModel):
    flow_id: str
    source: str = Field(description="All of its file, which may hold other flows too.")
    etag: str = Field(description="Give it to `write_flow`, so that nothing is lost that is changed meanwhile.")


async def read_flow(gateway: "Gateway", _who: Identity, wish: ReadFlow) -> Answer:
    """The .hold source of a flow: what it presses and says, what it `needs`, which phones it rings. Use it before a
    call to know what the flow needs, and always before you change it.
    """
    flow = await gateway.flow(wish.flow_id)
    return Answer(flow.source, Read(flow_id=flow.id, source=flow.source, etag=flow.etag))


class CheckFlow(Arguments):
    source: Source
    flow_id: Word | None = Field(None, description="The flow that it is to replace, if it is no new one.")


class Diagnostic(BaseModel):
    code: str = Field(description="`holdlang explain CODE` says more.")
    severity: str = Field(description="`error`: the flow can't be used. `warning`: it hardly means what it says.")
    message: str
    line: int
    column: int
    help: str
    fixes: list[str] = Field(description="What would mend it.")


class Check(BaseModel):
    ok: bool = Field(description="No errors; there may be warnings.")
    diagnostics: list[Diagnostic]
    flows: list[str] = Field(description="The ids of the flows in it.")


async def check_flow(gateway: "Gateway", _who: Identity, wish: CheckFlow) -> Answer:
    """Looks for mistakes in .hold source and writes nothing: each with its place, and what to do about it. Use it until
    `ok` is true, then `write_flow`. The language is explained in the resource hold://guide.
    """
    checked = await gateway.check(wish.source, flow_id=wish.flow_id)
    found = [_diagnostic(each) for each in checked.diagnostics]
    rows = [_in_words(each, wish.source) for each in found] or ["No mistakes."]
    rows.append(_verdict(checked))
    return Answer("\n".join(rows), Check(ok=checked.ok, diagnostics=found, flows=list(checked.flows)))


def _diagnostic(view: DiagnosticView) -> Diagnostic:
    return Diagnostic(
        code=view.code,
        severity=view.severity,
        message=view.message,
        line=view.line,
        column=view.column,
        help=view.help,
        fixes=[fix.title for fix in view.fixes],
    )


def _in_words(found: Diagnostic, source: str) -> str:
    lines = source.splitlines()
    rows = [f"{found.severity}[{found.code}] at {found.line}:{found.column}: {found.message}"]
    if found.line <= len(lines):
        rows.append(f"  | {lines[found.line - 1]}")
    if found.help:
        rows.append(f"  help: {found.help}")
    return "\n".join(rows)


def _verdict(checked: Checked) -> str:
    if not checked.ok:
        return "`write_flow` would refuse this: mend the errors and check it again."
    flows = ", ".join(checked.flows)
    return f"It can be written with `write_flow`{f' ({flows})' if flows else ''}, once the user agrees."


class WriteFlow(Arguments):
    source: Source
    flow_id: str | None = Field(
        None,
        description="The flow whose source this replaces. Leave it out for a new flow, whose id stands in the source:"
        " an id that is taken is refused then.",
        examples=["chase_bank_disputes"],
    )
    etag: Word | None = Field(
        None, description="From `read_flow`, with `flow_id`: what somebody has changed since then is not overwritten."
    )
    reason: str = Field(
        min_length=1,
        max_length=200,
        description="Why it is written, in a few words: the history shows it.",
        examples=["disputes moved from key 2 to key 3"],
    )


class Wrote(BaseModel):
    flow_id: str
    warnings: list[Diagnostic]
    next: str


async def write_flow(gateway: "Gateway", who: Identity, wish: WriteFlow) -> Answer:
    """Writes the source of a flow, new or in place of what there was. Source with errors is refused, with the
    diagnostics, and nothing is changed. Keep the comments of whoever wrote it. Real calls will go by it, so let the
    user see what you change, and rehearse it afterwards.
    """
    written = await gateway.write_flow(
        flow_id=wish.flow_id, source=wish.source, etag=wish.etag, by=who.name, reason=wish.reason
    )
    warnings = [_diagnostic(each) for each in written.diagnostics]
    then = "Try it with `start_call` and `rehearse` (see `list_rehearsals`) before it is used on a real call."
    rows = [f"Wrote flow {written.id}.", *(_in_words(each, wish.source) for each in warnings), then]
    return Answer("\n".join(rows), Wrote(flow_id=written.id, warnings=warnings, next=then))


_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)

FLOWS = (
    Tool(
        "list_flows",
        "Flows there are",
        "watch",
        ListFlows,
        Flows,
        list_flows,
        _READS,
    ),
    Tool(
        "read_flow",
        "Source of a flow",
        "watch",
        ReadFlow,
        Read,
        read_flow,
        _READS,
    ),
    Tool(
        "check_flow",
        "Check source",
        "watch",
        CheckFlow,
        Check,
        check_flow,
        _READS,
    ),
    Tool(
        "write_flow",
        "Write a flow",
        "edit",
        WriteFlow,
        Wrote,
        write_flow,
        ToolAnnotations(read_only_hint=False, destructive_hint=True, idempotent_hint=True, open_world_hint=False),
    ),
)
