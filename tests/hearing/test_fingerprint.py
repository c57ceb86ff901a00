"""Repetition: what was heard before is known again within a second, through the line; other speech never is."""

import numpy as np
import pytest

from runtime.hearing import Hearing
from runtime.hearing.alike import Spoken, joined
from runtime.hearing.events import HearingEvent, SpeechEnded, SpeechRepeated
from runtime.hearing.fingerprint import CAPACITY, SHORTEST, Fingerprinter, Fingerprints, Recording
from runtime.hearing.spectrum import Steps
from tests.hearing.sounds import Sound, at_level, mu_law, music, noise, silence, with_loss
from tests.hearing.voices import say

pytestmark = pytest.mark.unit

MESSAGE = "All of our representatives are busy at the moment. Please stay on the line."
OTHERS = (
    "Your call will be answered in the order in which it was received by our staff.",
    "Good morning, this is Peter from the billing department, what can I do for you?",
    "Have you tried our website? Many questions can be answered there, day and night.",
)
LONGER = (
    "I would like to know whether the parcel has left your warehouse by now, or is it still being packed?",
    "Yesterday evening somebody promised that it might arrive before noon, yet nothing came.",
)


def spoken(sound: Sound, dbfs: float = -20, loss: float = 0.0, hiss: float = -70) -> Spoken:
    noisy = at_level(sound, dbfs) + at_level(noise(len(sound) / 8000 + 1, 3), hiss)[: len(sound)]
    fingerprinter = Fingerprinter()
    steps = Steps(8000).feed(with_loss(mu_law(noisy), loss))
    return joined([fingerprinter.step(step) for _, together in steps for step in together])


@pytest.mark.parametrize("shift", [0, 11, 40, 79])
@pytest.mark.parametrize(("dbfs", "loss", "hiss"), [(-20, 0.0, -70), (-38, 0.03, -70), (-20, 0.03, -42)])
def test_the_same_message_is_found(shift: int, dbfs: float, loss: float, hiss: float) -> None:
    memory = Fingerprints()
    for other in OTHERS:
        memory.remember(spoken(say(other)).words, 0.0)
    begin = 100.0
    memory.remember(spoken(say(MESSAGE)).words, begin)
    again = spoken(np.concatenate([np.zeros(shift), say(MESSAGE)]), dbfs, loss, hiss)
    match = memory.best_match(again[:150])
    assert match is not None
    assert match.at == pytest.approx(begin + 1.5, abs=0.1)


@pytest.mark.parametrize("other", OTHERS)
def test_another_message_is_not_found(other: str) -> None:
    memory = Fingerprints()
    memory.remember(spoken(say(MESSAGE)).words, 0.0)
    query = spoken(say(other))
    assert all(memory.best_match(query[:end]) is None for end in range(100, len(query), 10))


def test_a_snatch_is_not_compared() -> None:
    memory = Fingerprints()
    memory.remember(spoken(say(MESSAGE)).words, 0.0)
    assert memory.best_match(spoken(say(MESSAGE))[: SHORTEST - 1]) is None


def test_a_match_tells_which_recording_it_was_and_where() -> None:
    known = [Recording(spoken(say(text)).words, None, text) for text in (*OTHERS, MESSAGE)]
    match = Fingerprints(known).best_match(spoken(say(MESSAGE))[:120])
    assert match is not None
    assert (match.recording, match.earlier_call) == (known[-1], True)
    assert match.at == pytest.approx(1.2, abs=0.05)


def test_the_memory_is_bounded() -> None:
    memory = Fingerprints()
    for i in range(30):
        memory.remember(np.full(5000, i, np.uint16), 0.0)
    assert len(memory) == CAPACITY


def test_silence_that_two_have_in_common_does_not_make_them_alike() -> None:
    """A line that sends nothing in pauses gives zeros: here within an announcement, there when somebody has said hi and
    takes a breath."""
    pause = np.zeros(4000, np.float32)
    memory = Fingerprints()
    for text in OTHERS:
        memory.remember(alone(np.concatenate([say(text), pause, say(MESSAGE)])).words, 0.0)
    person = alone(np.concatenate([say("Hi.", "en-us+f2"), pause, say("How can I help?", "en-us+f2")]))
    assert [end for end in range(SHORTEST, len(person)) if memory.best_match(person[:end]) is not None] == []


def test_a_recording_with_such_pauses_is_found() -> None:
    pause = np.zeros(4000, np.float32)
    message = alone(np.concatenate([say(OTHERS[0]), pause, say(MESSAGE)]))
    memory = Fingerprints()
    memory.remember(message.words, 0.0)
    found = [memory.best_match(message[:end]) for end in range(100, len(message), 10)]
    assert all(match is not None and match.error == 0 for match in found)


