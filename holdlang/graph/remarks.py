"""What is said of traced calls, in a few words. Not responsible for where (each renderer has its place for it)."""

from holdlang.graph.picture import Kind, Node, Outcome, Picture, Trace
from holdlang.plural import counted
from holdlang.syntax.values import write_duration

OUTCOMES: dict[Outcome, str] = {
    "transferred": "the call was transferred",
    "ended": "the call ended here",
    "failed": "the call failed here",
    "not_answered": "nobody answered",
    "interrupted": "the call was stopped here",
}

LASTING: dict[Kind, str] = {"hold": "waited", "run": "took", "joined": "talked"}
"""Nodes for which it matters how long the call stayed."""


def remark(node: Node) -> str:
    """What the call did at a node; empty if there is nothing to say."""
    words = []
    if node.seconds and node.kind in LASTING:
        words.append(f"{LASTING[node.kind]} {lasted(node.seconds)}")
    if node.visits > 1:
        words.append(f"{node.visits} times")
    if node.outcome is not None and node.kind != "joined":
        words.append(OUTCOMES[node.outcome])
    return ", ".join(words)


def summary(picture: Picture) -> str:
    """What was traced as a whole; empty if nothing was."""
    if picture.trace is not None:
        return _summary(picture.trace)
    if picture.calls is None:
        return ""
    return f"{counted(picture.calls, 'call')} followed; what none came to is faded"


def _summary(trace: Trace) -> str:
    words = [f"a call of {trace.when:%Y-%m-%d %H:%M} UTC", f"{lasted(trace.duration)} long"]
    words += [f"{lasted(trace.held)} on hold"] if trace.held else []
    words += [trace.outcome.replace("_", " ")] if trace.outcome else []
    return ", ".join(words)


def lasted(seconds: float) -> str:
    """A measured time, to the second."""
    return write_duration(float(max(1, round(seconds))))
