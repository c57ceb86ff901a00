"""What can be done with calls. Not responsible for how a request becomes an order (`runtime.gateway.placing`), nor for
what a status looks like (`runtime.gateway.status`)."""

import math
import shutil
import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import trio

from holdlang.calllog import CallStarted
from holdlang.errors import UsageError
from holdlang.history import LOG, read_call
from runtime.callprocess import control
from runtime.callprocess.order import Order, OrderedDevice
from runtime.gateway.claims import Claim
from runtime.gateway.errors import Conflict, GatewayError, NotFound, TooMany
from runtime.gateway.lines import page_of
from runtime.gateway.models import (
    CallPage,
    CallPlaced,
    CallStatus,
    CallSummary,
    LogPage,
    OutboundRequest,
    Status,
)
from runtime.gateway.parts import Parts, here, in_thread, let_go, translating
from runtime.gateway.placing import order_for, phone_name
from runtime.gateway.status import past_summary, status_of, summary_of
from runtime.record import new_id
from runtime.store import Estimate, StoreError
from runtime.supervisor import Full, Running

ESTIMATE_SECONDS = 15.0
"""How long an estimate of the wait stands: it is told in minutes."""

RETRY_SECONDS = 30.0
"""When to ask again if there is no room: calls end every few minutes."""