def alone(sound: Sound) -> Spoken:
    """On a line without any noise."""
    fingerprinter = Fingerprinter()
    steps = Steps(8000).feed(mu_law(at_level(sound, -20)))
    return joined([fingerprinter.step(step) for _, together in steps for step in together])


def heard(hearing: Hearing, *parts: Sound) -> list[HearingEvent]:
    return hearing.feed(mu_law(np.concatenate([silence(0.5), *parts, silence(2)])))


def repeats(*parts: Sound) -> list[SpeechRepeated]:
    return [event for event in heard(Hearing(8000), *parts) if isinstance(event, SpeechRepeated)]


def on_an_earlier_call(*parts: Sound) -> list[Recording]:
    """What was said on it, with the number of the segment for words."""
    hearing = Hearing(8000)
    ends = [event.segment for event in heard(hearing, *parts) if isinstance(event, SpeechEnded)]
    found = [(hearing.fingerprint(segment), segment) for segment in ends]
    return [Recording(spoken.words, None, str(segment)) for spoken, segment in found if spoken is not None]


def test_what_an_earlier_call_had_is_known_with_its_words() -> None:
    known = on_an_earlier_call(at_level(say(OTHERS[0]), -20), silence(1), at_level(say(MESSAGE), -20))
    events = heard(Hearing(8000, known), at_level(say(MESSAGE), -26))
    (repeat,) = [event for event in events if isinstance(event, SpeechRepeated)]
    (end,) = [event for event in events if isinstance(event, SpeechEnded)]
    assert (repeat.repeated, repeat.earlier_call, repeat.text) == (True, True, "2")
    assert repeat.earlier < 1.5
    assert end.known == "2"


def test_the_words_of_a_recording_that_was_not_heard_to_its_end_are_not_taken_for_heard() -> None:
    known = on_an_earlier_call(at_level(say(MESSAGE), -20))
    half = at_level(say(MESSAGE), -20)[:16000]
    ends = [event.known for event in heard(Hearing(8000, known), half) if isinstance(event, SpeechEnded)]
    assert ends == [""]


def test_the_fingerprints_of_old_segments_are_forgotten() -> None:
    hearing = Hearing(8000)
    heard(hearing, *[part for _ in range(70) for part in (at_level(say("Good morning to you all."), -20), silence(1))])
    assert hearing.fingerprint(1) is None
    assert hearing.fingerprint(70) is not None


def test_who_speaks_on_without_a_pause_repeats_nothing() -> None:
    """A segment is cut after 20 s: what comes next is not taken for what was before the cut."""
    assert repeats(at_level(np.concatenate([say(text) for text in (*OTHERS, MESSAGE, *LONGER)]), -20)) == []


def test_hearing_says_so_within_a_second() -> None:
    tune = at_level(music("piano", 8, 5), -24)
    spoken = at_level(say(MESSAGE), -20)
    (event,) = repeats(spoken, tune, spoken, tune[:40000])
    second = 0.5 + (len(spoken) + len(tune)) / 8000
    assert event.segment == 2
    assert event.repeated
    assert event.at - second < 1.0
    assert event.at - event.earlier == pytest.approx((len(spoken) + len(tune)) / 8000, abs=0.1)


def test_speech_that_begins_alike_and_goes_another_way_is_taken_back() -> None:
    """A synthetic voice may begin two messages with the very same sound."""
    tune = at_level(music("piano", 8, 5), -24)
    one = at_level(say("Thank you very much for holding the line today."), -20)
    two = at_level(say("My name is Dana in disputes, and how can I help you this morning?"), -20)
    events = repeats(one, tune, np.concatenate([one, two]), tune[:40000])
    assert [event.repeated for event in events] == [True, False]


def test_a_prompt_that_differs_in_one_word_is_known_but_its_words_are_not() -> None:
    """The menu has changed: what it said before must not be taken for what it says now."""
    prompts = [at_level(say(f"For the billing department, please press {key}."), -20) for key in ("one", "seven")]
    known = Recording(spoken(prompts[0]).words, None, "for the billing department please press one")
    told = []
    for prompt in prompts:
        hearing = Hearing(8000, [known])
        events = hearing.feed(mu_law(np.concatenate([silence(0.5), prompt, silence(2)])))
        told.append([event.known for event in events if isinstance(event, SpeechEnded)])
    assert told == [["for the billing department please press one"], [""]]
