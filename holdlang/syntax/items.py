"""Items as they are built: a model with the places of its parts. Spans lie beside the models, so that models compare by
what they mean. Not responsible for reading segments (`holdlang.syntax.build` gives them here, read)."""

from dataclasses import dataclass, field
from typing import Any, cast

from holdlang.model import (
    Action,
    CallFlow,
    Every,
    Expectation,
    Fault,
    Given,
    Listen,
    Meta,
    Music,
    Note,
    Step,
    Test,
    Tree,
    TreeStep,
    Use,
)
from holdlang.model.steps import Clause, Clauses
from holdlang.source import Span
from holdlang.syntax.headers import FIELDS, REPEATABLE
from holdlang.syntax.reader import Path, Side

ANONYMOUS = "flow"
"""The id of a flow that begins without a `flow` line."""


@dataclass(frozen=True)
class Spans:
    """Where the parts of an item stand in the source."""

    known: dict[Path, Span]

    def at(self, *path: str | int) -> Span:
        """The span of that part, or of the smallest part around it that is known."""
        while path not in self.known:
            path = path[:-1]
        return self.known[path]


@dataclass(frozen=True)
class Item:
    """A flow, a tree, a test or a `use`, with its places.

    `broken` are the steps that could not be read. Another stands in for each (a `Note`, or what can hold its clauses),
    so that labels and order are right; checks must presume nothing about them.
    """

    model: CallFlow | Tree | Test | Use
    spans: Spans
    broken: frozenset[int] = frozenset()
    headless: bool = False
    """Its first line could not be read."""
    lost: frozenset[str] = frozenset()
    """Variables that are given a value by what could not be read."""
    kept: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)
    """What rules have found out about it, for the next rule that asks (`holdlang.checks.within.once`)."""

    @property
    def anonymous(self) -> bool:
        """Whether no other file can speak of it: its file begins with a step."""
        return ("name",) not in self.spans.known

    @property
    def steps(self) -> tuple[Step | TreeStep, ...]:
        """The steps of a flow or a tree; a test and a `use` have none."""
        return self.model.steps if isinstance(self.model, CallFlow | Tree) else ()


@dataclass
class Draft:
    """A flow or a tree that is being read."""

    side: Side
    span: Span
    id: str = ANONYMOUS
    name: str = ""
    headless: bool = False
    header: dict[str, object] = field(default_factory=dict)
    """Fields of the flow so far."""
    repeated: dict[str, list[object]] = field(default_factory=dict)
    """Those of them that several lines give."""
    steps: list[Step | TreeStep] = field(default_factory=list)
    clauses: list[Clause] = field(default_factory=list)
    """Clauses of the last step; they join it when the next one begins."""
    otherwise: tuple[Action, ...] | None = None
    every: list[Every] = field(default_factory=list)
    """Announcements of the last step, which is music."""
    metas: dict[str, Meta] = field(default_factory=dict)
    """Data of other programs for the last step, by their keys."""
    deaf: bool = False
    """The last step can't have the clauses that follow it, and that has been said: more of them are no news."""
    broken: set[int] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    """Variables that lines give which could not be read."""
    spans: dict[Path, Span] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """The index of the step that clauses belong to."""
        return len(self.steps) - 1

    def add_header(self, word: str, value: object, span: Span, inner: dict[Path, Span]) -> None:
        """Take in a header line; the first of a kind counts, except where a kind may stand again."""
        key = FIELDS.get(word, word)
        path: Path = ("header", word)
        if word in REPEATABLE:
            so_far = self.repeated.setdefault(key, [])
            path = (*path, len(so_far))
            so_far.append(value)
        elif value is not None:
            self.header.setdefault(key, value)
        self.spans.setdefault(path, span)
        for below, place in inner.items():
            self.spans.setdefault((*path, *below), place)

    def add_step(self, step: Step | TreeStep, span: Span, *, broken: bool = False) -> None:
        """Begin a step; what follows belongs to it."""
        self.close_step()
        if broken:
            self.broken.add(len(self.steps))
        self.spans["step", len(self.steps)] = span
        self.steps.append(step)

    def describe(self, about: str) -> None:
        """Say what the last step is for."""
        self.steps[-1] = self.steps[-1].model_copy(update={"about": about})

    def close_step(self) -> None:
        """Give the last step its data and its clauses."""
        if self.metas:
            self.steps[-1] = self.steps[-1].model_copy(update={"meta": tuple(self.metas.values())})
        if self.clauses or self.otherwise is not None or self.every:
            last = self.steps[-1]
            if not isinstance(last, Clauses):  # a step that could not be read; what belongs to it could
                last = Listen(label=last.label) if self.side == "flow" else Music(label=last.label, seconds=1)
            update = {"clauses": tuple(self.clauses), "otherwise": self.otherwise}
            self.steps[-1] = last.model_copy(update=update | ({"every": tuple(self.every)} if self.every else {}))
        self.clauses, self.otherwise, self.every, self.metas, self.deaf = [], None, [], {}, False

    def item(self) -> Item:
        """The finished item."""
        self.close_step()
        steps = tuple(self.steps)  # of our side only: `Parts.step` sees to it
        model: CallFlow | Tree
        if self.side == "tree":
            model = Tree.model_construct(id=self.id, name=self.name, steps=cast("tuple[TreeStep, ...]", steps))
        else:
            fields: dict[str, Any] = self.header | {key: tuple(values) for key, values in self.repeated.items()}
            model = CallFlow.model_construct(
                None, id=self.id, name=self.name, steps=cast("tuple[Step, ...]", steps), **fields
            )
        spans = Spans({(): self.span, **self.spans})
        return Item(model, spans, frozenset(self.broken), self.headless, frozenset(self.lost))


@dataclass
class TestDraft:
    """A test that is being read."""

    __test__ = False  # to pytest: this is none of yours

    span: Span
    name: str = ""
    flow: str = ANONYMOUS
    tree: str = ANONYMOUS
    call: str | None = None
    headless: bool = False
    given: list[Given] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    """Values that lines give which could not be read."""
    expects: list[Expectation] = field(default_factory=list)
    spans: dict[Path, Span] = field(default_factory=dict)

    def item(self) -> Item:
        """The finished item."""
        test = Test(
            name=self.name,
            flow=self.flow,
            tree=self.tree if self.call is None else None,
            call=self.call,
            given=tuple(self.given),
            faults=tuple(self.faults),
            expects=tuple(self.expects),
        )
        spans = Spans({(): self.span, **self.spans})
        return Item(test, spans, headless=self.headless, lost=frozenset(self.lost))


def stand_in(label: str | None = None) -> Note:
    """A harmless step in the place of one that can't be read."""
    return Note(label=label, text="")
