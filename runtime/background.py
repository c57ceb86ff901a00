"""A thread that stands back: work for which nothing else on the machine should wait. Not responsible for the work."""

import os
import sys
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")

NICE = 10
"""Added to the niceness of the thread: a ninth of the share of a core that others get who want it, too (sched(7))."""

_Work = tuple[Callable[[], Any], "Future[Any]"]


class Background:
    """One thread, for one thing after the other. It ends with this object, and no process waits for its end."""

    def __init__(self, name: str) -> None:
        self._work: SimpleQueue[_Work | None] = SimpleQueue()
        threading.Thread(target=_work_off, args=(self._work,), name=name, daemon=True).start()
        weakref.finalize(self, self._work.put, None)

    def do(self, work: Callable[[], T]) -> T:
        """Have it done; blocks until it is, returns what it returns and raises what it raises."""
        future: Future[T] = Future()
        self._work.put((work, future))
        return future.result()


def _work_off(waiting: "SimpleQueue[_Work | None]") -> None:
    _stand_back()
    while (next_one := waiting.get()) is not None:
        work, future = next_one
        try:
            future.set_result(work())
        except BaseException as error:  # it is the caller's, whatever it is
            future.set_exception(error)
        del work, future, next_one  # so that nothing is kept while there is nothing to do


def _stand_back() -> None:
    """Linux alone has a niceness for each thread (setpriority(2), "C library/kernel differences")."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, 0, os.getpriority(os.PRIO_PROCESS, 0) + NICE)
