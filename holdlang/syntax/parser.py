"""Segments to parse trees, by the tables of grammar/hold.lark. Not responsible for cutting a text into segments
(`holdlang.syntax.trivia`), for wording mistakes (`holdlang.syntax.faults`) or for what a tree means
(`holdlang.syntax.build`).

It does what lark does with these tables (its contextual lexer and LALR(1) parser, which a test holds it against),
but twice as fast, without the time that importing lark takes, and no line is read twice.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any, NamedTuple

from holdlang.source import Source, Span
from holdlang.syntax.tables import END, Rule, tables
from holdlang.syntax.trivia import Segment

REMEMBERED = 4096
"""Segments whose trees are kept for when they are read again: an editor asks for the whole file at every key."""


class Token(str):
    """A word of a segment, of the terminal called `type`, that stands at `start` in it."""

    __slots__ = ("start", "type")

    type: str
    start: int

    def __new__(cls, word: str, type: str, start: int) -> "Token":  # noqa: A002 - the grammar's word for it
        token = super().__new__(cls, word)
        token.type = type
        token.start = start
        return token

    @property
    def end(self) -> int:
        """Where the segment goes on."""
        return self.start + len(self)


class Node:
    """What a rule of the grammar found, named by it. Immutable, because the same one is handed out again."""

    __slots__ = ("children", "data")

    def __init__(self, data: str, children: tuple["Node | Token", ...]) -> None:
        self.data = data
        self.children = children

    @property
    def start(self) -> int:
        """Where its first word stands in the segment. (Words that are left out of the tree don't count.)"""
        return self.children[0].start

    @property
    def end(self) -> int:
        """Where its last word ends."""
        return self.children[-1].end


@dataclass(frozen=True)
class Fault:
    """Where a segment stops making sense, and the terminals that could have gone on."""

    offset: int
    expected: frozenset[str]


def parse(source: Source, segment: Segment) -> Node | Fault:
    """The tree of one segment. Token positions count from the start of the segment."""
    end = segment.span.end if segment.unclosed is None else segment.unclosed
    found = read(source.text[segment.span.start : end])
    if isinstance(found, Fault):
        return Fault(segment.span.start + found.offset, found.expected)
    if segment.unclosed is not None:
        return Fault(segment.unclosed, frozenset({END}))
    (node,) = found.children
    assert isinstance(node, Node)
    return node


def token_span(token: Token | Node, base: int) -> Span:
    """Where a part of a tree stands in the file, given where its segment starts."""
    return Span(base + token.start, base + token.end)


@cache
def keywords() -> dict[str, str]:
    """Terminal name -> the word it stands for, for every keyword of the grammar; of two, the longer."""
    return {name: word for word, name in sorted(tables().keywords.items())}


@lru_cache(REMEMBERED)
def read(text: str) -> Node | Fault:
    """The tree of a whole text, or where it stops making sense. LALR(1), with a lexer that knows what can come next."""
    states, rules, last, skip = _machine()
    stack = [tables().first]
    values: list[Any] = []
    position = 0
    while True:
        state = states[stack[-1]]
        space = skip(text, position)
        position = space.end() if space else position
        kind, word = state.next(text, position)
        step = state.steps.get(kind)
        while step is not None and step < 0:
            rule = rules[-1 - step]
            if rule.hands_on:
                stack.pop()
            else:
                first = len(values) - len(rule.kept)
                children = values[first:] if rule.plain else _children(values[first:], rule)
                del values[first:], stack[first + 1 :]
                values.append(children if rule.inlined else Node(rule.name, tuple(children)))
            stack.append(states[stack[-1]].steps[rule.origin])
            if kind == END and stack[-1] == last:
                found: Node = values[-1]
                return found
            state = states[stack[-1]]
            step = state.steps.get(kind)
        if step is None:
            return Fault(position, state.terminals if kind else state.terminals - {END})
        values.append(Token(word, kind, position))
        stack.append(step)
        position += len(word)


def _children(values: list[Any], rule: Rule) -> list[Node | Token]:
    """What a node keeps of its parts. A list that grows at its end is not copied for every part."""
    found: list[Node | Token] = values[0] if rule.kept[0] == 2 else []
    for value, kept in zip(values, rule.kept, strict=True):
        if kept == 1:
            found.append(value)
        elif kept == 2 and value is not found:
            found += value
    return found


class _State:
    """A row of the tables, and the lexer for what can come next."""

    def __init__(self, steps: dict[str, int]) -> None:
        self.steps = steps

    @cached_property
    def terminals(self) -> frozenset[str]:
        """All that can come next."""
        return frozenset(symbol for symbol in self.steps if symbol.isupper())

    @cached_property
    def patterns(self) -> re.Pattern[str] | None:
        """Those of them that are no keywords."""
        return _either(tuple(name for name in tables().patterns if name in self.steps))

    def next(self, text: str, position: int) -> tuple[str, str]:
        """The terminal that stands there, and its word; "" if it is none that can come next."""
        if position == len(text):
            return END, ""
        if self.patterns and (found := self.patterns.match(text, position)) and found.lastgroup:
            return found.lastgroup, found[0]
        if found := _WORD.match(text, position):
            kind = tables().keywords.get(found[0], "")
            return kind if kind in self.steps else "", found[0]
        return "", ""


_WORD = re.compile(r"\w+")


@cache
def _either(names: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?P<{name}>{tables().patterns[name]})" for name in names)) if names else None


class _Machine(NamedTuple):
    states: tuple[_State, ...]
    rules: tuple[Rule, ...]
    last: int
    skip: Callable[[str, int], re.Match[str] | None]


@cache
def _machine() -> _Machine:
    found = tables()
    return _Machine(tuple(map(_State, found.states)), found.rules, found.last, re.compile(found.space).match)
