"""The calls that wait for their turn, in their order, and on the disk: a server that is killed finds them again.

Values that are secret are not written down; a call that needs them and finds them nowhere is not made after a restart.
Not responsible for whose turn it is (`runtime.supervisor`).
"""

import logging
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from holdlang.errors import UsageError
from holdlang.names.reach import reachable
from holdlang.values import checked, known_values, listed
from runtime.access.private import replace
from runtime.callprocess.order import Order, told_apart

logger = logging.getLogger(__name__)


class Lacking(Exception):
    """A call that waited lacks a value that was not kept; the text says which."""


class Queue:
    """Orders by call id, in a folder. Everything here blocks, for no time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._orders: dict[str, Order] = {}

    @property
    def orders(self) -> dict[str, Order]:
        """Those that wait, the first first."""
        return self._orders

    def holds(self, call_id: str) -> bool:
        """Whether that call waits on the disk, whoever has put it there."""
        return self._file(call_id).is_file()

    def add(self, order: Order) -> None:
        """Have it wait. If the disk does not take it, it waits all the same, as long as this process lives."""
        self._orders[order.call_id] = order
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            replace(self._file(order.call_id), order.without_secrets().model_dump_json().encode())
        except OSError as error:
            logger.warning("a call that waits would not survive a restart: %s", error.strerror)

    def take(self) -> Order:
        """The first one; it waits no more. It stays on the disk until `forget`: it is not begun yet."""
        return self._orders.pop(next(iter(self._orders)))

    def forget(self, call_id: str) -> bool:
        """It is begun, or not wanted any more. Whether it was waiting."""
        with suppress(OSError):
            self._file(call_id).unlink(missing_ok=True)
        return self._orders.pop(call_id, None) is not None

    def left_behind(self) -> list[Order]:
        """What a server that was killed left waiting, the oldest first; a file that is none of ours is left alone."""
        found = []
        for path in sorted(self._folder.glob("*.json"), key=lambda path: (path.stat().st_mtime_ns, path.name)):
            try:
                found.append(Order.model_validate_json(path.read_text(encoding="utf-8")))
            except (OSError, ValueError, ValidationError):
                logger.warning("%s is no call that waits", path.name)
        return found

    def _file(self, call_id: str) -> Path:
        return self._folder / f"{call_id}.json"


def completed(order: Order) -> Order:
    """An order that was left behind, with the values that are kept elsewhere. Raises `Lacking`."""
    others = reachable(order.flow, order.library)[1:]
    try:
        values, missing = known_values(order.flow, others, order.values, order.configuration.values)
        if missing:
            raise Lacking(
                f"the server was restarted while the call waited its turn, and this was not kept: {listed(missing)}"
            )
        told = checked(order.flow, others, values)
    except UsageError as error:
        raise Lacking(str(error)) from None
    return order.model_copy(update=told_apart(told))
