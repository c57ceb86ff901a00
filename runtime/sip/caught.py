"""What becomes of an error in a callback of PJSUA2, which the binding would only print. Lives on PJSUA2's thread.

Not responsible for what callbacks do.
"""

import functools
import logging
import traceback
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from runtime.sip.thread import PjThread

T = TypeVar("T")

logger = logging.getLogger(__name__)


class Abandoned(Protocol):
    """A call that can be given up."""

    thread: PjThread

    def abandon(self, reason: str) -> None:
        """End it."""


A = TypeVar("A", bound=Abandoned)


def caught(method: Callable[[A, Any], T]) -> Callable[[A, Any], T | None]:
    """A callback that fails ends its call with the reason."""

    @functools.wraps(method)
    def wrapper(self: A, prm: Any) -> T | None:
        try:
            return method(self, prm)
        except Exception as fault:
            logger.error("a callback of PJSUA2 failed\n%s", traceback.format_exc())
            self.thread.post(functools.partial(self.abandon, f"internal error: {type(fault).__name__}"))
            return None

    return wrapper
