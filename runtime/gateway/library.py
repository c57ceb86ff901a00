"""What can be done with flows. Not responsible for their files (`runtime.flowstore`)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import trio

from holdlang.graph import draw, trace
from holdlang.graph.svg import svg
from holdlang.history import LOG, read_log
from holdlang.learn.made import MadeCall
from runtime.flowstore import FlowStore, Stored
from runtime.gateway import flows as views
from runtime.gateway.calls import Calls
from runtime.gateway.errors import BadRequest, Conflict, NotFound, Unprocessable
from runtime.gateway.models import Checked, FlowPage, LearnRequest, RevisionView, TreeView, Written
from runtime.gateway.parts import Parts, here, in_thread, let_go
from runtime.store import Statistics

MOST_STEPS = 300
"""Of a flow that is drawn: a larger picture takes seconds to lay out, and nobody can read it."""


LONGEST = 64_000
"""Characters of a source: six times the longest that we know. Looking at one that is far longer takes seconds."""

CHECKS = trio.CapacityLimiter(2)
"""Sources that are looked at at once: an editor asks as its user types."""


class Library:
    """The operations on flows."""

    def __init__(self, parts: Parts, calls: Calls) -> None:
        self._parts = parts
        self._calls = calls

    @property
    def flows(self) -> FlowStore:
        """The folder."""
        return self._parts.flows

    async def flow_list(
        self, *, company: str | None = None, tag: str | None = None, limit: int = 50, after: str | None = None
    ) -> FlowPage:
        """The flows of the folder, by id."""
        return await in_thread(
            lambda: views.page_of(
                self.flows, self._parts.store.tallies(), company=company, tag=tag, limit=limit, after=after
            )
        )

    async def flow(self, flow_id: str) -> Written:
        """A flow, as document and as source."""
        return await in_thread(lambda: self._written(self.flows.get(flow_id)))

    async def flow_source(self, flow_id: str) -> str:
        """The text of the file that a flow is in."""
        return await in_thread(lambda: self.flows.get(flow_id).text)

    async def check(self, source: str, *, flow_id: str | None = None) -> Checked:
        """What is wrong with a source; nothing is written."""
        _refuse_long(source)
        devices = set(self._parts.book.mapping()) or None
        return await in_thread(
            lambda: views.checked_view(self.flows.check(source, devices=devices, flow_id=flow_id)), CHECKS
        )

    async def write_flow(
        self,
        *,
        flow_id: str | None,
        source: str | None = None,
        document: Mapping[str, Any] | None = None,
        etag: str | None = None,
        by: str = "",
        reason: str = "",
    ) -> Written:
        """Make a flow (without a `flow_id`), or bring one into a new state."""
        if (source is None) == (document is None):
            raise BadRequest("give the flow either as source or as a document")
        if source is not None:
            _refuse_long(source)

        def write() -> Written:
            if flow_id is None:
                stored = self.flows.create(source=source, document=document, author=by, reason=reason)
            else:
                stored = self.flows.update(
                    flow_id, source=source, document=document, etag=etag, author=by, reason=reason
                )
            return self._written(stored)

        return await in_thread(write)

    async def delete_flow(self, flow_id: str, *, by: str = "", reason: str = "") -> None:
        """Take a flow away."""
        await in_thread(lambda: self.flows.delete(flow_id, author=by, reason=reason))

    async def learn(self, request: LearnRequest, *, by: str = "") -> Written:
        """Write down what a call that is over found out."""
        if request.call_id in self._parts.supervisor.running:
            raise Conflict(f"Call is still running: {request.call_id}")
        folder = await in_thread(lambda: self._calls.folder(request.call_id))
        await let_go(folder)

        def write() -> Written:
            made = MadeCall.read(folder)
            return self._written(views.learned(request, made, self.flows, by))

        return await in_thread(write)

    async def history(self, flow_id: str) -> list[RevisionView]:
        """The changes of a flow, the latest first; none without git."""
        found = await in_thread(lambda: self.flows.history(flow_id))
        return [RevisionView(id=one.id, author=one.author, time=one.time, reason=one.reason) for one in found]

    async def diff(self, flow_id: str, from_: str, to: str | None) -> str:
        """What was changed between two revisions."""
        return await in_thread(lambda: self.flows.diff(flow_id, from_, to))

    async def picture(self, flow_id: str) -> str:
        """The flow as SVG."""
        return await in_thread(lambda: self._picture(flow_id, None))

    async def picture_of_call(self, call_id: str) -> str:
        """The flow of a call as SVG, with the way the call has taken."""

        def drawn() -> str:
            folder = self._calls.folder(call_id)
            running = self._parts.supervisor.running.get(call_id)
            begun = running.begun if running is not None else self._calls.past(call_id).begun
            if begun.flow_id is None:
                raise NotFound(f"Call has no flow to draw: {call_id}")
            return self._picture(begun.flow_id, folder / LOG)

        return await in_thread(drawn)

    async def statistics(self, *, flow_id: str | None = None, number: str | None = None) -> Statistics:
        """How long one waits, and when it is best to call."""
        return await in_thread(lambda: self._parts.store.statistics(flow_id=flow_id, number=number, zone=here()))

    async def trees(self) -> list[TreeView]:
        """The companies that can be rehearsed."""
        found = await in_thread(self.flows.trees)
        return [TreeView(id=one.id, company=one.company, file=one.file.name) for one in found]

    def _picture(self, flow_id: str, log: Path | None) -> str:
        stored = self.flows.get(flow_id)
        if len(stored.flow.steps) > MOST_STEPS:
            raise Unprocessable(f"Call flow has more than {MOST_STEPS} steps, too many for a picture: {flow_id}")
        picture = draw(stored.flow)
        return svg(picture if log is None else trace(picture, read_log(log)))

    def _written(self, stored: Stored) -> Written:
        return views.written_view(stored, self._parts.store.tallies())


def _refuse_long(source: str) -> None:
    if len(source) > LONGEST:
        raise Unprocessable(f"the source is longer than {LONGEST} characters")
