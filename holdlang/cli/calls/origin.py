"""Where a call came from: how it was begun, and its flow, as it is today.

Not responsible for finding the call (`holdlang.history`).
"""

from pathlib import Path
from typing import TYPE_CHECKING

from holdlang.cli.choosing import choose
from holdlang.cli.sources import read_source, used_source
from holdlang.errors import UsageError
from holdlang.history import read_call, start_of
from holdlang.history.glance import is_running
from holdlang.load import load

if TYPE_CHECKING:
    from holdlang.calllog import CallStarted, Line
    from holdlang.load import Loaded
    from holdlang.model import CallFlow


TAKEN_ALONG = "flow"
"""Where the sources of its flow lie in the folder of a call that was exported."""


def ended_call(folder: Path, later: str) -> "tuple[list[Line], CallStarted]":
    """The log of a call that is over, and how it was begun. `later` says what to do of one that still runs. Raises
    `UsageError`."""
    if is_running(folder):
        raise UsageError("the call is still running", later)
    lines = read_call(folder)
    started = start_of(lines)
    if started is None:
        raise UsageError(f"{folder} holds no whole call", "its log does not begin with the call")
    return lines, started


def flow_of(started: "CallStarted", folder: Path, wanted: str | None = None) -> "tuple[Loaded, CallFlow]":
    """The flow of a call, or the one `wanted` (`FILE` or `FILE#ID`), with the file that it is in: where it was, or
    taken along in the `folder` of the call. Raises `UsageError`."""
    name, _, flow_id = (wanted or started.source or "").partition("#")
    if wanted is None and not (name and Path(name).is_file()):
        name = _taken_along(folder, Path(name).name) or name
    if not name:
        raise UsageError("the log does not say which file the flow was in", "name it with --flow FILE")
    file = Path(name)
    if wanted is None and not file.is_file():
        raise UsageError(f"the flow of this call is not in {file} any more", "name its file with --flow FILE")
    loaded = load(read_source(file), files=used_source)
    if not loaded.ok:
        raise UsageError(f"{file} has mistakes", f"`holdlang check {file}` shows them")
    ids = {flow.id for flow in loaded.flows}
    return loaded, choose(str(file), loaded.flows, flow_id or (started.flow_id if started.flow_id in ids else None))


def _taken_along(folder: Path, name: str) -> str | None:
    """The one file of that name, or with no name the one flow there, that lies in the folder with the log."""
    found = [path for path in (folder / TAKEN_ALONG).rglob("*.hold") if name in ("", path.name)]
    return str(found[0]) if len(found) == 1 else None