class Calls:
    """The operations on calls."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._keys: dict[str, trio.Lock] = defaultdict(trio.Lock)
        self._estimates: dict[str, tuple[float, Estimate | None]] = {}

    # --- begin ---

    async def place(self, request: OutboundRequest, *, key: str | None = None, by: str = "") -> CallPlaced:
        """Make a call, or say of the one that was made for the same `key` (of the same `by`)."""
        if key is None:
            return await self._place(request, new_id(), None, by)
        whole = f"{by}\n{key}"
        lock = self._keys[whole]
        try:
            async with lock:
                return await self._place_once(request, whole, by)
        finally:
            if not lock.statistics().tasks_waiting and not lock.locked():
                self._keys.pop(whole, None)

    async def _place_once(self, request: OutboundRequest, key: str, by: str) -> CallPlaced:
        claim = await in_thread(lambda: self._parts.claims.take(key, request))
        if not claim.same:
            raise Conflict("another call was asked for with this idempotency key")
        if not claim.fresh and await self._is_made(claim):
            try:
                status = await self.call(claim.call_id)
            except NotFound:  # another process has accepted it, and it waits there
                return CallPlaced(
                    call_id=claim.call_id,
                    status="queued",
                    number=request.number or "",
                    mode=request.mode,
                    started_at=datetime.now(UTC),
                )
            return CallPlaced(
                call_id=claim.call_id,
                status=status.status,
                number=status.number,
                mode=status.mode,
                started_at=status.started_at or datetime.now(UTC),
            )
        if claim.used():
            raise Conflict(f"the call of this idempotency key was made and deleted: {claim.call_id}")
        try:
            return await self._place(request, claim.call_id, claim.path, by)
        except GatewayError:
            claim.drop()
            raise

    async def _is_made(self, claim: Claim) -> bool:
        supervisor = self._parts.supervisor
        if claim.call_id in supervisor.running or claim.call_id in supervisor.waiting:
            return True

        def is_somewhere() -> bool:
            known = self._parts.logs.folder(claim.call_id) is not None
            return known or claim.held() or supervisor.waits_elsewhere(claim.call_id)

        return await in_thread(is_somewhere)

    async def _place(self, request: OutboundRequest, call_id: str, claim: Path | None, by: str) -> CallPlaced:
        parts = self._parts
        order = await in_thread(
            lambda: order_for(
                request,
                call_id=call_id,
                claim=claim,
                by=by,
                config=parts.config,
                flows=parts.flows,
                book=parts.book,
            )
        )
        try:
            parts.supervisor.start(order)
        except Full:
            raise TooMany("as many calls run and wait as may: try again later", RETRY_SECONDS) from None
        waits = call_id in parts.supervisor.waiting
        return CallPlaced(
            call_id=call_id,
            status="queued" if waits else "trying",
            number=order.number,
            mode=order.mode,
            started_at=datetime.now(UTC),
        )

    # --- look ---

    async def call(self, call_id: str) -> CallStatus:
        """All that is known of a call, running or over."""
        supervisor = self._parts.supervisor
        if (order := supervisor.waiting.get(call_id)) is not None:
            return _unbegun(order, "queued")
        running = supervisor.running.get(call_id)
        if running is None:
            running = await in_thread(lambda: self.past(call_id))
            return status_of(call_id, running, datetime.now(UTC), flow_name=await self._name(running))
        estimate = await in_thread(lambda: self._estimate(call_id, running))
        return status_of(call_id, running, datetime.now(UTC), flow_name=await self._name(running), estimate=estimate)

    async def calls(
        self,
        *,
        active: bool = True,
        flow_id: str | None = None,
        number: str | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> CallPage:
        """Those that run or wait, the oldest first; or (`active` false) the history, the newest first."""
        if active:
            return await in_thread(lambda: self._active(flow_id, number, limit, after))
        rows = await in_thread(
            lambda: self._parts.store.calls(flow_id=flow_id, number=number, limit=limit, after=after)
        )
        named = await in_thread(lambda: self._named(map(past_summary, rows.rows)))
        return CallPage(calls=named, total=rows.total, next=rows.next)

    def _active(self, flow_id: str | None, number: str | None, limit: int, after: str | None) -> CallPage:
        now, supervisor = datetime.now(UTC), self._parts.supervisor
        found = [
            summary_of(call_id, one, now, self._estimate(call_id, one))
            for call_id, one in sorted(supervisor.running.items(), key=lambda item: item[1].started_at or now)
        ]
        found += [_queued(order, now) for order in supervisor.waiting.values()]
        fitting = [one for one in found if flow_id in (None, one.flow_id) and number in (None, one.number)]
        ids = [one.call_id for one in fitting]
        start = ids.index(after) + 1 if after in ids else 0
        shown = fitting[start : start + limit]
        more = shown[-1].call_id if start + limit < len(fitting) and shown else None
        return CallPage(calls=self._named(shown), total=len(fitting), next=more)

    async def log(self, call_id: str, *, after: int = 0, limit: int = 500) -> LogPage:
        """Lines of a call's log from number `after` (from 0) on."""
        return await in_thread(lambda: self._log(call_id, after, limit))

    async def wait_for(self, call_id: str, *, since: int, seconds: float) -> LogPage:
        """Lines from number `since` on, as soon as there are any; after `seconds` there may be none."""
        with trio.move_on_after(seconds):
            while True:
                supervisor = self._parts.supervisor
                going_on = call_id in supervisor.running or call_id in supervisor.waiting
                news = supervisor.news(call_id) if going_on else None  # before the look: what comes after it sets this
                page = await self.log(call_id, after=since)
                if page.events or news is None:
                    return page
                await news.wait()
        return await self.log(call_id, after=since)

    def folder(self, call_id: str) -> Path:
        """Where a call is kept. Blocks."""
        folder = self._parts.logs.folder(call_id)
        if folder is None or not (folder / LOG).is_file():
            raise NotFound(f"Call not found: {call_id}")
        return folder

    # --- steer ---

    async def hang_up(self, call_id: str) -> CallStatus:
        """End a call."""
        await self._must_run(call_id)
        queued = self._parts.supervisor.waiting.get(call_id)
        with translating():
            try:
                await self._parts.supervisor.hang_up(call_id)
            except control.Gone:
                raise await self._not_ours(call_id) from None
        if queued is not None:
            return _unbegun(queued, "cancelled")
        return await self.call(call_id)

    async def transfer(self, call_id: str, device: str) -> CallStatus:
        """Ring a phone and join it to the call, whatever its flow is doing."""
        running = await self._must_run(call_id)
        if running is not None and running.state.phase == "joined":
            raise Conflict(f"Call is joined already: {call_id}")
        if running is not None and running.begun.rehearsed:
            name = await in_thread(lambda: phone_name(device, self._parts.book, rehearsed=True))
            ordered = OrderedDevice(uri=name, ring=30.0)
        else:
            ordered = OrderedDevice(**vars(await in_thread(lambda: self._parts.book.resolve(device))))
        with translating():
            try:
                await self._parts.supervisor.transfer(call_id, device, ordered)
            except control.Gone:
                raise await self._not_ours(call_id) from None
        return await self.call(call_id)

    async def forget(self, call_id: str) -> None:
        """Delete a call that is over, with its recordings."""
        supervisor = self._parts.supervisor
        if call_id in supervisor.running or call_id in supervisor.waiting:
            raise Conflict(f"Call is still running: {call_id}")
        folder = await in_thread(lambda: self.folder(call_id))
        await let_go(folder)

        def delete() -> None:
            shutil.rmtree(folder)
            self._parts.store.forget_call(call_id)

        await in_thread(delete)

    # --- within ---

    async def _must_run(self, call_id: str) -> Running | None:
        """The call; None if it waits. Raises `NotFound`, and `Conflict` if it has ended."""
        supervisor = self._parts.supervisor
        if call_id in supervisor.waiting:
            return None
        running = supervisor.running.get(call_id)
        if running is None:
            await in_thread(lambda: self.folder(call_id))
            raise Conflict(f"Call has already ended: {call_id}")
        return running

    async def _not_ours(self, call_id: str) -> GatewayError:
        """Why a call does not answer: it has just ended, or it was begun at a terminal."""
        if call_id not in self._parts.supervisor.running:
            return Conflict(f"Call has already ended: {call_id}")
        return Conflict(f"Call was begun at a terminal, and can be steered only there: {call_id}")

    def past(self, call_id: str) -> Running:
        """A call from its log. Blocks."""
        folder = self.folder(call_id)
        call = Running(folder, CallStarted(number=""))
        try:
            lines = read_call(folder)
        except UsageError:  # its process was killed before it wrote anything
            return call
        for line in lines:
            call.take(line)
        return call

    def _log(self, call_id: str, after: int, limit: int) -> LogPage:
        supervisor = self._parts.supervisor
        if self._parts.logs.folder(call_id) is None and (
            call_id in supervisor.running or call_id in supervisor.waiting
        ):
            return LogPage(events=[])
        return page_of(self.folder(call_id), call_id, self._parts.store, after=after, limit=limit)

    def _estimate(self, call_id: str, call: Running) -> Estimate | None:
        """How long the call may wait still, by earlier calls to this number: as of a few seconds ago, since all of them
        are read for it. Blocks."""
        if call.state.phase != "on hold" or not call.begun.number:
            return None
        moment = time.monotonic()
        made, estimate = self._estimates.get(call_id, (-math.inf, None))
        if moment - made > ESTIMATE_SECONDS:
            now = datetime.now().astimezone()
            waited = call.state.on_hold(now.timestamp() - call.zero)
            try:
                estimate = self._parts.store.wait_estimate(
                    number=call.begun.number, flow_id=call.begun.flow_id, waited=waited, zone=here(), now=now
                )
            except StoreError:
                estimate = None
            kept = {one: known for one, known in self._estimates.items() if moment - known[0] <= ESTIMATE_SECONDS}
            self._estimates = kept | {call_id: (moment, estimate)}
        return estimate

    async def _name(self, call: Running) -> str | None:
        flow_id = call.begun.flow_id
        return None if flow_id is None else (await in_thread(self._names)).get(flow_id)

    def _names(self) -> dict[str, str]:
        """What the flows of the folder are called, by id. Blocks."""
        return {entry.flow.id: entry.flow.name or entry.flow.id for entry in self._parts.flows.list()}

    def _named(self, found: Iterable[CallSummary]) -> list[CallSummary]:
        names = self._names()
        return [one.model_copy(update={"flow_name": names.get(one.flow_id or "")}) for one in found]


def _unbegun(order: Order, status: Status) -> CallStatus:
    begun = Running(None, order.begun())
    return status_of(order.call_id, begun, datetime.now(UTC)).model_copy(update={"status": status})


def _queued(order: Order, now: datetime) -> CallSummary:
    return summary_of(order.call_id, Running(None, order.begun()), now).model_copy(update={"status": "queued"})
