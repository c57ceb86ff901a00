"""A flow or tree as a picture. Not responsible for the words in it (`holdlang.graph.words`) or for mistakes in the
flow: whatever the model can hold is drawn, and a `goto` that leads nowhere is a node of its own.
"""

from collections.abc import Iterator, Sequence

from holdlang.graph.farend import leads_away
from holdlang.graph.picture import Edge, Kind, Line, Node, Picture, Piece, Way
from holdlang.graph.pieces import shown
from holdlang.graph.words import OTHERWISE, PERSON, action_line, facts, step_kind, step_lines, trigger_line
from holdlang.model import (
    Action,
    Again,
    CallFlow,
    Chance,
    End,
    Every,
    Fail,
    Goto,
    Hangup,
    Hold,
    Human,
    Listen,
    Music,
    NoAnswer,
    Prompt,
    Reject,
    Retry,
    Step,
    Transfer,
    Tree,
    TreeStep,
)
from holdlang.model.flow import step_ids
from holdlang.model.steps import Clauses
from holdlang.printer import trigger_text
from holdlang.syntax.values import write_duration

START = "start"


def draw(model: CallFlow | Tree) -> Picture:
    """The picture of a flow or tree. Raises nothing."""
    sketch = _Sketch(model.steps, is_flow=isinstance(model, CallFlow))
    sketch.draw(_start(model))
    nodes, edges = tuple(sketch.nodes.values()), tuple(sketch.edges.values())
    title = shown(model.name) or model.id
    if isinstance(model, Tree):
        return Picture(model.id, title, "tree", nodes=nodes, edges=edges)
    return Picture(
        model.id,
        title,
        "flow",
        company=_optional(model.company),
        number=_optional(model.phone_number),
        intent=_optional(model.description),
        tags=tuple(map(shown, model.tags)),
        facts=facts(model),
        nodes=nodes,
        edges=edges,
    )


def _optional(text: str | None) -> str | None:
    return shown(text) or None if text is not None else None


def _start(model: CallFlow | Tree) -> Node:
    number = _optional(model.phone_number) if isinstance(model, CallFlow) else None
    if isinstance(model, Tree):
        words: Line = (Piece("it rings", "strong"),)
    else:
        words = (Piece("dial", "strong"), Piece(number)) if number else (Piece("dial", "strong"),)
    return Node(START, "start", (words,))


