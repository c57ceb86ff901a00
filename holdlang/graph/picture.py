"""What there is to see of a flow: nodes, arrows and their words. Not responsible for how it looks in any medium.

A picture holds what the flow says and, if calls are traced through it, how often and how long: never what was heard,
pressed or known on them.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal

Look = Literal["plain", "strong", "phrase", "pattern", "key", "quiet"]
"""How a piece of text is meant: `phrase` is said aloud, `pattern` a regular expression, `key` a key of a telephone."""


@dataclass(frozen=True)
class Piece:
    """Text of one look. A space belongs between two pieces."""

    text: str
    look: Look = "plain"


Line = tuple[Piece, ...]


def joined(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The same, with the keys of an arrow on the line of what they are pressed for."""
    if len(lines) > 1 and lines[1] and lines[1][0].look == "key":
        return ((*lines[0], *lines[1]), *lines[2:])
    return lines


Kind = Literal[
    "start",
    "listen",
    "press",
    "say",
    "play",
    "wait",
    "hold",
    "transfer",
    "notify",
    "note",
    "set",
    "record",
    "run",
    "ask",
    "answer",
    "music",
    "human",
    "jump",
    "joined",
    "ended",
    "failed",
]
"""What a node stands for; each has its shape and colour. `jump` is a goto that leads nowhere."""

ENDS: frozenset[Kind] = frozenset({"joined", "ended", "failed"})
"""Kinds that nothing leads away from."""

DOTS: frozenset[Kind] = frozenset({"ended", "failed"})
"""Ends that nobody hopes for. They are drawn small."""

Outcome = Literal["transferred", "ended", "failed", "not_answered", "interrupted"]


@dataclass(frozen=True)
class Node:
    """A step, the start, or an end. `lines` begin with the word for what it does."""

    id: str
    kind: Kind
    lines: tuple[Line, ...]
    step: str | None = None
    """The step's id in the call log."""
    label: str | None = None
    about: str | None = None
    visits: int = 0
    seconds: float = 0.0
    """Time that the traced call spent here."""
    outcome: Outcome | None = None
    """How the traced call ended, at the node where it did."""


@dataclass(frozen=True)
class Way:
    """One reason to follow an arrow. `clauses` are its triggers in source text, as the call log names them."""

    lines: tuple[Line, ...] = ()
    clauses: frozenset[str] = frozenset()
    times: int = 0


@dataclass(frozen=True)
class Edge:
    """An arrow; there is at most one from a node to another."""

    source: str
    target: str
    ways: tuple[Way, ...] = (Way(),)

    @cached_property
    def times(self) -> int:
        """How often the traced call came along."""
        return sum(way.times for way in self.ways)


@dataclass(frozen=True)
class Trace:
    """The traced call as a whole. Durations are seconds."""

    when: datetime
    duration: float
    held: float
    outcome: Outcome | None


@dataclass(frozen=True)
class Picture:
    """A flow or tree. `facts` are lines for its head, such as when the company is open."""

    id: str
    title: str
    of: Literal["flow", "tree"]
    company: str | None = None
    number: str | None = None
    intent: str | None = None
    tags: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    trace: Trace | None = None
    calls: int | None = None
    """Of so many calls it is counted how often they came where; None: of none."""

    @property
    def followed(self) -> bool:
        """Whether calls were followed through it: what none of them came to is faded."""
        return self.trace is not None or self.calls is not None

    def node(self, id_: str) -> Node:
        """The node with this id. Raises `KeyError`."""
        return self._by_id[id_]

    def leaving(self, id_: str) -> tuple[Edge, ...]:
        """The arrows from a node, in the order of its clauses."""
        return tuple(self._by_source.get(id_, ()))

    def order(self, id_: str) -> int:
        """At which place among the nodes this one stands. Raises `KeyError`."""
        return self._order[id_]

    @cached_property
    def _by_id(self) -> dict[str, Node]:
        return {node.id: node for node in self.nodes}

    @cached_property
    def _order(self) -> dict[str, int]:
        return {node.id: place for place, node in enumerate(self.nodes)}

    @cached_property
    def _by_source(self) -> dict[str, list[Edge]]:
        found: dict[str, list[Edge]] = {}
        for edge in self.edges:
            found.setdefault(edge.source, []).append(edge)
        return found
