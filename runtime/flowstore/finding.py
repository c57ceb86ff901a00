"""What a reading of the folder holds: flows by their ids, trees, and who needs whom. Changes nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from holdlang.load import Loaded
from holdlang.model import CallFlow, Run, Transfer, Tree
from holdlang.names.variables import actions
from runtime.flowstore.errors import FlowConflict, NotFoundFlow
from runtime.flowstore.reading import Reading
from runtime.flowstore.views import BrokenFile, FlowEntry, Stored, TreeEntry


def entries(reading: Reading) -> list[FlowEntry]:
    """Every flow, in order of the files."""
    where = _where(reading)
    found = []
    for name, loaded in reading.files.items():
        for flow in readable_flows(loaded):
            twin = next((Path(other) for other in where[flow.id] if other != name), None)
            found.append(FlowEntry(flow, Path(name), loaded.ok and twin is None, loaded.diagnostics, twin))
    return found


def broken(reading: Reading) -> list[BrokenFile]:
    """Every file that has mistakes and no flow that can be told, and those that are no text."""
    found = [BrokenFile(Path(name), detail) for name, detail in reading.faults.items()]
    for name, loaded in reading.files.items():
        if not loaded.ok and not readable_flows(loaded):
            found.append(BrokenFile(Path(name), first_error(loaded), loaded.diagnostics))
    return sorted(found, key=lambda one: one.file)


def find(reading: Reading, flow_id: str) -> Stored:
    """The flow of this id, or the one that other programs know by it.

    Raises `NotFoundFlow`, and `FlowConflict` if two files have such a flow.
    """
    known = [(name, loaded, flow) for name, loaded in reading.files.items() for flow in readable_flows(loaded)]
    found = [one for one in known if one[2].id == flow_id] or [one for one in known if one[2].stored_id == flow_id]
    if not found:
        raise NotFoundFlow(flow_id)
    if len(found) > 1:
        files = " and ".join(name for name, *_ in found)
        raise FlowConflict(f"{len(found)} files have a flow `{flow_id}`: {files}; give one of them another name")
    ((name, loaded, flow),) = found
    return Stored(flow, loaded, Path(name), loaded.source.text)


def files_of(reading: Reading, ids: Iterable[str]) -> dict[str, str]:
    """Flow -> the one file that has it, for those of the flows that are somewhere."""
    where = _where(reading)
    return {name: where[name][0] for name in ids if len(where.get(name, ())) == 1}


def readable_flows(loaded: Loaded) -> tuple[CallFlow, ...]:
    """The flows of a file whose first line can be read, the first of each id. What begins with a step in a file with
    mistakes need not be a flow."""
    found: dict[str, CallFlow] = {}
    for item in loaded.items:
        if isinstance(item.model, CallFlow) and not item.headless and (loaded.ok or not item.anonymous):
            found.setdefault(item.model.id, item.model)
    return tuple(found.values())


def first_error(loaded: Loaded) -> str:
    """What is wrong with a file, in one sentence."""
    return next(one.message for one in loaded.diagnostics if one.severity == "error")


def runs(flow: CallFlow) -> list[str]:
    """The other flows that a flow runs, in order."""
    found = dict.fromkeys(step.flow for _, step, _ in actions(flow) if isinstance(step, Run))
    return [name for name in found if name != flow.id]


# --- trees


def trees(folder: Path, files: Mapping[str, Loaded], examples: Path, shown: Mapping[str, Loaded]) -> list[TreeEntry]:
    """The companies of the folder, then those of the examples (`shown`)."""
    own = [(folder / name, name, tree, loaded) for name, loaded in files.items() for tree in _companies(loaded)]
    own += [(examples / n, f"examples/{n}", tree, loaded) for n, loaded in shown.items() for tree in _companies(loaded)]
    times = Counter(tree.id for _, _, tree, _ in own)
    return [
        TreeEntry(tree.id if times[tree.id] == 1 else f"{name}:{tree.id}", _company(tree, loaded), path, tree)
        for path, name, tree, loaded in own
    ]


def _companies(loaded: Loaded) -> Iterator[Tree]:
    """The trees of a file that can be called, without those that play the user's own phones."""
    flows = loaded.scope.flows.values()
    steps = [step for flow in flows for step in flow.steps if isinstance(step, Transfer)]
    phones = {name for step in steps for group in step.targets for name in group}
    return (tree for tree in loaded.trees if loaded.ok and tree.id not in phones)


def _company(tree: Tree, loaded: Loaded) -> str:
    """Whom the flow calls that is tested against the tree, or else the tree's own title."""
    tested = [loaded.scope.flows.get(test.flow) for test in loaded.tests if test.tree == tree.id]
    named = [flow.company for flow in tested if flow is not None and flow.company]
    return named[0] if named else tree.name or tree.id


def _where(reading: Reading) -> dict[str, list[str]]:
    """Flow -> the files that have one of this id."""
    found: dict[str, list[str]] = {}
    for name, loaded in reading.files.items():
        for flow in readable_flows(loaded):
            found.setdefault(flow.id, []).append(name)
    return found
