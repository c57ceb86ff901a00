"""Follows the logs of calls: those that we began, those that others began, and those that nobody makes any more.

Not responsible for beginning any (`runtime.supervisor.supervisor`).
"""

import logging
import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, Protocol

import trio

from holdlang.calllog import CallEnded, CallStarted, Line
from holdlang.config import Config
from holdlang.errors import UsageError
from holdlang.history import LOG, call_folders, call_id
from holdlang.history.glance import is_running
from runtime.hub import Logged
from runtime.supervisor.burial import DIALOGS, close_log, release_legs
from runtime.supervisor.running import Running
from runtime.supervisor.tail import Tail

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.02
"""How often the logs are looked at: a fifth of the 100 ms in which sound comes to a call. A look at a log without news
is one pread(2) at its end, some 2 µs: for a hundred calls a hundredth of a core."""

LOOK_SECONDS = 1.0
"""How often it is looked for calls that others began, and for those whose process has gone."""

YOUNG_SECONDS = 5.0
"""A log without a lock that is younger may be about to get one."""

LAST_BYTES = 4096
"""The last line of a log is shorter."""


class Reader(Protocol):
    """Who is told what the logs say."""

    async def publish(self, lines: Sequence[tuple[Logged, Line]]) -> None:
        """New lines, in their order. Raises `UsageError` if it can't take them: they are given again."""

    async def note(self, folder: Path) -> None:
        """The call in `folder` has begun or ended. Raises `UsageError` if it can't be kept: it is told again."""

    def knows(self, call_id: str) -> bool:
        """Whether all of an ended call was published already. Blocks."""


class Followed:
    """A call whose log is read."""

    def __init__(self, folder: Path, running: Running) -> None:
        """Raises `OSError`."""
        self.tail = Tail(folder)
        self.folder = folder
        self.running = running
        self.ended = False


