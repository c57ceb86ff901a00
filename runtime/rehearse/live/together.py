"""Several rehearsed calls side by side, each in a process of its own: PJSUA2 exists once in a process, and a crash in C
takes no other call along.

Not responsible for the calls (`runtime.rehearse.live.worker`) or for judging them.
"""

import json
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from subprocess import PIPE
from threading import Thread
from types import TracebackType
from typing import Self

import trio

from holdlang.bugs import bug, leaves
from holdlang.calllog import Line, parse_line
from holdlang.trials.rehearsal import Rehearsal
from runtime.ending import end
from runtime.rehearse.live.worker import Job

CALLS_PER_CORE = 2
"""A call takes an eighth of a core on average and a whole one while prompts are made, or somebody speaks to the
recogniser: two of them seldom want the same core at once."""

KEPT_ERROR_BYTES = 4000
"""How much of the end of a worker's standard error is looked at, to say why it failed."""

Outcome = tuple[Rehearsal | str, float]
"""How a call went, or in one line why there is none; and how many real seconds it took."""


def default_calls() -> int:
    """How many calls are made at once if nobody says so."""
    return CALLS_PER_CORE * len(os.sched_getaffinity(0))


class Calls:
    """Calls that are being made, `at_once` of them at a time, in the order of `jobs`, while the block lasts. Leaving it
    hangs up those that still go on."""

    def __init__(self, jobs: Sequence[Job], at_once: int) -> None:
        self._jobs = jobs
        self._at_once = at_once
        self._news: SimpleQueue[tuple[int, Outcome] | None] = SimpleQueue()
        """Calls that are over; None when no more will be."""
        self._fault: BaseException | None = None
        self._known: dict[int, Outcome] = {}
        self._scope = trio.CancelScope()
        self._token: SimpleQueue[trio.lowlevel.TrioToken] = SimpleQueue()
        self._thread = Thread(target=self._run, name="calls", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(trio.RunFinishedError):
            self._token.get().run_sync_soon(self._scope.cancel)
        self._thread.join()

    def outcome(self, place: int) -> Outcome:
        """Wait for the call of that job to be over. Raises what is our own fault."""
        while place not in self._known:
            news = self._news.get()
            if news is None:
                raise RuntimeError("the calls were stopped") from self._fault
            self._known[news[0]] = news[1]
        return self._known[place]

    def _run(self) -> None:
        try:
            trio.run(self._make_all)
        except BaseException as fault:  # told to whoever waits for a call
            self._fault = fault
        finally:
            self._news.put(None)

    async def _make_all(self) -> None:
        self._token.put(trio.lowlevel.current_trio_token())
        lines = trio.CapacityLimiter(self._at_once)
        with self._scope:
            async with trio.open_nursery() as nursery:
                for place, job in enumerate(self._jobs):
                    await lines.acquire_on_behalf_of(place)
                    nursery.start_soon(self._make, place, job, lines)

    async def _make(self, place: int, job: Job, lines: trio.CapacityLimiter) -> None:
        began = trio.current_time()
        outcome: Rehearsal | str
        try:
            outcome = await call(job)
        except Exception as fault:  # the other calls go on
            outcome = bug(next(leaves(fault)))
        finally:
            lines.release_on_behalf_of(place)
        self._news.put((place, (outcome, trio.current_time() - began)))


async def call(job: Job) -> Rehearsal | str:
    """Do one job: how the call went, or in one line why there was none. Cancelling hangs up."""
    worker = _Worker()
    with trio.move_on_after(job.limit) as patience:
        await worker.run(job)
    if patience.cancelled_caught:
        return f"the call still went on after {job.limit:.0f} s"
    return worker.outcome()


class _Worker:
    """A worker's process, from outside."""

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._last: dict[str, object] = {}
        self._errors = b""
        self._returncode = 0

    async def run(self, job: Job) -> None:
        """Be its parent until it ends; cancelling ends it. It is in a session of its own: Ctrl-C reaches only us, so
        that it hangs up in good order."""
        command = [sys.executable, "-P", "-m", "runtime.rehearse.live.worker"]
        async with trio.open_nursery() as nursery:
            start = partial(
                trio.run_process,
                command,
                stdin=PIPE,
                stdout=PIPE,
                stderr=PIPE,
                check=False,
                start_new_session=True,
                deliver_cancel=end,
            )
            process: trio.Process = await nursery.start(start)
            assert process.stdin is not None
            nursery.start_soon(self._read, process)
            nursery.start_soon(self._read_errors, process)
            with suppress(trio.BrokenResourceError):
                await process.stdin.send_all(job.to_json().encode() + b"\n")
        self._returncode = process.returncode or 0

    def outcome(self) -> Rehearsal | str:
        """How the call went, when the process has ended."""
        match self._last:
            case {"pressed": list(pressed), "said": list(said)}:
                return Rehearsal(self._lines, pressed, said)
            case {"problem": str(problem)}:
                return problem
        if self._returncode < 0:
            return f"the call's process was killed by {signal.Signals(-self._returncode).name}"
        said_last = self._errors.decode(errors="replace").strip().rpartition("\n")[2]
        return f"the call's process ended with status {self._returncode}: {said_last}"

    async def _read(self, process: trio.Process) -> None:
        assert process.stdout is not None
        rest = b""
        async for chunk in process.stdout:
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                self._take(line.decode())

    def _take(self, text: str) -> None:
        try:
            self._lines.append(parse_line(text))
        except ValueError:
            self._last = json.loads(text)

    async def _read_errors(self, process: trio.Process) -> None:
        assert process.stderr is not None
        async for chunk in process.stderr:
            self._errors = (self._errors + chunk)[-KEPT_ERROR_BYTES:]