class _Sketch:
    """Nodes and edges as they are found."""

    def __init__(self, steps: Sequence[Step | TreeStep], *, is_flow: bool) -> None:
        self.nodes: dict[str, Node] = {}
        self.edges: dict[tuple[str, str], Edge] = {}
        self._ends: dict[str, list[Node]] = {}
        """The ends that each step leads to."""
        self._steps = steps
        self._is_flow = is_flow
        self._labels = {step.label: index for index, step in reversed(list(enumerate(steps))) if step.label}

    def draw(self, start: Node) -> None:
        self.nodes[start.id] = start
        ids = step_ids(tuple(self._steps))  # type: ignore[arg-type]
        for index, step in enumerate(self._steps):
            if self._lands(index) == index:
                self.nodes[_id(index)] = Node(
                    _id(index),
                    step_kind(step),
                    step_lines(step),
                    step=ids[index],
                    label=step.label,
                    about=_optional(step.about),
                )
        self._join(start.id, self._to(0, start.id), Way())
        for index in range(len(self._steps)):
            if _id(index) in self.nodes:
                for target, way in self._leaving(index):
                    self._join(_id(index), target, way)

    def _join(self, source: str, target: str | None, way: Way) -> None:
        if target is not None:
            edge = self.edges.get((source, target))
            ways = (way,) if edge is None else (*edge.ways, way)
            self.edges[source, target] = Edge(source, target, ways)

    # --- where things lead

    def _lands(self, index: int) -> int:
        """The step that is really done when `index` is gone to: jumps are followed, unless they lead nowhere."""
        seen = {index}
        here = index
        while isinstance(step := self._steps[here], Goto):
            there = self._labels.get(step.target)
            if there is None or there in seen:
                return index
            seen.add(there)
            here = there
        return here

    def _to(self, index: int, source: str) -> str | None:
        """The node that going to step `index` leads to: behind the last step, the end of the flow."""
        if index < len(self._steps):
            return _id(self._lands(index))
        return self._end(source, "ended", ((Piece("the end", "quiet"),),)) if self._is_flow else None

    def _jump(self, target: str, source: str) -> str:
        if target in self._labels:
            return _id(self._lands(self._labels[target]))
        return self._end(source, "jump", (action_line(Goto(target=target)),))

    def _end(self, source: str, kind: Kind, lines: tuple[Line, ...]) -> str:
        """An end of its own for each step, so that no long arrows lead to it."""
        ends = self._ends.setdefault(source, [])
        for node in ends:
            if (node.kind, node.lines) == (kind, lines):
                return node.id
        node = Node(f"{source}_{len(ends)}", kind, lines)
        ends.append(node)
        self.nodes[node.id] = node
        return node.id

    def _leaving(self, index: int) -> Iterator[tuple[str | None, Way]]:
        step = self._steps[index]
        following = self._to(index + 1, _id(index)) if _goes_on(step) else None
        match step:
            case Chance():
                yield from self._clause(index, step.actions, (Piece("if it so happens"),), frozenset())
                yield following, Way()
            case Clauses():
                if isinstance(step, Music):
                    for every in step.every:
                        yield from self._leaving_by(index, every)
                for clause in step.clauses:
                    texts = frozenset(f"on {trigger_text(trigger)}" for trigger in clause.triggers)
                    yield from self._clause(index, clause.actions, trigger_line(clause.triggers), texts)
                if step.otherwise is not None:
                    yield from self._clause(index, step.otherwise, OTHERWISE, frozenset({"else"}))
                yield from self._without_clause(index)
            case Goto() if step.target not in self._labels:
                pass
            case Goto(target=target):
                yield self._jump(target, _id(index)), Way()
            case Again() | Retry():
                yield _id(index), Way()
            case _:
                yield following, Way()

    def _leaving_by(self, index: int, every: Every) -> Iterator[tuple[str | None, Way]]:
        """What is announced again and again stands in the node; only what leads away has an arrow."""
        if leads_away(every):
            after: Line = (Piece(f"after {write_duration(every.seconds)}"),)
            yield from self._clause(index, every.actions, after, frozenset())

    def _clause(
        self, index: int, actions: Sequence[Action], trigger: Line, texts: frozenset[str]
    ) -> Iterator[tuple[str | None, Way]]:
        """A clause is one way, unless it tries the step again first."""
        source, lines = _id(index), [trigger]
        for action in actions:
            match action:
                case Goto(target=target):
                    yield self._jump(target, source), Way(tuple(lines), texts)
                    return
                case Again():
                    yield source, Way(tuple(lines), texts)
                    return
                case Retry(times=times):
                    yield source, Way((*lines, action_line(action)), texts)
                    used_up = f"after {times} {'retry' if times == 1 else 'retries'}"
                    lines = [(*trigger, Piece(used_up, "quiet"))]
                    if action is actions[-1]:  # used up, with nothing behind it
                        yield self._given_up(source), Way(tuple(lines), texts)
                        return
                case Hangup() | End() | Fail():
                    yield self._end(source, step_kind(action), step_lines(action)), Way(tuple(lines), texts)
                    return
                case _:
                    lines.append(action_line(action))
        yield self._to(index + 1, source), Way(tuple(lines), texts)

    def _given_up(self, source: str) -> str:
        """The end of a call that has tried often enough: a flow fails there, and a tree hangs up."""
        last = Fail(reason="tried often enough") if self._is_flow else Hangup()
        return self._end(source, step_kind(last), step_lines(last))

    def _without_clause(self, index: int) -> Iterator[tuple[str | None, Way]]:
        """The way on when no clause has its say, if that is one the flow means to go."""
        step = self._steps[index]
        match step:
            case Listen(clauses=(), otherwise=None) | Prompt(clauses=(), otherwise=None) | Music():
                yield self._to(index + 1, _id(index)), Way()
            case Hold() if step.on_state("human") is None:
                yield self._to(index + 1, _id(index)), Way((PERSON,))
            case Transfer():
                words = "you are talking" if step.by == "bridge" else "handed over"
                yield self._end(_id(index), "joined", ((Piece(words, "strong"),),)), Way()


def _goes_on(step: Step | TreeStep) -> bool:
    if isinstance(step, Human):
        return bool(step.text)  # else they wait for ever
    return not isinstance(step, Hangup | End | Fail | Reject | NoAnswer | Clauses | Goto)


def _id(index: int) -> str:
    return f"s{index}"
