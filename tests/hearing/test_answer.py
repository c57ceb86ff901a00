"""Who answered, told from events: a person, which machine, or nobody. Delays are those of the hearing."""

from dataclasses import dataclass, field

import pytest

from holdlang.calllog import AudioType, SignalName
from runtime.hearing.answer import PATIENCE, SILENT, Answer, Answering
from runtime.hearing.events import (
    BeepHeard,
    HearingEvent,
    SoundChanged,
    SpeechEnded,
    SpeechRepeated,
    SpeechStarted,
    ToneNamed,
)

pytestmark = pytest.mark.unit


@dataclass
class Far:
    """The far end as a playbook: what hearing would say of it, and when. Times are seconds."""

    answering: Answering = field(default_factory=Answering)
    answers: list[Answer] = field(default_factory=list)
    now: float = 0.0
    segment: int = 0

    def until(self, at: float) -> None:
        while self.now < at - 1e-3:
            self.now = round(min(at, self.now + 0.1), 3)
            if self.answering.wake(round(self.now - 0.1, 3)) <= self.now + 1e-6:
                self.answers += self.answering.tick(self.now)

    def hear(self, event: HearingEvent) -> None:
        self.answers += self.answering.hear(event)

    def picks_up(self, quiet: float = 0.5) -> None:
        self.answering.answered(self.now)
        self.sounds("silence", quiet)

    def sounds(self, sound: AudioType, seconds: float) -> None:
        self.hear(SoundChanged(self.now, sound, 0.95))
        self.until(self.now + seconds)

    def says(self, text: str, seconds: float, *, repeated: bool = False) -> None:
        """It speaks; its words come as it does, the last of them 0.6 s later."""
        begin = self.now
        self.segment += 1
        self.until(begin + 0.3)
        self.hear(SoundChanged(begin, "speech", 0.9))
        self.hear(SpeechStarted(begin, self.segment))
        words = text.split()
        for count, _ in enumerate(words, 1):
            self.until(begin + 0.3 + (seconds - 0.3) * count / len(words))
            self.answers += self.answering.words(self.segment, " ".join(words[:count]), False, self.now)
        if repeated:
            self.hear(SpeechRepeated(self.now, self.segment, 0.0, 0.05))
        self.until(begin + seconds)
        self._ended = text, self.now

    def quiet(self, seconds: float) -> None:
        """Silence after speech: what is shorter than 0.4 s is no silence, what is shorter than 0.6 s no end."""
        text, end = self._ended
        self.until(end + min(seconds, 0.4))
        if seconds >= 0.4:
            self.hear(SoundChanged(end, "silence", 0.9))
        self.until(end + min(seconds, 0.6))
        self.hear(SpeechEnded(end, self.segment))
        self.answers += self.answering.words(self.segment, text, True, self.now)
        self.until(end + seconds)

    def beeps(self) -> None:
        begin = self.now
        self.until(begin + 0.2)
        self.hear(SoundChanged(begin, "tone", 0.95))
        self.until(begin + 0.8)
        self.hear(SoundChanged(begin + 0.4, "silence", 0.95))
        self.hear(BeepHeard(begin, 0.4, 1000.0))

    def acts(self) -> None:
        self.answers += self.answering.acted(self.now)

    @property
    def who(self) -> list[str]:
        return [answer.who for answer in self.answers]


@pytest.mark.parametrize(
    ("text", "seconds"), [("hello", 0.6), ("yes", 0.4), ("hello dana speaking", 1.3), ("", 0.7), ("good morning", 0.9)]
)
def test_a_person_says_a_word_and_waits(text: str, seconds: float) -> None:
    far = Far()
    far.picks_up()
    far.says(text, seconds)
    said = far.now
    far.quiet(5)
    assert far.who == ["human"]
    assert 0.7 < far.answers[0].at - said < 1.5
    assert far.answers[0].confidence > 0.95
    assert far.answers[0].onset == 0.5
    assert {"length", "waits"} < set(far.answers[0].evidence)


def test_a_voicemail_greeting_with_a_528_ms_pause_is_no_person() -> None:
    far = Far()
    far.picks_up()
    far.says("hi you've reached dana", 1.4)
    far.quiet(0.528)
    far.says("i can't come to the phone please leave a message after the tone", 3.4)
    far.quiet(0.8)
    far.beeps()
    far.until(20)
    assert far.who == ["voicemail", "voicemail"]
    assert far.answers[0].beep is None
    assert far.answers[1].beep is not None


def test_a_beep_tells_a_voicemail_whose_words_nobody_understood() -> None:
    far = Far()
    far.picks_up()
    far.says("mumble", 2.4)
    far.quiet(0.7)
    far.beeps()
    far.until(15)
    assert far.who[-1] == "voicemail"
    assert "human" not in far.who


def test_a_machine_that_records_us_is_no_person_however_long_it_waits() -> None:
    far = Far()
    far.picks_up()
    far.says("mumble", 14.0)
    far.quiet(0.7)
    far.beeps()
    far.until(60)
    assert far.who == ["ivr", "voicemail"]


def test_a_beep_takes_back_a_person() -> None:
    far = Far()
    far.picks_up()
    far.says("hi it's chris", 1.1)
    far.quiet(1.6)
    far.beeps()
    assert far.who == ["human", "voicemail"]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("thank you for calling northgate for sales press one for billing press two", "ivr"),
        ("the person you're calling is using a screening service say your name and why you're calling", "screening"),
        ("the number you have dialed is not in service please check the number and dial again", "unavailable"),
        ("nobody can take your call please leave a message after the tone", "voicemail"),
    ],
)
def test_a_machine_says_what_it_is(text: str, who: str) -> None:
    far = Far()
    far.picks_up()
    far.says(text, 5.0)
    far.quiet(10)
    assert far.who == [who]


