"""Segments to parse trees, by lark and grammar/hold.lark. Not responsible for cutting a text into segments
(`holdlang.trivia`), for wording mistakes (`holdlang.faults`) or for what a tree means (`holdlang.build`)."""

import re
from dataclasses import dataclass
from functools import cache

from lark import Lark, Token, Tree, UnexpectedInput
from lark.exceptions import UnexpectedCharacters, UnexpectedToken

from holdlang.resources import data
from holdlang.source import Source, Span
from holdlang.trivia import Segment

Node = Tree[Token]


@dataclass(frozen=True)
class Fault:
    """Where a segment stops making sense, and the terminals that could have gone on."""

    offset: int
    expected: frozenset[str]


def parse(source: Source, segment: Segment) -> Node | Fault:
    """The tree of one segment. Token positions count from the start of the segment."""
    end = segment.span.end if segment.unclosed is None else segment.unclosed
    text = source.text[segment.span.start : end]
    try:
        tree = grammar().parse(text)
    except UnexpectedToken as error:
        at_end = error.token.type == "$END"
        offset = len(text) if at_end else (error.token.start_pos or 0)
        return Fault(segment.span.start + offset, frozenset(error.expected))
    except UnexpectedCharacters as error:
        return Fault(segment.span.start + (error.pos_in_stream or 0), frozenset(error.allowed or ()))
    except UnexpectedInput:
        return Fault(segment.span.start, frozenset())
    if segment.unclosed is not None:
        return Fault(segment.unclosed, frozenset({"$END"}))
    (node,) = tree.children
    assert isinstance(node, Tree)
    return node


def token_span(token: Token, base: int) -> Span:
    """Where a token stands in the file, given where its segment starts."""
    start = token.start_pos or 0
    return Span(base + start, base + start + len(token))


@cache
def grammar() -> Lark:
    """The parser, made once a process."""
    text = (data("grammar") / "hold.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", maybe_placeholders=False)


@cache
def keywords() -> dict[str, str]:
    """Terminal name -> the word it stands for, for every keyword of the grammar."""
    found = {}
    for terminal in grammar().terminals:
        word = re.fullmatch(r"([a-z]+)\??(\\b)", terminal.pattern.value)
        if word:
            found[terminal.name] = word[1]
    return found
