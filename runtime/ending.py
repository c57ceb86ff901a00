"""What ends a process of ours before it is done: a signal, or the end of whoever started it. And how we end another.

Not responsible for what is to be put in order then.
"""

import os
import signal
import sys

import trio

GOODBYE_SECONDS = 20.0
"""How long a process that is told to end may take: it hangs up, after what it can't stop in the middle of (engines are
being loaded, a prompt is being spoken), perhaps on a busy machine."""


async def end_on_signal(scope: trio.CancelScope, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
    """Cancel `scope` at SIGINT, SIGTERM or SIGHUP (the terminal was closed)."""
    with trio.open_signal_receiver(signal.SIGINT, signal.SIGTERM, signal.SIGHUP) as signals:
        task_status.started()
        async for _ in signals:
            scope.cancel()


async def end_with_parent(scope: trio.CancelScope) -> None:
    """Cancel `scope` when standard input ends: the pipe from a parent ends with the parent, however it dies."""
    async with trio.lowlevel.FdStream(os.dup(sys.stdin.fileno())) as parent:
        while await parent.receive_some():
            pass
    scope.cancel()


async def end(process: trio.Process) -> None:
    """End a process that uses `end_with_parent`, as `deliver_cancel` of `trio.run_process`.

    The end of its standard input waits for it however young it is; a signal would kill one that does not expect any.
    """
    assert process.stdin is not None
    await process.stdin.aclose()
    with trio.move_on_after(GOODBYE_SECONDS):
        await process.wait()
    if process.returncode is None:
        process.kill()
