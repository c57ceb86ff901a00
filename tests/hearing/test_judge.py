"""The judge, as a playbook: events in, verdicts out. Times are seconds."""

import random
from collections.abc import Iterator

import pytest

from runtime.hearing.events import HearingEvent, SoundChanged, SpeechEnded, SpeechRepeated, SpeechStarted, Verdict
from runtime.hearing.judge import Judge
from runtime.watch import Words
from tests.hearing.waits import Line

pytestmark = pytest.mark.unit


def test_an_announcement_between_music_is_a_recording_even_without_words() -> None:
    line = Line()
    line.music(20)
    line.announcement()
    assert line.speakers == ["recording"]
    assert line.verdicts[0].onset == 20


@pytest.mark.parametrize("gap", [0.0, 0.2, 0.4])
def test_an_announcement_that_sounds_like_a_person_rings_nobody(gap: float) -> None:
    line = Line()
    line.music(20)
    line.speech(
        6.0,
        "hi this is sam from customer care we know your time is valuable please stay on the line",
        [
            (1.0, "hi this is sam"),
            (2.5, "hi this is sam from customer care"),
            (4.0, "hi this is sam from customer care we know"),
        ],
    )
    line.back_to_music(gap)
    assert line.speakers == ["recording"]


def test_words_that_are_taken_back_at_once_decide_nothing() -> None:
    line = Line()
    line.music(20)
    line.speech(6, "", [(2.0, "how can i help"), (2.1, "our agents are busy")])
    assert "person" not in line.speakers


def test_a_question_decides_while_it_is_still_being_asked() -> None:
    line = Line()
    line.music(20)
    line.speech(6, "", [(2.0, "thank you for holding"), (3.4, "thank you for holding this is dana how can i help")])
    assert line.speakers == ["person"]
    assert line.verdicts[0].at == pytest.approx(23.7)


def test_words_that_come_late_still_count() -> None:
    line = Line()
    line.music(20)
    line.speech(2.0, "your call will be answered by the next available agent", late=0.6)
    line.quiet(1.2)
    line.back_to_music(0)
    assert "person" not in line.speakers


def test_what_was_heard_before_is_a_recording_whatever_it_says() -> None:
    line = Line()
    line.music(20)
    line.speech(4, "hello this is dana how can i help", [])
    line.hear(SpeechRepeated(line.now, line.segment, 3.0, 0.1))
    line.quiet(2)
    line.back_to_music(0)
    assert line.speakers == ["recording"]
    assert line.verdicts[-1].evidence["repetition"] < -5


def test_a_repetition_taken_back_leaves_the_person_to_be_found() -> None:
    line = Line()
    line.music(20)
    line.speech(1.5)
    line.hear(SpeechRepeated(line.now, line.segment, 3.0, 0.1))
    line.hear(SpeechRepeated(line.now + 0.8, line.segment, 3.8, 0.4, repeated=False))
    line.until(line.now + 2)
    line.verdicts += line.judge.words(line.segment, "thank you for holding how can i help you", False, line.now)
    line.until(line.now + 0.5)
    assert line.speakers == ["person"]


def test_one_verdict_for_one_person() -> None:
    line = Line()
    line.music(20)
    line.speech(1.5, "hello this is dana")
    line.quiet(1.5)
    line.speech(1.0, "hello can you hear me")
    line.quiet(4)
    assert line.speakers == ["person"]


def test_before_any_music_the_queue_itself_speaks() -> None:
    line = Line()
    line.sound("silence", 0.5)
    line.speech(2.5, "please hold while i transfer you")
    line.quiet(3.0)
    line.music(10)
    assert "person" not in line.speakers


def test_music_that_comes_back_closes_the_turn_for_late_words() -> None:
    line = Line()
    line.music(20)
    line.announcement(3)
    assert line.judge.words(line.segment, "how can i help you", True, line.now) == []


def test_something_new_from_a_queue_that_repeats_itself_speaks_for_a_person() -> None:
    line = Line()
    line.music(20)
    for i in range(8):
        line.speech(3)
        line.hear(SpeechRepeated(line.now, line.segment, 3.0, 0.1))
        line.back_to_music(0.2, 10 + i)
    end = line.speech(3.5, "hi this is angela")
    line.quiet(2)
    assert line.verdicts[-1].at - end <= 1.0
    assert line.speakers[-1] == "person"
    assert line.verdicts[-1].evidence["novelty"] > 1


