"""The words of a text and what each names, told by the words around it: good for texts that can't be parsed.

Not responsible for what names mean beyond their text (`holdlang.lsp.names`). Reads the cuts of
`holdlang.syntax.trivia`; the grammar is not asked, since a line that is being typed has its names too.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

from holdlang.model.base import NAME
from holdlang.source import Span
from holdlang.syntax.trivia import PIECE, lines
from holdlang.template import names, single

Kind = Literal[
    "keyword",
    "flow",
    "tree",
    "test",
    "label",
    "device",
    "variable",
    "text",
    "pattern",
    "number",
    "file",
    "name",
    "comment",
]
ItemKind = Literal["flow", "tree", "test"]

ITEMS: dict[str, ItemKind] = {"flow": "flow", "tree": "tree", "test": "test"}
PLAIN = frozenset({"flow", "tree", "test", "use", "company", "dial", "tags", "intent", "needs", "about", "meta"})
"""Lines whose texts hold no variables."""

_NAMED_BY: dict[str, Kind] = {
    "goto": "label",
    "reached": "label",
    "run": "flow",
    "of": "flow",
    "against": "tree",
    "transfer": "device",
    "transferred": "device",
    "set": "variable",
    "needs": "variable",
    "param": "variable",
    "given": "variable",
}
"""Word -> what the name behind it is."""

_GROUP = re.compile(r"\(\?P<(\w+)>")


class Word(NamedTuple):
    """A word at its place. `text` is a name without its `$`; `span` covers the name only.

    A tuple and no dataclass: there are thousands in a document, and they are made anew with each key.
    """

    kind: Kind
    span: Span
    text: str
    defines: bool = False
    of: str | None = None
    """The flow (of this file or a used one) that the name belongs to, where that is not the item around it."""

    def moved(self, by: int) -> "Word":
        """The same word so many characters further on."""
        return self._replace(span=Span(self.span.start + by, self.span.end + by))


@dataclass(frozen=True)
class Row:
    """A segment: its first word behind the label, and the label."""

    span: Span
    head: str
    label: Word | None
    words: tuple[Word, ...]


@dataclass
class Part:
    """An item: a flow, a tree or a test. `name` is None for a flow that begins without a `flow` line."""

    kind: ItemKind
    start: int
    end: int
    name: Word | None = None
    title: str = ""
    rows: list[Row] = field(default_factory=list)
    of: str | None = None
    """The flow that a test is of."""

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """All words of its rows, in order."""
        return tuple(word for row in self.rows for word in row.words)


@dataclass(frozen=True)
class Outline:
    """The parts of a text, in order; `loose` are rows before the first of them, such as `use`."""

    parts: tuple[Part, ...]
    loose: tuple[Row, ...]
    comments: tuple[Word, ...]

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """All words, comments among them, in order."""
        found = [word for row in self.loose for word in row.words]
        found += [word for part in self.parts for word in part.words]
        return tuple(sorted([*found, *self.comments], key=lambda word: word.span))

    @cached_property
    def uses(self) -> tuple[Word, ...]:
        """The files that `use` names."""
        return tuple(word for word in self.words if word.kind == "file")

    def word_at(self, offset: int) -> Word | None:
        """The smallest word at that place, or that ends just before it."""
        found = [word for word in self.words if word.span.start <= offset <= word.span.end]
        return min(found, key=lambda word: word.span.end - word.span.start, default=None)

    def part_at(self, offset: int) -> int | None:
        """The index of the part that holds that place."""
        return next((i for i, part in reversed(list(enumerate(self.parts))) if part.start <= offset), None)


def outline(text: str) -> Outline:
    """The outline of any text whatever."""
    parts: list[Part] = []
    loose: list[Row] = []
    comments: list[Word] = []
    for line in lines(text):
        for segment in line.segments:
            row = row_of(text[segment.span.start : segment.span.end], parts[-1] if parts else None, segment.span.start)
            kind = ITEMS.get(row.head) if row.label is None else None
            if kind is not None:
                if parts:
                    parts[-1].end = row.span.start
                parts.append(_part(kind, row, len(text)))
            elif parts:
                parts[-1].rows.append(row)
            elif row.head == "use":
                loose.append(row)
            else:
                parts.append(Part("flow", row.span.start, len(text), rows=[row]))
        if line.comment:
            comments.append(Word("comment", line.comment.span, ""))
    return Outline(tuple(parts), tuple(loose), tuple(comments))


def row_of(text: str, part: Part | None, base: int = 0) -> Row:
    """`text`, which begins at `base`, read as one segment of `part`."""
    known = _scanned(text, part is not None and part.kind == "tree", part.of if part else None)
    words = tuple(word.moved(base) for word in known.words) if base else known.words
    return Row(Span(base, base + len(text)), known.head, words[0] if known.label else None, words)


@lru_cache(maxsize=20_000)
def _scanned(text: str, tree: bool, of: str | None) -> Row:
    """A segment as if it were the first. Of a document that is being typed in, all lines but one are known."""
    return _Scan(text, tree=tree, of=of).row()


def _part(kind: ItemKind, row: Row, end: int) -> Part:
    name = next((word for word in row.words if word.defines), None)
    title = next((word.text for word in row.words if word.kind == "text"), "")
    of = next((word.text for word in row.words if word.kind == "flow"), None) if kind == "test" else None
    return Part(kind, row.span.start, end, name, title.strip('"'), [row], of)


class _Scan:
    """Reads one segment, left to right."""

    def __init__(self, text: str, *, tree: bool, of: str | None) -> None:
        self.text = text
        self.tree = tree
        self.of = of
        """The flow that the test around is of."""
        self.words: list[Word] = []
        self.head = ""
        self.verb = ""
        """The keyword that says what a name behind it is."""
        self.called: str | None = None
        """The flow of a `run`, inside its parentheses."""

    def row(self) -> Row:
        found = [piece for piece in PIECE.finditer(self.text) if piece.lastgroup != "space"]
        label = None
        if len(found) > 1 and found[1][0] == ":" and NAME.fullmatch(found[0][0]):
            label = Word("label", Span(*found[0].span()), found[0][0], defines=True)
            self.words.append(label)
            del found[:2]
        before = ""
        for piece in found:
            self._piece(piece, before)
            before = piece[0]
        return Row(Span(0, len(self.text)), self.head, label, tuple(self.words))

    def _piece(self, piece: re.Match[str], before: str) -> None:
        span = Span(*piece.span())
        match piece.lastgroup:
            case "text" | "open" if piece[0][0] == '"':
                kind: Kind = "file" if self.head == "use" else "text"
                self._add(kind, span, piece[0])
                if self.head not in PLAIN:
                    self._variables(span, piece[0])
            case "pattern" | "open":
                self._add("pattern", span, piece[0])
                for group in _GROUP.finditer(piece[0]):
                    start = span.start + group.start(1)
                    self._add("variable", Span(start, start + len(group[1])), group[1], defines=True)
            case "word":
                self._word(piece[0], span, before)
            case _:
                self.called = None if piece[0] == ")" else self.called

    def _word(self, word: str, span: Span, before: str) -> None:
        if self.head == "meta" and before != "meta":
            self._add("text", span, word)
        elif word[0] in "$*0123456789":
            if single(word) is None:
                self._add("number", span, word)
            self._variables(span, word)
        elif self.called is not None and before in ("(", ","):
            self._add("variable", span, word, of=self.called)
        elif self._names(before, word):
            kind: Kind = ITEMS[before] if before in ITEMS else _NAMED_BY[self.verb]
            defines = self.verb in (*ITEMS, "set", "needs", "param")
            of = self.of if self.verb in ("given", "reached") else None
            self._add(kind, span, word, defines=defines, of=of)
            if self.verb == "run":
                self.called = word
        else:
            self.head = self.head or word
            self.verb = word if word in _NAMED_BY or word in ITEMS or self.verb != "transfer" else self.verb
            self._add("keyword" if NAME.fullmatch(word) else "name", span, word)

    def _names(self, before: str, word: str) -> bool:
        """Whether the word behind `before` is a name and no keyword."""
        if not NAME.fullmatch(word) or not self.head:
            return False
        if self.verb == "transfer":
            return before in ("transfer", "then", "or")
        return before == self.verb and (before in _NAMED_BY or before in ("flow", "tree"))

    def _variables(self, span: Span, text: str) -> None:
        if self.tree:
            return
        for name, place in names(text):
            if not name.isdigit():
                where = Span(span.start + place.start + 1, span.start + place.end)
                self._add("variable", where, name)

    def _add(self, kind: Kind, span: Span, text: str, *, defines: bool = False, of: str | None = None) -> None:
        self.words.append(Word(kind, span, text, defines, of))
