"""How long somebody must wait in silence to be taken for a person, and what is no wait. Times are seconds."""

import pytest

from holdlang.model import Price
from runtime.hearing.events import SoundChanged, SpeechEnded, SpeechStarted
from tests.hearing.waits import Line

pytestmark = pytest.mark.unit


def test_a_person_who_says_hello_and_waits_is_found_within_two_seconds() -> None:
    line = Line()
    line.music(20)
    line.speech(0.5, "hello")
    line.quiet(3)
    assert line.speakers == ["person"]
    assert line.verdicts[0].onset == 20
    assert line.verdicts[0].at - 20 <= 2.0


def test_a_person_is_found_without_any_words() -> None:
    line = Line()
    line.music(20)
    line.speech(2.0)
    line.quiet(3)
    assert line.speakers == ["person"]
    assert line.verdicts[0].at - 22 <= 1.7


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("thanks for waiting may i have your account number", 0.6),
        ("hi jennifer speaking", 1.1),
        ("hello", 1.3),
        ("for the in", 1.4),
        ("please hold", 1.9),
    ],
)
def test_the_plainer_the_words_the_shorter_the_silence_that_is_needed(text: str, within: float) -> None:
    """And nobody who waits is missed, even if what was understood is rather what a queue says; what only a queue says
    is another matter (`test_judge`)."""
    line = Line()
    line.music(20)
    end = line.speech(2.0, "", [(1.9, text)])
    line.quiet(7)
    assert "person" in line.speakers
    assert within - 0.6 <= line.verdicts[-1].at - end <= within + 1e-6


@pytest.mark.parametrize("first", ["hello", "hello this is karen", "thank you for holding", "sorry about the wait"])
def test_a_greeting_and_a_pause_of_a_second_rings_nobody(first: str) -> None:
    line = Line()
    line.music(20)
    line.speech(1.4, first, [(1.2, first)])
    line.quiet(1.0)
    line.speech(4.0, "we have not forgotten you please keep holding")
    line.back_to_music(0.3)
    assert line.speakers == ["recording"]


def test_a_person_is_found_though_their_room_has_no_name() -> None:
    line = Line()
    line.music(20)
    end = line.speech(2.0)
    line.until(end + 0.6)
    line.hear(SpeechEnded(end, line.segment))
    line.until(end + 4)
    assert line.speakers == ["person"]


def test_sound_without_a_name_after_a_greeting_is_no_wait() -> None:
    line = Line()
    line.music(20)
    line.speech(0.7, "hello")
    line.quiet(0.8)
    line.hear(SoundChanged(line.now, "noise", 0.1, {"provisional": 1.0}))
    line.until(line.now + 0.9)
    line.quiet(0.7)
    line.hear(SoundChanged(line.now, "noise", 0.1, {"provisional": 1.0}))
    line.until(line.now + 0.3)
    line.speech(3.0, "please keep holding")
    line.back_to_music(0.3)
    assert line.speakers == ["recording"]


def test_a_person_who_asks_again_has_waited_twice() -> None:
    line = Line()
    line.music(20)
    line.speech(4.0, "thank you for your patience received monitored please stay on the line")
    line.quiet(3.0)
    end = line.speech(0.5, "for")
    line.quiet(4)
    assert line.speakers[-1] == "person"
    assert line.verdicts[-1].at - end <= 2.5


def test_a_pause_of_a_second_inside_an_announcement_rings_nobody() -> None:
    line = Line()
    line.music(20)
    line.speech(2.5, "all of our representatives are busy")
    line.quiet(1.0)
    line.speech(3.0, "please stay on the line")
    line.back_to_music(0.3)
    assert line.speakers == ["recording"]


def test_a_recording_that_introduces_itself_and_pauses_rings_nobody() -> None:
    line = Line()
    line.music(20)
    line.speech(1.4, "hello this is karen")
    line.quiet(0.9)
    line.speech(4.0, "we have not forgotten you please keep holding")
    line.back_to_music(0.3)
    assert line.speakers == ["recording"]


def test_a_pause_of_a_second_without_words_rings_nobody() -> None:
    line = Line()
    line.music(20)
    line.speech(2.5)
    line.quiet(1.0)
    line.speech(3.0)
    line.back_to_music(0.3)
    assert line.speakers == ["recording"]


def test_noise_of_an_office_is_a_person_waiting() -> None:
    line = Line()
    line.music(20)
    end = line.speech(2.0)
    line.until(end + 0.5)
    line.hear(SoundChanged(end, "noise", 0.8))
    line.until(end + 0.6)
    line.hear(SpeechEnded(end, line.segment))
    line.until(end + 2)
    assert line.speakers == ["person"]


def test_the_price_moves_the_moment() -> None:
    asked: dict[Price, float] = {}
    for price in ("eager", "normal", "sure"):
        line = Line(price)
        line.music(20)
        line.speech(2.0, "hello")
        line.quiet(6)
        asked[price] = line.verdicts[0].at
        assert line.speakers == ["person"]
    assert asked["eager"] < asked["normal"] < asked["sure"]


def test_a_ring_back_whose_beginning_was_taken_for_a_word_is_nobody_who_waits() -> None:
    line = Line()
    line.music(20)
    line.hear(SoundChanged(20.0, "speech", 0.9, {"level": -30.8}))
    line.hear(SpeechStarted(20.0, 1))
    line.until(20.8)
    line.hear(SoundChanged(20.4, "ringing", 0.95, {"hz1": 425.0}))
    line.hear(SpeechEnded(20.3, 1))
    line.verdicts += line.judge.words(1, "say", True, line.now)
    line.until(24)
    assert "person" not in line.speakers


@pytest.mark.parametrize(("level", "speakers"), [(-42.9, []), (-47.0, ["person"])])
def test_what_fades_in_at_once_is_louder_than_a_room(level: float, speakers: list[str]) -> None:
    line = Line()
    line.music(20)
    line.hear(SoundChanged(20.0, "speech", 0.9, {"level": -31.8}))
    line.hear(SpeechStarted(20.0, 1))
    line.until(22.9)
    line.hear(SoundChanged(22.4, "noise", 0.9, {"level": level}))
    line.hear(SpeechEnded(22.5, 1))
    line.verdicts += line.judge.words(1, "account", True, line.now)
    line.until(24.5)
    assert line.speakers == speakers
