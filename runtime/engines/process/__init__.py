"""An engine in a process of its own: it shares no lock of Python's with the call, whose sound and hearing can't wait,
and stands back where the machine has too little for both.

The process ends with whoever started it. If it ends before that, killed or by a fault of a library, or hangs, the call
learns of it (`EngineEnded`) and may begin the segment once more. Not responsible for recognising.
"""

import signal
import sys
import weakref
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from subprocess import DEVNULL, Popen
from typing import Any

from runtime.engines.engine import Capabilities, Engine
from runtime.engines.errors import EngineEnded
from runtime.ports import Samples

COMMAND = (sys.executable, "-P", "-m", "runtime.engines.process")

HANGS = 20.0
"""Seconds without an answer after which a process is taken to hang, and is ended. A block of sound takes it a hundredth
of one, or some on a machine that is far too busy."""

Load = Callable[[], Engine]
"""Gives the engine. It can be pickled, for it is called in the other process."""


class Apart:
    """Stands for the engine that `load` gives in the other process; there is one when this returns.

    Raises what `load` raises, `EngineEnded`, and `OSError` if there can be no more processes.
    """

    name: str
    capabilities: Capabilities
    rate: int

    def __init__(self, load: Load) -> None:
        self._load = load
        self._phrases: tuple[str, ...] = ()
        self._owed = 0
        """Answers that nobody has waited for yet."""
        self._begin()

    def add_phrases(self, phrases: Sequence[str]) -> None:
        """Make the flow's own phrases likelier; called before the first segment. The call is dialled meanwhile."""
        self._phrases = (*self._phrases, *phrases)
        with suppress(EngineEnded):  # then the first segment begins in a new process, which is told them all
            self._tell_phrases(phrases)

    def start(self) -> None:
        """Begin a new segment of speech; if the process has ended, in a new one."""
        if self._process.poll() is not None:
            self._begin()
        self._ask("start")

    def feed(self, samples: Samples) -> str:
        """Take more of the segment; returns the words so far."""
        return str(self._ask("feed", samples))

    def finish(self) -> str:
        """End the segment; returns its words, or "" if there were none."""
        return str(self._ask("finish"))

    def _begin(self) -> None:
        self._far, theirs = Pipe()
        with theirs:
            self._process = Popen(
                [*COMMAND, str(theirs.fileno())],
                stdin=DEVNULL,
                stdout=DEVNULL,
                stderr=DEVNULL,
                pass_fds=[theirs.fileno()],
                process_group=0,  # Ctrl-C is not meant for it; in a session of its own it would not stand back for us
            )
        weakref.finalize(self, _close, self._far, self._process)
        self._owed = 0
        self._send(self._load)
        self.name, self.capabilities, self.rate = _good(self._answer(within=None))  # a large model takes its time
        if self._phrases:
            self._tell_phrases(self._phrases)

    def _tell_phrases(self, phrases: Sequence[str]) -> None:
        self._send(("add_phrases", (phrases,)))
        self._owed += 1

    def _ask(self, method: str, *arguments: object) -> Any:
        self._send((method, arguments))
        answers = [self._answer(HANGS) for _ in range(self._owed + 1)]
        self._owed = 0
        return [_good(answer) for answer in answers][-1]

    def _send(self, message: object) -> None:
        try:
            self._far.send(message)
        except OSError:
            raise self._ended() from None

    def _answer(self, within: float | None) -> Any:
        """What was answered, or raised there."""
        try:
            if not self._far.poll(within):
                self._end()
                raise EngineEnded(f"its process did not answer for {within:g} s")
            return self._far.recv()
        except (EOFError, OSError):
            raise self._ended() from None

    def _ended(self) -> EngineEnded:
        status = self._end()
        how = signal.Signals(-status).name if status < 0 else f"status {status}"
        return EngineEnded(f"its process ended with {how}")

    def _end(self) -> int:
        self._process.kill()
        return self._process.wait()


def _good(answer: Any) -> Any:
    """What was answered. Raises what was raised there."""
    if isinstance(answer, Exception):
        raise answer
    return answer


def _close(far: Connection, process: Popen[bytes]) -> None:
    far.close()
    process.kill()
    process.wait()
