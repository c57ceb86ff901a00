"""The supervisor: which calls run, and which wait for their turn. See the package."""

import logging
import math
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal, Protocol

import trio

from holdlang.calllog import CallEnded, CallStarted, Line
from holdlang.config import Config
from holdlang.errors import UsageError
from holdlang.history import LOG, call_folders, call_id
from holdlang.history.glance import is_running
from runtime.callprocess import control
from runtime.callprocess.order import Order, OrderedDevice
from runtime.hub import Logged
from runtime.outcome import OutcomeKind
from runtime.record import Record
from runtime.supervisor.burial import close_log, release_legs
from runtime.supervisor.pool import NotStarted, Pool, give
from runtime.supervisor.queue import Lacking, Queue, completed
from runtime.supervisor.running import Running
from runtime.supervisor.tail import Tail

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.02
"""How often the logs are looked at: a fifth of the 100 ms in which sound comes to a call. A look at a log without news
is one read(2) at its end, some 2 µs: for a hundred calls a hundredth of a core."""

LOOK_SECONDS = 1.0
"""How often it is looked for calls that others began, and for those whose process has gone."""

START_SECONDS = 20.0
"""How long a wish waits for a call that is only just being started, on a machine that is busy."""

YOUNG_SECONDS = 5.0
"""A log without a lock that is younger may be about to get one."""

LAST_BYTES = 4096
"""The last line of a log is shorter."""


class Reader(Protocol):
    """Who is told what the logs say."""

    async def publish(self, lines: Sequence[tuple[Logged, Line]]) -> None:
        """New lines, in their order. Raises `UsageError` if it can't take them: they are given again."""

    async def note(self, folder: Path) -> None:
        """The call in `folder` has begun or ended. Raises nothing."""

    def knows(self, call_id: str) -> bool:
        """Whether all of an ended call was published already. Blocks."""


class Full(Exception):
    """As many calls run and wait as may."""


class _Followed:
    """A call whose log is read."""

    def __init__(self, folder: Path, running: Running) -> None:
        self.tail = Tail(folder)
        self.folder = folder
        self.running = running
        self.ended = False


