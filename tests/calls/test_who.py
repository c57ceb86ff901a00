"""Who answered, in the log of whole calls: from the answer on, and whenever it is another."""

from pathlib import Path

import pytest

from holdlang.calllog import AnsweredBy
from holdlang.callstate import replay
from holdlang.cli.plain import plain
from holdlang.cli.summary import summary
from runtime.rehearse.virtual.acting import act
from tests.calls.rehearsed import scripts
from tests.calls.rig import Company, Result, run

pytestmark = pytest.mark.call


def who(result: Result) -> list[str]:
    return [data.who for data in result.data("answered_by") if isinstance(data, AnsweredBy)]


def test_a_person_who_answers_and_waits(tmp_path: Path) -> None:
    company = Company()
    said = company.speaks(0.5, "hello", 0.6)
    result = run("wait 20s", company, tmp_path)
    assert who(result) == ["human"]
    (line,) = [line for line in result.log if line.type == "answered_by"]
    assert line.at < said + 1.5
    assert line.data.onset == pytest.approx(0.5, abs=0.11)
    assert line.data.transcript_excerpt == "hello"
    assert set(line.data.evidence) == {"prior", "length", "words", "waits"}


def test_nobody_at_all(tmp_path: Path) -> None:
    company = Company()
    company.sounds(0.1, "silence")
    result = run("wait 60s", company, tmp_path)
    assert who(result) == ["silence"]


def test_a_voicemail_and_its_beep(tmp_path: Path) -> None:
    company = Company()
    at = company.speaks(0.5, "you have reached dana please leave a message after the tone", 4)
    beep = at + 0.8
    company.beeps(beep)
    result = run("wait 20s", company, tmp_path)
    assert who(result) == ["voicemail", "voicemail"]
    first, second = result.data("answered_by")
    assert isinstance(first, AnsweredBy)
    assert isinstance(second, AnsweredBy)
    assert first.beep is None
    assert second.beep == pytest.approx(beep, abs=0.11)
    shown = [words.split("  ")[1] for words in map(plain, result.log) if words]
    assert "the beep of a voicemail" in shown


def test_a_menu_then_a_person_then_hold_then_a_person(tmp_path: Path) -> None:
    company = Company()
    company.speaks(0.5, "thank you for calling for disputes press three", 4)

    def queue(now: float) -> None:
        at = company.music(now + 1, 60)
        at = company.speaks(at + 0.2, "thank you for holding this is dana how can i help you", 4)
        at = company.music(at + 30, 60)
        company.speaks(at + 0.2, "hello are you still there", 2)

    company.after("3", queue)
    result = run('listen 15s -> on "disputes" press 3 -> wait 5m', company, tmp_path)
    assert who(result) == ["ivr", "human", "human"]
    assert replay(result.log).answered_by == "ivr"
    assert replay(result.log).who == "human"
    assert "answered by  a recording" in summary(replay(result.log), tmp_path)


def test_what_is_said_between_the_user_and_the_person_is_not_judged(tmp_path: Path) -> None:
    company = Company()
    company.speaks(0.5, "hello", 0.6)
    company.speaks(30.0, "please leave a message after the tone", 3)
    result = run('listen 10s -> on human note "a person" -> transfer sip_phone', company, tmp_path)
    assert who(result) == ["human"]


def in_tree(test: str) -> list[tuple[str, float]]:
    """Who is told when, in a test of ours."""
    (script,) = [script for name, script in scripts().items() if name.endswith(test)]
    return [(line.data.who, line.at) for line in act(script).lines if isinstance(line.data, AnsweredBy)]


@pytest.mark.parametrize(
    ("test", "told"),
    [
        ("a person says that somebody is not available", ["human"]),
        ("a greeting with a pause of 528 ms", ["ivr", "voicemail"]),
        ("a person says: dial nine when you arrive", ["ivr", "human"]),
        ("a number that is out of service", ["unavailable"]),
        ("busy after the answer", ["unavailable"]),
        ("put back on hold by the person", ["ivr", "human", "human"]),
        ("eighty minutes of music", ["ivr", "human"]),
        ("thank you for holding, a hundred times, and never a person", ["ivr"]),
        ("ringing after the answer", ["ivr", "human"]),
    ],
)
def test_who_answers_in_a_rehearsal(test: str, told: list[str]) -> None:
    assert [who for who, _ in in_tree(test)] == told
