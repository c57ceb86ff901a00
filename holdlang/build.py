"""Segments to items: which step belongs to which flow or tree, and which clause to which step.

Not responsible for reading a single segment (`holdlang.parts`) or for names and meaning (`holdlang.resolve`,
`holdlang.checks`). Spans lie beside the models, so that models compare by what they mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from lark import Token

from holdlang.diagnostics import Diagnostic
from holdlang.faults import explain_fault
from holdlang.model import Action, CallFlow, Listen, Note, Prompt, Step, Tree, TreeStep
from holdlang.model.base import NAME
from holdlang.model.steps import Clause, Clauses
from holdlang.parser import Fault, Node, parse, token_span
from holdlang.parts import TREE_STEPS, Parts, Path, Side, child_node, label_of, tokens
from holdlang.reserved import BLOCKS
from holdlang.source import Source, Span
from holdlang.trivia import Line, Segment, word_at

ANONYMOUS = "flow"
"""The id of a flow that begins without a `flow` line."""

_HEADERS = frozenset({"company", "dial", "tags", "intent"})
_HEADER_WORDS = _HEADERS | {"open", "needs", "redial", "param"}
_ITEM_WORDS = frozenset({"flow", "tree"})


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
    """A flow or tree with its places.

    `broken` are the steps that could not be read. Another stands in for each (a `Note`, or what can hold its clauses),
    so that labels and order are right; checks must presume nothing about them.
    """

    model: CallFlow | Tree
    spans: Spans
    broken: frozenset[int] = frozenset()
    headless: bool = False
    """Its `flow` or `tree` line could not be read."""


@dataclass
class _Draft:
    side: Side
    span: Span
    id: str = ANONYMOUS
    name: str = ""
    headless: bool = False
    headers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    steps: list[Step | TreeStep] = field(default_factory=list)
    clauses: list[Clause] = field(default_factory=list)
    """Clauses of the last step; they join it when the next one begins."""
    otherwise: tuple[Action, ...] | None = None
    deaf: bool = False
    """The last step can't have the clauses that follow it, and that has been said: more of them are no news."""
    broken: set[int] = field(default_factory=set)
    spans: dict[Path, Span] = field(default_factory=dict)

    def close_step(self) -> None:
        if self.clauses or self.otherwise is not None:
            last = self.steps[-1]
            if not isinstance(last, Clauses):  # a step that could not be read; its clauses could
                last = Prompt(label=last.label, text="") if self.side == "tree" else Listen(label=last.label)
            update = {"clauses": tuple(self.clauses), "otherwise": self.otherwise}
            self.steps[-1] = last.model_copy(update=update)
        self.clauses, self.otherwise, self.deaf = [], None, False

    def add_step(self, step: Step | TreeStep, span: Span, *, broken: bool = False) -> None:
        self.close_step()
        if broken:
            self.broken.add(len(self.steps))
        self.spans["step", len(self.steps)] = span
        self.steps.append(step)

    def item(self) -> Item:
        self.close_step()
        steps = tuple(self.steps)  # of our side only: `Parts.step` sees to it
        spans = Spans({(): self.span, **self.spans})
        if self.side == "tree":
            tree = Tree.model_construct(id=self.id, name=self.name, steps=cast("tuple[TreeStep, ...]", steps))
            return Item(tree, spans, frozenset(self.broken), self.headless)
        one = {key: values[0] for key, values in self.headers.items() if key != "tags"}
        flow = CallFlow.model_construct(
            id=self.id,
            name=self.name,
            company=one.get("company"),
            phone_number=one.get("dial"),
            description=one.get("intent"),
            tags=self.headers.get("tags", ()),
            steps=cast("tuple[Step, ...]", steps),
        )
        return Item(flow, spans, frozenset(self.broken), self.headless)


def build(source: Source, lines: Sequence[Line]) -> tuple[list[Item], list[Diagnostic]]:
    """The items of a source, and what is wrong with it as far as one segment can tell."""
    builder = _Builder(source)
    for line in lines:
        for segment in line.segments:
            builder.segment(segment)
    return builder.finish()


