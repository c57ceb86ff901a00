"""Our parser against lark's own: the same tree or the same fault for whatever it reads, of the same tables."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedToken

from holdlang.resources import data
from holdlang.syntax import parser, tables
from tests.language import strategies

pytestmark = pytest.mark.unit

GRAMMAR = (data("grammar") / "hold.lark").read_text(encoding="utf-8")

WORDS = {
    "NAME": "nm",
    "TEXT": '"x \\" y"',
    "PATTERN": "/a(b)/",
    "DURATION": "1h30m",
    "NUMBER": "42",
    "PERCENT": "30 %",
    "DECIBELS": "-20dB",
    "KEYS": "3*#",
    "VARIABLE": "$v",
    "DAYS": "mon-fri",
    "TIMES": "08:00-20:00",
    "ZONE": "America/New_York",
    "JSON": '{"a": 1}',
    "LABEL": "q :",
    "COMMA": ",",
    "EQUAL": "=",
    "LPAR": "(",
    "RPAR": ")",
    "COLON": ":",
}
"""A word for each terminal that is no keyword."""


@cache
def lark() -> Lark:
    return Lark(GRAMMAR, parser="lalr", maybe_placeholders=False)


def by_lark(text: str) -> object:
    try:
        return _plain(lark().parse(text))
    except UnexpectedToken as error:
        offset = len(text) if error.token.type == "$END" else error.token.start_pos
        return parser.Fault(offset or 0, frozenset(error.expected) - {"<END-OF-FILE>"})
    except UnexpectedCharacters as error:
        return parser.Fault(error.pos_in_stream or 0, frozenset(error.allowed) - {"<END-OF-FILE>"})


def by_us(text: str) -> object:
    found = parser.read(text)
    return found if isinstance(found, parser.Fault) else _plain(found)


def _plain(part: Tree | Token | parser.Node | parser.Token) -> object:
    match part:
        case Tree() | parser.Node():
            return str(part.data), [_plain(child) for child in part.children]
        case Token():
            return part.type, str(part), part.start_pos
        case _:
            return part.type, str(part), part.start


@settings(max_examples=300, deadline=None)
@given(strategies.soup)
def test_a_mixture_of_words(text: str) -> None:
    assert by_us(text) == by_lark(text)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40))
def test_any_text(text: str) -> None:
    assert by_us(text) == by_lark(text)


@settings(max_examples=300, deadline=None)
@given(st.data(), st.sampled_from(["", " "]))
def test_whatever_can_come_next(choice: st.DataObject, between: str) -> None:
    """A sentence of the grammar, each word one of those that the parser says can follow; and it is right about them."""
    words = WORDS | parser.keywords()
    text = ""
    for _ in range(choice.draw(st.integers(1, 12))):
        found = parser.read(text + "\0")
        if not isinstance(found, parser.Fault) or not (nexts := sorted(found.expected & words.keys())):
            break
        text += between + words[choice.draw(st.sampled_from(nexts))]
        assert by_us(text) == by_lark(text)


def test_there_is_a_word_for_each_terminal() -> None:
    assert WORDS.keys() == tables.tables().patterns.keys()


def test_a_tree_says_where_it_stands() -> None:
    step = parser.read('  menu: press "3"')
    assert isinstance(step, parser.Node)
    assert (step.start, step.end) == (2, 17)


def test_tables_that_were_kept_are_those_that_were_worked_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    worked_out, kept = tables.tables.__wrapped__(), tables.tables.__wrapped__()
    assert len(list((tmp_path / "holdlang" / "tables").iterdir())) == 1
    assert kept == worked_out
    assert set(map(type, kept.rules)) == {tables.Rule}
