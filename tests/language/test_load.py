"""Loading: items, their places in the source, and what the models themselves hold off."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from holdlang.load import load
from holdlang.model import CallFlow, Goto, Hangup, Model, Pattern, Silence, Transfer, Tree, Wait
from holdlang.source import Source, Span

pytestmark = pytest.mark.unit

TEXT = """\
flow one "One"
  dial "+18005551234"
menu: listen 15s
  on "a" or "b" press 12, goto menu
  else goto queue
queue: hold 2h -> transfer sip_phone or cell
tree two
busy
"""


def test_items_in_order() -> None:
    loaded = load(Source("a.hold", TEXT))
    assert loaded.ok
    assert [flow.id for flow in loaded.flows] == ["one"]
    assert [tree.id for tree in loaded.trees] == ["two"]
    assert [item.model.id for item in loaded.items] == ["one", "two"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), 'flow one "One"'),
        (("name",), "one"),
        (("header", "dial"), 'dial "+18005551234"'),
        (("step", 0), "menu: listen 15s"),
        (("step", 0, "label"), "menu"),
        (("step", 0, "clause", 0), 'on "a" or "b" press 12, goto menu'),
        (("step", 0, "clause", 0, "trigger", 1), '"b"'),
        (("step", 0, "clause", 0, "action", 0, "keys"), "12"),
        (("step", 0, "clause", 0, "action", 1, "target"), "menu"),
        (("step", 0, "else", "action", 0, "target"), "queue"),
        (("step", 2, "device", 0, 1), "cell"),
        (("step", 2, "device", 7, 7), "transfer sip_phone or cell"),
        (("no", "such", "part"), 'flow one "One"'),
    ],
)
def test_where_parts_stand(path: tuple[str | int, ...], text: str) -> None:
    loaded = load(Source("a.hold", TEXT))
    assert loaded.source.slice(loaded.span(loaded.flows[0], *path)) == text


def test_a_warning_does_not_keep_a_flow_from_running() -> None:
    loaded = load(Source("a.hold", "hold 2h"))
    assert [diagnostic.severity for diagnostic in loaded.diagnostics] == ["warning"]
    assert loaded.ok


def test_devices_are_only_checked_when_they_are_known() -> None:
    source = Source("a.hold", "hold 2h -> transfer x")
    assert load(source).ok
    assert not load(source, devices=[]).ok


def test_a_byte_order_mark_is_no_step(tmp_path: Path) -> None:
    path = tmp_path / "a.hold"
    path.write_bytes(b"\xef\xbb\xbfwait 5s\r\n")
    assert load(Source.read(path)).flows[0].steps == (Wait(seconds=5),)


def test_positions() -> None:
    source = Source("a.hold", "ab\r\ncd\n")
    assert [source.position(offset) for offset in (0, 1, 4, 7)] == [(1, 1), (1, 2), (2, 1), (3, 1)]
    assert [source.line_span(line) for line in (1, 2, 3)] == [Span(0, 2), Span(4, 6), Span(7, 7)]


@pytest.mark.parametrize("name", ["", "a b", "1a", "a-b", "a:"])
def test_models_hold_only_names_that_can_be_written(name: str) -> None:
    makers: list[Callable[[str], Model]] = [
        lambda text: CallFlow(id=text),
        lambda text: Tree(id=text),
        lambda text: Goto(target=text),
        lambda text: Hangup(label=text),
        lambda text: Transfer(targets=((text,),)),
    ]
    for make in makers:
        make("good_name_1")
        with pytest.raises(ValidationError):
            make(name)


@pytest.mark.parametrize("seconds", [0, -1, 0.0001, 604_801, float("inf"), float("nan")])
def test_models_hold_only_durations_that_can_be_written(seconds: float) -> None:
    for model in (Wait, Silence):
        with pytest.raises(ValidationError):
            model(seconds=seconds)


def test_patterns_are_equal_however_their_slashes_were_written() -> None:
    assert Pattern(regex=r"a\/b") == Pattern(regex="a/b")
    assert Pattern(regex=r"a\\/b").regex == r"a\\/b"
    for regex in ("(", "", "a\nb"):
        with pytest.raises(ValidationError):
            Pattern(regex=regex)


@pytest.mark.parametrize(
    ("clause", "codes"),
    [
        ("on /press (\\d)/ press $1", []),
        ("on /press (\\d)/ press $0", ["HL105"]),
        ("on /press (\\d)/ or /dial (\\d)/ press $1", []),
        ('on "agent" or /press (\\d)/ press $1', ["HL105"]),
        ("on /agent|{e}/ press 1", ["HL202"]),
        ("on /x{e<=y}/ press 1", ["HL202"]),
        ("on /[[:alpha:]]/ press 1", ["HL202"]),
        ("on /x{2,3}y{2}z{2,}/ press 1", []),
    ],
)
def test_groups_and_braces_mean_in_a_call_what_the_check_takes_them_for(clause: str, codes: list[str]) -> None:
    found = load(Source("a.hold", f"listen 15s\n  {clause}\n  else end\n")).diagnostics
    assert [diagnostic.code for diagnostic in found if diagnostic.severity == "error"] == codes
