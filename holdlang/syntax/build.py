"""Segments to items: which step belongs to which flow or tree, and which clause to which step.

Not responsible for reading a single segment (`holdlang.syntax.parts`, `headers`, `trials`), nor for names and meaning
(`holdlang.names.resolve`, `holdlang.checks`).
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from holdlang.diagnostics import Diagnostic
from holdlang.model import Use
from holdlang.model.base import NAME
from holdlang.source import Source, Span
from holdlang.syntax.below import Below
from holdlang.syntax.farend import TREE_STEPS
from holdlang.syntax.faults import explain_fault
from holdlang.syntax.headers import REPEATABLE
from holdlang.syntax.items import Draft, Item, Spans, TestDraft, stand_in
from holdlang.syntax.parser import Fault, Node, Token, parse
from holdlang.syntax.parts import label_of, written
from holdlang.syntax.reader import Path, Side, child_node, tokens
from holdlang.syntax.trials import Trials
from holdlang.syntax.trivia import Line, Segment, word_at

_HEADER_WORDS = frozenset({"company", "dial", "tags", "intent", "open", "needs", "param", "redial"})
_ITEM_WORDS = frozenset({"flow", "tree", "test"})
_GIVEN = re.compile(r"\b(?:set|needs|param|given)\b[ \t]*\$?(\w*)")
_FLOW_OF_TEST = re.compile(r'test\b(?:[^"\n]|"[^"\n]*")*?[ \t]of[ \t]+(\w+)[ \t]+against\b')
"""The flow that the first line of a test names, not in its title."""
_DECIDING = frozenset({"wait", "listen", "hold", "transfer"})
_INNER_WORDS = frozenset({"use", "about", "meta", "every", "given", "with", "expect"})
"""First words of lines whose loss makes no other mistake."""


def build(source: Source, lines: Sequence[Line]) -> tuple[list[Item], list[Diagnostic]]:
    """The items of a source, and what is wrong with it as far as one segment can tell."""
    builder = _Builder(source)
    for line in lines:
        for segment in line.segments:
            builder.segment(segment)
    return builder.finish()


class _Builder(Below):
    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.items: list[Item] = []
        self.guesses: dict[int, str] = {}
        """Diagnostics of the item, by their index, that take a word for the header that they say."""
        self.torn = False
        """Behind a clause that ends too early: what it lacks may stand on the next line."""
        self.astray = False
        """Behind a line that does not belong to the test it follows: nobody's, until the next item."""

    def finish(self) -> tuple[list[Item], list[Diagnostic]]:
        self._close()
        return self.items, self.diagnostics

    def _close(self) -> None:
        """The item is whole. What is a header of it already was no slip for that header."""
        if self.draft:
            self.items.append(self.draft.item())
            for index, word in self.guesses.items():
                if ("header", word) in self.draft.spans:
                    self.diagnostics[index] = replace(self.diagnostics[index], help="", fix=None)
        self.guesses.clear()

    def segment(self, segment: Segment) -> None:
        first = word_at(self.source.text, segment.span.start, segment.span.end)
        word = self.source.slice(first)
        label = word if self.source.text[first.end : segment.span.end].lstrip(" \t").startswith(":") else None
        opens = not label and word in _ITEM_WORDS
        if self.astray and not opens:
            return
        self.astray = False
        node = self._whole(parse(self.source, segment), segment)
        torn, self.torn = self.torn, False
        if torn and label is None and self._goes_on(word, node):
            return
        if isinstance(node, Fault):
            self.torn = label is None and word in ("on", "else") and node.offset >= segment.span.end
            side: Side = self.draft.side if isinstance(self.draft, Draft) else "flow"
            among_steps = isinstance(self.draft, Draft) and len(self.draft.steps) > len(self.draft.broken)
            told = explain_fault(self.source, segment, node, side, among_steps=among_steps)
            if told.fix and (meant := told.fix.edits[0].text) in _HEADER_WORDS - REPEATABLE:
                self.guesses[len(self.diagnostics)] = meant
            self.diagnostics.append(told)
            self._lost(segment, word, label)
            if self.draft:
                self.draft.lost.update(_GIVEN.findall(self.source.slice(segment.span)))
            return
        match node.data:
            case "use":
                self._use(node, segment)
            case "flow_item" | "tree_item":
                self._open("flow" if node.data == "flow_item" else "tree", node, segment)
            case "test_item":
                self._open_test(node, segment)
            case "given" | "fault" | "expect":
                self._expectation(node, segment)
            case _ if isinstance(self.draft, TestDraft):
                self.report(
                    "HL010",
                    f"`{word[:40]}` is no line of a test",
                    segment.span,
                    "its lines are `given`, `with` and `expect`",
                )
                self.astray = True
            case "about" | "meta":
                self.described(node, segment)
            case "clause" | "otherwise":
                self.clause(node, segment)
            case "every":
                self.every(node, segment)
            case "step":
                self._step(node, segment)
            case _:
                self._header(node, segment)

    def _whole(self, node: Node | Fault, segment: Segment) -> Node | Fault:
        """`transfer` alone is a step of trees; in a flow the devices are missing."""
        alone = isinstance(node, Node) and node.data == "step" and child_node(node).data == "put_through"
        if alone and not (isinstance(self.draft, Draft) and self.draft.side == "tree"):
            return Fault(segment.span.end, frozenset({"NAME"}))
        return node

    def _goes_on(self, word: str, node: Node | Fault) -> bool:
        """Whether a segment is the rest of the clause on the line before it, of which the loss has been told."""
        if isinstance(node, Fault):
            return word[0] in '"/,' or word == "or"
        deciding = (
            _DECIDING
            | ({"say", "play"} if isinstance(self.draft, Draft) and self.draft.side == "tree" else set())
            | TREE_STEPS
        )
        return node.data == "step" and child_node(node).data not in deciding

    def _lost(self, segment: Segment, word: str, label: str | None) -> None:
        """Put something harmless where the segment would have stood, so that its mistake makes no others."""
        draft = self.draft
        if label is None and word in _ITEM_WORDS:
            headless = Draft("tree" if word == "tree" else "flow", segment.span, headless=True)
            self._begin(self._headless_test(segment) if word == "test" else headless)
        elif isinstance(draft, TestDraft) or (label is None and word in _HEADER_WORDS | _INNER_WORDS):
            return
        elif label is None and word in ("on", "else"):
            if draft and draft.steps:
                draft.broken.add(draft.last)
        else:
            name = label if label is not None and NAME.fullmatch(label) else None
            self.current(segment).add_step(stand_in(name), segment.span, broken=True)

    # --- items

    def _begin(self, draft: Draft | TestDraft) -> None:
        self._close()
        self.draft = draft

    def _open(self, side: Side, node: Node, segment: Segment) -> None:
        reader = self.reader(segment, side)
        _, name, *title = tokens(node)
        draft = Draft(side, segment.span, id=str(name), name=reader.text(title[0]) if title else "")
        draft.spans["name",] = reader.span(name)
        self._begin(draft)

    def _open_test(self, node: Node, segment: Segment) -> None:
        reader = self.reader(segment)
        _, name, flow, other = tokens(node)
        draft = TestDraft(segment.span, reader.text(name), str(flow))
        side = "tree" if other.type == "NAME" else "call"
        if side == "tree":
            draft.tree = str(other)
        else:
            draft.call = reader.text(other)
        draft.spans.update({("name",): reader.span(name), ("flow",): reader.span(flow), (side,): reader.span(other)})
        self._begin(draft)

    def _headless_test(self, segment: Segment) -> TestDraft:
        """A test whose first line could not be read; if it names the flow, the lines below can be judged by that."""
        draft = TestDraft(segment.span, headless=True)
        found = _FLOW_OF_TEST.match(self.source.text, segment.span.start, segment.span.end)
        if found and NAME.fullmatch(found[1]):
            draft.flow = found[1]
            draft.spans["flow",] = Span(*found.span(1))
        return draft

    def _use(self, node: Node, segment: Segment) -> None:
        if self.draft:
            hint = "move it above the first flow, tree or test"
            self.report("HL008", "`use` stands at the top of a file", segment.span, "something stands before it", hint)
        reader = self.reader(segment)
        path = tokens(node)[1]
        item = Item(Use(path=reader.text(path)), Spans({(): segment.span, ("path",): reader.span(path)}))
        self.items.append(item)

    # --- tests

    def _expectation(self, node: Node, segment: Segment) -> None:
        if not isinstance(self.draft, TestDraft):
            word = "with" if node.data == "fault" else str(node.data)
            hint = 'begin with `test "name" of FLOW against TREE`'
            self.report("HL010", f"`{word}` belongs under a `test` line", segment.span, "not in a test", hint)
            return
        trials = Trials(self.source, segment.span.start, "flow", diagnostics=self.diagnostics)
        path: Path
        if node.data == "given":
            path = ("given", len(self.draft.given))
            self.draft.given.append(trials.given(node))
        elif node.data == "fault":
            path = ("with", len(self.draft.faults))
            self.draft.faults.append(trials.fault(node))
        else:
            path = ("expect", len(self.draft.expects))
            self.draft.expects.append(trials.expectation(node))
        self.draft.spans[path] = segment.span
        self.keep_spans(self.draft, path, trials)

    # --- headers

    def _header(self, node: Node, segment: Segment) -> None:
        word = str(node.data)
        orphan = self.draft is None
        draft = self.current(segment)
        if orphan:
            self.report(
                "HL007",
                f"`{word}` belongs under a `flow` line",
                segment.span,
                "no flow begins before it",
                'begin with `flow NAME "title"`',
            )
        elif draft.side == "tree":
            self.report("HL007", f"a tree has no `{word}`", segment.span, "a header of flows")
        elif len(draft.steps) > len(draft.broken):
            hint = "move it up, under the `flow` line"
            self.report("HL007", f"`{word}` stands behind the first step", segment.span, "a header line", hint)
        elif ("header", word) in draft.spans and word not in REPEATABLE:
            self.report("HL007", f"a second `{word}`", segment.span, "the flow already has one")
        headers = self.headers(segment)
        draft.add_header(word, headers.header(node), segment.span, headers.spans)

    # --- steps

    def _step(self, node: Node, segment: Segment) -> None:
        inner = child_node(node)
        if self.draft is None and inner.data in TREE_STEPS:
            self.report(
                "HL006",
                f"`{written(inner)}` is a step of a tree",
                segment.span,
                "no tree begins before it",
                'begin with `tree NAME "title"`',
            )
            self.current(segment, "tree")
        draft = self.current(segment)
        parts = self.parts(segment, draft.side)
        step = parts.step(node)
        if step is None:
            label = next((label_of(child) for child in node.children if isinstance(child, Token)), None)
            draft.add_step(stand_in(label), segment.span, broken=True)
            draft.deaf = True
        else:
            draft.add_step(step, segment.span)
        self.keep_spans(draft, ("step", draft.last), parts)
