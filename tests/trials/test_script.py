"""The script of a call: rows out of log lines."""

import pytest

from holdlang.calllog import (
    AnnouncementHeard,
    AudioClassified,
    AudioType,
    Beep,
    CallConnected,
    CallEnded,
    Data,
    Decided,
    HumanDetected,
    IvrStep,
    LegEnded,
    NotifyUser,
    SendDtmf,
    TranscriptChunk,
    TransferComplete,
)
from holdlang.trials.script import script
from tests.trials.logs import log

pytestmark = pytest.mark.unit

MENU = IvrStep(step_id="menu", step_type="listen", description='menu: listen 30s\n  on "bills" press 2')
QUEUE = IvrStep(step_id="queue", step_type="hold", description="queue: hold 2h")


def words(text: str, *, final: bool = True) -> TranscriptChunk:
    return TranscriptChunk(text=text, is_final=final)


def sound(kind: AudioType) -> AudioClassified:
    return AudioClassified(audio_type=kind, confidence=0.9)


def decided(*actions: str) -> Decided:
    return Decided(step_id="menu", heard="for bills", clause='on "bills"', score=1, actions=list(actions))


def told(*said: tuple[float, Data]) -> list[tuple[str, str]]:
    return [(row.kind, row.text) for row in script(log(*said))]


def test_a_menu() -> None:
    assert told(
        (2, CallConnected(number="1", duration=2)),
        (2, MENU),
        (2, words("for", final=False)),
        (4, words("for bills press 2")),
        (4, decided("press_heard")),
        (4, SendDtmf(digits="2", reason="")),
        (9, LegEnded(leg="company", code=200, reason="", by_far_end=True)),
        (9, CallEnded(number="1", duration=9, reason="they hung up", outcome="not_answered")),
    ) == [
        ("line", "they answer"),
        ("step", "menu: listen 30s"),
        ("heard", "for bills press 2"),
        ("decided", 'on "bills" → press heard'),
        ("did", "press 2"),
        ("line", "they hang up"),
        ("end", "not answered: they hung up"),
    ]


def test_words_upon_which_something_is_decided_are_told_before_it() -> None:
    assert told(
        (2, MENU), (3, words("for bills", final=False)), (3, decided("press")), (4, words("for bills press 2"))
    )[1:] == [("heard", "for bills"), ("decided", 'on "bills" → press'), ("heard", "… press 2")]


def test_words_that_changed_are_told_again() -> None:
    assert told((3, words("for pills", final=False)), (3, decided("press")), (4, words("for bills press 2")))[-1] == (
        "heard",
        "for bills press 2",
    )


def test_a_recording_is_told_with_all_its_words_and_a_person_at_once() -> None:
    recording = AnnouncementHeard(confidence=0.99, transcript_excerpt="you are")
    person = HumanDetected(confidence=0.9, transcript_excerpt="hello")
    assert told((3, words("you are", final=False)), (3, recording), (4, words("you are number 2"))) == [
        ("who", "a recording (99% sure)"),
        ("heard", "you are number 2"),
    ]
    assert told((3, words("hello", final=False)), (3, person)) == [("heard", "hello"), ("who", "a person (90% sure)")]


def test_what_comes_again_in_a_hold_stands_once() -> None:
    announced: list[tuple[float, Data]] = [
        line
        for at in range(10, 40, 10)
        for line in (
            (at, sound("music")),
            (at + 6, sound("speech")),
            (at + 8, words("your call is important to us")),
            (at + 8, decided("notify", "again")),
            (at + 8, NotifyUser(text="waiting", reason="")),
        )
    ]
    rows = script(log((1, QUEUE), *announced, (40, CallEnded(number="1", duration=40, reason="", outcome="ended"))))
    assert [(row.text, row.times) for row in rows] == [
        ("queue: hold 2h", 1),
        ("music", 3),
        ("your call is important to us", 3),
        ('on "bills" → notify, again', 3),
        ("notify “waiting”", 3),
        ("ended: ", 1),
    ]
    assert rows[1].seconds == 18


def test_keys_are_told_each_time() -> None:
    pressed = SendDtmf(digits="1", reason="")
    assert told((1, QUEUE), (2, pressed), (3, pressed))[1:] == [("did", "press 1"), ("did", "press 1")]


def test_short_silences_are_left_out_and_so_is_what_is_not_listened_to() -> None:
    rows = script(
        log(
            (1, sound("silence")),
            (2, sound("ringing")),
            (5, sound("silence")),
            (9, TransferComplete(device="cell", bridge_id="b")),
            (99, CallEnded(number="1", duration=99, reason="", outcome="transferred")),
        )
    )
    assert [(row.text, row.seconds) for row in rows][:2] == [("ringing", 3), ("silence", 4)]


def test_a_tone_that_was_a_beep_stands_once() -> None:
    beep = Beep(moment=12.4, seconds=0.4, hz=1000)
    tones = (sound("tone"), sound("silence"))
    assert told((12, tones[0]), (12.4, tones[1]), (12.8, beep)) == [("sound", "beep")]
    assert told((2, tones[0]), (3, tones[1]), (12.8, beep)) == [
        ("sound", "tone"),
        ("sound", "silence"),
        ("sound", "beep"),
    ]


def test_every_row_knows_its_line() -> None:
    lines = log((1, MENU), (2, words("a")), (3, SendDtmf(digits="1", reason="")))
    assert [row.line for row in script(lines)] == [0, 1, 2]
