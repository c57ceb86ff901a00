"""The path of a call through a picture. Takes steps, times and counts from the call log, and nothing that was heard,
said or pressed. Not responsible for reading the log's file.

Steps that the picture does not have are passed over: those of flows that were run on the same call (`other/listen`),
and those of an older edition of the flow.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from holdlang.calllog import CallEnded, CallFailed, Decided, IvrStep, Line
from holdlang.callstate import CallState, replay
from holdlang.graph.draw import START
from holdlang.graph.picture import Edge, Kind, Outcome, Picture, Trace, Way

_END_OF: dict[Outcome, Kind] = {"transferred": "joined", "ended": "ended", "failed": "failed"}


def trace(picture: Picture, lines: Sequence[Line]) -> Picture:
    """The picture with the path of the call whose log `lines` are, from its beginning. Raises `ValueError` if there are
    none."""
    if not lines:
        raise ValueError("the log is empty")
    state = replay(lines)
    walk = _Walk(picture)
    for line in lines:
        walk.take(line)
    walk.finish(state)
    held = sum(walk.seconds[node.id] for node in picture.nodes if node.kind == "hold") or state.on_hold(state.at)
    nodes = tuple(
        replace(
            node,
            visits=walk.visits[node.id],
            seconds=walk.seconds[node.id],
            outcome=walk.outcome if node.id == walk.here else None,
        )
        for node in picture.nodes
    )
    edges = tuple(
        replace(edge, ways=tuple(replace(way, times=walk.times[edge, way]) for way in edge.ways))
        for edge in picture.edges
    )
    return replace(picture, nodes=nodes, edges=edges, trace=Trace(lines[0].timestamp, state.at, held, walk.outcome))


class _Walk:
    """Goes along the arrows as the log says. `here` is where it stands."""

    def __init__(self, picture: Picture) -> None:
        self.here = START
        self.visits: Counter[str] = Counter({START: 1})
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.times: Counter[tuple[Edge, Way]] = Counter()
        self.outcome: Outcome | None = None
        self._picture = picture
        self._nodes = {node.step: node.id for node in picture.nodes if node.step is not None}
        self._since = 0.0
        self._clause: str | None = None

    def take(self, line: Line) -> None:
        """Take in a line of the log."""
        match line.data:
            case IvrStep(step_id=step_id) if step_id in self._nodes:
                self._go(self._nodes[step_id], line.at)
            case Decided(step_id=step_id, clause=clause) if self._nodes.get(step_id) == self.here:
                if self._clause is not None:
                    self._follow(self.here)  # a hold that goes on begins no new step
                self._clause = clause
            case CallEnded(outcome=outcome) | CallFailed(outcome=outcome):
                self.outcome = outcome if outcome in get_args(Outcome) else None  # type: ignore[assignment]

    def finish(self, state: CallState) -> None:
        """The end of the log: from the last step to its end, if the call went there."""
        self.seconds[self.here] += state.at - self._since
        wanted = _END_OF.get(self.outcome) if self.outcome is not None else None
        for edge in self._picture.leaving(self.here):
            if wanted is not None and self._picture.node(edge.target).kind == wanted and self._way(edge) is not None:
                self._follow(edge.target)
                self.here = edge.target
                self.visits[edge.target] += 1
                if state.joined_at is not None:
                    self.seconds[edge.target] += state.at - state.joined_at
                return

    def _go(self, node: str, at: float) -> None:
        self.seconds[self.here] += at - self._since
        self._follow(node)
        self.here, self._since = node, at
        self.visits[node] += 1

    def _follow(self, target: str) -> None:
        """Count the arrow from here to `target`, if there is one. What was decided may have been to stay first."""
        for stop in (target,) if self._leads(target) else (self.here, target):
            for edge in self._picture.leaving(self.here):
                if edge.target == stop and (way := self._way(edge)) is not None:
                    self.times[edge, way] += 1
            self._clause = None

    def _leads(self, target: str) -> bool:
        """Whether what was decided leads to `target`."""
        edges = self._picture.leaving(self.here)
        return self._clause is None or any(
            self._clause in w.clauses for e in edges if e.target == target for w in e.ways
        )

    def _way(self, edge: Edge) -> Way | None:
        """Why this arrow would be followed now: by the clause that was decided for, or else by none. A transfer may not
        have written down its decision; then an arrow with one way alone tells it."""
        for way in edge.ways:
            if self._clause in way.clauses or (self._clause is None and not way.clauses):
                return way
        untold = self._clause is None and self._picture.node(edge.source).kind == "transfer"
        return edge.ways[0] if untold and len(edge.ways) == 1 else None
