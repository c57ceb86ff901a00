"""The one agreed layout of a source, with its comments, blank lines and `->` kept where the author put them.

Not responsible for how a step is written (`holdlang.printer` is). Refuses rather than change a meaning: the result is
read back and must hold equal items and the same comments.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from holdlang.diagnostics import Diagnostic
from holdlang.model import CallFlow, Test, Tree, Use
from holdlang.printer import (
    INDENT,
    Row,
    about_row,
    clause_row,
    columns,
    every_row,
    expect_row,
    fault_row,
    given_row,
    header_rows,
    item_line,
    meta_row,
    otherwise_row,
    step_line,
    use_line,
)
from holdlang.source import Source
from holdlang.syntax.build import build
from holdlang.syntax.farend import TREE_STEPS
from holdlang.syntax.headers import FIELDS, REPEATABLE, Headers
from holdlang.syntax.items import Item
from holdlang.syntax.parser import Fault, Node, parse
from holdlang.syntax.parts import Parts
from holdlang.syntax.reader import Side, child_node, tokens
from holdlang.syntax.trials import Trials
from holdlang.syntax.trivia import Line, Segment, comments, lines


class FmtRefused(Exception):
    """The source is not laid out anew: `diagnostics` tell what can't be read in it."""

    def __init__(self, message: str, diagnostics: Sequence[Diagnostic] = ()) -> None:
        super().__init__(message)
        self.diagnostics = tuple(diagnostics)


def format_text(source: Source) -> str:
    """The text of `source` as it should be. Raises `FmtRefused` for a source with errors of syntax or in values."""
    items, unreadable = build(source, lines(source.text))
    if unreadable:
        raise FmtRefused("it can't be read", unreadable)
    text = _Layout(source).text()
    after = Source(source.name, text)
    again, _ = build(after, lines(text))
    if _meaning(again) != _meaning(items) or _comments(after) != _comments(source):
        raise FmtRefused("its meaning would change; this is a bug of holdlang")
    return text


def _meaning(items: Sequence[Item]) -> list[CallFlow | Tree | Test | Use]:
    return [item.model for item in items]


def _comments(source: Source) -> list[str]:
    return [source.slice(comment.span) for comment in comments(source.text)]


@dataclass(frozen=True)
class _Piece:
    """A segment as the printer writes it. `inner`: it belongs to the line above and is indented."""

    row: Row
    inner: bool

    @property
    def inline(self) -> str:
        return " ".join(part for part in self.row if part)


class _Layout:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.side: Side | None = None
        """Of the item that is being laid out; None before the first."""

    def text(self) -> str:
        """All lines. Lines of clauses or headers that follow each other share their columns."""
        laid: list[str] = []
        group: list[tuple[_Piece, Line]] = []
        waiting: list[str] = []
        """Comments of their own line, to be indented like what follows."""

        def close() -> None:
            rows = columns([piece.row for piece, _ in group if piece.row[0]])
            for piece, line in group:
                laid.append(rows.pop(0) + self._trailing(line) if piece.row[0] else INDENT + piece.row[1])
            group.clear()

        for line in lines(self.source.text):
            pieces = [self._piece(segment) for segment in line.segments]
            if not pieces and line.comment:
                waiting.append(self.source.slice(line.comment.span))
            elif not pieces:
                close()
                laid += [*waiting, ""]
                waiting.clear()
            elif len(pieces) == 1 and pieces[0].inner:
                group += [(_Piece(("", comment), inner=True), Line()) for comment in waiting]
                waiting.clear()
                group.append((pieces[0], line))
            else:
                close()
                indent = INDENT if pieces[0].inner else ""
                laid += [indent + comment for comment in waiting]
                waiting.clear()
                laid.append(indent + " -> ".join(piece.inline for piece in pieces) + self._trailing(line))
        close()
        return _without_spare_blanks([*laid, *waiting])

    def _trailing(self, line: Line) -> str:
        return f"  {self.source.slice(line.comment.span)}" if line.comment else ""

    def _piece(self, segment: Segment) -> _Piece:
        node = parse(self.source, segment)
        assert not isinstance(node, Fault)
        if node.data == "step" and self.side is None:
            self.side = "tree" if child_node(node).data in TREE_STEPS else "flow"
        parts = Parts(self.source, segment.span.start, self.side or "flow")
        match node.data:
            case "use":
                return _Piece((use_line(Use(path=parts.text(node.children[1]))), ""), inner=False)
            case "flow_item" | "tree_item" | "test_item":
                self.side = "tree" if node.data == "tree_item" else "flow"
                return _Piece((_item_line(node, parts), ""), inner=False)
            case "given":
                return _Piece(given_row(Trials(self.source, 0, "flow").given(node)), inner=True)
            case "fault":
                return _Piece(fault_row(Trials(self.source, 0, "flow").fault(node)), inner=True)
            case "expect":
                return _Piece(expect_row(Trials(self.source, 0, "flow").expectation(node)), inner=True)
            case "step":
                step = parts.step(node)
                assert step is not None
                return _Piece((step_line(step), ""), inner=False)
            case "about":
                return _Piece(about_row(parts.about(node)), inner=True)
            case "meta":
                meta = parts.meta(node)
                assert meta is not None
                return _Piece(meta_row(meta), inner=True)
            case "clause":
                clause = parts.clause(node)
                assert clause is not None
                return _Piece(clause_row(clause), inner=True)
            case "every":
                every = parts.every(node)
                assert every is not None
                return _Piece(every_row(every), inner=True)
            case "otherwise":
                actions = parts.otherwise(node)
                assert actions is not None
                return _Piece(otherwise_row(actions), inner=True)
            case header:
                return _Piece(_header_row(str(header), Headers(self.source, 0, "flow").header(node)), inner=True)


def _item_line(node: Node, parts: Parts) -> str:
    first, second, *rest = tokens(node)
    if first.type == "TEST":
        flow, far_end = rest
        side = {"tree": str(far_end)} if far_end.type == "NAME" else {"call": parts.text(far_end)}
        return item_line(Test.model_validate({"name": parts.text(second), "flow": str(flow), **side}))
    kind = Tree if first.type == "TREE" else CallFlow
    return item_line(kind(id=str(second), name=parts.text(rest[0]) if rest else ""))


def _header_row(word: str, value: object) -> Row:
    field = FIELDS.get(word, word)
    (row,) = header_rows(CallFlow.model_validate({"id": "flow", field: (value,) if word in REPEATABLE else value}))
    return row


def _without_spare_blanks(laid: list[str]) -> str:
    """At most one empty line at a time, and none at either end."""
    kept: list[str] = []
    for line in laid:
        if line or (kept and kept[-1]):
            kept.append(line)
    while kept and not kept[-1]:
        kept.pop()
    return "".join(f"{line}\n" for line in kept)
