"""The laws of the language, as properties. The laws themselves are at the end of grammar/GRAMMAR.md."""

import re
import sys
from types import FrameType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdlang.diagnostics import Diagnostic
from holdlang.diagnostics.render import FORMATS, render
from holdlang.fmt import format_text
from holdlang.load import load
from holdlang.model import CallFlow, Test, Tree, Use
from holdlang.printer import print_file, print_flow, print_tree
from holdlang.source import Source
from holdlang.syntax.trivia import comments, lines
from tests.language import strategies

pytestmark = pytest.mark.unit

thorough = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def source(text: str) -> Source:
    return Source("law.hold", text)


# --- law 1: what is printed is read back


@thorough
@given(strategies.flows)
def test_a_printed_flow_is_read_back(flow: CallFlow) -> None:
    assert load(source(print_flow(flow))).flows == (flow,)


@thorough
@given(strategies.trees)
def test_a_printed_tree_is_read_back(tree: Tree) -> None:
    assert load(source(print_tree(tree))).trees == (tree,)


@thorough
@given(strategies.items)
def test_a_printed_file_is_read_back(items: list[CallFlow | Tree | Test | Use]) -> None:
    assert [item.model for item in load(source(print_file(items))).items] == items


# --- law 2: fmt is stable, changes no meaning, loses no comment

between = st.sampled_from(
    ["\n", "\n\n\n", " -> ", "->", "->\n", "\n ->", '  # a -> b "\n', "\n#c\n", "\n  #\n\n# d\n", "\r\n\t"]
)


@st.composite
def untidy(draw: st.DrawFn) -> str:
    """A file as people write them: any separators, comments and blank lines between its segments."""
    text = print_file(draw(strategies.items))
    parts = [text[s.span.start : s.span.end] for line in lines(text) for s in line.segments]
    spaced = [draw(between) + draw(st.sampled_from(["", "  ", "\t"])) + part for part in parts]
    return "".join(spaced).lstrip("->\r\n\t ") + draw(between)


@thorough
@given(untidy())
def test_fmt_is_stable_and_loses_nothing(text: str) -> None:
    once = format_text(source(text))
    assert format_text(source(once)) == once
    assert [i.model for i in load(source(once)).items] == [i.model for i in load(source(text)).items]
    assert [once[c.span.start : c.span.end] for c in comments(once)] == [
        text[c.span.start : c.span.end] for c in comments(text)
    ]


@thorough
@given(strategies.items)
def test_fmt_agrees_with_the_printer(items: list[CallFlow | Tree | Test | Use]) -> None:
    printed = print_file(items)
    assert format_text(source(printed)) == printed


# --- law 4: one mistake, one diagnostic, at its step; the rest is still checked

GOOD = """\
flow calm "A flow without a mistake"
wait 5s
notify "dialling"
goto menu
menu: listen 15s
on "disputes" press 3
on music note "m"
else again
listen 10s
on "other" or /oth(er)?/ press 4, note "n"
else goto menu
queue: hold 2h
on announcement press 2
transfer sip_phone then cell
on nobody say "sorry"
""".splitlines()

STEP_MISTAKES = [
    "lisen 5s",
    "wait",
    "press 3 4",
    'say "x',
    "@@",
    "goto 5 5",
    "say hello",
    "set other 3",
    "run a(b)",
    "-",
]
MEANING_MISTAKES = [
    "goto nowhere",
    "press 3x",
    "wait 5",
    "wait 0s",
    "music 40s",
    "again",
    "press $x",
    "run nowhere",
    'play "\\q"',
]
CLAUSE_MISTAKES = [
    'on "x" ask 5',
    "on",
    "else",
    'on "x" or press 3',
    'on "x press 3',
    "on 1 hangup",
    "else press",
    "on music",
]
HEARD_MISTAKES = [
    'on "x" goto nowhere',
    'on "x" press 3x',
    "on press 3 press 4",
    "on /(/ press 4",
    'on "…" press 4',
    'on "x" or "y" play "\\q"',
]


