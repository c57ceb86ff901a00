"""The runs of flows that one call log tells of: that of the flow which was called with, and those of the flows it ran.

Not responsible for what happened in them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from holdlang.calllog import CallEnded, CallFailed, CallStarted, Decided, IvrStep, Line


@dataclass(frozen=True)
class Run:
    """`lines` are the steps and decisions of one run of `flow`, under its own names for its steps, and how it ended: a
    run that came back to the flow which ran it ended by its own word."""

    flow: str
    lines: tuple[Line, ...]


def runs(lines: Iterable[Line]) -> Iterator[Run]:
    """Every run of a flow on one call; that of the flow it was made with comes last."""
    flow = ""
    open_: dict[tuple[str, ...], list[Line]] = {(): []}
    for line in lines:
        match line.data:
            case CallStarted(flow_id=flow_id):
                flow = flow_id or ""
            case IvrStep(step_id=step_id) | Decided(step_id=step_id):
                *outer, own = step_id.split("/")
                path = tuple(outer)
                for inner in [one for one in open_ if len(one) > len(path) or one != path[: len(one)]]:
                    yield Run(inner[-1], (*open_.pop(inner), _returned(line)))
                data = line.data.model_copy(update={"step_id": own})
                open_.setdefault(path, []).append(line.model_copy(update={"data": data}))
            case CallEnded() | CallFailed():
                for run in open_.values():
                    run.append(line)
    for path, run in sorted(open_.items(), key=lambda one: -len(one[0])):
        yield Run(path[-1] if path else flow, tuple(run))


def _returned(line: Line) -> Line:
    data = CallEnded(number="", duration=0.0, reason="", outcome="ended")
    return line.model_copy(update={"type": "call_ended", "data": data})
