"""The parts of the language server that need no server: places, words, what is expected, keywords."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types

from holdlang.lsp.expected import Typed, expected, typed, words
from holdlang.lsp.hover import in_words
from holdlang.lsp.keywords import TRIGGERS, WORDS
from holdlang.lsp.names import definition, symbol
from holdlang.lsp.outline import outline
from holdlang.lsp.places import Encoding, Places
from holdlang.lsp.project import Project
from holdlang.resources import data
from holdlang.source import Source, Span
from holdlang.syntax.parser import keywords

pytestmark = pytest.mark.unit

TEXTS = st.text(st.sampled_from('aé\u2028😀\n\r \t"/#$->:,()x1') | st.characters(codec="utf-8"), max_size=60)
ENCODINGS = st.sampled_from([Encoding.Utf8, Encoding.Utf16, Encoding.Utf32])


@given(TEXTS, ENCODINGS, st.data())
def test_a_place_and_back(text: str, encoding: Encoding, draw: st.DataObject) -> None:
    places = Places(Source("", text), encoding)
    offset = draw.draw(st.integers(0, len(text)))
    assert places.offset(places.position(offset)) == offset


@given(TEXTS, ENCODINGS, st.integers(0, 10), st.integers(0, 70))
def test_any_position_is_some_place(text: str, encoding: Encoding, line: int, character: int) -> None:
    assert 0 <= Places(Source("", text), encoding).offset(types.Position(line, character)) <= len(text)


def test_beyond_a_line_is_its_end() -> None:
    assert Places(Source("", "ab\r\nc")).offset(types.Position(0, 9)) == 2
    assert Places(Source("", "ab\r\nc")).offset(types.Position(7, 0)) == 5


def test_a_position_inside_a_pair_of_units_is_before_it() -> None:
    assert Places(Source("", "a😀b")).offset(types.Position(0, 2)) == 1
    assert Places(Source("", "a😀b")).offset(types.Position(0, 3)) == 2


PIECES = (
    *("flow", "tree", "test", "use", "a", "b", "goto", "transfer", "or", "run", "on", "else", "say", "set", "given"),
    *('"x $a"', '"', "/(?P<g>x)/", "$a", "(", ")", ":", ",", "->", "\n", "# c", "="),
)
LINES = st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)


@given(LINES | TEXTS)
@settings(max_examples=300)
def test_any_text_has_an_outline(text: str) -> None:
    found = outline(text)
    for word in found.words:
        assert 0 <= word.span.start < word.span.end <= len(text)
        if word.kind in ("label", "flow", "tree", "variable", "device"):
            assert text[word.span.start : word.span.end] == word.text
    places = [part.start for part in found.parts]
    assert places == sorted(places)
    for offset in range(len(text) + 1):
        found.word_at(offset)
        found.part_at(offset)


@given(LINES | TEXTS)
@settings(max_examples=300)
def test_something_is_expected_after_any_text(text: str) -> None:
    line = text.replace("\n", " ")
    here = typed(line)
    assert line.endswith(here.word)
    words(expected(here.before))


@pytest.mark.parametrize(
    ("line", "here"),
    [
        ("", Typed("", "")),
        ("lis", Typed("", "lis")),
        ("listen 15s -> go", Typed(" ", "go")),
        ("goto ", Typed("goto ", "")),
        ('on "dis', Typed("on ", "dis", '"')),
        ("press $p", Typed("press ", "$p")),
        ("press $", Typed("press ", "$")),
        ("hold 2h # hold: al", Typed("", "# hold: al", comment=True)),
    ],
)
def test_what_is_being_typed(line: str, here: Typed) -> None:
    assert typed(line) == here


def test_the_grammar_says_what_can_follow() -> None:
    assert words(expected("hold 2h ")) == ["eager", "sure"]
    assert "NAME" in expected("goto ")
    assert {"PATTERN", "TEXT"} <= expected("on ")
    assert expected("lisen 5s ") == frozenset()


def test_every_keyword_is_explained() -> None:
    """Both ways: a keyword that the grammar learns needs its sentence, and one that it forgets leaves."""
    assert set(keywords().values()) - {"ring", "rings"} <= WORDS.keys() | TRIGGERS.keys()
    assert WORDS.keys() | TRIGGERS.keys() <= set(keywords().values()) | {"ring", "rings"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1ms", "1 millisecond"),
        ("2.5s", "2.5 seconds"),
        ("1m", "1 minute"),
        ("1h30m", "1 hour 30 minutes"),
        ("168h", "7 days"),
        ("25h1s", "1 day 1 hour 1 second"),
        ("5", ""),
    ],
)
def test_durations_in_words(text: str, said: str) -> None:
    assert in_words(text) == said


SHIPPED = sorted([*data("examples").glob("*.hold"), *(data("examples").parent / "flows").glob("*/*.hold")])


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_every_name_in_the_flows_we_ship_leads_somewhere(path: Path) -> None:
    """They are known to be clean, so a name that leads nowhere would be read wrongly here."""
    project = Project()
    document = project.documents.get(str(path))
    assert document is not None
    for word in document.outline.words:
        if word.kind in ("label", "flow", "tree", "variable"):
            wanted = symbol(project, document, word)
            assert wanted is not None, word
            assert definition(project, wanted) is not None, word


def test_a_variable_in_a_text_and_beside_it() -> None:
    text = 'flow x\nsay "a $pin, $$no"\npress 1$pin\nset pin = $pin\n'
    words_ = [word for word in outline(text).words if word.kind == "variable"]
    assert [word.text for word in words_] == ["pin"] * 4
    assert [word.defines for word in words_] == [False, False, True, False]
    assert words_[0].span == Span(text.index("pin"), text.index("pin") + 3)
