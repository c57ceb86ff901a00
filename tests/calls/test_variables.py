"""Variables, groups and secrets on a call."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from holdlang.secret import Secret
from tests.calls.rig import Company, Result, run

pytestmark = pytest.mark.call

PIN = "42517986"
"""Long enough to be in no time stamp and no Call-ID by chance."""

SPELLED = "four two five one seven nine eight six"
SPOKEN = re.compile(
    "|".join(["[ ,-]*".join(PIN), *(rf"{a}\W+{b}" for a, b in pairwise(SPELLED.split()))]), re.IGNORECASE
)
"""The PIN as a whole, or two digits of it as they are said."""


def leaks(folder: Path, *more: str) -> list[str]:
    """Every place in a call's folder, or in these texts, that shows the PIN; names of files included."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    texts = {str(path): path.read_bytes().decode("latin-1") for path in files if path.suffix != ".wav"}
    texts |= {f"name of {path}": path.name for path in files} | {f"text {n}": text for n, text in enumerate(more)}
    return [f"{name}: {found[0]}" for name, text in texts.items() if (found := SPOKEN.search(text))]


def ask_for_pin(*read_back: str) -> Company:
    """A company that asks for a PIN, says what it got, and asks how to help."""
    company = Company()
    company.speaks(0.5, "please enter your pin")

    def got(now: float) -> None:
        at = now + 1.0
        for text in read_back:
            at = company.speaks(at, text, 4) + 2.0
        company.speaks(at, "for disputes press three")

    company.after("6", got)
    company.after("3", lambda now: company.hangs_up(now + 1))
    return company


NEEDS_PIN = 'flow bank\nneeds pin secret "your PIN"\n'


def test_a_secret_is_pressed_and_shown_nowhere(tmp_path: Path) -> None:
    company = ask_for_pin(f"you entered {SPELLED} if that is right please hold", "four two, five one")
    flow = NEEDS_PIN + (
        'set entry = "$pin"\n'
        'listen 15s -> on "pin" press $entry\n'
        "# hold: allow spoken-secret\n"
        'note "the pin is $pin" -> notify "I pressed $entry"\n'
        'listen 30s -> on "if that is right" note "read back" -> listen 30s -> on "disputes" press 3\n'
        "# hold: allow spoken-secret\n"
        'say "My pin is $pin" -> listen 10s -> fail "wrong $pin"'
    )
    result = run(flow, company, tmp_path, values={"pin": Secret(PIN)})
    assert company.pressed == PIN + "3"
    assert f"My pin is {PIN}" in company.played
    assert [data.digits for data in result.data("ivr_dtmf_sent")] == ["<secret>", "3"]
    assert [data.digits for data in result.data("send_dtmf")] == ["<secret>", "3"]
    assert [data.text for data in result.data("note")] == ["the pin is <secret>", "read back"]
    assert [data.text for data in result.data("notify")] == ["I pressed <secret>"]
    assert "My pin is <secret>" in [data.text for data in result.data("speak")]
    assert any("you entered <secret> if that is right" in data.text for data in result.data("transcript_chunk"))
    assert leaks(tmp_path, result.outcome.reason) == []
    assert not list(tmp_path.glob("say_*.wav"))


def test_a_secret_misheard_halfway_is_not_shown_either(tmp_path: Path) -> None:
    company = ask_for_pin("you entered for to five won")
    result = run(
        NEEDS_PIN + 'listen 15s -> on "pin" press $pin -> listen 10s -> on "nothing of the sort" end',
        company,
        tmp_path,
        values={"pin": Secret(PIN)},
    )
    assert result.outcome.kind == "failed"
    assert "you entered <secret> for disputes" in result.outcome.reason
    assert "for to five" not in (tmp_path / "call" / "call.jsonl").read_text()


def test_what_is_no_key_is_not_quoted(tmp_path: Path) -> None:
    result = run(NEEDS_PIN + "press $pin", Company(), tmp_path, values={"pin": Secret("four21x")})
    assert result.outcome.reason.startswith("`press $pin` has no keys to press")
    assert "four21x" not in (tmp_path / "call" / "call.jsonl").read_text()


def test_a_card_number_may_be_written_with_spaces(tmp_path: Path) -> None:
    company = Company()
    run("flow bank\nneeds card\npress $card -> end", company, tmp_path, values={"card": "4242 1234-5"})
    assert company.pressed == "424212345"


def queue(text: str, key: str = "9") -> Company:
    company = Company()
    company.speaks(0.5, text)
    company.after(key, lambda now: company.hangs_up(now + 1))
    return company


