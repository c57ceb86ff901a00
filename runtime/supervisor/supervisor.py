"""The supervisor: which calls run, and which wait for their turn. See the package.

Not responsible for reading their logs (`runtime.supervisor.follower`).
"""

import logging
import math
import shutil
from pathlib import Path

import trio

from holdlang.config import Config
from holdlang.history import LOG
from holdlang.history.glance import is_running
from runtime.callprocess import control
from runtime.callprocess.order import Order, OrderedDevice
from runtime.outcome import OutcomeKind
from runtime.record import Record
from runtime.supervisor.follower import Follower, Reader
from runtime.supervisor.pool import NotStarted, Pool, give
from runtime.supervisor.queue import Lacking, Queue, completed
from runtime.supervisor.running import Running

logger = logging.getLogger(__name__)

START_SECONDS = 20.0
"""How long a wish waits for a call that is only just being started, on a machine that is busy."""


class Full(Exception):
    """As many calls run and wait as may."""


class Supervisor:
    """Calls below `config.data_dir`. `run` must be running for anything to happen."""

    def __init__(self, config: Config, reader: Reader, *, inherits: bool) -> None:
        """`inherits`: calls that wait on the disk are left to us, since nobody else looks after them."""
        self._config = config
        self._inherits = inherits
        self._pool = Pool(config)
        self._follower = Follower(config, reader, ended=self._start_waiting, expected=self._is_starting)
        self._starting: dict[str, Running] = {}
        self._queue = Queue(config.data_dir / "queue")
        self._to_start, self._orders = trio.open_memory_channel[Order](math.inf)

    # --- what runs ---

    @property
    def running(self) -> dict[str, Running]:
        """The calls that run, by id; those that are being started, too."""
        followed = self._follower.calls
        return self._starting | {identity: one.running for identity, one in followed.items() if not one.ended}

    @property
    def waiting(self) -> dict[str, Order]:
        """The calls that wait for their turn, the first first."""
        return self._queue.orders

    def waits_elsewhere(self, identity: str) -> bool:
        """Whether a call waits that another process has accepted. Looks at the disk."""
        return self._queue.holds(identity)

    def news(self, identity: str) -> trio.Event:
        """Is set once something more stands in the log of that call."""
        return self._follower.news(identity)

    # --- what is wanted ---

    def start(self, order: Order) -> None:
        """Make this call, now or when there is room. Raises `Full`."""
        if len(self._queue.orders) >= self._config.server.queue and not self._has_room():
            raise Full
        self._queue.add(order)
        self._start_waiting()

    async def hang_up(self, identity: str) -> None:
        """End a call. Raises `control.Gone` and `control.Refused`."""
        if (order := self._queue.orders.get(identity)) is not None:
            self._queue.forget(identity)
            await self._write_unbegun(order, "you stopped the call", "interrupted")
            return
        await control.ask(await self._folder(identity), control.HangUp())

    async def transfer(self, identity: str, name: str, device: OrderedDevice) -> None:
        """Put the user through to a call now. Raises `control.Gone` and `control.Refused`."""
        await control.ask(await self._folder(identity), control.Transfer(name=name, device=device))

    async def _folder(self, identity: str) -> Path:
        """The folder of a call; of one that is only just being started, when it is."""
        with trio.move_on_after(START_SECONDS):
            while identity in self._starting:
                await self.news(identity).wait()
        if identity in self._queue.orders or identity in self._starting:
            raise control.Refused("the call has not been started yet")
        if identity not in self._follower.calls:
            raise control.Gone(identity)
        return self._follower.calls[identity].folder

    # --- starting ---

    async def run(self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Look after the calls until cancelled; they go on then. Started once those that run already are known."""
        await self._follower.take_in()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._pool.run)
            if self._inherits:
                await self._start_left_behind()
            nursery.start_soon(self._follower.run)
            task_status.started()
            async for order in self._orders:
                nursery.start_soon(self._start, order, nursery)

    def _has_room(self) -> bool:
        return len(self.running) < self._config.server.calls

    def _is_starting(self, identity: str) -> bool:
        return identity in self._starting

    def _start_waiting(self) -> None:
        while self._queue.orders and self._has_room():
            order = self._queue.take()
            self._starting[order.call_id] = Running(None, order.begun())
            self._to_start.send_nowait(order)

    async def _start(self, order: Order, nursery: trio.Nursery) -> None:
        """Give the order to a process. If we are stopped before it is given, it waits on the disk for the next time."""
        try:
            process = await self._pool.take()
            nursery.start_soon(process.wait)  # a child that has ended stays in the process table until then
            folder = await give(process, order)
            self._follower.follow(folder, self._starting[order.call_id])
        except NotStarted as fault:
            logger.error("call %s was not started: %s", order.call_id, fault)
            await self._write_unbegun(order, str(fault))
        finally:
            self._starting.pop(order.call_id, None)
            self._follower.tell(order.call_id)
        self._queue.forget(order.call_id)
        self._start_waiting()

    async def _start_left_behind(self) -> None:
        """Go on with the calls that waited when the server was killed, but for those that a process has begun."""
        for order in await trio.to_thread.run_sync(self._queue.left_behind):
            if order.call_id in self.running or await trio.to_thread.run_sync(self._was_begun, order.call_id):
                self._queue.forget(order.call_id)
                continue
            try:
                self._queue.add(completed(order))
            except Lacking as why:
                self._queue.forget(order.call_id)
                await self._write_unbegun(order, str(why))
        self._start_waiting()

    def _was_begun(self, identity: str) -> bool:
        """Whether there is a log of that call; the folder of a process that died before it wrote any is taken away."""
        for folder in (self._config.data_dir / "calls").glob(f"*_{identity}"):
            if is_running(folder) or ((folder / LOG).is_file() and (folder / LOG).stat().st_size):
                return True
            shutil.rmtree(folder, ignore_errors=True)
        return False

    async def _write_unbegun(self, order: Order, why: str, outcome: OutcomeKind = "not_answered") -> None:
        """The log of a call whose process did not come up, in its place; unless it had begun one."""
        if await trio.to_thread.run_sync(self._was_begun, order.call_id):
            return
        try:
            with Record.create(self._config.data_dir, order.call_id) as record:
                order.write_unbegun(record, why, outcome)
        except OSError as error:
            logger.error("the log of a call can't be written: %s", error.strerror)
