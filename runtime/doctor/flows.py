"""The folder of flows: is there a file that cannot be run? Not responsible for what is wrong with it: `holdlang check`
says that."""

import trio

from holdlang.config import Config
from holdlang.plural import counted
from runtime.doctor.finding import Verdict, fault, ok, warning
from runtime.flowstore import FlowStore
from runtime.gateway.opening import FLOWS


async def are_whole(config: Config) -> Verdict:
    """Whether every file in it can be read and every flow run."""
    return await trio.to_thread.run_sync(_are_whole, config, abandon_on_cancel=True)


def _are_whole(config: Config) -> Verdict:
    folder = config.server.flows or config.data_dir / FLOWS
    if not folder.exists():
        return ok(f"there is no {folder} yet: `holdlang serve` makes it")
    if not folder.is_dir():
        return fault(f"{folder} is no folder", "see `server.flows`")
    store = FlowStore(folder)
    entries = store.list()
    bad = [*(one.file for one in store.broken()), *(one.file for one in entries if not one.ok)]
    if bad:
        names = list(dict.fromkeys(map(str, bad)))
        shown = ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
        return fault(f"{counted(len(names), 'file')} cannot be run: {shown}", f"`holdlang check {folder}` says why")
    if not entries:
        return warning(f"there is no flow in {folder}", "put one there, or let `holdlang learn` make one")
    return ok(f"{counted(len(entries), 'flow')} in {folder}")
