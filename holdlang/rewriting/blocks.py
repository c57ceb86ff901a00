"""The lines of one item in its source, as blocks that can be kept or replaced as a whole.

A block is made of the steps that share lines: mostly one step with its clauses, or the header; `press 1 -> wait 5s` is
one block of two. Not responsible for what becomes of them.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from holdlang.model import CallFlow
from holdlang.model.steps import Clause, Clauses
from holdlang.names.scope import read
from holdlang.source import Source
from holdlang.syntax.headers import REPEATABLE
from holdlang.syntax.items import Item
from holdlang.syntax.trivia import Line, Segment, lines, word_at

HEADER = -1
"""Stands for the header where otherwise the number of a step stands."""

Key = tuple[str, ...] | tuple[str, Clause]
"""What a segment is within its step or header: `("step",)`, `("clause", …)`, `("needs", "pin")`."""

FIRST: Key = ("first",)
"""The line that a step or an item begins with."""


@dataclass
class Row:
    """A line with segments. `above` are the lines before it without any: comments of their own, and blank ones."""

    above: list[str]
    text: list[str]
    """`above` and the line itself, from the second row of a block on; the line itself for the first."""
    parts: list[tuple[int, int]]
    """Each segment: the step that it belongs to, and the how manieth of its segments it is, counted from 0."""
    comment: str


@dataclass
class Block:
    """Rows in which the same steps stand, in order."""

    rows: list[Row]

    @property
    def owners(self) -> list[int]:
        """Its steps, or `HEADER`."""
        return list(dict.fromkeys(owner for row in self.rows for owner, _ in row.parts))

    @property
    def above(self) -> list[str]:
        """The lines between the block before it and this one."""
        return self.rows[0].above

    @property
    def text(self) -> list[str]:
        """Its lines as they stand in the source, without those above it."""
        return [text for row in self.rows for text in row.text]


@dataclass(frozen=True)
class Taken:
    """An item within the lines of its source: from line `first` to line `last`, counted from 0."""

    lines: list[str]
    first: int
    last: int
    above: list[str]
    """The comments right above the item."""
    blocks: list[Block]
    keys: dict[int, list[Key]]
    """What the segments of each step, and of the header, are."""

    @property
    def own(self) -> list[str]:
        """The lines of the item."""
        return self.lines[self.first : self.last + 1]


def take(source: Source, item: Item) -> Taken:
    """The item, which shares no line with another, in `source`, whose lines end with `\\n` alone."""
    texts = source.text.split("\n")
    found = lines(source.text)
    begin = item.spans.at().start
    end = min(
        (start for one in read(source).items if (start := one.spans.at().start) > begin), default=len(source.text)
    )
    own = [number for number, line in enumerate(found) if line.segments and begin <= line.segments[0].span.start < end]
    first, last = own[0], own[-1]
    above = first
    while above and is_comment(found[above - 1]):
        above -= 1
    keys = _Keys(source, item)
    blocks = _blocks(source, keys, found, texts, own)
    return Taken(texts, first, last, texts[above:first], blocks, keys.known)


def is_comment(line: Line) -> bool:
    """Whether nothing else stands on it."""
    return line.comment is not None and not line.segments


def _blocks(
    source: Source, keys: "_Keys", found: Sequence[Line], texts: Sequence[str], own: Sequence[int]
) -> list[Block]:
    blocks: list[Block] = []
    after = own[0]
    for number in own:
        line = found[number]
        parts = [keys.of(segment) for segment in line.segments]
        comment = source.slice(line.comment.span) if line.comment else ""
        above = list(texts[after:number])
        if blocks and blocks[-1].rows[-1].parts[-1][0] == parts[0][0]:
            blocks[-1].rows.append(Row(above, [*above, texts[number]], parts, comment))
        else:
            blocks.append(Block([Row(above, [texts[number]], parts, comment)]))
        after = number + 1
    return blocks


class _Keys:
    """Says of one segment after the other what it is."""

    def __init__(self, source: Source, item: Item) -> None:
        self.known: dict[int, list[Key]] = {number: [] for number in range(HEADER, len(item.steps))}
        self._source, self._begin = source, item.spans.at().start
        self._starts = [item.spans.at("step", number).start for number in range(len(item.steps))]
        self._metas = [iter(step.meta) for step in item.steps]
        self._clauses = [iter(step.clauses if isinstance(step, Clauses) else ()) for step in item.steps]

    def of(self, segment: Segment) -> tuple[int, int]:
        """The step that it belongs to, and the how manieth of its segments it is."""
        owner = bisect_right(self._starts, segment.span.start) - 1
        self.known[owner].append(self._key(owner, segment))
        return owner, len(self.known[owner]) - 1

    def _key(self, owner: int, segment: Segment) -> Key:
        start = segment.span.start
        if start in (self._begin, *self._starts[owner : owner + 1]):
            return FIRST
        if owner == HEADER:
            return key_of(self._source.slice(segment.span))
        match self._source.slice(word_at(self._source.text, start, segment.span.end)):
            case "on":
                return "clause", next(self._clauses[owner])
            case "meta":
                return "meta", next(self._metas[owner]).key
            case word:
                return (word,)


def key_of(text: str) -> Key:
    """What a line of a header other than its first is, by its first words."""
    word, *others = text.split(maxsplit=2)
    if word in REPEATABLE or word == "meta":
        return word, others[0].strip('"')
    return (word,)


def header_of(flow: CallFlow) -> CallFlow:
    """The flow without its steps."""
    return flow.model_copy(update={"steps": ()})
