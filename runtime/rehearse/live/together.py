"""Several rehearsed calls side by side, each in a process of its own: PJSUA2 exists once in a process, and a crash in C
takes no other call along.

Not responsible for the calls (`runtime.rehearse.live.worker`) or for judging them.
"""

import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from subprocess import PIPE

import trio

from holdlang.calllog import Line, parse_line
from holdlang.trials.rehearsal import Rehearsal
from runtime.rehearse.live.worker import Job

CALLS_PER_CORE = 2
"""A call takes an eighth of a core on average and a whole one while prompts are made, or somebody speaks to the
recogniser: two of them seldom want the same core at once."""

KEPT_ERROR_BYTES = 4000
"""How much of the end of a worker's standard error is looked at, to say why it failed."""

Tell = Callable[[int, Rehearsal | str], None]
"""Called with the place of a job and how its call went, or in one line why there is none."""


def default_calls() -> int:
    """How many calls are made at once if nobody says so."""
    return CALLS_PER_CORE * len(os.sched_getaffinity(0))


def call_all(jobs: Sequence[Job], at_once: int, limit: Callable[[Job], float], tell: Tell) -> None:
    """Do all jobs, `at_once` of them at a time, and `tell` of each when it is over, in any order.

    A call that takes more than `limit` seconds is given up. Ctrl-C hangs up all calls and raises `KeyboardInterrupt`.
    """
    trio.run(_call_all, jobs, at_once, limit, tell)


async def _call_all(jobs: Sequence[Job], at_once: int, limit: Callable[[Job], float], tell: Tell) -> None:
    lines = trio.CapacityLimiter(at_once)
    interrupted = False

    async def one(place: int, job: Job) -> None:
        async with lines:
            tell(place, await call(job, limit(job)))

    async def stop_on_signal(scope: trio.CancelScope, task_status: trio.TaskStatus[None]) -> None:
        nonlocal interrupted
        with trio.open_signal_receiver(signal.SIGINT) as signals:
            task_status.started()
            async for _ in signals:
                interrupted = True
                scope.cancel()

    async with trio.open_nursery() as watch:
        await watch.start(stop_on_signal, watch.cancel_scope)
        async with trio.open_nursery() as nursery:
            for place, job in enumerate(jobs):
                nursery.start_soon(one, place, job)
        watch.cancel_scope.cancel()
    if interrupted:
        raise KeyboardInterrupt


async def call(job: Job, limit: float) -> Rehearsal | str:
    """Do one job: how the call went, or in one line why there was none. Cancelling hangs up."""
    worker = _Worker()
    with trio.move_on_after(limit) as patience:
        await worker.run(job)
    if patience.cancelled_caught:
        return f"the call was given up after {limit:.0f} s"
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
                trio.run_process, command, stdin=PIPE, stdout=PIPE, stderr=PIPE, check=False, start_new_session=True
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
