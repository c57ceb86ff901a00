"""A flow over the log of a call: what is the same, what has changed, and where the log can tell no more."""

import json
import random
from pathlib import Path

import pytest

from holdlang.calllog import CallStarted, Data, Line, NotifyUser, TranscriptChunk, parse_line
from holdlang.errors import UsageError
from holdlang.load import load
from holdlang.source import Source
from holdlang.trials.decisions import decisions
from holdlang.trials.rehearsal import Rehearsal
from runtime.replay.acting import act_kept, tape_of, values_of
from runtime.replay.deck import STRAYED
from runtime.replay.tape import TooOld, read_tape
from tests.replay.rig import COMPANY, FLOW, again, call, loaded, parted

pytestmark = pytest.mark.call


def test_the_same_flow_decides_alike() -> None:
    that_day = call(FLOW)
    assert that_day.end.outcome == "transferred"
    assert parted(that_day.lines, again(that_day.lines, FLOW)) is None


def test_another_key_is_the_first_difference_with_both_reasons() -> None:
    that_day = call(FLOW)
    today = again(that_day.lines, FLOW.replace('"disputes" press heard', '"billing" press 2'))
    found = parted(that_day.lines, today)
    assert found is not None
    assert found.place == 0
    assert found.one is not None
    assert found.other is not None
    assert (found.one.what, found.other.what) == ("press 3", "press 2")
    assert found.one.why.startswith('on "disputes": heard “welcome to the bank')
    assert found.other.why.startswith('on "billing": heard “welcome to the bank')
    assert STRAYED in today.end.reason


def test_a_flow_that_presses_earlier_hears_what_followed() -> None:
    """That day it waited for the end of the menu; today it presses at once."""
    slow = FLOW.replace('"disputes" press heard', '"disputes" press 3').replace("listen 30s", "wait 11s\nlisten 30s", 1)
    quick = FLOW.replace('"disputes" press heard', '"welcome" press 3')
    that_day = call(slow)
    today = again(that_day.lines, quick)
    pressed_then, pressed_now = (
        next(line.at for line in made.lines if line.type == "send_dtmf") for made in (that_day, today)
    )
    assert pressed_now < pressed_then - 2
    assert today.end.outcome == "transferred"
    assert [notice.text for notice in today.data(NotifyUser)] == ["Number 2"]
    assert today.end.duration == pytest.approx(that_day.end.duration - (pressed_then - pressed_now), abs=0.5)


def test_a_flow_that_acts_later_hears_what_followed_later() -> None:
    that_day = call(FLOW)
    today = again(
        that_day.lines,
        FLOW.replace("press heard", 'note "1", goto later').replace("queue:", "later: wait 20s\npress 3\nqueue:"),
    )
    assert today.end.outcome == "transferred"
    assert today.end.duration == pytest.approx(that_day.end.duration + 20, abs=0.5)


def test_where_today_does_not_act_it_is_silent() -> None:
    that_day = call(FLOW)
    today = again(that_day.lines, FLOW.replace('"disputes"', '"mortgages"').replace("else fail", "on silence 8s fail"))
    assert today.end.outcome == "failed"
    assert "no way in" in today.end.reason
    found = parted(that_day.lines, today)
    assert found is not None
    assert found.other is not None
    assert found.other.at > 8


def test_what_a_listen_cuts_without_acting_is_heard_on_by_the_next() -> None:
    """That day the whole menu was heard at once; today a first step takes its beginning."""
    that_day = call(FLOW)
    today = again(that_day.lines, FLOW.replace("listen 30s", 'listen 30s\n  on "welcome" note "in"\nlisten 30s', 1))
    assert today.end.outcome == "transferred"
    assert list(today.pressed) == ["3"]
    heard = [words.text for words in today.data(TranscriptChunk) if words.is_final]
    assert heard[0].startswith("welcome")
    assert not heard[1].startswith("welcome")
    assert "disputes" in heard[1]


def test_a_device_that_was_not_rung_cannot_be_known() -> None:
    that_day = call(FLOW)
    today = again(that_day.lines, FLOW.replace("transfer sip_phone", "transfer cell"))
    found = parted(that_day.lines, today)
    assert found is not None
    assert found.other is not None
    assert found.other.did == ("ring cell",)
    assert today.end.outcome == "ended"


PHONES = {
    "busy": "busy",
    "nobody": "no answer",
    "put down": "answer\nwait 1s\nhangup",
    "answering": 'answer after 2 rings\nhuman "Hello?"\nwait 5s\nhangup',
}


@pytest.mark.parametrize("phone", PHONES)
@pytest.mark.parametrize("confirm", ["", " confirm 1"])
def test_devices_do_what_they_did(phone: str, confirm: str) -> None:
    company, _, _ = COMPANY.partition("tree sip_phone")
    flow = FLOW.replace("transfer sip_phone", f"transfer sip_phone{confirm}")
    that_day = call(flow, f"{company}tree sip_phone\n{PHONES[phone]}\n")
    today = again(that_day.lines, flow)
    assert parted(that_day.lines, today) is None
    assert _of_devices(today) == _of_devices(that_day)


def _of_devices(made: Rehearsal) -> list[tuple[str, Data]]:
    first = next(place for place, line in enumerate(made.lines) if line.type == "ring_device")
    return [(line.type, line.data) for line in made.lines[first:-1] if line.type not in HEARD]


HEARD = ("audio_classified", "transcript_chunk", "utterance_began", "utterance_ended")


@pytest.mark.parametrize("company", ["busy", "no answer", "reject 603", 'answer\nsay "Goodbye."\nhangup'])
def test_a_company_that_does_not_play_along(company: str) -> None:
    that_day = call(FLOW, f"tree company\n{company}\n")
    today = again(that_day.lines, FLOW)
    assert (today.end.outcome, today.end.reason) == (that_day.end.outcome, that_day.end.reason)