def test_evidence_adds_up_to_the_confidence() -> None:
    line = Line()
    line.music(20)
    line.speech(1.0, "hello")
    line.quiet(3)
    (verdict,) = line.verdicts
    odds = sum(verdict.evidence.values())
    assert verdict.confidence == pytest.approx(1 / (1 + 2.718281828**-odds), abs=0.01)


@pytest.mark.parametrize("seed", range(40))
def test_the_ticks_that_are_left_out_would_have_told_nothing(seed: int) -> None:
    chance = random.Random(seed)
    price = chance.choice(["eager", "normal", "sure"])
    events = list(some_call(chance))
    everything, sparingly = Judge(price), Judge(price)
    told: list[Verdict] = []
    found: list[Verdict] = []
    looks = 0
    for step in range(1, 900):
        now = step / 10
        due = [event for at, event in events if step - 1 < at * 10 <= step]
        for event in due:
            told += hear(everything, event)
            found += hear(sparingly, event)
        if due or looks == step:
            found += sparingly.tick(now)
            idle = sparingly.idle(now, 0.1)
            looks = step + 1 + int(idle) if idle < 1e6 else -1
        told += everything.tick(now)
    assert [(one.speaker, one.onset, one.at) for one in found] == [(one.speaker, one.onset, one.at) for one in told]


def hear(judge: Judge, event: HearingEvent | Words) -> list[Verdict]:
    if isinstance(event, Words):
        return judge.words(event.segment, event.text, event.is_final, event.at)
    return judge.hear(event)


def some_call(chance: random.Random) -> Iterator[tuple[float, HearingEvent | Words]]:
    """Music, speech, silence and noise in any order, with any of some words."""
    says = ["", "how can i help", "your call is important to us", "please stay on the line", "hello", "this is dana"]
    at, segment = 0.0, 0
    while at < 80:
        at += chance.choice([0.3, 0.7, 2.5, 5.0, 9.0]) + chance.random()
        sound = chance.choice(["music", "silence", "noise", "speech", "speech", "speech"])
        yield at, SoundChanged(at, sound, 0.9)
        if sound == "speech":
            segment, onset, text = segment + 1, at, ""
            yield at, SpeechStarted(at, segment)
            for _ in range(chance.randrange(1, 6)):
                at += 0.3 + chance.random() * 2
                text = f"{text} {chance.choice(says)}".strip()
                yield at, Words(at, segment, onset, text, is_final=False)
            yield at + 0.6, SpeechEnded(at, segment)
            yield at + 0.7, Words(at + 0.7, segment, onset, text, is_final=True)
            at += 0.7


# --- what is left of an utterance that we interrupted


def interrupted(seconds: float, text: str = "") -> Line:
    """We press a key at 10 s, while a menu speaks, and that goes on for `seconds`."""
    line = Line()
    line.judge = Judge(mark=10.0)
    line.now = 10.0
    line.speech(seconds, text)
    return line


@pytest.mark.parametrize("text", ["", "all other", "representative press star"])
def test_what_is_left_of_a_menu_is_nobody_however_long_it_is_silent(text: str) -> None:
    line = interrupted(0.5, text)
    line.quiet(60)
    assert line.speakers == []
    assert not line.judge.undecided
    assert line.judge.idle(line.now, 0.1) == float("inf")


def test_what_is_said_after_a_silence_is_judged_without_it() -> None:
    line = interrupted(0.5)
    line.quiet(5)
    line.speech(2.5, "please hold while i transfer you")
    line.quiet(2)
    line.music(10)
    assert "person" not in line.speakers


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.8, "hello"), (1.4, ""), (2.0, "representative claims this is marcus")]
)
def test_a_person_who_speaks_up_into_it_is_found(seconds: float, text: str) -> None:
    line = interrupted(seconds, text)
    line.quiet(7)
    assert line.speakers == ["person"]


def test_a_person_who_speaks_after_it_is_found() -> None:
    line = interrupted(0.5)
    line.quiet(1)
    line.speech(0.7)
    line.quiet(7)
    assert line.speakers == ["person"]


