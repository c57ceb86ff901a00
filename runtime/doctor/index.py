"""The store, the index of the calls: does it open? Not responsible for what is in it (`holdlang store show`)."""

import trio
from sqlalchemy import make_url

from holdlang.config import Config
from holdlang.errors import UsageError
from runtime.doctor.finding import Verdict, fault, ok
from runtime.store import Store, store_url


async def opens(config: Config) -> Verdict:
    """Opens it, unless it is a file that nobody has made yet."""
    return await trio.to_thread.run_sync(_opens, config, abandon_on_cancel=True)


def _opens(config: Config) -> Verdict:
    default = config.data_dir / "store.sqlite"
    if config.server.store is None and not default.exists():
        return ok("there is none yet: `holdlang serve` makes it")
    try:
        store = Store.open(store_url(config))
        try:
            newest = store.newest()
        finally:
            store.close()
    except UsageError as error:
        return fault(error.message, error.help or "see `server.store`")
    return ok(f"{make_url(store_url(config)).get_backend_name()} opens, and holds events up to number {newest}")