class Supervisor:
    """Calls below `config.data_dir`. `run` must be running for anything to happen."""

    def __init__(self, config: Config, reader: Reader) -> None:
        self._config = config
        self._reader = reader
        self._pool = Pool(config.server.warm)
        self._followed: dict[str, _Followed] = {}
        self._starting: dict[str, Running] = {}
        self._queue = Queue(config.data_dir / "queue")
        self._unpublished: list[tuple[Logged, Line]] = []
        self._seen: set[Path] = set()
        self._news: dict[str, trio.Event] = {}
        self._to_start, self._orders = trio.open_memory_channel[Order](math.inf)

    # --- what runs ---

    @property
    def running(self) -> dict[str, Running]:
        """The calls that run, by id; those that are being started, too."""
        return {
            **self._starting,
            **{identity: one.running for identity, one in self._followed.items() if not one.ended},
        }

    @property
    def waiting(self) -> dict[str, Order]:
        """The calls that wait for their turn, the first first."""
        return self._queue.orders

    def news(self, identity: str) -> trio.Event:
        """Is set once something more stands in the log of that call."""
        return self._news.setdefault(identity, trio.Event())

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
            self._write_unbegun(order, "you stopped the call", "interrupted")
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
        if identity not in self._followed:
            raise control.Gone(identity)
        return self._followed[identity].folder

    # --- starting ---

    def _has_room(self) -> bool:
        return len(self.running) < self._config.server.calls

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
            with suppress(OSError):
                self._follow(folder, self._starting[order.call_id])
        except NotStarted as fault:
            logger.error("call %s was not started: %s", order.call_id, fault)
            self._write_unbegun(order, str(fault))
        finally:
            self._starting.pop(order.call_id, None)
            self._tell(order.call_id)
        self._queue.forget(order.call_id)
        self._start_waiting()

    async def _start_left_behind(self) -> None:
        """Go on with the calls that waited when the server was killed, but for those that a process has begun."""
        for order in await trio.to_thread.run_sync(self._queue.left_behind):
            if order.call_id in self.running or any(call_id(folder) == order.call_id for folder in self._seen):
                self._queue.forget(order.call_id)
                continue
            try:
                self._queue.add(completed(order))
            except Lacking as why:
                self._queue.forget(order.call_id)
                self._write_unbegun(order, str(why))
        self._start_waiting()

    def _write_unbegun(self, order: Order, why: str, outcome: OutcomeKind = "not_answered") -> None:
        """The log of a call whose process did not come up, in its place; unless it had begun one."""
        if any(call_id(folder) == order.call_id for folder in self._new_folders()):
            return
        try:
            with Record.create(self._config.data_dir, order.call_id) as record:
                order.write_unbegun(record, why, outcome)
        except OSError as error:
            logger.error("the log of a call can't be written: %s", error.strerror)

    # --- following ---

    async def run(self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Look after the calls until cancelled; they go on then. Started once those that run already are known."""
        for folder in await trio.to_thread.run_sync(self._new_folders):
            await self._adopt(folder)
            await self._read()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._pool.run)
            nursery.start_soon(self._look)
            nursery.start_soon(self._poll)
            await self._start_left_behind()
            task_status.started()
            async for order in self._orders:
                nursery.start_soon(self._start, order, nursery)

    async def _poll(self) -> None:
        while True:
            await self._read()
            await trio.sleep(POLL_SECONDS)

    async def _read(self) -> None:
        """Read what is new, publish it, and fold it."""
        begun: list[Path] = []
        for identity, one in list(self._followed.items()):
            lines = one.tail.read()
            for logged, line in lines:
                self._unpublished.append((logged, line))
                one.running.take(line)
                if isinstance(line.data, CallEnded):
                    one.ended = True
                if isinstance(line.data, CallStarted | CallEnded):
                    begun.append(one.folder)
            if lines:
                self._tell(identity)
        await self._publish_new()
        for folder in begun:
            await self._reader.note(folder)
        if any(one.ended for one in self._followed.values()):
            self._forget_ended()

    def _tell(self, identity: str) -> None:
        news = self._news.pop(identity, None)
        if news is not None:
            news.set()

    async def _publish_new(self) -> None:
        if not self._unpublished:
            return
        lines, self._unpublished = self._unpublished, []
        try:
            await self._reader.publish(lines)
        except UsageError as fault:  # a full disk, a database that is locked: tried again with the next look
            logger.error("events are held back: %s", fault)
            self._unpublished = lines + self._unpublished

    def _forget_ended(self) -> None:
        for identity, one in list(self._followed.items()):
            if one.ended:
                one.tail.close()
                del self._followed[identity]
                self._tell(identity)
        self._start_waiting()

    # --- calls that others began, and calls that nobody makes any more ---

    async def _look(self) -> None:
        while True:
            for folder in await trio.to_thread.run_sync(self._new_folders):
                await self._adopt(folder)
            for one in list(self._followed.values()):
                if not one.ended and not await trio.to_thread.run_sync(is_running, one.folder):
                    await self._bury(one.folder, one.running.begun)
            await trio.sleep(LOOK_SECONDS)

    def _new_folders(self) -> list[Path]:
        """Folders of calls that were not looked at yet, the oldest first."""
        try:
            folders = call_folders(self._config.data_dir)
        except UsageError as fault:
            logger.error("%s", fault)
            return []
        new = [folder for folder in reversed(folders) if folder not in self._seen]
        return [folder for folder in new if (folder / LOG).is_file()]

    async def _adopt(self, folder: Path) -> None:
        """Follow a call that we did not begin, or not in this life; one that has ended, too, if nobody knows of it."""
        identity = call_id(folder)
        if identity in self._followed:
            self._seen.add(folder)
            return
        if identity in self._starting:
            return
        standing = await trio.to_thread.run_sync(_standing, folder)
        if standing == "young":
            return
        self._seen.add(folder)
        if standing == "ended" and await trio.to_thread.run_sync(self._reader.knows, identity):
            return
        with suppress(OSError):
            self._follow(folder, Running(folder, CallStarted(number="")))

    def _follow(self, folder: Path, running: Running) -> None:
        self._seen.add(folder)
        running.folder = folder
        self._followed[call_id(folder)] = _Followed(folder, running)

    async def _bury(self, folder: Path, begun: CallStarted) -> None:
        try:
            closed = await trio.to_thread.run_sync(close_log, folder, begun)
        except OSError as fault:
            logger.error("the log of a killed call can't be ended: %s", fault.strerror)
            if (one := self._followed.get(call_id(folder))) is not None:
                one.ended = True
            return
        if closed:
            await release_legs(folder, self._config)


def _standing(folder: Path) -> Literal["running", "ended", "young"]:
    """How a call that is new to us stands; one that was killed counts as running until it is buried."""
    if is_running(folder):
        return "running"
    try:
        log = folder / LOG
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - LAST_BYTES))
            ended = b'"type":"call_ended"' in file.read()
        age = time.time() - log.stat().st_mtime
    except OSError:
        return "ended"
    return "ended" if ended else "running" if age >= YOUNG_SECONDS else "young"