def test_what_we_have_answered_waits_for_us_no_more() -> None:
    line = Line()
    line.music(20)
    line.speech(2, "are you still there")
    line.judge.answered(line.now)
    line.quiet(20)
    assert line.speakers == []


# --- a queue that falls silent

QUEUE = "thank you for holding your call is important to us please stay on the line"


@pytest.mark.parametrize("text", [QUEUE, "all of our agents are busy your estimated wait is four minutes"])
def test_a_queue_that_falls_silent_is_nobody(text: str) -> None:
    line = Line()
    line.music(20)
    line.speech(5, text)
    line.quiet(60)
    assert line.speakers == ["recording"]


@pytest.mark.parametrize("opening", ["", "hello", "thank you for waiting this is dana"])
@pytest.mark.parametrize("gap", [1.5, 4, 10])
def test_a_person_who_speaks_after_the_queue_fell_silent_is_found(opening: str, gap: float) -> None:
    line = Line()
    line.music(20)
    line.speech(5, QUEUE)
    line.quiet(gap)
    line.speech(1.5, opening)
    line.quiet(7)
    assert line.speakers[-1] == "person"


def test_a_person_of_whom_the_words_are_not_known_is_found_by_the_silence() -> None:
    line = Line()
    line.music(20)
    line.speech(2, "")
    line.quiet(7)
    assert line.speakers == ["person"]


def long_opening(line: Line) -> None:
    """Four and a half seconds of speech of which no word was understood."""
    line.music(20)
    line.speech(4.5)


def test_who_may_be_a_person_is_uncertain_after_four_seconds() -> None:
    line = Line()
    long_opening(line)
    (doubt,) = line.verdicts
    assert doubt.speaker == "uncertain"
    assert doubt.at == pytest.approx(24.0)
    assert sum(doubt.evidence.values()) < 3.0
    line.quiet(3)
    assert line.speakers == ["person"]


def test_what_says_recording_is_not_uncertain() -> None:
    line = Line()
    line.music(20)
    line.speech(6, "", [(2.0, "your call is important to us please stay on the line")])
    line.back_to_music(0.3)
    assert [verdict.speaker for verdict in line.verdicts] == ["recording"]


def asked(line: Line) -> None:
    """We say something for a second and a half, and whoever speaks stops at once."""
    began = line.now
    line.judge.answered(began, began + 1.5)
    line.hear(SpeechEnded(began, line.segment))
    line.hear(SoundChanged(began, "silence", 0.9))
    line.until(began + 1.5)


def test_who_answers_our_question_is_a_person_sooner() -> None:
    line, other = Line(), Line()
    for one, question in ((line, True), (other, False)):
        long_opening(one)
        if question:
            asked(one)
        else:
            one.judge.answered(one.now)
            one.until(one.now + 1.5)
        one.until(one.now + 0.8)
        one.quiet_now = False
        one.speech(1.2)
        one.quiet(5)
    assert line.speakers == other.speakers == ["person"]
    assert line.verdicts[-1].evidence["answer"] > 0
    assert "answer" not in other.verdicts[-1].evidence
    assert line.verdicts[-1].at < other.verdicts[-1].at


def test_who_waits_in_silence_once_we_have_asked_is_a_person() -> None:
    line = Line()
    long_opening(line)
    asked(line)
    until = line.now
    line.quiet(5)
    assert line.speakers == ["person"]
    assert line.verdicts[-1].at > until + 1.0


def test_what_falls_silent_when_we_ask_and_goes_back_to_music_is_no_person() -> None:
    line = Line()
    long_opening(line)
    asked(line)
    line.until(line.now + 0.5)
    line.music(20)
    assert "person" not in line.speakers


def test_an_announcement_that_comes_by_chance_after_our_question_is_still_one() -> None:
    line = Line()
    long_opening(line)
    asked(line)
    line.music(2)
    line.speech(5, "", [(1.5, "thank you for your patience please stay on the line")])
    line.back_to_music(0.3)
    assert "person" not in line.speakers


def test_who_talks_on_over_our_question_does_not_answer_it() -> None:
    line = Line()
    long_opening(line)
    began = line.now
    line.judge.answered(began, began + 2.5)
    line.until(began + 1.0)
    line.speech(3.0)
    assert line.judge.odds(line.now)["answer"] < 0
