"""A gateway in memory: calls whose logs the test writes, flows in a dictionary that the real checker looks at.

It keeps what the real one promises: one call a key, an end to waiting when there is something new, 404 and 409.
"""

from datetime import UTC, datetime
from hashlib import sha256

import trio

from holdlang.calllog import CallEnded, CallStarted, Data, HoldDetected, Line, line
from holdlang.callstate import CallState, fold
from holdlang.history.statistics import BestHour, HoldTimes, Statistics
from holdlang.load import load
from holdlang.source import Source
from runtime.gateway.errors import Conflict, Forbidden, NotFound, TooMany, Unprocessable
from runtime.gateway.models import (
    CallPage,
    CallPlaced,
    CallStatus,
    CallSummary,
    Checked,
    DeviceView,
    DiagnosticView,
    Event,
    FixView,
    FlowPage,
    FlowSummary,
    LogPage,
    OutboundRequest,
    Status,
    TreeView,
    Written,
)

START = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
NUMBER = "+18005551234"
EMERGENCY = "911"

SOURCE = """\
# Checked against the real menu.
flow chase_disputes "Chase Bank — Disputes"
  company "Chase Bank"
  dial "+18005551234"
  needs card_last4 secret

listen 15s
  on "disputes" press 3
  else press 0
hold 2h
transfer sip_phone
"""


class FakeCall:
    """A call, and those who wait for its next line."""

    def __init__(self, call_id: str, request: OutboundRequest) -> None:
        self.call_id = call_id
        self.request = request
        self.number = request.number or NUMBER
        self.lines: list[Line] = []
        self.state = CallState()
        self.ended_at: datetime | None = None
        self.queued = False
        self._news = trio.Event()

    def write(self, data: Data, at: float | None = None) -> None:
        """A line of its log."""
        entry = line(data, call_id=self.call_id, timestamp=START, at=self.state.at if at is None else at)
        self.lines.append(entry)
        self.state = fold(self.state, entry)
        if isinstance(data, CallEnded):
            self.ended_at = START
        self._news.set()
        self._news = trio.Event()

    async def new(self, since: int) -> None:
        """Return when there are lines after `since`."""
        while len(self.lines) <= since:
            await self._news.wait()

    @property
    def _word(self) -> Status:
        if self.ended_at is not None:
            return "completed"
        if self.queued:
            return "queued"
        return "on_hold" if self.state.phase == "on hold" else "connected"

    @property
    def status(self) -> CallStatus:
        """What the API tells of it."""
        state = self.state
        return CallStatus(
            call_id=self.call_id,
            status=self._word,
            number=self.number,
            mode="hold_slayer",
            duration=state.at,
            hold_time=state.on_hold(state.at),
            flow_id=self.request.call_flow_id,
            company="Chase Bank",
            started_at=START,
            ended_at=self.ended_at,
            outcome=state.outcome,
            reason=state.reason,
            phase=state.phase,
            step_id=state.step_id,
            device=state.device,
            rehearsed=self.request.rehearse is not None,
        )


