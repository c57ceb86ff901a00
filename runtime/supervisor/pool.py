"""Processes that stand by for a call with everything loaded, so that it begins at once.

Not responsible for the call (`runtime.callprocess`). A process without an order ends with us; one with an order does
not.
"""

import json
import sys
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from subprocess import PIPE

import trio

from holdlang.config import Config
from runtime.callprocess import LOAD
from runtime.callprocess.order import Order

READY_SECONDS = 60.0
"""The most that loading may take, on a machine that is busy."""

COMMAND = (sys.executable, "-P", "-m", "runtime.callprocess")

AFTER_SECONDS = 3.0
"""How long the next process is waited with: loading it would take from the call that has just been begun."""


class NotStarted(Exception):
    """The process of a call did not come up; the text says why, if it said."""


class Pool:
    """Keeps as many processes ready as the configuration says, while `run` does."""

    def __init__(self, config: Config) -> None:
        wanted = config.recogniser
        own = wanted.chosen_vosk_model is None and wanted.acoustic_model is None
        self._size = config.server.warm
        self._command = (*COMMAND, *([LOAD] if own else []))
        self._ready: deque[trio.Process] = deque()
        self._taken = trio.Event()

    async def run(self) -> None:
        """Start what is missing, one after the other: two at once would take from a call that begins."""
        try:
            while True:
                self._taken = trio.Event()
                while len(self._ready) < self._size:
                    try:
                        self._ready.append(await started(self._command))
                    except NotStarted:
                        break  # whoever wants a call will be told
                await self._taken.wait()
                await trio.sleep(AFTER_SECONDS)
        finally:
            for process in self._ready:
                process.kill()

    async def take(self) -> trio.Process:
        """A process that stands by. Raises `NotStarted`."""
        while self._ready:
            process = self._ready.popleft()
            self._taken.set()
            if process.poll() is None:
                return process
        return await started(COMMAND)


async def started(command: Sequence[str]) -> trio.Process:
    """A new process of this command, once it stands by. It is in a session of its own: Ctrl-C is not meant for it."""
    try:
        process = await trio.lowlevel.open_process(
            command, stdin=PIPE, stdout=PIPE, stderr=PIPE, start_new_session=True
        )
    except OSError as error:
        raise NotStarted(f"no process can be started: {error.strerror}") from None
    try:
        with trio.fail_after(READY_SECONDS):
            if await answer(process):
                return process
            raise NotStarted(await last_words(process))
    except trio.TooSlowError:
        process.kill()
        raise NotStarted(f"the process of a call was not ready within {READY_SECONDS:g} s") from None
    except BaseException:
        process.kill()
        raise


async def give(process: trio.Process, order: Order) -> Path:
    """Give the order; returns the folder of the call. Raises `NotStarted`."""
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    async with process.stdin, process.stdout, process.stderr:
        try:
            await process.stdin.send_all(order.model_dump_json().encode() + b"\n")
            text = await answer(process)
        except trio.BrokenResourceError:
            text = b""
        if not text:
            raise NotStarted(await last_words(process))
    said = json.loads(text)
    if "error" in said:
        raise NotStarted(said["error"])
    return Path(said["folder"])


async def answer(process: trio.Process) -> bytes:
    """A line of what the process says; nothing if it has gone."""
    assert process.stdout is not None
    text = b""
    while not text.endswith(b"\n"):
        chunk = await process.stdout.receive_some()
        if not chunk:
            return b""
        text += chunk
    return text


async def last_words(process: trio.Process) -> str:
    """Why it has gone, as far as its last line tells."""
    assert process.stderr is not None
    text = b""
    async for chunk in process.stderr:
        text = (text + chunk)[-20_000:]
    await process.wait()
    lines = text.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else f"the process of a call ended with status {process.returncode}"