# --- secrets ---

SECRET = """\
flow bank
needs pin secret
needs name
press $pin#
say "I am $name."
hold 2h
transfer sip_phone
"""


def test_a_secret_that_the_log_does_not_hold_is_stood_in_for() -> None:
    company = COMPANY.replace("menu: say", 'menu: say "Your pin."\n  on press 4251# goto said\nsaid: music 5s\nsay')
    company = company.replace("on press 3    goto", "on silence 2s goto")
    that_day = call(SECRET, company, pin="4251", name="Ada")
    today = again(that_day.lines, SECRET)
    assert "4251" not in "".join(str(line.data) for line in that_day.lines)  # a time stamp may hold it by chance
    assert parted(that_day.lines, today) is None
    assert "<secret>#" in decisions(today.lines)[0].what
    assert read_tape(that_day.lines).started.given == {"name": "Ada"}


def test_what_the_flow_needs_and_was_not_given_is_said() -> None:
    flow = loaded(SECRET).flows[0]
    with pytest.raises(UsageError, match="needs `name`, which that call was not given"):
        values_of(flow, {"bank": flow}, {})


# --- logs that are not whole, or not of today ---


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_log_that_is_cut_off_is_the_same_as_far_as_it_goes(share: float) -> None:
    whole = call(FLOW).lines
    lines = whole[: int(len(whole) * share)]
    assert parted(lines, again(lines, FLOW)) is None


def test_a_log_of_a_later_version_may_hold_more() -> None:
    texts = []
    for line in call(FLOW).lines:
        raw = json.loads(line.to_json())
        raw["data"]["mood"] = "blue"
        texts += [json.dumps({**raw, "type": "weather", "data": {"rain": True}}), json.dumps(raw)]
    lines = [parse_line(text) for text in texts[1:]]
    assert parted(lines, again(lines, FLOW)) is None


def test_an_old_log_is_refused() -> None:
    lines = list(call(FLOW).lines)
    started = lines[0].data
    assert isinstance(started, CallStarted)
    lines[0] = lines[0].model_copy(update={"data": started.model_copy(update={"log_version": 1})})
    with pytest.raises(TooOld):
        read_tape(lines)
    with pytest.raises(UsageError, match=r"^calls/x can't be replayed$"):
        tape_of(lines, Path("calls/x"))


def test_a_log_without_a_call_is_refused() -> None:
    lines: list[Line] = list(call(FLOW).lines)[5:]
    with pytest.raises(UsageError, match="can't be replayed"):
        tape_of(lines, Path("x"))


# --- tests against kept calls ---


def test_a_test_against_a_kept_call(tmp_path: Path) -> None:
    (tmp_path / "calls").mkdir()
    log = tmp_path / "calls" / "tuesday.jsonl"
    log.write_text("".join(f"{line.to_json()}\n" for line in call(FLOW).lines))
    text = f'{FLOW}\ntest "tuesday" of bank against "calls/tuesday.jsonl"\n  expect pressed 3\n'
    found = load(Source(str(tmp_path / "bank.hold"), text))
    (test,) = found.tests
    made = act_kept(test, found)
    assert list(made.pressed) == ["3"]
    assert list(made.said) == ["One moment, please."]
    log.unlink()
    with pytest.raises(UsageError, match="can't read"):
        act_kept(test, found)


@pytest.mark.parametrize("expected", ["failed", "human"])
def test_a_test_against_half_a_call_is_no_test(tmp_path: Path, expected: str) -> None:
    lines = call(FLOW).lines
    log = tmp_path / "half.jsonl"
    log.write_text("".join(f"{line.to_json()}\n" for line in lines[: len(lines) // 2]))
    text = f'{FLOW}\ntest "half" of bank against "half.jsonl"\n  expect {expected}\n'
    found = load(Source(str(tmp_path / "bank.hold"), text))
    with pytest.raises(UsageError, match="is not whole"):
        act_kept(found.tests[0], found)


def test_where_the_log_ends_the_call_is_interrupted() -> None:
    lines = call(FLOW).lines
    assert again(lines[: len(lines) // 2], FLOW).end.outcome == "interrupted"


@pytest.mark.parametrize("seed", range(20))
def test_a_log_with_holes_ends_all_the_same(seed: int) -> None:
    """Half of it was lost: whatever comes of it, the replay comes to an end of its own and tells no fault of ours."""
    whole = call(FLOW).lines
    chance = random.Random(seed)
    lines = [line for place, line in enumerate(whole) if place < 2 or chance.random() < 0.5]
    today = again(lines, FLOW)
    assert today.end.outcome in ("transferred", "failed", "ended", "not_answered", "interrupted")
    assert "fault in holdlang" not in today.end.reason


@pytest.mark.parametrize("phone", PHONES)
def test_a_call_that_is_handed_over(phone: str) -> None:
    company, _, _ = COMPANY.partition("tree sip_phone")
    flow = FLOW.replace("transfer sip_phone", "transfer sip_phone by refer")
    that_day = call(flow, f"{company}tree sip_phone\n{PHONES[phone]}\n")
    today = again(that_day.lines, flow)
    assert parted(that_day.lines, today) is None
    assert today.end.reason == that_day.end.reason


def test_a_recording_that_is_played(tmp_path: Path) -> None:
    flow = FLOW.replace('say "One moment, please."', 'play "hello.wav"')
    that_day = call(flow)
    moved = flow.replace("hello.wav", "sounds/hello.wav")
    assert parted(that_day.lines, again(that_day.lines, moved)) is None
    other = again(that_day.lines, flow.replace("hello.wav", "bye.wav"))
    assert STRAYED in other.end.reason
