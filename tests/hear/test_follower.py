"""What comes of what is heard, as playbooks: held, found, put back on hold, found again. Times are seconds."""

import pytest

from holdlang.calllog import AudioType, Data, Decided, IvrMenuDetected, QueueProgress, type_of
from holdlang.load import load
from holdlang.source import Source
from runtime.hear import Follower
from runtime.hearing.events import SoundChanged, SpeechEnded, SpeechRepeated, SpeechStarted
from runtime.hearing.judge import Judge
from runtime.watch import Words

pytestmark = pytest.mark.unit

TOLD = {"hold_detected", "announcement", "human_detected"}

FLOW = """flow bank
menu: listen 20s
  on "disputes" or "charges"  press 3
  on "$card ending"           press 4
queue: hold 2h sure
  on callback offer           press 1
transfer cell
"""


class Played:
    """Plays a call to a follower, with hearing's own delays."""

    def __init__(self, source: str | None = None) -> None:
        flow = None if source is None else load(Source("<test>", source)).flows[0]
        self.follower = Follower(flow=flow)
        self.now = 0.0
        self.segment = 0
        self.data: list[Data] = []

    def told(self) -> list[str]:
        return [type_of(data) for data in self.data if type_of(data) in TOLD]

    def sound(self, sound: AudioType, seconds: float) -> None:
        self.data += self.follower.take(SoundChanged(self.now, sound, 0.9))
        self._pass(seconds)

    def speech(self, text: str, seconds: float = 3.0, *, earlier: float | None = None) -> None:
        """Said, and 0.4 s of silence after it."""
        begin, self.segment = self.now, self.segment + 1
        self.data += self.follower.take(SoundChanged(begin, "speech", 0.9))
        self.data += self.follower.take(SpeechStarted(begin, self.segment))
        self._pass(seconds)
        if earlier is not None:
            self.data += self.follower.take(SpeechRepeated(self.now, self.segment, earlier, 0.05))
        end = self.now
        self._pass(0.4)
        self.data += self.follower.take(SoundChanged(end, "silence", 0.9))
        self._pass(0.2)
        self.data += self.follower.take(SpeechEnded(end, self.segment))
        self.data += self.follower.take(Words(end, self.segment, begin, text, is_final=True))

    def announcement(self, text: str = "your call is important to us please stay on the line") -> None:
        self.sound("music", 20)
        self.speech(text, 4.0)
        self.sound("music", 10)

    def person(self) -> None:
        self.speech("hello this is anna how can i help you", 2.0)
        self._pass(3.0)

    def _pass(self, seconds: float) -> None:
        for _ in range(round(seconds * 10)):
            self.now = round(self.now + 0.1, 1)
            self.data += self.follower.tick(self.now)


def test_held_then_found() -> None:
    call = Played()
    call.announcement()
    call.person()
    assert call.told() == ["hold_detected", "announcement", "human_detected"]


def test_put_back_on_hold_and_found_again() -> None:
    call = Played()
    call.announcement()
    call.person()
    call.sound("music", 30)
    call.person()
    assert call.told()[2:] == ["human_detected", "hold_detected", "human_detected"]


def test_a_person_who_goes_on_is_found_once() -> None:
    call = Played()
    call.announcement()
    call.person()
    for _ in range(3):
        call.sound("silence", 9)
        call.person()
    assert call.told().count("human_detected") == 1


def test_a_hummed_tune_is_no_hold() -> None:
    call = Played()
    call.announcement()
    call.person()
    call.sound("music", 1.5)
    call.person()
    assert call.told() == ["hold_detected", "announcement", "human_detected"]


def test_an_agent_who_speaks_at_length_is_no_announcement() -> None:
    call = Played()
    call.announcement()
    call.person()
    call.sound("silence", 9)
    call.speech("well i can see here that there were two of them in march and one in april", 18)
    call.sound("silence", 9)
    assert call.told()[-1] == "human_detected"


def test_a_recording_known_from_before_is_one_after_a_person_too() -> None:
    call = Played()
    call.announcement()
    call.person()
    call.sound("silence", 9)
    call.speech("your call is important to us please stay on the line", 4, earlier=21.0)
    call.sound("silence", 9)
    call.person()
    assert call.told()[2:] == ["human_detected", "hold_detected", "announcement", "human_detected"]


def test_the_next_telephone_that_rings_is_another_person() -> None:
    call = Played()
    call.announcement()
    call.person()
    call.sound("ringing", 6)
    call.person()
    assert call.told().count("human_detected") == 2


def test_a_menu_is_told_when_it_has_ended() -> None:
    call = Played()
    call.sound("silence", 1)
    call.speech("for billing press one")
    assert not any(isinstance(data, IvrMenuDetected) for data in call.data)
    call.speech("for disputes press three")
    call.sound("silence", 2)
    (menu,) = (data for data in call.data if isinstance(data, IvrMenuDetected))
    assert menu.options == {"1": "billing", "3": "disputes"}


def test_what_a_person_says_is_no_menu() -> None:
    call = Played()
    call.announcement()
    call.person()
    call.speech("for the front desk press nine when you arrive")
    call.sound("silence", 5)
    assert not any(isinstance(data, IvrMenuDetected) for data in call.data)


def test_what_the_queue_says_is_told_once() -> None:
    call = Played()
    for _ in range(2):
        call.announcement("you are number three in the queue please stay on the line")
    assert [data.position for data in call.data if isinstance(data, QueueProgress)] == [3]


def test_clauses_of_a_flow_that_were_said() -> None:
    call = Played(FLOW)
    call.speech("for disputes press three")
    call.speech("press one and we will call you back")
    decided = [(data.step_id, data.clause, data.actions) for data in call.data if isinstance(data, Decided)]
    assert decided == [("menu", 'on "disputes"', ["press"]), ("queue", "on callback offer", ["press"])]


def test_a_phrase_with_a_value_that_is_not_known_is_left_out() -> None:
    call = Played(FLOW)
    call.speech("card ending")
    assert not any(isinstance(data, Decided) for data in call.data)


def test_the_odds_of_whoever_speaks_can_be_followed() -> None:
    call = Played()
    call.announcement()
    assert call.follower.odds(call.now) == {}
    call.speech("hello this is anna how can i help you", 2.0)
    assert "words" in call.follower.odds(call.now) or "human_detected" in call.told()
    assert call.follower.rings_at == Judge().rings_at
