"""Mending: what each safe fix makes of a source, and when none is made."""

import pytest

from holdlang.diagnostics import Diagnostic, Edit, Fix, meant_name
from holdlang.diagnostics.fixing import apart, applied, fixed
from holdlang.diagnostics.render import render
from holdlang.source import Source, Span
from tests.language.cases import found

pytestmark = pytest.mark.unit

MENDED = {
    "device": ("hold 2h\ntransfer sip_phnoe\n", "hold 2h\ntransfer sip_phone\n"),
    "label": (
        "listen 15s\n  else goto quue\nqueue: hold 2h\ntransfer cell\n",
        "listen 15s\n  else goto queue\nqueue: hold 2h\ntransfer cell\n",
    ),
    "flow": (
        'use "lib/queue.hold"\n\nrun stand_in_lime\ntransfer cell\n',
        'use "lib/queue.hold"\n\nrun stand_in_line\ntransfer cell\n',
    ),
    "variable": (
        'flow a "A"\n  needs digits\nsay "Hello, $digit."\n',
        'flow a "A"\n  needs digits\nsay "Hello, $digits."\n',
    ),
    "a dollar sign": ('note "costs $5"\n', 'note "costs $$5"\n'),
    "a backslash": ('play "a\\greeting.wav"\n', 'play "a\\\\greeting.wav"\n'),
    "two backslashes": ('play "a\\b\\greeting.wav"\n', 'play "a\\\\b\\\\greeting.wav"\n'),
    "a unit": ("wait 5min\n", "wait 5m\n"),
    "units": ("hold 1hour30min\ntransfer cell\n", "hold 1h30m\ntransfer cell\n"),
    "a keyword": ("lisen 15s\n", "listen 15s\n"),
    "an arrow": ('listen 15s on "a" press 3\n', 'listen 15s -> on "a" press 3\n'),
    "an arrow between steps": ("wait 5s wait 6s\n", "wait 5s -> wait 6s\n"),
    "an arrow for a comma": ("press 3, press 4\n", "press 3 -> press 4\n"),
    "an arrow for a word": ("press 3 and press 4\n", "press 3 -> press 4\n"),
    "a comma": (
        'listen 15s\n  on "a" press 3 note "b"\n',
        'listen 15s\n  on "a" press 3, note "b"\n',
    ),
    "or": ('listen 15s\n  on "a", "b" press 3\n', 'listen 15s\n  on "a" or "b" press 3\n'),
    "quotation marks": ("say hello there\n", 'say "hello there"\n'),
    "around the name of a test": (
        'flow f "F"\nhangup\ntree t\nanswer\ntest z of two of f against t\n',
        'flow f "F"\nhangup\ntree t\nanswer\ntest "z of two" of f against t\n',
    ),
    "for a number": ('flow a "A"\n  dial +12125550142\nhangup\n', 'flow a "A"\n  dial "+12125550142"\nhangup\n'),
    "around a phrase": ("listen 15s\n  on disputes press 3\n", 'listen 15s\n  on "disputes" press 3\n'),
    "round quotation marks": ("say “hello”\n", 'say "hello"\n'),
    "single quotation marks": ("say 'hello'\n", 'say "hello"\n'),
    "no quotation marks": ('goto "out"\nout: hangup\n', "goto out\nout: hangup\n"),
    "a key": ("press three\n", "press 3\n"),
    "a time zone": (
        'flow a "A"\n  open daily 08:00-20:00 America/New_Yrk\nhangup\n',
        'flow a "A"\n  open daily 08:00-20:00 America/New_York\nhangup\n',
    ),
    "a field": ('flow a "A"\n  meta versin 3\nhangup\n', 'flow a "A"\n  meta version 3\nhangup\n'),
    "a number and its unit": ("wait 5 s\n", "wait 5s\n"),
    "a number and its long unit": ("wait 5 minutes\n", "wait 5m\n"),
    "several numbers and units": ("hold 1 hour 30 minutes\ntransfer cell\n", "hold 1h30m\ntransfer cell\n"),
    "what is no device": ("transfer to cell\n", "transfer cell\n"),
    "two words": ('say "bye", hang up\n', 'say "bye" -> hangup\n'),
    "two words in a clause": ("listen 15s\n  else press 1, hang up\n", "listen 15s\n  else press 1, hangup\n"),
    "quotation marks before an action": (
        "listen 15s\n  else say sorry, hangup\n",
        'listen 15s\n  else say "sorry", hangup\n',
    ),
    "quotation marks around a phrase of two words": (
        "listen 15s\n  on account services press 1\n  else end\n",
        'listen 15s\n  on "account services" press 1\n  else end\n',
    ),
    "quotation marks before an arrow that is not ours": ("say good day → press 3\n", 'say "good day" -> press 3\n'),
    "a comma for a word": (
        'listen 15s\n  on "a" press 3 and hang up\n  else end\n',
        'listen 15s\n  on "a" press 3, hangup\n  else end\n',
    ),
    "a comment": ("wait 5s# a moment\n", "wait 5s # a moment\n"),
    "a state": ("listen 15s\n  on clossed hangup\n", "listen 15s\n  on closed hangup\n"),
    "keys": ("press 12b\n", 'press "12B"\n'),
    "several at once": ("hold 2hrs\ntransfer sip_phnoe\n", "hold 2h\ntransfer sip_phone\n"),
    "one behind the other": (  # only a `goto` that is read can point nowhere
        "listen 15s\n  else goto quue\nqueue: hodl 2h\ntransfer cell\n",
        "listen 15s\n  else goto queue\nqueue: hold 2h\ntransfer cell\n",
    ),
    "what uncovers another": ("wait 10sec\nwait 5s  # hold: allow odd-duratoin\n", "wait 10s\nwait 5s\n"),
    "windows": ("wait 5min\r\nwait 5s\r\n", "wait 5m\r\nwait 5s\r\n"),
}


