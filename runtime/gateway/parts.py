"""What the operations share, and how the errors of what they use become the gateway's own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TypeVar

import trio

from holdlang.config import Config
from holdlang.errors import UsageError
from holdlang.history.glance import is_running
from runtime.callprocess import control
from runtime.devices import DeviceBook, DeviceConflict, DeviceRefused, NoSuchDevice
from runtime.flowstore import (
    FlowConflict,
    FlowRefused,
    FlowStore,
    FlowStoreError,
    NotFoundFlow,
    NotFoundRevision,
    NotFoundTree,
)
from runtime.gateway.claims import Claims
from runtime.gateway.errors import BadRequest, Conflict, Forbidden, NotFound, Unavailable, Unprocessable
from runtime.hub import Hub, Logs
from runtime.store import BadCursor, Store, StoreError
from runtime.supervisor import Supervisor

T = TypeVar("T")

ENDING_SECONDS = 5.0
"""How long the process of a call may go on after the log has ended: it closes the recordings, within milliseconds."""

LOOK_SECONDS = 0.02


@dataclass(frozen=True)
class Parts:
    """What a gateway is made of. `hub` is None in a process that only looks on."""

    config: Config
    flows: FlowStore
    store: Store
    supervisor: Supervisor
    hub: Hub | None
    logs: Logs
    book: DeviceBook
    claims: Claims


REQUESTS = trio.CapacityLimiter(24)
"""Threads for requests. Trio has 40; the others are for what must not wait for these, such as the stream of events."""


async def in_thread(work: Callable[[], T], limiter: trio.CapacityLimiter = REQUESTS) -> T:
    """Do what blocks in a thread; its errors are the gateway's."""

    def translated() -> T:
        with translating():
            return work()

    return await trio.to_thread.run_sync(translated, limiter=limiter)


async def let_go(folder: Path) -> None:
    """Wait until the process of a call that is over has put everything in the folder; not for ever."""
    with trio.move_on_after(ENDING_SECONDS):
        while await trio.to_thread.run_sync(is_running, folder):  # noqa: ASYNC110 - a lock tells nobody that it is gone
            await trio.sleep(LOOK_SECONDS)


@contextmanager
def translating() -> Iterator[None]:
    """Errors of the parts as errors of the gateway."""
    try:
        yield
    except (NotFoundFlow, NotFoundRevision, NotFoundTree) as error:
        raise NotFound(error.detail) from None
    except FlowConflict as error:
        raise Conflict(error.detail) from None
    except FlowRefused as error:
        raise Unprocessable(error.detail, error.diagnostics) from None
    except FlowStoreError as error:
        raise Unavailable(error.detail) from None
    except NoSuchDevice as error:
        raise NotFound(str(error)) from None
    except DeviceConflict as error:
        raise Conflict(str(error)) from None
    except DeviceRefused as error:
        raise Forbidden(str(error)) from None
    except BadCursor as error:
        raise BadRequest(str(error)) from None
    except StoreError as error:
        raise Unavailable(str(error)) from None
    except UsageError as error:
        raise Conflict(str(error) if error.help is None else f"{error}: {error.help}") from None
    except control.Refused as error:
        raise Conflict(str(error)) from None
    except OSError as error:
        raise Unavailable(f"the disk does not take it: {error.strerror}") from None


def here() -> tzinfo:
    """The time zone of this machine: when to call is for people who live in it."""
    zone = datetime.now().astimezone().tzinfo
    assert zone is not None
    return zone