class Follower:
    """What is known of the calls below `config.data_dir`."""

    def __init__(
        self, config: Config, reader: Reader, *, ended: Callable[[], None], expected: Callable[[str], bool]
    ) -> None:
        """`ended` is told that a call is over; `expected` says of an id whether `follow` will be called for it."""
        self.calls: dict[str, Followed] = {}
        """By call id: those that run."""
        self._config = config
        self._reader = reader
        self._ended = ended
        self._expected = expected
        self._unpublished: list[tuple[Logged, Line]] = []
        self._unnoted: dict[Path, None] = {}
        self._try_again_at = -math.inf
        self._seen: set[Path] = set()
        self._unsettled = True
        self._looked_at = 0
        self._releasing: set[Path] = set()
        self._news: dict[str, trio.Event] = {}

    def news(self, identity: str) -> trio.Event:
        """Is set once there is more to know of that call."""
        return self._news.setdefault(identity, trio.Event())

    def tell(self, identity: str) -> None:
        """There is more to know of that call."""
        news = self._news.pop(identity, None)
        if news is not None:
            news.set()

    def follow(self, folder: Path, running: Running) -> None:
        """Read this log from now on."""
        running.folder = folder
        try:
            self.calls[call_id(folder)] = Followed(folder, running)
        except OSError as fault:
            logger.error("a log can't be followed: %s", fault.strerror)
            self._unsettled = True
            return
        self._seen.add(folder)

    async def take_in(self) -> None:
        """Find the calls that run already, and read what they have said so far."""
        for folder in await trio.to_thread.run_sync(self._new_folders):
            if await trio.to_thread.run_sync(is_running, folder):
                self.follow(folder, Running(folder, CallStarted(number="")))
        self._unsettled = True
        while await self._read():
            pass

    async def run(self) -> None:
        """Follow, until cancelled. Calls that have ended while nobody looked are taken in, too."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._poll)
            nursery.start_soon(self._look, nursery)

    # --- what the logs say ---

    async def _poll(self) -> None:
        while True:
            more = await self._read()
            await trio.sleep(0 if more else POLL_SECONDS)

    async def _read(self) -> bool:
        """Read some of what is new, fold it, and tell it. Whether there was anything."""
        found = False
        for identity, one in list(self.calls.items()):
            try:
                lines = one.tail.read()
            except OSError as fault:
                logger.error("a log can't be read: %s", fault.strerror)
                continue
            for logged, line in lines:
                self._unpublished.append((logged, line))
                one.running.take(line)
                if isinstance(line.data, CallEnded):
                    one.ended = True
                if isinstance(line.data, CallStarted | CallEnded):
                    self._unnoted[one.folder] = None
            if lines:
                found = True
                self.tell(identity)
                await trio.lowlevel.checkpoint()  # a long log takes its time, and others have theirs in between
        await self._hand_on()
        for identity, one in list(self.calls.items()):
            if one.ended:
                one.tail.close()
                del self.calls[identity]
                self.tell(identity)
                self._ended()
        return found

    async def _hand_on(self) -> None:
        """Tell what was read. What can't be taken now (a full disk, a database that is locked) is told again later."""
        if trio.current_time() < self._try_again_at:
            return
        lines, self._unpublished = self._unpublished, []
        try:
            if lines:
                await self._reader.publish(lines)
            lines = []
            for folder in list(self._unnoted):
                await self._reader.note(folder)
                del self._unnoted[folder]
        except UsageError as fault:
            logger.error("events are held back: %s", fault)
            self._unpublished = lines + self._unpublished
            self._try_again_at = trio.current_time() + LOOK_SECONDS

    # --- calls that others began, and calls that nobody makes any more ---

    async def _look(self, nursery: trio.Nursery) -> None:
        while True:
            for folder in await trio.to_thread.run_sync(self._new_folders):
                await self._adopt(folder, nursery)
            for one in list(self.calls.values()):
                if not one.ended and not await trio.to_thread.run_sync(is_running, one.folder):
                    await self._bury(one, nursery)
            await trio.sleep(LOOK_SECONDS)

    def _new_folders(self) -> list[Path]:
        """Folders of calls that were not looked at yet, the newest first. All of them are listed only if one was added
        or taken away since, or if one was left for later."""
        place = self._config.data_dir / "calls"
        try:
            changed = place.stat().st_mtime_ns if place.is_dir() else 0
            if changed == self._looked_at and not self._unsettled:
                return []
            folders = [folder for folder in call_folders(self._config.data_dir) if folder not in self._seen]
        except (UsageError, OSError) as fault:
            logger.error("%s", fault)
            return []
        self._looked_at, self._unsettled = changed, False
        return [folder for folder in folders if self._has_log(folder)]

    def _has_log(self, folder: Path) -> bool:
        """Whether there is anything to read. One that can't be read keeps nobody from the others."""
        try:
            if (folder / LOG).is_file():
                return True
            self._unsettled = self._unsettled or time.time() - folder.stat().st_mtime < YOUNG_SECONDS
        except OSError:
            self._seen.add(folder)
        return False

    async def _adopt(self, folder: Path, nursery: trio.Nursery) -> None:
        """Follow a call that we did not begin, or not in this life; one that has ended, too, if nobody knows of it."""
        identity = call_id(folder)
        if identity in self.calls:
            self._seen.add(folder)
            return
        standing = "young" if self._expected(identity) else await trio.to_thread.run_sync(_standing, folder)
        if standing == "young":
            self._unsettled = True
            return
        if standing == "ended":
            self._release(folder, nursery)  # of one that was buried by somebody who was killed before this
            if await trio.to_thread.run_sync(self._reader.knows, identity):
                self._seen.add(folder)
                return
        self.follow(folder, Running(folder, CallStarted(number="")))

    async def _bury(self, one: Followed, nursery: trio.Nursery) -> None:
        """Put an end to a call that nobody makes any more. If its log can't be ended now, it is at the next look."""
        self._release(one.folder, nursery)
        try:
            await trio.to_thread.run_sync(close_log, one.folder, one.running.begun)
        except FileNotFoundError:
            one.ended = True
        except OSError as fault:
            logger.error("the log of a killed call can't be ended: %s", fault.strerror)

    def _release(self, folder: Path, nursery: trio.Nursery) -> None:
        """Have the far ends of a killed call told; nobody waits for their answers."""
        if folder in self._releasing or not any(folder.glob(DIALOGS)):
            return

        async def release() -> None:
            self._releasing.add(folder)
            await release_legs(folder, self._config)
            self._releasing.discard(folder)

        nursery.start_soon(release)


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
