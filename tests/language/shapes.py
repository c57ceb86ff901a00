"""Long sources of every kind, for showing that each line costs the same however many there are (law 5).

Each takes how many of its lines, words or signs there shall be. Names differ, so that whoever looks for a name among
many has to look. Not responsible for measuring: `tests/language/test_laws.py` counts calls, `tests/bench/language.py`
takes times, which also shows what no function call does.
"""

from collections.abc import Callable, Iterable

Shape = Callable[[int], str]

FLOW = 'flow a "A"\n'
LISTEN = FLOW + "listen 20s\n"
TREE = 'tree b "B"\nanswer\nsay "x"\n'
TEST = 'test "t" of a against b\n'


def _each(line: str, count: int) -> str:
    """`line` for each number, which stands in it as `#`."""
    return "".join(line.replace("#", str(number)) for number in range(count))


def _listed(word: str, count: int, between: str = ", ") -> str:
    return between.join(word.replace("#", str(number)) for number in range(count))


def _lines(first: str, *lines: str, last: str = "") -> Shape:
    """A source in which each of `lines` is repeated."""
    return lambda count: first + "".join(_each(line, count) for line in lines) + last


def _list(first: str, word: str, last: str = "\n", between: str = ", ") -> Shape:
    """A source with one long line."""
    return lambda count: first + _listed(word, count, between) + last


def _joined(shapes: Iterable[str | Shape]) -> Shape:
    parts = list(shapes)
    return lambda count: "".join(part if isinstance(part, str) else part(count) for part in parts)


STEPS: dict[str, Shape] = {
    "jumps": _lines(FLOW, "l#: wait 5s\n", "goto l#\n"),
    "jumps to nowhere": _lines(FLOW, "l#: wait 5s\n", "goto q#\n"),
    "variables": _lines(FLOW, 'set v# = "1"\n', 'say "$v#"\n'),
    "unknown variables": _lines(FLOW, 'set v# = "1"\n', 'say "$w#"\n'),
    "unused variables": _lines(FLOW, 'set v# = "1"\n'),
    "secrets handed on": _lines(FLOW, "needs v# secret\n", "set w# = $v#\n", 'say "$w#"\n'),
    "listens": _lines(FLOW, 'listen 20s\n  on "a b #" press 1\n  else again\n'),
    "holds": _lines(FLOW, "hold 1h\n"),
    "transfers": _list(FLOW + "transfer ", "phone#", between=" then "),
    "unreachable steps": _lines(FLOW + "hangup\n", "wait #s\n"),
    "descriptions": _lines(FLOW + "wait 5s\n", 'about "x"\n'),
    "data": _lines(FLOW + "wait 5s\n", "meta a# #\n"),
}
CLAUSES: dict[str, Shape] = {
    "clauses": _lines(LISTEN, 'on "word w#" press 3\n'),
    "equal clauses": _lines(LISTEN, 'on "word" press 3\n'),
    "patterns": _lines(LISTEN, "on /wor#d/ press 3\n"),
    "phrases": _list(LISTEN + "on ", '"word w#"', " press 3\n", " or "),
    "phrases without a vowel": _list(LISTEN + "on ", '"w# bbc"', " press 3\n", " or "),
    "words of a phrase": _list(LISTEN + 'on "', "w#", '" press 3\n', " "),
    "groups of a pattern": _list(LISTEN + "on /", "(a#)", "/ press 3\n", ""),
    "actions": _list(LISTEN + 'on "a" ', "press #"),
}
HEADERS: dict[str, Shape] = {
    "needs": _lines(FLOW, 'needs v# secret "x"\n', last="wait 5s\n"),
    "parameters": _lines(FLOW, "param v#\n", last="wait 5s\n"),
    "second headers": _lines(FLOW, 'company "a"\n', last="wait 5s\n"),
    "tags": _list(FLOW + "tags ", "tag#"),
    "hours": _list(FLOW + "open ", "mon-fri 08:00-20:00", " Europe/London\nwait 5s\n"),
}
ITEMS: dict[str, Shape] = {
    "uses": _lines("", 'use "x#.hold"\n', last=FLOW + "wait 5s\n"),
    "flows": _lines("", 'flow f# "F"\nwait 5s\n'),
    "flows of one name": _lines("", 'flow f "F"\nwait 5s\n'),
    "flows that run others": _lines("", 'flow f# "F"\nrun g#\nwait 5s\n', 'flow g# "G"\nwait 5s\n'),
    "runs": _joined([_lines(FLOW, "param v#\n", last='wait 5s\nflow m "M"\n'), _lines("", "run a\n")]),
    "runs with arguments": _joined([_lines(FLOW, 'param v# = "1"\n'), 'flow m "M"\n', _lines("", "run a(v#: 1)\n")]),
    "arguments": _joined([_lines(FLOW, "param v#\n"), 'flow m "M"\n', _list("run a(", "v#: 1", ")\n")]),
    "trees": _lines("", 'tree f# "F"\nanswer\nsay "x"\n'),
    "keys of a tree": _lines('tree b "B"\nanswer\nl0: say "x"\n', "  on press # goto l0\n"),
    "tests": _lines(FLOW + "wait 5s\n" + TREE, 'test "t#" of a against b\n  expect pressed 3\n'),
    "expectations": _joined([_lines(FLOW, "l#: wait 5s\n"), TREE + TEST, _lines("", "expect reached l#\n")]),
    "tests of a long flow": _joined(
        [_lines(FLOW, "l#: wait 5s\n"), TREE, _lines("", 'test "t#" of a against b\nexpect reached l1\n')]
    ),
    "values given": _joined([_lines(FLOW, "needs v#\n"), TREE + TEST, _lines("", "given v# = 3\n")]),
}
SIGNS: dict[str, Shape] = {
    "quotation marks": lambda count: '"' * count,
    "lines that are no steps": _lines("", "lisen 5s\n"),
    "mistakes on one line": _list("", "lisen 5s", between=" -> "),
    "arrows": lambda count: "->" * count,
    "dollars": lambda count: FLOW + 'say "' + "$a " * count + '"\n',
    "escapes": lambda count: FLOW + 'say "' + "\\q" * count + '"\n',
    "brackets": lambda count: FLOW + "wait 5s\nmeta a " + "[" * count + "]" * count + "\n",
    "digits": lambda count: FLOW + "redial " + "9" * count + "\n",
    "a long name": lambda count: FLOW + "goto " + "a" * count + "\n",
    "control characters": lambda count: FLOW + 'lisen "' + "\a" * count + '"\n',
    "comments that allow": _lines(FLOW, "wait 5s # hold: allow unreachable-step\n"),
    "slugs": _list(FLOW + "# hold: allow ", "slug#", "\nwait 5s\n", " "),
}
SHAPES = STEPS | CLAUSES | HEADERS | ITEMS | SIGNS
