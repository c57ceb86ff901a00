"""Opens the gateway: store, flows, phones, and the supervisor at work. Not responsible for what it does then."""

import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import trio

from holdlang.config import Config
from holdlang.errors import UsageError
from runtime.devices import DeviceBook
from runtime.flowstore import FlowStore
from runtime.gateway.claims import Claims
from runtime.gateway.following import Guest, Owner
from runtime.gateway.gateway import Gateway
from runtime.gateway.parts import Parts
from runtime.hub import Hub, Logs
from runtime.notifying import Notifier
from runtime.store import Store, store_url
from runtime.supervisor import Supervisor

FLOWS = "flows"
"""Where the flows lie below `data_dir`, if nothing else is said."""

LOCK = "gateway.lock"

FORGET_SECONDS = 3600.0
"""How often idempotency keys that are too old are forgotten."""


@asynccontextmanager
async def opened(config: Config, *, flows: Path | None = None) -> AsyncIterator[Gateway]:
    """The gateway of `config.data_dir` while the block lasts. Calls go on after it. Raises `UsageError`.

    The first one that is opened numbers the events and sends the notifications; any others, in other processes, see and
    steer the same calls.
    """
    named = flows or config.server.flows
    if named is not None and not named.is_dir():
        raise UsageError(f"there is no folder of flows at {named}", "make it, or leave it out: then it is in data_dir")
    folder = named or config.data_dir / FLOWS
    try:
        folder.mkdir(parents=True, exist_ok=True)
        config.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"there is no place for calls and flows: {error.strerror} ({error.filename})") from None
    store = await trio.to_thread.run_sync(Store.open, store_url(config))
    try:
        with _first(config.data_dir) as first:
            logs = Logs(config.data_dir)
            hub = Hub(store, logs) if first else None
            notifier = Notifier(config.notify, config.data_dir) if first and config.notify.targets else None
            reader = Guest() if hub is None else Owner(hub, store, notifier)
            supervisor = Supervisor(config, reader, inherits=first)
            claims = Claims(config.data_dir / "requests")
            book = DeviceBook(config, config.data_dir)
            flow_store = FlowStore(folder, git=config.server.git)
            async with trio.open_nursery() as nursery:
                await nursery.start(reader.run)
                await nursery.start(supervisor.run)
                nursery.start_soon(_forget_keys, claims)
                yield Gateway(Parts(config, flow_store, store, supervisor, hub, logs, book, claims))
                nursery.cancel_scope.cancel()
    finally:
        store.close()


async def _forget_keys(claims: Claims) -> None:
    while True:
        await trio.to_thread.run_sync(claims.forget_old)
        await trio.sleep(FORGET_SECONDS)


@contextmanager
def _first(data_dir: Path) -> Iterator[bool]:
    """Whether no other process has the gateway of that folder open."""
    try:
        handle = os.open(data_dir / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise UsageError(f"can't open {data_dir / LOCK}: {error.strerror}", "is that folder yours?") from None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            first = True
        except BlockingIOError:
            first = False
        yield first
    finally:
        os.close(handle)
