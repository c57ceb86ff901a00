"""Where a call came from: its flow, as it is today.

Not responsible for finding the call (`holdlang.history`).
"""

from pathlib import Path
from typing import TYPE_CHECKING

from holdlang.cli.choosing import choose
from holdlang.cli.sources import read_source, used_source
from holdlang.errors import UsageError
from holdlang.load import load

if TYPE_CHECKING:
    from holdlang.calllog import CallStarted
    from holdlang.load import Loaded
    from holdlang.model import CallFlow


TAKEN_ALONG = "flow"
"""Where the sources of its flow lie in the folder of a call that was exported."""


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