@pytest.mark.parametrize(("before", "after"), MENDED.values(), ids=MENDED)
def test_a_fix(before: str, after: str) -> None:
    result = fixed(Source("a.hold", before), found)
    assert result.source.text == after
    assert render(result.diagnostics) == ""
    assert fixed(result.source, found).made == ()


LEFT = {
    "either could be meant": "goto menu\nmenu1: wait 5s\nmenu2: wait 5s\n",
    "numbers are different on purpose": "listen 15s\n  else goto menu2\nmenu1: wait 5s\n",
    "not alike enough": "listen 15s\n  else goto agent\nagain: wait 5s\n",
    "no unit, so two are possible": "wait 5\n",
    "the order is a matter of thought": "hold 1m2h\ntransfer cell\n",
    "one of the escapes means something": 'play "a\\b\\new.wav"\n',
    "an apostrophe": "say 'I'm here'\n",
    "together or one after the other": "transfer sip_phone and cell\n",
    "devices with a comma": "transfer sip_phone, cell\n",
    "keys with a comma": "press 1, 2\n",
    "a comma that no action follows": "say hello, there\n",
    "where the phrase ends": "listen 15s\n  on go to end press 1\n  else end\n",
    "words that are no name": 'goto "the way out"\nhangup\n',
    "a group is missing, not a dollar sign": 'listen 15s\n  on /press (\\d)/ note "$2"\n  else end\n',
}


@pytest.mark.parametrize("text", LEFT.values(), ids=LEFT)
def test_what_is_left_to_the_author(text: str) -> None:
    result = fixed(Source("a.hold", text), found)
    assert (result.made, result.source.text) == ((), text)
    assert result.diagnostics


def test_other_lines_have_no_say() -> None:
    """Neither does a mistake elsewhere let a bad fix pass, nor does it keep a good one from being made."""
    text = 'press 1, 2\nwait 5 minutes\nsay "a", hang out\nhold 2hrs\nlisten 5min # long\ntransfer nowhere\n'
    result = fixed(Source("a.hold", text), found)
    assert result.source.text == (
        'press 1, 2\nwait 5m\nsay "a", hang out\nhold 2h\nlisten 5m # long\ntransfer nowhere\n'
    )


def test_a_warning_that_the_mistake_has_hidden_may_appear() -> None:
    result = fixed(Source("a.hold", "wait 15 minutes\n"), found)
    assert result.source.text == "wait 15m\n"
    assert [diagnostic.code for diagnostic in result.diagnostics] == ["HL311"]


def test_of_two_fixes_on_a_line_the_good_one_is_made() -> None:
    result = fixed(Source("a.hold", "wait 5min -> say hello (there, hangup\n"), found)
    assert result.source.text.startswith("wait 5m")


def test_a_fix_that_uncovers_more_than_it_mends_is_not_made() -> None:
    """Here it would open a flow, with steps that belong to the tree."""
    text = 'tree shop\nanswer\nfow sales\nmusic 40s\nhuman "Hello?"\nbeep\nwait 5min\n'
    result = fixed(Source("a.hold", text), found)
    assert result.source.text == text.replace("5min", "5m")


def test_a_round_that_does_not_help_is_not_made() -> None:
    """This fix takes one mistake away and brings another in."""

    def find(source: Source) -> tuple[Diagnostic, ...]:
        fix = Fix("write b", (Edit(Span(0, 1), "b" if source.text == "a" else "a"),))
        return (Diagnostic("HL301", "wrong", Span(0, 1), source, fix=fix),)

    result = fixed(Source("a.hold", "a"), find)
    assert (result.source.text, result.made) == ("a", ())


def test_fixes_of_other_files_are_theirs() -> None:
    other = Source("lib.hold", "a")

    def find(source: Source) -> tuple[Diagnostic, ...]:
        return (Diagnostic("HL301", "wrong", Span(0, 1), other, fix=Fix("remove", (Edit(Span(0, 1), ""),))),)

    assert fixed(Source("a.hold", "a"), find).source.text == "a"


def test_of_fixes_that_touch_the_first_is_made() -> None:
    one, two, three = (Fix(f"{start}", (Edit(Span(start, end), ""),)) for start, end in ((0, 3), (3, 5), (6, 7)))
    assert apart([three, two, one]) == [one, three]


def test_edits_are_made_from_the_front() -> None:
    fixes = [Fix("b", (Edit(Span(6, 7), "D"),)), Fix("a", (Edit(Span(0, 1), "A"), Edit(Span(2, 2), "+")))]
    assert applied("a b c d", fixes) == "A +b c D"


def test_a_name_is_meant_only_without_a_doubt() -> None:
    span = Span(0, 4)
    assert meant_name("quue", ["queue", "closed"], span) == Fix("write `queue`", (Edit(span, "queue"),))
    assert meant_name("menu", ["menus", "menua"], span) is None
    assert meant_name("x" * 1000, ["x"], span) is None