@thorough
@given(st.dictionaries(st.integers(1, len(GOOD) - 1), st.integers(0, 100), max_size=4), st.booleans())
def test_each_mistake_is_told_once_and_where_it_is(wrong: dict[int, int], arrows: bool) -> None:
    segments = list(GOOD)
    for place, which in wrong.items():
        clause = GOOD[place].startswith(("on ", "else "))
        label, colon, _ = GOOD[place].partition(": ")
        alone = not GOOD[min(place + 1, len(GOOD) - 1)].startswith(("on ", "else "))
        if clause:  # a transfer hears no words, so that those with a phrase would be two mistakes there
            mistakes = CLAUSE_MISTAKES + HEARD_MISTAKES * ("nobody" not in GOOD[place])
        else:
            mistakes = STEP_MISTAKES + MEANING_MISTAKES * alone
        mistake = re.sub('"([xy])"', rf'"\g<1>{place}"', mistakes[which % len(mistakes)])
        segments[place] = f"{label}: {mistake}" if colon and not clause else mistake
    unclosed = any(segment.count('"') % 2 for segment in segments)
    text = "\n".join(segments) if unclosed or not arrows else " -> ".join(segments)
    found = load(source(text), devices=["sip_phone", "cell"]).diagnostics
    starts = [sum(len(s) + (1 if "\n" in text else 4) for s in segments[:place]) for place in sorted(wrong)]
    spans = [(start, start + len(segments[place])) for start, place in zip(starts, sorted(wrong), strict=True)]
    assert len(found) == len(wrong), render(found)
    for diagnostic, (start, end) in zip(found, spans, strict=True):
        assert start <= diagnostic.span.start <= end, render(found)


GOOD_TREE = """\
tree calm "A tree without a mistake"
hangup after 38m
early media
tone ringing 6s
answer after 1 ring
chance 5% say "closed", goto closed
menu: say "For sales, press 1, for service, press 2." renumbered 20%
on press 1 goto queue
on press 2 or press 3 goto queue
on press 4 digits say "thanks", again
on silence 6s retry 2, hangup
else again
queue: music 2m..20m "moh.wav" behind 6
every 45s say "number $position"
every 10m goto closed
on press 7 goto menu
human "Hello?" after 4s over music
transfer
closed: say "bye" uninterrupted
hangup
test "a test" of calm_flow against calm
given pin = 1
with loss 5%
with noise -20dB
expect pressed 1
expect transferred sip_phone within 3m
flow calm_flow
param pin
press $pin
hold 2h
transfer sip_phone
""".splitlines()

FAR_STEP_MISTAKES = [
    "mussic 5m",
    "music",
    "music 20m..2m",
    "music 5m behind",
    "music 5m behind 9999",
    "chance 5 goto menu",
    "chance 5% goto nowhere",
    "chance 5% press 3",
    "chance 5% again",
    "hangup after 5",
    "tone busy",
    "tone loud 5s",
    'say ""',
    'say "$x"',
    'say "a" renumbered 200%',
    'say "a" loudly',
    'play "a" saying',
    'human "a" after 0s',
    "transfer sip_phone",
    "listen 5s",
    "again",
    "early",
]
FAR_CLAUSE_MISTAKES = [
    "every 45s",
    'every 45 say "x"',
    'every 45s say "$x"',
    "every 45s press 3",
    "every 45s again",
    "on press 8 goto nowhere",
    "on press 8x goto menu",
    "on press 99 digits goto menu",
    'on "x" goto menu',
    "on press 8 note 3",
    'on press 8 say "$position"',
]
TEST_MISTAKES = {
    "given": ["given pin 1", "given pin"],
    "with": ["with", "with jitter", "with rain", "with model up", "with deaf 0%"],
    "expect": ["expect", "expect asks", "expect pressed 3 4", "expect transferred nobody_there", "expect reached x"],
}


