"""The path of a call through a picture. Takes steps, times and counts from the call log, and nothing that was heard,
said or pressed. Not responsible for reading the log's file.

Steps that the picture does not have are passed over: those of flows that were run on the same call (`other/listen`),
and those of an older edition of the flow.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import get_args

from holdlang.calllog import CallEnded, CallFailed, Decided, IvrStep, Line
from holdlang.callstate import replay
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
    last = walk.here
    walk.seconds[last] += state.at - walk.since
    walk.finish()
    if walk.here != last and state.joined_at is not None:
        walk.seconds[walk.here] += state.at - state.joined_at
    held = state.on_hold(state.at)
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


class Tally:
    """How often many calls took each step and each way of one picture."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self._calls = 0
        self._visits: Counter[str] = Counter()
        self._times: Counter[tuple[Edge, Way]] = Counter()

    def add(self, lines: Iterable[Line]) -> None:
        """Take in a call by its log, or the part of a log that tells of one run of this flow."""
        walk = _Walk(self._picture)
        for line in lines:
            walk.take(line)
        walk.finish()
        walk.settle()
        self._calls += 1
        self._visits += walk.visits
        self._times += walk.times

    @property
    def picture(self) -> Picture:
        """The picture with what was counted so far."""
        nodes = tuple(replace(node, visits=self._visits[node.id]) for node in self._picture.nodes)
        edges = tuple(
            replace(edge, ways=tuple(replace(way, times=self._times[edge, way]) for way in edge.ways))
            for edge in self._picture.edges
        )
        return replace(self._picture, nodes=nodes, edges=edges, calls=self._calls)


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
        self.since = 0.0
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

    def finish(self) -> None:
        """The end of the log: from the last step to its end, if the call went there."""
        wanted = _END_OF.get(self.outcome) if self.outcome is not None else None
        ends = [edge for edge in self._picture.leaving(self.here) if self._is_end(edge.target, wanted)]
        if self._clause is not None and not any(self._leads(edge.target) for edge in ends) and self._leads(self.here):
            self._follow(self.here)  # a hold went on, and then a person spoke
        for edge in ends:
            if self._way(edge) is not None:
                self._follow(edge.target)
                self.here = edge.target
                self.visits[edge.target] += 1
                return

    def _is_end(self, node: str, kind: Kind | None) -> bool:
        """Whether it is an end of that kind, and no step: a step has a line of its own in the log."""
        return self._picture.node(node).kind == kind and self._picture.node(node).step is None

    def settle(self) -> None:
        """What was decided and never led anywhere, since the company hung up meanwhile, was decided all the same."""
        ways = ((edge, way) for edge in self._picture.leaving(self.here) for way in edge.ways)
        if cut_short := next(((edge, way) for edge, way in ways if self._clause in way.clauses), None):
            self.times[cut_short] += 1

    def _go(self, node: str, at: float) -> None:
        self.seconds[self.here] += at - self.since
        self._follow(node)
        self.here, self.since = node, at
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
