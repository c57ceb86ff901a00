"""The editors know the words of grammar/hold.lark, all of them and no others."""

import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any, get_args

import pytest

from holdlang.model.header import Day
from holdlang.resources import data
from holdlang.source import Source
from holdlang.syntax.parser import Fault, Node, Token, keywords, parse
from holdlang.syntax.tables import tables
from holdlang.syntax.trivia import lines

pytestmark = pytest.mark.unit

VSCODE = data("grammar") / "vscode"
VIM = data("grammar") / "vim"

KEYWORDS = set(keywords().values())


def read(path: str) -> Any:
    return json.loads((VSCODE / path).read_text(encoding="utf-8"))


def words(pattern: str) -> set[str]:
    """The words that a regular expression (of Oniguruma or Vim) spells out."""
    spelt = re.sub(r"\\.|\[:\w+:\]|\[[^\]]*\]|%\(", " ", pattern)
    return set(re.findall(r"[a-z]{2,}", spelt))


def starters() -> set[str]:
    """The keywords that a line can begin with."""
    return {keywords()[name] for name in tables().states[tables().first] if name in keywords()}


# --- VS Code: the TextMate grammar

VALUES = {
    "comment",
    "text",
    "variable",
    "duration",
    "range",
    "percent",
    "decibels",
    "keys",
    "pattern",
    "pattern-escape",
    "json",
}
"""Rules that are not about keywords."""


def patterns(rule: Any) -> Iterator[str]:
    """Every regular expression within a rule."""
    match rule:
        case dict():
            for key, value in rule.items():
                if key in ("match", "begin", "end"):
                    yield value
                else:
                    yield from patterns(value)
        case list():
            for inner in rule:
                yield from patterns(inner)


def test_the_textmate_grammar_knows_the_keywords() -> None:
    rules = read("syntaxes/hold.tmLanguage.json")["repository"]
    assert rules.keys() >= VALUES
    spelt = [words(pattern) for name, rule in rules.items() if name not in VALUES for pattern in patterns(rule)]
    assert set().union(*spelt) - set(get_args(Day)) - {"daily", "alpha"} == KEYWORDS


def test_vs_code_indents_by_the_words_that_lines_begin_with() -> None:
    rules = read("language-configuration.json")["indentationRules"]
    assert words(rules["increaseIndentPattern"]) <= KEYWORDS
    inner = {"company", "dial", "tags", "intent", "open", "needs", "param", "redial"}
    inner |= {"meta", "about", "every", "given", "with", "expect", "on", "else"}
    assert words(rules["decreaseIndentPattern"]) == starters() - inner


# --- VS Code: the snippets


def expansions(snippet: str) -> Iterator[str]:
    """The text that a snippet puts in, once with each of its choices."""
    choices = [choice.split(",") for choice in re.findall(r"\$\{\d+\|([^|]*)\|\}", snippet)]
    for chosen in product(*choices):
        left = iter(chosen)
        text = re.sub(r"\$\{\d+\|[^|]*\|\}", lambda _, left=left: next(left), snippet)  # type: ignore[misc]
        text = re.sub(r"\$\{\d+:((?:\\.|[^}\\])*)\}|\$\d+", lambda found: found[1] or "", text)
        yield re.sub(r"\\([\\$}])", r"\1", text)


@cache
def snippets() -> dict[str, list[str]]:
    """Name -> every text that it can put in."""
    found = {}
    for name, snippet in read("snippets/hold.json").items():
        body = snippet["body"]
        found[name] = list(expansions("\n".join(body) if isinstance(body, list) else body))
    return found


def tokens(text: str) -> Iterator[Token]:
    source = Source("snippet", text)
    for line in lines(text):
        for segment in line.segments:
            node = parse(source, segment)
            assert not isinstance(node, Fault), text
            yield from leaves(node)


def leaves(node: Node | Token) -> Iterator[Token]:
    if isinstance(node, Token):
        yield node
    else:
        for child in node.children:
            yield from leaves(child)


@pytest.mark.parametrize("name", snippets())
def test_a_snippet_can_be_read(name: str) -> None:
    for text in snippets()[name]:
        list(tokens(text))


def test_the_snippets_use_the_keywords() -> None:
    """Those that the parser leaves out of its trees are looked for as words."""
    texts = [text for expanded in snippets().values() for text in expanded]
    outside = re.sub(r'"(?:\\.|[^"\\])*"|#.*', '""', "\n".join(texts))
    assert set(re.findall(r"[a-z]+", outside)) >= KEYWORDS
    found = {token.type for text in texts for token in tokens(text)}
    assert found >= {name for name in keywords() if not name.startswith("_")}


def test_each_word_that_begins_a_line_brings_a_snippet() -> None:
    prefixes: set[str] = set()
    for snippet in read("snippets/hold.json").values():
        prefixes |= set(snippet["prefix"] if isinstance(snippet["prefix"], list) else [snippet["prefix"]])
    assert {prefix.split()[0] for prefix in prefixes} >= starters()


# --- Vim

VIM_VALUES = re.compile(r"hold(Todo|Allow|Rules?|File|Day|Duration|Most|Json\w+|Pattern\w*|Text|\w*Escape|Zone)\b")
"""Groups that are not about keywords."""


def test_the_vim_syntax_knows_the_keywords() -> None:
    spelt: set[str] = set()
    for line in (VIM / "syntax" / "hold.vim").read_text(encoding="utf-8").splitlines():
        rule = re.match(r"syntax (?:match|region|keyword) (\w+) (?:matchgroup=\w+ )?(.*)", line)
        if rule and not VIM_VALUES.match(rule[1]):
            spelt |= words(" ".join(re.findall(r"(?<![\w\\])/((?:\\.|[^/\\])*)/|=/((?:\\.|[^/\\])*)/", rule[2])[0]))
    assert spelt == KEYWORDS


def test_vim_indents_by_the_words_that_lines_begin_with() -> None:
    text = (VIM / "indent" / "hold.vim").read_text(encoding="utf-8")
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith('"'))
    inner, outer = re.findall(r"let s:(?:inner|outer) = ((?:.*)(?:\n +\\ .*)*)", code)
    typed = re.search(r"split\(((?:.*)(?:\n +\\ .*)*)'\)", code)
    assert typed is not None
    assert words(typed[1]) == starters()
    assert words(inner) | words(outer) == starters()
    assert not words(inner) & words(outer)
