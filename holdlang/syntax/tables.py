"""What grammar/hold.lark says, as the tables of an LALR(1) parser and the words of its lexer: plain data.

lark reads the grammar and works the tables out; that takes longer than checking a file does, so they are kept for the
next run (`holdlang.cache`) and lark is only imported when they are not there. Not responsible for parsing with them
(`holdlang.syntax.parser`).
"""

import json
import re
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from pathlib import Path

from holdlang import __version__
from holdlang import cache as kept
from holdlang.resources import data

END = "$END"
"""The terminal that stands behind the last word."""


@dataclass(frozen=True)
class Rule:
    """`origin` is made of as many symbols as `kept` is long, which says of each what becomes of it.

    0: it is left out; 1: it is a child; 2: its children are. `name` is what the node is called.
    """

    origin: str
    name: str
    kept: tuple[int, ...]

    @cached_property
    def inlined(self) -> bool:
        """Whether what it makes is no node, but children for another."""
        return self.origin.startswith("_")

    @cached_property
    def hands_on(self) -> bool:
        """Whether what it makes is just what its one symbol made."""
        return self.inlined and self.kept == (2,)

    @cached_property
    def plain(self) -> bool:
        """Whether each of its symbols is a child."""
        return all(kept == 1 for kept in self.kept)


@dataclass(frozen=True)
class Tables:
    """`states` has a row a state: symbol -> the state that comes next, or ``-1 - index`` of the rule that is complete.

    `keywords` are words and their terminals; `patterns` the other terminals and their regular expressions, those that
    are tried first in front. `space` is what may stand between two words.
    """

    states: tuple[dict[str, int], ...]
    first: int
    last: int
    rules: tuple[Rule, ...]
    keywords: dict[str, str]
    patterns: dict[str, str]
    space: str


@cache
def tables() -> Tables:
    """Those of the grammar, worked out when they are not at hand."""
    grammar = (data("grammar") / "hold.lark").read_text(encoding="utf-8")
    name = kept.key(grammar, __version__, str(Path(__file__).stat().st_mtime_ns))
    entry = kept.get("tables", name)
    if entry is None:
        entry = json.dumps(asdict(work_out(grammar)), separators=(",", ":")).encode()
        kept.put("tables", name, entry)
    found = json.loads(entry)
    rules = tuple(Rule(rule["origin"], rule["name"], tuple(rule["kept"])) for rule in found.pop("rules"))
    return Tables(states=tuple(found.pop("states")), rules=rules, **found)


def work_out(grammar: str) -> Tables:
    """The tables of a grammar, by lark. A terminal of the form `/word\\b/` is a keyword."""
    from lark import Lark
    from lark.grammar import Terminal
    from lark.parsers.lalr_analysis import Shift

    lark = Lark(grammar, parser="lalr", maybe_placeholders=False)
    table = lark.parser.parser._parse_table
    number = {state: index for index, state in enumerate(table.states)}
    index = {rule: place for place, rule in enumerate(lark.rules)}
    states = tuple(
        {symbol: number[target] if action is Shift else -1 - index[target] for symbol, (action, target) in row.items()}
        for row in table.states.values()
    )
    keywords, patterns = {}, {}
    space = ""
    # In the order in which lark's own lexer tries them: lark/lexer.py, BasicLexer.__init__.
    for terminal in sorted(
        lark.terminals, key=lambda t: (-t.priority, -t.pattern.max_width, -len(t.pattern.value), t.name)
    ):
        word = re.fullmatch(r"([a-z]+?)([a-z]\?)?\\b", terminal.pattern.value)
        if terminal.name in lark.ignore_tokens:
            space = terminal.pattern.to_regexp()
        elif word:
            keywords[word[1]] = terminal.name
            if word[2]:
                keywords[word[1] + word[2][0]] = terminal.name
        else:
            patterns[terminal.name] = terminal.pattern.to_regexp()
    rules = tuple(
        Rule(
            rule.origin.name,
            rule.alias or rule.origin.name,
            tuple(
                int(not symbol.filter_out) if isinstance(symbol, Terminal) else 1 + symbol.name.startswith("_")
                for symbol in rule.expansion
            ),
        )
        for rule in lark.rules
    )
    return Tables(
        states, number[table.start_states["start"]], number[table.end_states["start"]], rules, keywords, patterns, space
    )
