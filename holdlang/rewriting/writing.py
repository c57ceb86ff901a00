"""The lines of a changed flow, made of those that it had and of printed ones. Not responsible for reading or for proof.

A block that stays is taken over as it was typed. The steps of any other are printed, each with the comments that its
lines had.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from holdlang.model import CallFlow, Step
from holdlang.model.steps import Clauses
from holdlang.printer import below_rows, columns, header_rows, item_line, step_line
from holdlang.rewriting.blocks import FIRST, HEADER, Block, Key, Taken, header_of, key_of
from holdlang.syntax.items import Item


@dataclass
class _Printed:
    """A line that is printed, and the comments that come with it."""

    key: Key
    text: str
    above: list[str] = field(default_factory=list)
    comment: str = ""

    def lines(self) -> list[str]:
        return [*self.above, f"{self.text}  {self.comment}" if self.comment else self.text]


class Writing:
    """`pairs` says of each step of `flow` which of the steps of `item` it was. `dropped` are the comments that go with
    what is gone."""

    def __init__(self, taken: Taken, item: Item, flow: CallFlow, pairs: Sequence[int | None]) -> None:
        assert isinstance(item.model, CallFlow)
        self.dropped: list[str] = []
        self._before, self._flow, self._anonymous = item.model, flow, item.anonymous
        self._blocks, self._keys = taken.blocks, taken.keys
        self._was: dict[int, int | None] = {HEADER: None if item.anonymous else HEADER, **dict(enumerate(pairs))}
        self._stays = {old for old in self._was.values() if old is not None}
        self._below = self._carry_on()

    def lines(self) -> list[str]:
        """All lines of the item."""
        written: list[str] = []
        parts = list(self._parts())
        while parts:
            block = self._unchanged(parts)
            size = 1 if block is None else len(block.owners)
            lines = self._fresh(parts[0]) if block is None else [*block.above, *block.text]
            if written and not written[-1]:
                lines = _without_blanks_before(lines)
            written += lines
            if parts[size - 1] == HEADER and self._flow.steps and not self._goes_on(block):
                written.append("")
            del parts[:size]
        return written + self._below

    def _goes_on(self, header: Block | None) -> bool:
        """Whether the header stays, and what was below it, with or without a blank line between."""
        return header is not None and self._was[0] == 0

    def _fresh(self, part: int) -> list[str]:
        return [line for row in self._printed(part) for line in row.lines()]

    def _parts(self) -> Iterator[int]:
        """What is to be written: the header, unless there was none and none is wanted, and each step."""
        if not self._anonymous or header_of(self._flow) != header_of(self._before):
            yield HEADER
        yield from range(len(self._flow.steps))

    def _carry_on(self) -> list[str]:
        """Give what stands above a block that goes to the next one that stays: all but the comments right above the
        block, which go with it. What is below the last block that stays is returned."""
        carried: list[str] = []
        for block in self._blocks:
            if self._stays & set(block.owners):
                block.above[:0] = carried
                carried = []
            else:
                rest, gone = _split(block.above)
                carried += rest
                self._drop(gone)
                for row in block.rows:
                    self._drop([*(row.above if row is not block.rows[0] else []), row.comment])
        return carried if any(line.strip() for line in carried) else []

    def _drop(self, gone: Iterable[str]) -> None:
        self.dropped += [line.strip() for line in gone if line.strip()]

    def _unchanged(self, parts: Sequence[int]) -> Block | None:
        """The block that can be taken over next, if there is one."""
        old = self._was[parts[0]]
        block = next((one for one in self._blocks if one.owners[0] == old), None)
        if block is None:
            return None
        now = parts[: len(block.owners)]
        same = [self._was[part] for part in now] == block.owners and all(map(self._is_as_it_was, now))
        return block if same else None

    def _is_as_it_was(self, part: int) -> bool:
        old = self._was[part]
        if part == HEADER or old is None:
            return header_of(self._flow) == header_of(self._before)
        return self._flow.steps[part] == self._before.steps[old]

    def _printed(self, part: int) -> list[_Printed]:
        """The lines of a step or the header, with the comments of what it was."""
        rows = _header(self._flow) if part == HEADER else _step(self._flow.steps[part])
        old = self._was[part]
        if old is None:
            return rows
        place = _matched(self._keys[old], [row.key for row in rows])
        block = next(one for one in self._blocks if old in one.owners)
        for row in block.rows:
            stay = [(owner, nth) for owner, nth in row.parts if owner in self._stays]
            if stay and stay[0][0] == old:
                self._give(row.above, "", rows, place[stay[0][1]])
            if stay and stay[-1][0] == old:
                self._give([], row.comment, rows, place[stay[-1][1]])
            if not stay and old == max(self._stays.intersection(block.owners)):
                self._drop([*row.above, row.comment])
        return rows

    def _give(self, above: Sequence[str], comment: str, rows: Sequence[_Printed], place: int | None) -> None:
        """Put comments where the line that had them is now; without one they go."""
        if place is None:
            self._drop([*above, comment])
        else:
            rows[place].above += above
            rows[place].comment = rows[place].comment or comment


def _split(above: Sequence[str]) -> tuple[list[str], list[str]]:
    """What stands for itself, and the comments without a blank line before what follows."""
    place = len(above)
    while place and above[place - 1].strip():
        place -= 1
    return list(above[:place]), list(above[place:])


def _without_blanks_before(printed: list[str]) -> list[str]:
    """At most one empty line at a time."""
    while printed and not printed[0].strip():
        printed = printed[1:]
    return printed


def _header(flow: CallFlow) -> list[_Printed]:
    rows = columns(header_rows(flow))
    return [_Printed(FIRST, item_line(flow)), *(_Printed(key_of(row), row) for row in rows)]


def _step(step: Step) -> list[_Printed]:
    keys: list[Key] = [] if step.about is None else [("about",)]
    keys += [("meta", meta.key) for meta in step.meta]
    if isinstance(step, Clauses):
        keys += [("clause", clause) for clause in step.clauses]
        keys += [] if step.otherwise is None else [("else",)]
    below = columns(below_rows(step))
    return [_Printed(FIRST, step_line(step)), *(_Printed(key, row) for key, row in zip(keys, below, strict=True))]


def _matched(before: Sequence[Key], after: Sequence[Key]) -> list[int | None]:
    """For each key its place in `after`: that of the same one, or else of the next of its kind that is new."""
    found: list[int | None] = [None] * len(before)
    free = list(range(len(after)))
    for alike in (_same, _same_kind):
        for nth, key in enumerate(before):
            if found[nth] is None:
                found[nth] = next((place for place in free if alike(after[place], key)), None)
                free = [place for place in free if place != found[nth]]
    return found


def _same(one: Key, other: Key) -> bool:
    return one == other


def _same_kind(one: Key, other: Key) -> bool:
    return one[0] == other[0]
