"""Which steps and clauses of a flow a set of calls reached, from their logs.

What counts are the steps that a picture of the flow shows, and under each step that decides the ways on from it: its
clauses, its `else`, and those it has without a clause (a person speaks; you are talking). A clause with `retry` is two
ways. Not responsible for making the calls, nor for showing what it finds (`holdlang.cli.trials.covering`,
`holdlang.trials.margin`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from posixpath import normpath
from typing import Any

from holdlang.calllog import Line
from holdlang.graph import draw
from holdlang.graph.picture import Line as Words
from holdlang.graph.picture import Node, Picture, Way
from holdlang.graph.trace import Tally
from holdlang.load import Loaded
from holdlang.model import CallFlow, Transfer
from holdlang.model.steps import Clauses
from holdlang.names.reach import reachable
from holdlang.printer import trigger_text
from holdlang.source import Source
from holdlang.syntax.items import Item
from holdlang.trials.runs import runs


@dataclass(frozen=True)
class Part:
    """A step, or a way on from one, and how often it was taken. `path` is its place in the item, as `Spans` name it."""

    name: str
    path: tuple[str | int, ...]
    times: int


@dataclass(frozen=True)
class Reach:
    """How much of one flow was reached. `picture` is the flow with what was counted."""

    source: Source
    item: Item
    picture: Picture

    @property
    def flow(self) -> CallFlow:
        """The flow itself."""
        assert isinstance(self.item.model, CallFlow)
        return self.item.model

    @cached_property
    def steps(self) -> tuple[Part, ...]:
        """The steps, each once."""
        places = {step_id: place for place, step_id in enumerate(self.flow.ids)}
        nodes = (node for node in self.picture.nodes if node.step is not None)
        return tuple(Part(node.step or "", ("step", places[node.step or ""]), node.visits) for node in nodes)

    @cached_property
    def ways(self) -> tuple[Part, ...]:
        """The ways on from the steps that decide, in the order of the source."""
        places = {step_id: place for place, step_id in enumerate(self.flow.ids)}
        found = []
        for node in self.picture.nodes:
            step = self.flow.steps[places[node.step]] if node.step is not None else None
            if isinstance(step, Clauses):
                for edge in self.picture.leaving(node.id):
                    told = self.picture.node(edge.target).lines if isinstance(step, Transfer) else ()
                    found += [_way(step, node, way, places[node.step or ""], told) for way in edge.ways]
        return tuple(sorted(filter(None, found), key=lambda part: (self.item.spans.at(*part.path).start, part.name)))

    def line(self, part: Part) -> int:
        """The line of the source that a part begins on, from 1."""
        return self.source.position(self.item.spans.at(*part.path).start)[0]

    def to_json(self) -> dict[str, Any]:
        """What was reached and what was not, for programs."""
        return {"flow": self.flow.id, "file": self.source.name} | {
            name: {
                "reached": sum(part.times > 0 for part in parts),
                "of": len(parts),
                "missing": [{"line": self.line(part), "what": part.name} for part in missing(parts)],
            }
            for name, parts in (("steps", self.steps), ("ways", self.ways))
        }


def missing(parts: Iterable[Part]) -> list[Part]:
    """Those that nothing reached."""
    return [part for part in parts if not part.times]


class Coverage:
    """What calls reached, added up over calls of many files. A flow that several files use is counted once."""

    def __init__(self) -> None:
        self._tallies: dict[tuple[str, str], Tally] = {}
        self._places: dict[tuple[str, str], tuple[Source, Item]] = {}

    def expect(self, loaded: Loaded, flow: str) -> None:
        """This flow, and those it may run, are to be reached."""
        scope = loaded.scope.flows
        for one in reachable(scope[flow], scope):
            key, source, item = _written(loaded, one)
            if key not in self._tallies:
                self._tallies[key], self._places[key] = Tally(draw(one)), (source, item)

    def add(self, loaded: Loaded, flow: str, lines: Iterable[Line]) -> None:
        """A call that was made by this flow."""
        self.expect(loaded, flow)
        for run in runs(lines):
            if (model := loaded.scope.flows.get(run.flow)) is not None:
                self._tallies[_written(loaded, model)[0]].add(run.lines)

    @property
    def reaches(self) -> tuple[Reach, ...]:
        """Every flow that was to be reached."""
        return tuple(Reach(*self._places[key], tally.picture) for key, tally in self._tallies.items())


def _written(loaded: Loaded, flow: CallFlow) -> tuple[tuple[str, str], Source, Item]:
    """Where a flow stands, by a key that is the same from whichever file it is used."""
    files = ((loaded.source, loaded.items), *((one.source, one.items) for one in loaded.used))
    source, item = next((source, item) for source, items in files for item in items if item.model is flow)
    return (normpath(source.name), flow.id), source, item


def _way(step: Clauses, node: Node, way: Way, place: int, end: tuple[Words, ...]) -> Part | None:
    """The part that a way is; None for one that is just what comes next. `end` says where one without words leads."""
    lines = way.lines or end
    if not lines:
        return None
    path: tuple[str | int, ...] = ("step", place, "on")
    name = " ".join(piece.text for piece in lines[0])
    if way.clauses == {"else"}:
        path, name = ("step", place, "else"), "else"
    for number, clause in enumerate(step.clauses):
        texts = [trigger_text(trigger) for trigger in clause.triggers]
        if way.clauses == {f"on {text}" for text in texts}:
            path, name = ("step", place, "clause", number), f"on {' or '.join(texts)}"
            break
    used_up = [piece.text for piece in lines[0] if piece.text.startswith("after ") and piece.look == "quiet"]
    return Part(f"{node.step}: {' '.join([name, *used_up])}", path, way.times)
