"""The judge, as a playbook: events in, verdicts out. Times are seconds."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from holdlang.calllog import AudioType
from holdlang.model import Price
from runtime.hearing.events import HearingEvent, SoundChanged, SpeechEnded, SpeechRepeated, SpeechStarted, Verdict
from runtime.hearing.judge import Judge

pytestmark = pytest.mark.unit


@dataclass
class Line:
    """Plays a wait on hold to a judge, with hearing's own delays and a tick every 100 ms."""

    price: Price = "normal"
    verdicts: list[Verdict] = field(default_factory=list)
    now: float = 0.0
    segment: int = 0
    quiet_now: bool = False

    def __post_init__(self) -> None:
        self.judge = Judge(self.price)

    def until(self, at: float) -> None:
        while self.now < at - 1e-9:
            self.now = min(at, round(self.now + 0.1, 3))
            self.verdicts += self.judge.tick(self.now)

    def hear(self, event: HearingEvent) -> None:
        self.verdicts += self.judge.hear(event)

    def music(self, seconds: float) -> None:
        begin = self.now
        self.quiet_now = False
        self.until(begin + 0.5)
        self.hear(SoundChanged(begin, "music", 0.9))
        self.until(begin + seconds)

    def sound(self, kind: AudioType, seconds: float) -> None:
        self.hear(SoundChanged(self.now, kind, 0.9))
        self.until(self.now + seconds)

    def speech(
        self, seconds: float, text: str = "", partial: Sequence[tuple[float, str]] = (), late: float = 0.3
    ) -> float:
        """Somebody speaks; `partial` are the words so far after so many seconds. Returns the end of the speech."""
        begin = self.now
        self.segment += 1
        if self.quiet_now:
            self.until(begin + 0.2)
            self.hear(SoundChanged(begin, "noise", 0.3, {"provisional": 1.0}))
        self.until(begin + 0.4)
        self.hear(SoundChanged(begin, "speech", 0.9))
        self.hear(SpeechStarted(begin, self.segment))
        for after, words in partial:
            self.until(begin + after)
            self.verdicts += self.judge.words(self.segment, words, False, self.now)
        self.until(begin + seconds)
        self._final = text
        self._late = late
        return self.now

    def quiet(self, seconds: float) -> None:
        """Silence after speech: noticed after 0.4 s, the segment ends after 0.6 s, the last words come later."""
        begin = self.now
        self.quiet_now = seconds >= 0.4
        self.until(begin + min(seconds, 0.4))
        if seconds >= 0.4:
            self.hear(SoundChanged(begin, "silence", 0.9))
        self._end(begin, begin + min(seconds, 0.6))
        self.until(begin + seconds)

    def back_to_music(self, gap: float, seconds: float = 20) -> None:
        """Music comes back so soon after the speech that the segment ends by it."""
        end = self.now
        self.until(end + gap + 0.5)
        self.hear(SoundChanged(end + gap, "music", 0.9))
        self._end(end, self.now)
        self.until(self.now + seconds)

    def _end(self, last_speech: float, at: float) -> None:
        self.until(at)
        self.hear(SpeechEnded(last_speech, self.segment))
        self.until(at + self._late)
        if self._final:
            self.verdicts += self.judge.words(self.segment, self._final, True, self.now)

    @property
    def speakers(self) -> list[str]:
        return [verdict.speaker for verdict in self.verdicts]

    def announcement(self, seconds: float = 5, text: str = "", gap: float = 0.3) -> None:
        self.speech(seconds, text)
        self.back_to_music(gap)


ANNOUNCEMENT = "your call is important to us please stay on the line"


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


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("thanks for waiting may i have your account number", 0.6),
        ("hi jennifer speaking", 0.9),
        ("hello", 1.3),
        ("for the in", 1.3),
        ("the queue", 2.6),
        ("thank you for your patience received monitored please stay on the line", 5.0),
    ],
)
def test_the_plainer_the_words_the_shorter_the_silence_that_is_needed(text: str, within: float) -> None:
    """And nobody who waits is missed, even if all that was understood is an announcement."""
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


def test_words_that_come_late_still_count() -> None:
    line = Line()
    line.music(20)
    line.speech(2.0, "your call will be answered by the next available agent", late=0.6)
    line.quiet(1.2)
    line.back_to_music(0)
    assert "person" not in line.speakers


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


def test_what_was_heard_before_is_a_recording_whatever_it_says() -> None:
    line = Line()
    line.music(20)
    line.speech(4, "hello this is dana how can i help", [])
    line.hear(SpeechRepeated(line.now, line.segment, 3.0, 0.1))
    line.quiet(2)
    line.back_to_music(0)
    assert line.speakers == ["recording"]
    assert line.verdicts[0].evidence["repetition"] < -5


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


def test_music_that_comes_back_closes_the_turn_for_late_words() -> None:
    line = Line()
    line.music(20)
    line.announcement(3)
    assert line.judge.words(line.segment, "how can i help you", True, line.now) == []


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
