"""How a running call is shown: the live view on a terminal, plain lines elsewhere, or the log itself as JSON lines.

A thread of its own writes, so that a reader that stops (`| less`, Ctrl-S) does not stop the hearing. Whatever happens
to the screen, the call goes on: a reader that goes away (a closed pipe, a terminal that is gone) only ends the showing.
Not responsible for what is shown (`holdlang.cli.live`, `holdlang.cli.plain`).
"""

import logging
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self

from holdlang.bugs import stack
from holdlang.calllog import Line
from holdlang.callstate import CallState, fold
from holdlang.cli.plain import plain
from holdlang.cli.streams import complain
from holdlang.cli.summary import summary
from holdlang.history.statistics import Past
from holdlang.model import CallFlow

if TYPE_CHECKING:
    from runtime.record import Record

logger = logging.getLogger(__name__)

REFRESH = 0.25
"""Seconds between two drawings of the live view; a hold timer need not be smoother."""

BACKLOG = 10_000
"""Lines that wait for a reader at most: a few megabytes, and more than a call of some hours has."""


class Screen:
    """Shows a call while the block lasts, and keeps its `state`.

    Leaving the block waits until the reader has everything: the call is over then. Ctrl-C ends that wait.
    """

    def __init__(self, flow: CallFlow, *, json: bool, earlier: Callable[[], Sequence[Past]] = tuple) -> None:
        """`earlier` finds the calls that were made to this number before; the thread asks for them."""
        self.state = CallState()
        self._flow = flow
        self._json = json
        self._earlier = earlier
        self._draws = not json and sys.stdout.isatty()
        self._texts: SimpleQueue[str | None] = SimpleQueue()
        self._over = Event()
        self._gone = False
        self._dropped = 0
        self._began = 0.0
        self._complaints: list[str] = []
        self._thread = Thread(target=self._work, name="screen", daemon=True)

    def follow(self, record: "Record") -> None:
        """Show this call, as soon as there is anything to show: one that can't be begun leaves the terminal alone."""
        self._began = time.monotonic() - record.elapsed
        record.subscribe(self._take)

    def conclude(self, folder: Path) -> None:
        """Print the summary below what is there; `folder` is the call's."""
        if not self._json:
            self._say(summary(self.state, folder))

    def _say(self, text: str) -> None:
        if self._texts.qsize() < BACKLOG:
            self._texts.put(text)
        elif not self._gone:
            self._dropped += 1

    def complain(self, text: str) -> None:
        """Print `text` on standard error, when all else is shown."""
        self._complaints.append(text)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._texts.put(None)
        if self._thread.is_alive():
            try:
                self._thread.join()
            except KeyboardInterrupt:
                complain("warning: not everything was printed, since nobody read it")
        if self._dropped:
            complain(f"warning: {self._dropped} lines were not printed, since nobody read them; call.jsonl has them")
        for text in self._complaints:
            complain(text)

    def _take(self, line: Line) -> None:
        if self._thread.ident is None:
            self._thread.start()
        self.state = fold(self.state, line)
        text = line.to_json() if self._json else None if self._draws else plain(line)
        if text is not None:
            self._say(text)

    # --- in the thread

    def _work(self) -> None:
        try:
            with _standard_output(json=self._json) as out:
                if self._draws:
                    self._draw(out)
                while (text := self._texts.get()) is not None:
                    out.write(text + "\n")
                    out.flush()
        except OSError:
            self._gone = True
        except Exception as error:
            self._gone = True
            logger.error("the call is not shown any more\n%s", stack(error))

    def _draw(self, out: IO[str]) -> None:
        from rich.console import Console
        from rich.live import Live

        from holdlang.cli.live import render

        earlier = self._earlier()
        with Live(console=Console(file=out), auto_refresh=False, redirect_stdout=False, redirect_stderr=False) as live:
            over = False
            while not over:
                over = self._over.wait(REFRESH)
                now = time.monotonic() - self._began
                live.update(render(self._flow, self.state, now, earlier), refresh=True)


def _standard_output(*, json: bool) -> IO[str]:
    """Standard output, by a file that is the thread's alone: at its exit Python would wait for the one of `sys`.

    JSON is UTF-8 whatever the terminal takes (RFC 8259, section 8.1).
    """
    sys.stdout.flush()
    encoding = "utf-8" if json else sys.stdout.encoding
    return open(os.dup(sys.stdout.fileno()), "w", encoding=encoding, errors="replace")  # noqa: PTH123 - not a path