class FakeGateway:
    """All that the assistant uses of `runtime.gateway.Gateway`."""

    def __init__(self) -> None:
        self.placed: dict[str, FakeCall] = {}
        self.keys: dict[tuple[str, str | None], str] = {}
        self.sources = {"chase_disputes": SOURCE}
        self.wrote: list[tuple[str, str]] = []
        """By whom, and why."""
        self.most = 10

    async def place(self, request: OutboundRequest, *, key: str | None = None, by: str = "") -> CallPlaced:
        if request.number == EMERGENCY:
            raise Forbidden("911 is an emergency number, which is never called")
        if (by, key) not in self.keys:
            if len(self.placed) >= self.most:
                raise TooMany("too many calls at once", 30.0)
            if request.call_flow_id is not None:
                self._flow(request.call_flow_id)
            call = FakeCall(f"call_{len(self.placed):012x}", request)
            self.placed[call.call_id] = call
            self.keys[by, key] = call.call_id
            call.write(CallStarted(number=call.number, flow_id=request.call_flow_id))
        call = self.placed[self.keys[by, key]]
        return CallPlaced(
            call_id=call.call_id, status="trying", number=call.number, mode="hold_slayer", started_at=START
        )

    def on_hold(self) -> FakeCall:
        """A call that is on hold."""
        call = FakeCall("call_0f3a9c41d2e7", OutboundRequest(call_flow_id="chase_disputes"))
        self.placed[call.call_id] = call
        call.write(CallStarted(number=NUMBER))
        call.write(HoldDetected(audio_type="music", confidence=0.9), at=20.0)
        return call

    async def call(self, call_id: str) -> CallStatus:
        return self._call(call_id).status

    async def calls(
        self,
        *,
        active: bool = True,
        flow_id: str | None = None,
        number: str | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> CallPage:
        fits = [
            CallSummary.model_validate(call.status.model_dump(include=set(CallSummary.model_fields)))
            for call in self.placed.values()
            if (call.ended_at is None) == active
            and flow_id in (None, call.request.call_flow_id)
            and number in (None, call.number)
        ]
        first = int(after or 0)
        rest = first + limit
        return CallPage(calls=fits[first:rest], total=len(fits), next=str(rest) if rest < len(fits) else None)

    async def hang_up(self, call_id: str) -> CallStatus:
        call = self._running(call_id)
        call.write(CallEnded(number=call.number, duration=1.0, reason="you hung up", outcome="interrupted"))
        return call.status

    async def transfer(self, call_id: str, device: str) -> CallStatus:
        if device != "sip_phone":
            raise NotFound(f"Device not found: {device}")
        return self._running(call_id).status

    async def log(self, call_id: str, *, after: int = 0, limit: int = 500) -> LogPage:
        lines = self._call(call_id).lines
        page = [
            Event(id=f"e-{seq}", **each.model_dump(mode="json"))
            for seq, each in enumerate(lines[after : after + limit], start=after + 1)
        ]
        return LogPage(events=page, next=after + limit if len(lines) > after + limit else None)

    async def wait_for(self, call_id: str, *, since: int, seconds: float) -> LogPage:
        call = self._call(call_id)
        if call.ended_at is None and not call.queued:
            with trio.move_on_after(seconds):
                await call.new(since)
        return await self.log(call_id, after=since)

    async def flow_list(
        self, *, company: str | None = None, tag: str | None = None, limit: int = 50, after: str | None = None
    ) -> FlowPage:
        flows = [
            FlowSummary(
                id=flow.id,
                name=flow.name,
                company=flow.company,
                phone_number=flow.phone_number,
                step_count=len(flow.steps),
                success_count=12,
                fail_count=1,
                tags=list(flow.tags),
                needs=[{"name": need.name, "secret": need.secret} for need in flow.needs],
                devices=["sip_phone"],
            )
            for flow in (load(Source(name, text)).flows[0] for name, text in self.sources.items())
            if company in (None, flow.company) and (tag is None or tag in flow.tags)
        ]
        return FlowPage(flows=flows[:limit], next=None)

    async def flow_source(self, flow_id: str) -> str:
        return self._flow(flow_id)

    async def flow(self, flow_id: str) -> Written:
        source = self._flow(flow_id)
        return Written(id=flow_id, source=source, etag=_etag(source))

    async def check(self, source: str, *, flow_id: str | None = None) -> Checked:
        loaded = load(Source("flow.hold", source))
        views = []
        for each in loaded.diagnostics:
            first, last = loaded.source.position(each.span.start), loaded.source.position(each.span.end)
            views.append(
                DiagnosticView(
                    code=each.code,
                    severity=each.severity,
                    message=each.message,
                    line=first[0],
                    column=first[1],
                    end_line=last[0],
                    end_column=last[1],
                    help=each.help,
                    fixes=[FixView(title=each.fix.title)] if each.fix else [],
                )
            )
        return Checked(ok=loaded.ok, diagnostics=views, flows=[flow.id for flow in loaded.flows])

    async def write_flow(
        self,
        *,
        flow_id: str | None,
        source: str | None = None,
        document: dict[str, object] | None = None,
        etag: str | None = None,
        by: str = "",
        reason: str = "",
    ) -> Written:
        assert source is not None
        assert document is None
        loaded = load(Source("flow.hold", source))
        if not loaded.ok:
            raise Unprocessable("the source has mistakes", loaded.diagnostics)
        if flow_id is None:
            flow_id = loaded.flows[0].id
            if flow_id in self.sources:
                raise Conflict(f"there is a flow `{flow_id}` already")
        elif etag not in (None, _etag(self._flow(flow_id))):
            raise Conflict(f"the flow `{flow_id}` has been changed meanwhile")
        self.sources[flow_id] = source
        self.wrote.append((by, reason))
        return Written(id=flow_id)

    async def devices(self) -> list[DeviceView]:
        return [
            DeviceView(id="sip_phone", name="Office", type="sip_phone", is_online=True, priority=10),
            DeviceView(id="cell", name="Mobile", type="cell", is_online=False, priority=5),
        ]

    async def statistics(self, *, flow_id: str | None = None, number: str | None = None) -> Statistics:
        if flow_id == "never_called":
            return Statistics(
                calls=0, succeeded=0, failed=0, hold=HoldTimes(median=None, p90=None, count=0), hours=(), best=()
            )
        return Statistics(
            calls=13,
            succeeded=12,
            failed=1,
            hold=HoldTimes(median=780.0, p90=2400.0, count=12),
            hours=(),
            best=(BestHour(weekday=1, hour=8, median=240.0, count=7),),
        )

    async def trees(self) -> list[TreeView]:
        return [TreeView(id="chase_bank", company="Chase Bank", file="chase.hold")]

    def _call(self, call_id: str) -> FakeCall:
        if call_id not in self.placed:
            raise NotFound(f"Call not found: {call_id}")
        return self.placed[call_id]

    def _running(self, call_id: str) -> FakeCall:
        call = self._call(call_id)
        if call.ended_at is not None:
            raise Conflict(f"Call has ended: {call_id}")
        return call

    def _flow(self, flow_id: str) -> str:
        if flow_id not in self.sources:
            raise NotFound(f"Call flow not found: {flow_id}")
        return self.sources[flow_id]


def _etag(source: str) -> str:
    return sha256(source.encode()).hexdigest()