@pytest.mark.parametrize(
    ("clause", "heard", "noted"),
    [
        (r'on /number (\d+)/ note "place $1"', "you are number 24 in line", "place 24"),
        (r'on /number (?P<place>\d+)/ note "place $place, $1"', "you are number 24 in line", "place 24, 24"),
        (r'on /wait is (\w+) minutes/ note "$1 min"', "your wait is twelve minutes", "12 min"),
        (r'on /(hold)?on/ note "[$1]"', "please on", "[]"),
        ('on "line" note "$$1 is no group"', "you are in line", "$1 is no group"),
    ],
)
def test_groups(clause: str, heard: str, noted: str, tmp_path: Path) -> None:
    result = run(f"listen 15s -> {clause} -> end", queue(heard), tmp_path)
    assert [data.text for data in result.data("note")] == [noted], result.outcome


@pytest.mark.parametrize(
    ("regex", "heard", "pressed"),
    [
        (r"for disputes press (\w+)", "for disputes press nine", "9"),
        (r"press (\w+) to go on", "press star to go on", "*"),
        (r"enter ([\w ]+) to go on", "enter four two to go on", "42"),
    ],
)
def test_a_group_is_pressed_as_the_keys_that_it_names(regex: str, heard: str, pressed: str, tmp_path: Path) -> None:
    company = queue(heard)
    run(f"listen 15s -> on /{regex}/ press $1 -> end", company, tmp_path)
    assert company.pressed == pressed


def test_groups_belong_to_their_clause(tmp_path: Path) -> None:
    flow = 'listen 15s\n on /number (?P<place>\\d+)/ set kept = $place -> note "$kept" -> end'
    result = run(flow, queue("you are number 24 in line"), tmp_path)
    assert [data.text for data in result.data("note")] == ["24"]


def test_variables_in_phrases(tmp_path: Path) -> None:
    company = queue("hello mister okafor press nine")
    run('flow a\nneeds name\nlisten 15s -> on "mister $name" press 9', company, tmp_path, values={"name": "Okafor"})
    assert company.pressed == "9"


def test_a_secret_phrase_is_shown_as_it_is_written(tmp_path: Path) -> None:
    company = queue(f"your card ending in {SPELLED} press nine")
    flow = 'flow a\nneeds pin secret\nlisten 15s -> on "ending in $pin" press 9'
    result = run(flow, company, tmp_path, values={"pin": Secret(PIN)})
    assert company.pressed == "9"
    assert [data.clause for data in result.data("decided")] == ['on "ending in $pin"']
    assert leaks(tmp_path, result.outcome.reason) == []


def test_a_secret_phrase_that_is_misheard_is_not_decided_by_in_the_open(tmp_path: Path) -> None:
    company = queue("is it margaretta wolfenden today")
    flow = "flow a\nneeds who secret\nlisten 15s -> on $who press 9"
    result = run(flow, company, tmp_path, values={"who": Secret("Margareta Wolfendon")})
    assert company.pressed == "9"
    for kind in ("decided", "send_dtmf", "ivr_dtmf_sent"):
        assert all("wolf" not in data.model_dump_json() for data in result.data(kind))


def test_a_moved_menu_is_noticed_through_a_variable(tmp_path: Path) -> None:
    company = queue("for disputes press five")
    result = run('set key = 3 -> listen 15s -> on "disputes" press $key', company, tmp_path)
    assert company.pressed == ""
    assert "the menu has changed" in result.outcome.reason


def test_a_secret_is_no_menu_key(tmp_path: Path) -> None:
    company = queue("for disputes press nine and enter your pin", key="4")
    run('flow a\nneeds pin secret\nlisten 15s -> on "pin" press $pin', company, tmp_path, values={"pin": Secret("42")})
    assert company.pressed == "42"


def said(result: Result) -> list[str]:
    return [data.text for data in result.data("speak")]


def test_texts_are_said_with_what_is_known_then(tmp_path: Path) -> None:
    flow = 'flow a\nneeds name\nsay "I am $name" -> set name = "Bo" -> say "I am $name, $$5" -> end'
    company = Company()
    result = run(flow, company, tmp_path, values={"name": "Al"})
    assert said(result) == company.played == ["I am Al", "I am Bo, $5"]


@pytest.mark.parametrize(("sounds", "played"), [("flows", []), ("", ["mail.wav"])])
def test_a_sound_that_a_caller_names_is_played_from_the_folder_of_flows_alone(
    tmp_path: Path, sounds: str, played: list[str]
) -> None:
    """As the server has it, which others than the user may tell what to play."""
    (tmp_path / "flows").mkdir()
    company = Company()
    result = run(
        'flow bank\nneeds which\nplay "$which" -> hangup',
        company,
        tmp_path / "flows",
        values={"which": "../mail.wav"},
        sounds=tmp_path / sounds if sounds else None,
    )
    assert company.played == played
    assert (result.outcome.kind == "failed") == (not played)
    assert ("does not lie in the folder of flows" in result.outcome.reason) == (not played)
