"""grammar/GRAMMAR.md tells the truth: its examples have no mistake, and its words are those of the grammar."""

import re

import pytest

from holdlang.diagnostics.render import render
from holdlang.load import load
from holdlang.resources import data
from holdlang.source import Source
from holdlang.syntax.parser import keywords
from holdlang.syntax.tables import tables

pytestmark = pytest.mark.unit

PAGE = (data("grammar") / "GRAMMAR.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```hold\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.splitlines()[0])
def test_examples_have_no_mistake(block: str) -> None:
    assert render(load(Source("GRAMMAR.md", block)).diagnostics) == ""


def test_all_examples_are_run() -> None:
    assert len(BLOCKS) == PAGE.count("\n```hold\n") >= 6


def test_the_page_lists_the_words_of_the_grammar() -> None:
    listed = set(re.findall(r"`([a-z]+)`", section("Words")))
    assert listed == set(keywords().values()) | {"ring"}


def test_every_word_of_the_grammar_is_a_keyword_terminal() -> None:
    """A word that is spelt inside a rule would match the beginning of a longer one."""
    numbers = {"DURATION", "NUMBER", "PERCENT", "DECIBELS", "DAYS", "TIMES"}
    others = numbers | {
        "TEXT",
        "PATTERN",
        "KEYS",
        "VARIABLE",
        "ZONE",
        "JSON",
        "LABEL",
        "NAME",
        "COMMA",
        "COLON",
        "EQUAL",
        "LPAR",
        "RPAR",
    }
    assert tables().patterns.keys() == others
