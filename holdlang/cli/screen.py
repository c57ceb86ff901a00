"""How a running call is shown: the live view on a terminal, plain lines elsewhere, or the log itself as JSON lines.

Whatever happens to the screen, the call goes on: a reader that goes away (a closed pipe) only ends the showing.
Not responsible for what is shown (`holdlang.cli.live`, `holdlang.cli.plain`).
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import trio

from holdlang.calllog import Line
from holdlang.callstate import CallState, fold
from holdlang.cli.plain import plain
from holdlang.model import CallFlow

if TYPE_CHECKING:
    from runtime.record import Record

REFRESH = 0.25
"""Seconds between two drawings of the live view; a hold timer need not be smoother."""


class Lines:
    """Prints a line of text for each line of the log that has one."""

    def __init__(self, *, json: bool) -> None:
        self._json = json
        self._open = True

    def __call__(self, line: Line) -> None:
        text = line.to_json() if self._json else plain(line)
        if text is None or not self._open:
            return
        try:
            print(text, flush=True)
        except OSError:
            self._open = False


class Follower:
    """Keeps the state of the call."""

    def __init__(self) -> None:
        self.state = CallState()

    def __call__(self, line: Line) -> None:
        self.state = fold(self.state, line)


@asynccontextmanager
async def shown(flow: CallFlow, record: "Record", *, json: bool) -> AsyncIterator[Follower]:
    """Show the call while the block lasts; yields its state."""
    follower = Follower()
    record.subscribe(follower)
    if json or not sys.stdout.isatty():
        record.subscribe(Lines(json=json))
        yield follower
        return
    async with trio.open_nursery() as nursery:
        nursery.start_soon(_draw, flow, follower, record)
        try:
            yield follower
        finally:
            nursery.cancel_scope.cancel()


async def _draw(flow: CallFlow, follower: Follower, record: "Record") -> None:
    from rich.console import Console
    from rich.live import Live

    from holdlang.cli.live import render

    with Live(console=Console(), auto_refresh=False, transient=False) as live:
        try:
            while True:
                live.update(render(flow, follower.state, record.elapsed), refresh=True)
                await trio.sleep(REFRESH)
        finally:
            live.update(render(flow, follower.state, record.elapsed), refresh=True)
