"""Segments to items: which step belongs to which flow or tree, and which clause to which step.

Not responsible for reading a single segment (`holdlang.syntax.parts`, `headers`, `trials`), nor for names and meaning
(`holdlang.names.resolve`, `holdlang.checks`).
"""

import re
from collections.abc import Sequence

from holdlang.diagnostics import Diagnostic
from holdlang.model import Music, Use
from holdlang.model.base import NAME
from holdlang.model.steps import Clauses
from holdlang.source import Source, Span
from holdlang.syntax.farend import TREE_STEPS
from holdlang.syntax.faults import explain_fault
from holdlang.syntax.headers import REPEATABLE, Headers
from holdlang.syntax.items import Draft, Item, Spans, TestDraft, stand_in
from holdlang.syntax.parser import Fault, Node, Token, parse
from holdlang.syntax.parts import Parts, label_of, written
from holdlang.syntax.reader import Path, Reader, Side, child_node, tokens
from holdlang.syntax.trials import Trials
from holdlang.syntax.trivia import Line, Segment, word_at

_HEADER_WORDS = frozenset({"company", "dial", "tags", "intent", "open", "needs", "param", "redial"})
_ITEM_WORDS = frozenset({"flow", "tree", "test"})
_GIVEN = re.compile(r"\b(?:set|needs|param|given)\b[ \t]*\$?(\w*)")
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