class _Builder:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.items: list[Item] = []
        self.diagnostics: list[Diagnostic] = []
        self.draft: _Draft | None = None
        self.skipping = False
        """Inside a reserved item: its lines are nobody's until the next item."""

    def finish(self) -> tuple[list[Item], list[Diagnostic]]:
        if self.draft:
            self.items.append(self.draft.item())
        return self.items, self.diagnostics

    def segment(self, segment: Segment) -> None:
        first = word_at(self.source.text, segment.span.start, segment.span.end)
        word = self.source.slice(first)
        label = word if self.source.text[first.end : segment.span.end].lstrip(" \t").startswith(":") else None
        if self.skipping and (label or word not in _ITEM_WORDS):
            return
        node = parse(self.source, segment)
        self.skipping = not label and word in BLOCKS
        if isinstance(node, Fault):
            self.diagnostics.append(explain_fault(self.source, segment, node))
            self._lost(segment, word, label)
            return
        match node.data:
            case "flow_item":
                self._open("flow", node, segment)
            case "tree_item":
                self._open("tree", node, segment)
            case "clause" | "otherwise":
                self._clause(node, segment)
            case "step":
                self._step(node, segment)
            case _:
                self._header(node, segment)

    def _lost(self, segment: Segment, word: str, label: str | None) -> None:
        """Put something harmless where the segment would have stood, so that its mistake makes no others."""
        if label is not None:
            label = label if NAME.fullmatch(label) else None
            self._current(segment).add_step(Note(label=label, text=""), segment.span, broken=True)
        elif word in _ITEM_WORDS:
            self._begin(_Draft("tree" if word == "tree" else "flow", segment.span, headless=True))
        elif word in ("on", "else"):
            if self.draft and self.draft.steps:
                self.draft.broken.add(len(self.draft.steps) - 1)
        elif word in _HEADER_WORDS or word in BLOCKS or word == "use":
            return
        else:
            self._current(segment).add_step(Note(text=""), segment.span, broken=True)

    # --- items and headers

    def _begin(self, draft: _Draft) -> None:
        if self.draft:
            self.items.append(self.draft.item())
        self.draft = draft

    def _open(self, side: Side, node: Node, segment: Segment) -> None:
        _, name, *title = tokens(node)
        draft = _Draft(side, segment.span, id=str(name))
        draft.spans["name",] = token_span(name, segment.span.start)
        if title:
            draft.name = self._parts(segment, side).texts(Node("title", [node.children[0], *title]))[0]
        self._begin(draft)

    def _current(self, segment: Segment, side: Side = "flow") -> _Draft:
        """The item that the segment belongs to; a file that starts with a step begins an anonymous flow."""
        if self.draft is None:
            self.draft = _Draft(side, segment.span)
        return self.draft

    def _header(self, node: Node, segment: Segment) -> None:
        key = str(node.data)
        orphan = self.draft is None
        draft = self._current(segment)
        if orphan:
            self._report(
                "HL007",
                f"`{key}` belongs under a `flow` line",
                segment.span,
                "no flow begins before it",
                'begin with `flow NAME "title"`',
            )
        elif draft.side == "tree":
            self._report("HL007", f"a tree has no `{key}`", segment.span, "a header of flows")
        elif len(draft.steps) > len(draft.broken):
            self._report(
                "HL007",
                f"`{key}` stands behind the first step",
                segment.span,
                "a header line",
                "move it up, under the `flow` line",
            )
        elif key in draft.headers:
            self._report("HL007", f"a second `{key}`", segment.span, "the flow already has one")
        draft.headers.setdefault(key, self._parts(segment, "flow").texts(node))
        draft.spans.setdefault(("header", key), segment.span)

    # --- steps and clauses

    def _step(self, node: Node, segment: Segment) -> None:
        inner = child_node(node)
        if self.draft is None and inner.data in TREE_STEPS:
            self._report(
                "HL006",
                f"`{inner.data}` is a step of a tree",
                segment.span,
                "no tree begins before it",
                'begin with `tree NAME "title"`',
            )
            self._current(segment, "tree")
        draft = self._current(segment)
        parts = self._parts(segment, draft.side)
        step = parts.step(node)
        if step is None:
            label = next((label_of(child) for child in node.children if isinstance(child, Token)), None)
            draft.add_step(Note(label=label, text=""), segment.span, broken=True)
            draft.deaf = True
        else:
            draft.add_step(step, segment.span)
        self._keep_spans(draft, ("step", len(draft.steps) - 1), parts)

    def _clause(self, node: Node, segment: Segment) -> None:
        word = "on" if node.data == "clause" else "else"
        if self.draft is None or not self.draft.steps:
            self._report("HL005", f"`{word}` has no step before it", segment.span, "belongs to nothing")
            draft = self._current(segment)
            draft.add_step(Note(text=""), segment.span, broken=True)
            draft.deaf = True
            return
        draft = self.draft
        last = draft.steps[-1]
        if draft.deaf:
            return
        parts = self._parts(segment, draft.side)
        if not isinstance(last, Clauses) and len(draft.steps) - 1 not in draft.broken:
            deciding = "`say`" if draft.side == "tree" else "`listen`, `hold` and `transfer`"
            message = f"the step before this `{word}` does not decide"
            self._report("HL005", message, segment.span, f"only {deciding} take clauses")
            draft.broken.add(len(draft.steps) - 1)
            draft.deaf = True
            return
        at: Path = ("step", len(draft.steps) - 1)
        if node.data == "clause":
            path: Path = (*at, "clause", len(draft.clauses))
            clause = parts.clause(node)
            draft.clauses += [clause] if clause else []
            lost = clause is None
        elif draft.otherwise is not None:
            self._report("HL009", "a second `else`", segment.span, "the step already has one")
            draft.broken.add(len(draft.steps) - 1)
            return
        else:
            path = (*at, "else")
            draft.otherwise = parts.otherwise(node)
            lost = draft.otherwise is None
        if lost:
            draft.broken.add(len(draft.steps) - 1)
        else:
            draft.spans[path] = segment.span
            self._keep_spans(draft, path, parts)

    # --- helpers

    def _parts(self, segment: Segment, side: Side) -> Parts:
        return Parts(self.source, segment.span.start, side, diagnostics=self.diagnostics)

    def _keep_spans(self, draft: _Draft, path: Path, parts: Parts) -> None:
        for below, span in parts.spans.items():
            draft.spans[(*path, *below)] = span

    def _report(self, code: str, message: str, span: Span, label: str = "", hint: str = "") -> None:
        self.diagnostics.append(Diagnostic(code, message, span, self.source, label, hint))