@thorough
@given(st.dictionaries(st.integers(1, GOOD_TREE.index("flow calm_flow") - 1), st.integers(0, 100), max_size=4))
def test_each_mistake_of_a_tree_and_a_test_is_told_once_and_where_it_is(wrong: dict[int, int]) -> None:
    segments = list(GOOD_TREE)
    wrong = {place: which for place, which in wrong.items() if not GOOD_TREE[place].startswith("test ")}
    for place, which in wrong.items():
        word = GOOD_TREE[place].split()[0]
        label, colon, _ = GOOD_TREE[place].partition(": ")
        follows = GOOD_TREE[place + 1].startswith(("on ", "else", "every "))
        if word in TEST_MISTAKES:
            mistakes = TEST_MISTAKES[word]
        elif word in ("on", "else", "every"):
            in_queue = place > GOOD_TREE.index('every 45s say "number $position"') - 1
            mistakes = FAR_CLAUSE_MISTAKES[0 if in_queue else 5 :]
        else:  # what does not decide can't have clauses, which would be another mistake
            mistakes = ["mussic 5m", "music", "tone loud 5s", "early"] if follows else FAR_STEP_MISTAKES
        mistake = mistakes[which % len(mistakes)].replace("press 8", f"press 8{place:02}")
        mistake = mistake.replace("deaf 0%", "deaf 0%" if place % 2 else "jitter 5")  # one of each kind
        segments[place] = f"{label}: {mistake}" if colon and word not in ("on", "every") else mistake
    text = "\n".join(segments)
    found = load(source(text), devices=["sip_phone"]).diagnostics
    errors = [one for one in found if one.severity == "error"]
    starts = [sum(len(s) + 1 for s in segments[:place]) for place in sorted(wrong)]
    spans = [(start, start + len(segments[place])) for start, place in zip(starts, sorted(wrong), strict=True)]
    assert len(errors) == len(wrong), render(found)
    for diagnostic, (start, end) in zip(errors, spans, strict=True):
        assert start <= diagnostic.span.start <= end, render(found)


def test_a_mistake_hides_none_of_another_kind() -> None:
    text = 'lisen 5s\nlisten 5s\n  on "x" press 3z, goto nowhere\nhold 2h\ntransfer sip_phnoe\n'
    found = load(source(text), devices=["sip_phone"]).diagnostics
    assert [d.code for d in found] == ["HL001", "HL401", "HL102", "HL101"]


# --- law 5: any input gives diagnostics, in linear time


def harmless(text: str) -> tuple[Diagnostic, ...]:
    found = load(source(text), devices=[]).diagnostics
    for form in FORMATS:
        render(found, form)
    return found


@thorough
@given(st.text(max_size=200))
def test_no_text_makes_the_loader_raise(text: str) -> None:
    harmless(text)


@thorough
@given(strategies.soup)
def test_no_mixture_of_its_words_makes_the_loader_raise(text: str) -> None:
    for diagnostic in harmless(text):
        assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(text) + 1
        assert not any(name in diagnostic.message + diagnostic.label for name in ("DURATION", "TEXT", "$END", "NAME"))


LONG = {
    "quotation marks": '"',
    "slashes": "/",
    "arrows": "->",
    "one word": "a",
    "labels": "a:",
    "steps": "wait 5s\n",
    "mistakes": "lisen 5s\n",
    "gotos": "goto nowhere\n",
    "items": "flow a\n",
    "actions": "press 3, ",
    "clauses": 'listen 5s -> on "abc" press 3 -> else goto x -> ',
    "queues": 'tree a -> music 2m..9m behind 6 -> every 45s say "$position" -> on press 4 digits again -> ',
    "chances": "tree a -> chance 5% goto nowhere\n",
    "faults": 'test "a" of b against "c"\nwith loss 5%\nwith noise -20dB\n',
    "comments": "# a\n",
    "allows": "wait 5s # hold: allow x\n",
}


@pytest.mark.parametrize("piece", LONG.values(), ids=LONG)
def test_twice_the_text_costs_twice_the_calls(piece: str) -> None:
    """Counted, not timed: how many functions are called."""
    load(source(piece))
    once, twice = _calls(piece * 200), _calls(piece * 400)
    assert twice <= 2.2 * once + 2000


def _calls(text: str) -> int:
    count = 0

    def tally(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(tally)
    try:
        load(source(text))
    finally:
        sys.setprofile(None)
    return count
