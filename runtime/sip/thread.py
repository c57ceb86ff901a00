"""The one thread that PJSUA2 lives on, and the two ways between it and trio.

Not responsible for what is said: commands are functions to run there, notices are functions to run in trio. PJSUA2
wants one thread for everything (`mainThreadOnly`) and never forgets a thread that called it, so trio's worker pool is
no place for it.
"""

import logging
import queue
import socket
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

import outcome
import pjsua2 as pj
import trio

from runtime.sip.errors import TelephoneError
from runtime.sip.probe import KEEP_ALIVE

T = TypeVar("T")

POLL_MILLISECONDS = 20
"""The length of a turn while something is being waited for: one packet of sound."""

IDLE_MILLISECONDS = 100
"""The length of a turn otherwise, if a command can end it. A call that waits for hours has turns and nothing else here:
at 20 ms they took 0.3 % of a core, half of what the whole bare call takes, and at 100 ms 0.07 %. What PJSUA2's media
threads have to say (a digit by RFC 4733) waits for the next turn, so they are no longer than this."""

logger = logging.getLogger(__name__)


class _Command:
    """A function on its way to the thread; taken or cancelled, never both."""

    def __init__(self, function: Callable[[], Any]) -> None:
        self.function = function
        self.decided = threading.Lock()
        self.reply: Callable[[outcome.Outcome[Any]], None] | None = None


@dataclass
class _Round:
    """Something to be done again and again."""

    function: Callable[[], None]
    seconds: float
    due: float


class PjThread:
    """Runs PJSUA2's event loop, the commands given to it, and watchers (functions called at every turn until True)."""

    def __init__(self) -> None:
        self._token = trio.lowlevel.current_trio_token()
        self._commands: queue.SimpleQueue[_Command] = queue.SimpleQueue()
        self._watchers: list[Callable[[], bool]] = []
        self._rounds: list[_Round] = []
        self._closed = False
        self._finished = False
        self._stopped = trio.Event()
        self._thread = threading.Thread(target=self._loop, name="pjsua2", daemon=True)
        self._bell: socket.socket | None = None
        self.endpoint: Any = None
        self.broken: Callable[[], None] = lambda: None
        """Called on the thread when PJSUA2's event loop has failed; commands and watchers go on without it."""

    # --- from trio ---

    def start(self) -> None:
        """Start the thread; the first command must create the library."""
        self._thread.start()

    async def run(self, function: Callable[[], T]) -> T:
        """Run `function` on the thread. If cancelled, it has either not run at all, or it has run and this returns."""
        if self._closed:
            raise TelephoneError("the telephone is closed")
        command = _Command(function)
        task = trio.lowlevel.current_task()
        command.reply = lambda result: self.notify(trio.lowlevel.reschedule, task, result)

        def abort(_: Any) -> trio.lowlevel.Abort:
            return (
                trio.lowlevel.Abort.SUCCEEDED if command.decided.acquire(blocking=False) else trio.lowlevel.Abort.FAILED
            )

        self._put(command)
        result: T = await trio.lowlevel.wait_task_rescheduled(abort)
        return result

    def post(self, function: Callable[[], Any]) -> None:
        """Have `function` run on the thread soon; callable from any thread, also from PJSUA2's callbacks."""
        self._put(_Command(function))

    async def stop(self, last: Callable[[], None]) -> None:
        """Run `last`, which must destroy the library, and end the thread."""
        self._closed = True

        def finish() -> None:
            self._rounds.clear()
            self._watchers.clear()  # they hold calls, which must go before the library does
            if self._bell is not None:
                self._bell.close()
                self._bell = None
            try:
                last()
            finally:
                self._finished = True

        self.post(finish)
        await self._stopped.wait()

    def _put(self, command: _Command) -> None:
        self._commands.put(command)
        bell = self._bell
        if bell is not None:
            with suppress(OSError):  # then the command waits for the end of the turn
                bell.send(KEEP_ALIVE)

    # --- from the thread, and from PJSUA2's own threads ---

    def notify(self, function: Callable[..., object], *arguments: object) -> None:
        """Have `function` run in trio. What it raises is logged: raised there, it would end the whole trio run."""

        def guarded() -> None:
            try:
                function(*arguments)
            except Exception:
                logger.error("a notice from PJSUA2 failed\n%s", traceback.format_exc())

        try:
            self._token.run_sync_soon(guarded)
        except trio.RunFinishedError:
            logger.debug("a notice from PJSUA2 came after the end")

    def watch(self, watcher: Callable[[], bool]) -> None:
        """Call `watcher` at every turn of the loop until it returns True; turns are short meanwhile.

        Only from the thread itself.
        """
        self._watchers.append(watcher)

    def repeat(self, seconds: float, function: Callable[[], None]) -> None:
        """Call `function` about every so many seconds, to the end; turns are as long as ever. Only from the thread."""
        self._rounds.append(_Round(function, seconds, time.monotonic() + seconds))

    def listens_at(self, host: str, port: int) -> None:
        """A UDP socket of PJSIP's own, by which commands can end a turn early: PJSIP drops what they send there."""
        self._bell = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
        self._bell.setblocking(False)
        self._bell.connect((host, port))

    def _loop(self) -> None:
        while not self._finished:
            self._run_commands()
            self._go_rounds()
            if self._watchers:
                self._watchers = [watcher for watcher in self._watchers if not _settled(watcher)]
            if self.endpoint is None:
                time.sleep(POLL_MILLISECONDS / 1000)
            else:
                hurry = self._bell is None or self._watchers
                self._handle_events(POLL_MILLISECONDS if hurry else IDLE_MILLISECONDS)
        self.notify(self._stopped.set)

    def _go_rounds(self) -> None:
        now = time.monotonic()
        for each in self._rounds:
            if now >= each.due:
                each.due = now + each.seconds
                self.post(each.function)  # as a command, so that its failure is logged

    def _handle_events(self, milliseconds: int) -> None:
        try:
            self.endpoint.libHandleEvents(milliseconds)
        except Exception:
            logger.error("PJSUA2's event loop failed\n%s", traceback.format_exc())
            self.endpoint = None
            self.post(self.broken)

    def _run_commands(self) -> None:
        while not self._finished:
            try:
                command = self._commands.get_nowait()
            except queue.Empty:
                return
            if not command.decided.acquire(blocking=False):
                continue
            result = _outcome(command.function)
            if command.reply is not None:
                command.reply(result)
            elif isinstance(result, outcome.Error):
                logger.error("a command to PJSUA2 failed: %s", result.error)


def _outcome(function: Callable[[], T]) -> outcome.Outcome[T]:
    """Run it. An error leaves without its traceback, whose frames could carry PJSUA2's objects to another thread."""
    fault: Exception
    try:
        return outcome.Value(function())
    except pj.Error as error:
        fault = TelephoneError(f"{error.reason} ({error.title})", error.status)
    except Exception as error:
        fault = error.with_traceback(None)
    fault.__context__ = None
    return outcome.Error(fault)


def _settled(watcher: Callable[[], bool]) -> bool:
    try:
        return watcher()
    except Exception:
        logger.error("a watcher of PJSUA2 failed\n%s", traceback.format_exc())
        return True