class _Builder:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.items: list[Item] = []
        self.diagnostics: list[Diagnostic] = []
        self.draft: Draft | TestDraft | None = None
        self.torn = False
        """Behind a clause that ends too early: what it lacks may stand on the next line."""
        self.astray = False
        """Behind a line that does not belong to the test it follows: nobody's, until the next item."""

    def finish(self) -> tuple[list[Item], list[Diagnostic]]:
        if self.draft:
            self.items.append(self.draft.item())
        return self.items, self.diagnostics

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
            self.diagnostics.append(explain_fault(self.source, segment, node, side, among_steps=among_steps))
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
                self._report(
                    "HL010",
                    f"`{word[:40]}` is no line of a test",
                    segment.span,
                    "its lines are `given`, `with` and `expect`",
                )
                self.astray = True
            case "about" | "meta":
                self._described(node, segment)
            case "clause" | "otherwise":
                self._clause(node, segment)
            case "every":
                self._every(node, segment)
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
            self._begin(TestDraft(segment.span, headless=True) if word == "test" else headless)
        elif isinstance(draft, TestDraft) or (label is None and word in _HEADER_WORDS | _INNER_WORDS):
            return
        elif label is None and word in ("on", "else"):
            if draft and draft.steps:
                draft.broken.add(draft.last)
        else:
            name = label if label is not None and NAME.fullmatch(label) else None
            self._current(segment).add_step(stand_in(name), segment.span, broken=True)

    # --- items

    def _begin(self, draft: Draft | TestDraft) -> None:
        if self.draft:
            self.items.append(self.draft.item())
        self.draft = draft

    def _open(self, side: Side, node: Node, segment: Segment) -> None:
        reader = self._reader(segment, side)
        _, name, *title = tokens(node)
        draft = Draft(side, segment.span, id=str(name), name=reader.text(title[0]) if title else "")
        draft.spans["name",] = reader.span(name)
        self._begin(draft)

    def _open_test(self, node: Node, segment: Segment) -> None:
        reader = self._reader(segment)
        _, name, flow, other = tokens(node)
        draft = TestDraft(segment.span, reader.text(name), str(flow))
        side = "tree" if other.type == "NAME" else "call"
        if side == "tree":
            draft.tree = str(other)
        else:
            draft.call = reader.text(other)
        draft.spans.update({("name",): reader.span(name), ("flow",): reader.span(flow), (side,): reader.span(other)})
        self._begin(draft)

    def _use(self, node: Node, segment: Segment) -> None:
        if self.draft:
            hint = "move it above the first flow, tree or test"
            self._report("HL008", "`use` stands at the top of a file", segment.span, "something stands before it", hint)
        reader = self._reader(segment)
        path = tokens(node)[1]
        item = Item(Use(path=reader.text(path)), Spans({(): segment.span, ("path",): reader.span(path)}))
        self.items.append(item)

    def _current(self, segment: Segment, side: Side = "flow") -> Draft:
        """The item that the segment belongs to; a file that starts with a step begins an anonymous flow."""
        if self.draft is None:
            self.draft = Draft(side, segment.span)
        assert isinstance(self.draft, Draft)
        return self.draft

    # --- tests

    def _expectation(self, node: Node, segment: Segment) -> None:
        if not isinstance(self.draft, TestDraft):
            word = "with" if node.data == "fault" else str(node.data)
            hint = 'begin with `test "name" of FLOW against TREE`'
            self._report("HL010", f"`{word}` belongs under a `test` line", segment.span, "not in a test", hint)
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
        self._keep_spans(self.draft, path, trials)

    # --- headers

    def _header(self, node: Node, segment: Segment) -> None:
        word = str(node.data)
        orphan = self.draft is None
        draft = self._current(segment)
        if orphan:
            self._report(
                "HL007",
                f"`{word}` belongs under a `flow` line",
                segment.span,
                "no flow begins before it",
                'begin with `flow NAME "title"`',
            )
        elif draft.side == "tree":
            self._report("HL007", f"a tree has no `{word}`", segment.span, "a header of flows")
        elif len(draft.steps) > len(draft.broken):
            hint = "move it up, under the `flow` line"
            self._report("HL007", f"`{word}` stands behind the first step", segment.span, "a header line", hint)
        elif ("header", word) in draft.spans and word not in REPEATABLE:
            self._report("HL007", f"a second `{word}`", segment.span, "the flow already has one")
        headers = self._headers(segment)
        draft.add_header(word, headers.header(node), segment.span, headers.spans)

    def _headers(self, segment: Segment) -> Headers:
        return Headers(self.source, segment.span.start, "flow", diagnostics=self.diagnostics)

    # --- steps

    def _step(self, node: Node, segment: Segment) -> None:
        inner = child_node(node)
        if self.draft is None and inner.data in TREE_STEPS:
            self._report(
                "HL006",
                f"`{written(inner)}` is a step of a tree",
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
            draft.add_step(stand_in(label), segment.span, broken=True)
            draft.deaf = True
        else:
            draft.add_step(step, segment.span)
        self._keep_spans(draft, ("step", draft.last), parts)

    def _described(self, node: Node, segment: Segment) -> None:
        """`about` and `meta`: of the step before them, and `meta` of a flow before its first step."""
        word = str(node.data)
        draft = self.draft
        assert not isinstance(draft, TestDraft)
        if draft is not None and not draft.steps and draft.side == "flow" and word == "meta":
            meta = self._parts(segment, "flow").meta(node)
            if meta is not None:
                for key, value in self._headers(segment).stored(meta, tokens(node)[1]).items():
                    draft.add_header(key, value, segment.span, {})
            return
        if draft is None or not draft.steps:
            hint = "say what the call is for by `intent`" if word == "about" else ""
            self._report("HL010", f"`{word}` has no step before it", segment.span, "belongs to nothing", hint)
            return
        parts = self._parts(segment, draft.side)
        path: Path = ("step", draft.last, word)
        if word == "meta":
            meta = parts.meta(node)
            if meta is not None and meta.key in draft.metas:
                self._report("HL010", f"a second `meta {meta.key[:40]}`", segment.span, "the step already has one")
            elif meta is not None:
                draft.metas[meta.key] = meta
        elif path in draft.spans:
            self._report("HL010", "a second `about`", segment.span, "the step already has one")
        else:
            draft.describe(parts.about(node))
            draft.spans[path] = segment.span

    # --- clauses

    def _clause(self, node: Node, segment: Segment) -> None:
        word = "on" if node.data == "clause" else "else"
        draft = self.draft
        assert not isinstance(draft, TestDraft)
        if draft is None or not draft.steps:
            self._report("HL005", f"`{word}` has no step before it", segment.span, "belongs to nothing")
            draft = self._current(segment)
            draft.add_step(stand_in(), segment.span, broken=True)
            draft.deaf = True
            return
        if draft.deaf:
            return
        if not isinstance(draft.steps[-1], Clauses) and draft.last not in draft.broken:
            deciding = "`say`, `play` and `music`" if draft.side == "tree" else "`listen`, `hold` and `transfer`"
            message = f"the step before this `{word}` does not decide"
            self._report("HL005", message, segment.span, f"only {deciding} take clauses")
            draft.broken.add(draft.last)
            draft.deaf = True
            return
        parts = self._parts(segment, draft.side)
        at: Path = ("step", draft.last)
        if node.data == "clause":
            path: Path = (*at, "clause", len(draft.clauses))
            clause = parts.clause(node)
            draft.clauses += [clause] if clause else []
            lost = clause is None
        elif draft.otherwise is not None:
            self._report("HL009", "a second `else`", segment.span, "the step already has one")
            draft.broken.add(draft.last)
            return
        else:
            path = (*at, "else")
            draft.otherwise = parts.otherwise(node)
            lost = draft.otherwise is None
        if lost:
            draft.broken.add(draft.last)
        else:
            draft.spans[path] = segment.span
            self._keep_spans(draft, path, parts)

    def _every(self, node: Node, segment: Segment) -> None:
        draft = self.draft
        assert not isinstance(draft, TestDraft)
        if draft is not None and draft.deaf:
            return
        broken = draft is not None and draft.side == "tree" and draft.steps and draft.last in draft.broken
        if draft is None or not draft.steps or not (broken or isinstance(draft.steps[-1], Music)):
            hint = "announcements interrupt the music of a queue: `music 10m`, then `every 45s say …`"
            self._report("HL010", "`every` belongs under `music`", segment.span, "no music before it", hint)
            return
        path: Path = ("step", draft.last, "every", len(draft.every))
        parts = self._parts(segment, "tree")
        every = parts.every(node)
        if every is not None:
            draft.every.append(every)
            draft.spans[path] = segment.span
            self._keep_spans(draft, path, parts)

    # --- helpers

    def _reader(self, segment: Segment, side: Side = "flow") -> Reader:
        return Reader(self.source, segment.span.start, side, diagnostics=self.diagnostics)

    def _parts(self, segment: Segment, side: Side) -> Parts:
        return Parts(self.source, segment.span.start, side, diagnostics=self.diagnostics)

    def _keep_spans(self, draft: Draft | TestDraft, path: Path, reader: Reader) -> None:
        for below, span in reader.spans.items():
            draft.spans[(*path, *below)] = span

    def _report(self, code: str, message: str, span: Span, label: str = "", hint: str = "") -> None:
        self.diagnostics.append(Diagnostic(code, message, span, self.source, label, hint))
