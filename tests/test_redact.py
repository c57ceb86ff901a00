"""Secrets are taken out of what is written down, however they are written or said."""

import pytest

from holdlang.calllog import Decided, IvrMenuDetected, RecordingStarted, TranscriptChunk
from holdlang.redact import Redactor
from holdlang.secret import Secret

pytestmark = pytest.mark.unit


def redactor(*secrets: str) -> Redactor:
    made = Redactor()
    for secret in secrets:
        made.hide(Secret(secret))
    return made


@pytest.mark.parametrize(
    ("heard", "left"),
    [
        ("you entered 4251", "you entered <secret>"),
        ("you entered 4 2 5 1 is that right", "you entered <secret> is that right"),
        ("you entered four two five one is that right", "you entered <secret> is that right"),
        ("you entered four, two - five. One.", "you entered <secret>."),
        ("you entered forty two fifty one", "you entered <secret>"),
        ("you entered for to five won", "you entered <secret>"),
        ("the card ending in forty two", "the card ending in <secret>"),
        ("four two", "<secret>"),
        ("five one is that right", "<secret> is that right"),
        ("press one for billing press two for disputes", "press one for billing press two for disputes"),
        ("press four", "press four"),
        ("press four to go back press five for billing", "press four to go back press five for billing"),
        ("for two five", "<secret>"),
        ("you entered for two volume", "you entered <secret> volume"),
        ("press one for billing", "press one for billing"),
        ("press four to go back", "press four to go back"),
    ],
)
def test_digits_as_they_are_heard(heard: str, left: str) -> None:
    assert redactor("4251").text(heard, heard=True) == left


def test_doubled_digits() -> None:
    assert redactor("4422").text("double four double two", heard=True) == "double <secret>"


def test_digits_with_keys_and_pauses_around_them() -> None:
    assert redactor("w4251#").text("four two five one", heard=True) == "<secret>"


def test_our_own_sentences_keep_their_durations() -> None:
    assert redactor("4230").text("waited 30m on hold (step `hold`)", heard=False) == "waited 30m on hold (step `hold`)"
    assert redactor("4230").text("heard “four two”, which is none of 3", heard=False) == (
        "heard “<secret>”, which is none of 3"
    )
    assert redactor("4230").text("on 4230", heard=False) == "on <secret>"


@pytest.mark.parametrize(
    ("secret", "text", "left"),
    [
        ("Sword-Fish", "the password is sword fish", "the password is <secret>"),
        ("swordfish", "SWORDFISHES", "<secret>ES"),
        ("ab", "about ab", "about <secret>"),
        ("AB1234", "ending in one two three four", "ending in <secret>"),
    ],
)
def test_words(secret: str, text: str, left: str) -> None:
    assert redactor(secret).text(text, heard=True) == left


def test_lines_of_the_log() -> None:
    clean = redactor("4251").data
    assert clean(TranscriptChunk(text="four two five one", is_final=True)) == TranscriptChunk(
        text="<secret>", is_final=True
    )
    decided = Decided(step_id="press_4251", heard="4251", clause='on "four two five"', score=1.0, actions=["press"])
    assert clean(decided) == decided.model_copy(update={"heard": "<secret>", "clause": 'on "<secret>"'})
    menu = IvrMenuDetected(transcript="4251", options={"1": "the card 4251"})
    assert clean(menu).model_dump() == {"transcript": "<secret>", "options": {"1": "the card <secret>"}}
    recording = RecordingStarted(recording_id="far", path="/calls/2026-11-20T13/far.wav")
    assert redactor("2026").data(recording) == recording


def test_nothing_to_hide() -> None:
    assert redactor().text("four two five one", heard=True) == "four two five one"
    assert redactor("").text("four two", heard=True) == "four two"
