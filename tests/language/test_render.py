"""What the user reads: the look of a diagnostic, character by character."""

import json

import pytest

from holdlang.diagnostics import Diagnostic, Related
from holdlang.diagnostics.render import EXCERPT, full, render
from holdlang.load import load
from holdlang.source import Source, Span

pytestmark = pytest.mark.unit

FLOW = "\n" * 8 + "transfer sip_phnoe\n"


def found(text: str = FLOW, name: str = "flows/chase/disputes.hold") -> tuple[Diagnostic, ...]:
    return load(Source(name, text), devices=["sip_phone"]).diagnostics


def at(text: str, marked: str) -> str:
    """A diagnostic of `marked`, rendered in full."""
    start = text.index(marked)
    return full(Diagnostic("HL002", "m", Span(start, start + len(marked)), Source("a.hold", text)))


def test_full() -> None:
    assert render(found()) == (
        "error[HL101]: unknown transfer target `sip_phnoe`\n"
        " --> flows/chase/disputes.hold:9:10\n"
        "  |\n"
        "9 | transfer sip_phnoe\n"
        "  |          ^^^^^^^^^ no device of this name\n"
        "help: did you mean `sip_phone`?"
    )


def test_the_gutter_grows_with_the_line_number() -> None:
    lines = render(found("\n" * 100 + "lisen 5s")).splitlines()
    assert lines[1:5] == [
        "   --> flows/chase/disputes.hold:101:1",
        "    |",
        "101 | lisen 5s",
        "    | ^^^^^ unknown step",
    ]


def test_concise() -> None:
    assert render(found(), "concise") == (
        "flows/chase/disputes.hold:9:10: error[HL101] unknown transfer target `sip_phnoe` (did you mean `sip_phone`?)"
    )


def test_json() -> None:
    assert json.loads(render(found(), "json")) == {
        "code": "HL101",
        "severity": "error",
        "message": "unknown transfer target `sip_phnoe`",
        "label": "no device of this name",
        "help": "did you mean `sip_phone`?",
        "file": "flows/chase/disputes.hold",
        "start": {"offset": 17, "line": 9, "column": 10},
        "end": {"offset": 26, "line": 9, "column": 19},
        "related": [],
        "fix": {
            "title": "write `sip_phone`",
            "edits": [
                {
                    "start": {"offset": 17, "line": 9, "column": 10},
                    "end": {"offset": 26, "line": 9, "column": 19},
                    "text": "sip_phone",
                }
            ],
        },
    }


def test_github_escapes_what_would_end_the_command() -> None:
    diagnostic = Diagnostic("HL301", "100%: a,b\nc", Span(0, 4), Source("a,b:c.hold", "wait"), help="h")
    assert render([diagnostic], "github") == (
        "::warning file=a%2Cb%3Ac.hold,line=1,col=1,endLine=1,endColumn=5,title=HL301::100%25: a,b%0Ac%0Ah"
    )


def test_several_have_an_empty_line_between() -> None:
    assert render(found("lisen 5s\nlisen 6s")).split("\n\n")[1].startswith("error[HL001]")


def test_marks_stand_under_the_fault_behind_tabs() -> None:
    lines = at("\ta\tbad", "bad").splitlines()
    assert lines[3].index("bad") == lines[4].index("^^^")
    assert "\t" not in "".join(lines)


def test_marks_stand_under_the_fault_behind_wide_characters() -> None:
    """`電話` takes four columns of a terminal, and the accent of `e\u0301` none."""
    lines = at('say "電話" e\u0301 bad', "bad").splitlines()
    assert lines[4] == "  | " + " " * 13 + "^^^"
    assert at("電話 x", "電話").splitlines()[4] == "  | ^^^^"


def test_a_fault_at_the_end_of_the_line_is_marked_there() -> None:
    lines = render(found("wait")).splitlines()
    assert lines[4] == "  |     ^ expected a duration such as `15s`"


def test_a_span_over_lines_is_marked_on_its_first() -> None:
    assert at("wait 5s\nhold 2h", "5s\nhold").splitlines()[4] == "  |      ^^"


def test_source_cannot_send_the_terminal_commands() -> None:
    text = render(found('lisen "\x1b[2J\x07"\u202e'))
    assert not any(character in text for character in "\x1b\x07\u202e")


def test_an_endless_line_is_cut_around_the_fault() -> None:
    lines = at("a " * 5000 + "bad" + " b" * 5000, "bad").splitlines()
    assert len(lines[3]) < EXCERPT + 10
    assert lines[3][lines[4].index("^") :].startswith("bad")
    assert lines[3].endswith("…")


def test_windows_line_ends_are_not_part_of_the_line() -> None:
    lines = render(found("lisen 5s\r\nwait 5s\r\n")).splitlines()
    assert lines[3] == "1 | lisen 5s"


def with_related(*related: Related) -> str:
    source = related[0].source if related[0].source.name == "a.hold" else Source("a.hold", "menu: wait 5s\n" * 20)
    start = source.line_span(12).start
    return full(Diagnostic("HL103", "m", Span(start, start + 4), source, "taken", related=related))


def test_what_belongs_to_it_is_shown_in_the_order_of_the_file() -> None:
    source = Source("a.hold", "menu: wait 5s\n" * 20)
    assert with_related(Related("first here", Span(0, 4), source)).splitlines()[1:] == [
        "  --> a.hold:12:1",
        "   |",
        " 1 | menu: wait 5s",
        "   | ---- first here",
        "...",
        "12 | menu: wait 5s",
        "   | ^^^^ taken",
    ]


def test_two_marks_on_one_line_share_it() -> None:
    source = Source("a.hold", "menu: wait 5s\n" * 20)
    start = source.line_span(12).start
    assert with_related(Related("so long", Span(start + 11, start + 13), source)).splitlines()[3:] == [
        "12 | menu: wait 5s",
        "   | ^^^^ taken",
        "   |            -- so long",
    ]


def test_another_file_is_named() -> None:
    other = Source("lib/bank.hold", 'tree bank "A bank"\nanswer\n')
    assert with_related(Related("this one", Span(5, 9), other)).splitlines()[5:] == [
        "  ::: lib/bank.hold:1:6",
        "   |",
        ' 1 | tree bank "A bank"',
        "   |      ---- this one",
    ]