def test_who_talks_on_without_a_word_understood_is_a_recording() -> None:
    far = Far()
    far.picks_up()
    far.says("", 11.0)
    far.quiet(6)
    assert far.who == ["ivr"]


def test_what_was_heard_before_is_a_recording() -> None:
    far = Far()
    far.picks_up()
    far.says("hello", 0.8, repeated=True)
    far.quiet(3)
    assert far.who == ["ivr"]


def test_7_5_s_of_digital_silence_after_the_answer_is_nobody() -> None:
    far = Far()
    far.picks_up()
    far.until(7.5)
    assert far.who == []
    far.until(30)
    assert far.who == ["silence"]
    assert far.answers[0].at == pytest.approx(SILENT, abs=0.15)


def test_a_person_after_a_long_silence_is_one() -> None:
    far = Far()
    far.picks_up(10)
    far.says("hello", 0.6)
    far.quiet(3)
    assert far.who == ["silence", "human"]


def test_noise_is_uncertain_in_the_end() -> None:
    far = Far()
    far.picks_up()
    far.sounds("noise", 40)
    assert far.who == ["uncertain"]
    assert far.answers[0].at == pytest.approx(PATIENCE, abs=0.15)


def test_ringback_does_not_eat_the_time_to_answer() -> None:
    far = Far()
    far.picks_up()
    far.sounds("ringing", 30)
    far.sounds("silence", 1)
    far.says("hello", 0.6)
    far.quiet(3)
    assert far.who == ["human"]


@pytest.mark.parametrize(
    ("name", "who"), [("sit vacant code", "unavailable"), ("sit intercept", "unavailable"), ("fax answering", "fax")]
)
def test_tones_tell(name: SignalName, who: str) -> None:
    far = Far()
    far.picks_up()
    far.hear(SoundChanged(1.0, "tone", 0.9))
    far.hear(ToneNamed(1.0, name))
    far.until(20)
    assert far.who == [who]


def test_keys_and_ringback_tell_nobody() -> None:
    far = Far()
    far.picks_up()
    far.hear(ToneNamed(1.0, "dtmf", "5"))
    far.hear(ToneNamed(2.0, "ringback"))
    assert far.who == []


def test_a_busy_line_behind_the_answer() -> None:
    far = Far()
    far.picks_up()
    far.sounds("busy", 20)
    assert far.who == ["unavailable"]


def test_early_media_tells_only_that_nobody_can_be_reached() -> None:
    far = Far()
    far.says("hello", 0.6)
    far.quiet(2)
    far.says("the number you have dialed is not in service", 3)
    far.quiet(1)
    assert far.who == ["unavailable"]


def test_what_was_said_before_the_answer_is_no_greeting() -> None:
    far = Far()
    far.says("please wait", 1.0)
    far.quiet(2)
    far.picks_up(6)
    assert far.who == []
    far.until(30)
    assert far.who == ["silence"]


def test_music_at_the_answer_is_a_machine_s() -> None:
    far = Far()
    far.picks_up()
    far.sounds("music", 20)
    assert far.who == ["ivr"]


def test_a_menu_and_then_a_person_who_puts_us_on_hold_and_comes_back() -> None:
    far = Far()
    far.picks_up()
    far.says("thank you for calling northgate for sales press one", 4)
    far.quiet(0.8)
    far.acts()
    far.sounds("music", 30)
    far.says("thank you for holding this is angela how can i help you", 3)
    far.quiet(6)
    far.acts()
    far.sounds("music", 30)
    far.says("your call is important to us please stay on the line", 4)
    far.sounds("music", 30)
    far.says("sorry about that are you still there", 2)
    far.quiet(6)
    assert far.who == ["ivr", "human", "ivr", "human"]


def test_a_person_is_not_taken_for_a_machine_by_words_alone() -> None:
    far = Far()
    far.picks_up()
    far.says("hello", 0.6)
    far.quiet(2)
    for text in (
        "he is not available at the moment",
        "dial nine when you arrive",
        "press the button at the gate",
        "may i have your name and the reason for your call",
    ):
        far.says(text, 2.0)
        far.quiet(1.5)
    assert far.who == ["human"]


def test_whoever_waits_is_told_when_we_act() -> None:
    far = Far()
    far.picks_up()
    far.says("thank you for calling northgate for sales press one", 3)
    far.quiet(0.8)
    far.acts()
    far.sounds("music", 20)
    far.says("oak towers good morning", 1.8)
    far.quiet(0.6)
    assert far.who == ["ivr"]
    far.now += 3.0
    far.acts()
    assert far.who == ["ivr", "human"]


def test_who_screens_calls_is_asked_who_answers_next() -> None:
    far = Far()
    far.picks_up()
    far.says("please state your name and why you are calling", 3)
    far.quiet(1)
    far.acts()
    far.sounds("silence", 4)
    far.says("hello", 0.6)
    far.quiet(3)
    assert far.who == ["screening", "human"]


def test_evidence_adds_up_to_the_confidence() -> None:
    far = Far()
    far.picks_up()
    far.says("hello", 0.6)
    far.quiet(3)
    (answer,) = far.answers
    assert sum(answer.evidence.values()) == pytest.approx(3.0, abs=1.5)
    assert answer.text == "hello"


def test_whoever_waits_in_silence_needs_no_more_looks() -> None:
    far = Far()
    far.picks_up()
    far.says("hello", 0.6)
    far.quiet(30)
    assert far.answering.wake(far.now) > far.now + 1000
