"""Why a change is not made: mistakes, losses, names that are taken, flows that would stop working. Changes nothing."""

from collections.abc import Collection

from holdlang.load import Loaded
from runtime.flowstore import finding
from runtime.flowstore.errors import FlowConflict, FlowRefused
from runtime.flowstore.reading import Reading
from runtime.flowstore.views import Stored


def mistakes(loaded: Loaded) -> None:
    """Raise `FlowRefused` for a source with errors; warnings pass."""
    if not loaded.ok:
        raise FlowRefused(f"the source has mistakes: {finding.first_error(loaded)}", loaded.diagnostics)


def losses(before: Stored, after: Loaded) -> None:
    """Raise for a new text of a file in which the flow or others are missing: a file may hold more than whoever writes
    one flow of it thinks of."""
    ids = _ids(after)
    lost = [name for name in _ids(before.loaded) if name not in ids]
    if before.flow.id in lost:
        raise FlowRefused(f"there is no flow `{before.flow.id}` in the source")
    if lost:
        names = ", ".join(f"`{name}`" for name in lost)
        raise FlowConflict(f"{before.file.as_posix()} also holds {names}, which the source leaves out")


def twins(before: Reading, after: Reading, files: Collection[str]) -> None:
    """Raise `FlowConflict` if one of these files has got a flow whose id is taken elsewhere."""
    known = {entry.flow.id for entry in finding.entries(before) if entry.file.as_posix() in files}
    for entry in finding.entries(after):
        if entry.twin is not None and entry.file.as_posix() in files and entry.flow.id not in known:
            raise FlowConflict(f"there is a flow `{entry.flow.id}` already, in {entry.twin.as_posix()}")


def damage(before: Reading, after: Reading, files: Collection[str], flow_id: str) -> None:
    """Raise `FlowConflict` if other files than these would have mistakes that they had not."""
    harmed = [
        one
        for name, loaded in before.files.items()
        if name not in files and loaded.ok and not after.files[name].ok
        for one in _inside(name, loaded)
    ]
    if harmed:
        raise FlowConflict(f"the flow `{flow_id}` is needed as it is by {', '.join(harmed)}")


def _ids(loaded: Loaded) -> list[str]:
    return [*(flow.id for flow in loaded.flows), *(tree.id for tree in loaded.trees)]


def _inside(name: str, loaded: Loaded) -> list[str]:
    """The flows and tests of a file, each with the file."""
    names = [*(f"flow `{flow.id}`" for flow in loaded.flows), *(f"test “{test.name}”" for test in loaded.tests)]
    return [f"{one} in {name}" for one in names or ["what stands"]]
