"""What of a call is a recording: never anything of a person, and soon after it was heard."""

import pytest

from holdlang.calllog import (
    AnnouncementHeard,
    AnsweredBy,
    AudioClassified,
    CallEnded,
    Data,
    HumanDetected,
    IvrDtmfSent,
    IvrMenuDetected,
    TranscriptChunk,
    UtteranceBegan,
    UtteranceEnded,
    UtteranceRepeated,
)
from runtime.prompts.keeping import UTTERANCES, Keeping

pytestmark = pytest.mark.unit

MUSIC = AudioClassified(audio_type="music", confidence=0.9)
SILENCE = AudioClassified(audio_type="silence", confidence=0.9)
PERSON = HumanDetected(confidence=0.9, transcript_excerpt="")
PRESSED = IvrDtmfSent(digits="1", step_id="press")
ENDED = CallEnded(number="+18005550123", duration=9.0, reason="", outcome="ended")


def announced(segment: int) -> Data:
    return AnnouncementHeard(confidence=0.9, transcript_excerpt="", segment=segment)


def menu(text: str, **keys: str) -> Data:
    return IvrMenuDetected(transcript=text, options=keys or {"1": "sales", "2": "billing"})


def repeated(segment: int, *, still: bool = True) -> Data:
    return UtteranceRepeated(moment=9.0, segment=segment, earlier=1.0, error=0.1, repeated=still)


def said(segment: int, text: str, begins: float, ends: float) -> list[Data]:
    return [
        UtteranceBegan(moment=begins, segment=segment),
        UtteranceEnded(moment=ends, segment=segment),
        TranscriptChunk(text=text, is_final=True, segment=segment, onset=begins, moment=ends),
    ]


def kept(*parts: Data | list[Data]) -> list[tuple[int, str, bool]]:
    """What is handed over by then: number, words, whether it is a menu."""
    keeping = Keeping()
    for part in parts:
        for data in part if isinstance(part, list) else [part]:
            keeping.hear(data)
    return [(one.segment, one.text, one.menu) for one in keeping.taken()]


def test_an_announcement_is_kept_once_music_has_come() -> None:
    spoken = said(1, "please hold", 1, 4)
    assert kept(spoken, announced(1)) == []
    assert kept(spoken, announced(1), MUSIC) == [(1, "please hold", False)]
    assert kept(spoken, MUSIC, announced(1)) == [(1, "please hold", False)]


def test_its_last_words_are_waited_for() -> None:
    began, ended, words = said(1, "please hold", 1, 4)
    assert kept(began, ended, MUSIC, announced(1)) == []
    assert kept(began, ended, MUSIC, announced(1), words) == [(1, "please hold", False)]
    assert kept(began, ended, MUSIC, announced(1), said(2, "", 60, 61)) == [(1, "", False)]


def test_nothing_of_a_person_is_kept() -> None:
    assert kept(said(1, "good morning", 1, 4), PERSON, MUSIC, ENDED) == []
    assert kept(said(1, "please hold", 1, 4), announced(1), said(2, "good morning", 5, 6), PERSON, MUSIC, ENDED) == []
    assert (
        kept(said(1, "good morning", 1, 4), AnsweredBy(who="human", confidence=1, transcript_excerpt=""), ENDED) == []
    )


def test_speech_of_which_nothing_is_known_is_not_kept() -> None:
    assert kept(said(1, "good morning", 1, 4), MUSIC, ENDED) == []


def test_a_person_who_speaks_after_an_announcement_is_not_part_of_it() -> None:
    spoken = [*said(1, "please hold", 1, 4), *said(2, "hello", 6.5, 7)]
    assert kept(spoken, announced(1), SILENCE, ENDED) == [(1, "please hold", False)]


def test_an_announcement_of_several_sentences_is_kept_with_all_of_them() -> None:
    spoken = [*said(1, "please hold", 1, 4), *said(2, "we are busy", 4.8, 7)]
    assert [number for number, *_ in kept(spoken, announced(1), MUSIC)] == [1, 2]


def test_a_menu_is_kept_when_a_key_was_pressed() -> None:
    spoken = said(1, "for sales press one for billing press two", 1, 4)
    assert kept(spoken, menu(f"welcome {spoken[2].text}"), PRESSED) == [(1, spoken[2].text, True)]  # type: ignore[attr-defined]


def test_a_person_who_names_one_key_is_no_menu() -> None:
    spoken = said(1, "dial nine when you arrive", 1, 4)
    assert kept(spoken, menu("dial nine when you arrive", **{"9": "when you arrive"}), PRESSED, ENDED) == []


def test_one_key_will_do_for_a_machine_that_has_answered() -> None:
    spoken = said(1, "for sales press one", 1, 4)
    told = menu("for sales press one", **{"1": "sales"})
    assert kept(AnsweredBy(who="ivr", confidence=1, transcript_excerpt=""), spoken, told, PRESSED) == [
        (1, "for sales press one", True)
    ]


def test_what_a_machine_answered_with_is_kept() -> None:
    machine = AnsweredBy(who="ivr", confidence=1, transcript_excerpt="welcome to the bank for sales press")
    assert kept(said(1, "welcome to the bank", 1, 4), machine, PRESSED) == [(1, "welcome to the bank", False)]


def test_a_recording_stays_one_where_it_goes_another_way_than_before() -> None:
    began, *rest = said(1, "please hold", 1, 4)
    assert len(kept(began, repeated(1), announced(1), repeated(1, still=False), rest, MUSIC)) == 1


def test_what_was_heard_before_is_a_recording_as_long_as_it_stays_the_same() -> None:
    spoken = said(1, "please hold", 1, 4)
    assert kept(spoken[0], repeated(1), spoken[1:], MUSIC) == [(1, "please hold", False)]
    assert kept(spoken[0], repeated(1), repeated(1, still=False), spoken[1:], MUSIC, ENDED) == []


def test_what_was_heard_of_a_known_recording_is_told_from_its_words() -> None:
    known = UtteranceRepeated(
        moment=2, segment=1, earlier=1, error=0.1, repeated=True, earlier_call=True, transcript="press two"
    )
    began, ended, words = said(1, "press two", 1, 4)
    heard = TranscriptChunk(text="press too", is_final=False, segment=1)
    for parts, own in (([known, heard, ended, words], "press too"), ([heard, ended, words], "press two")):
        keeping = Keeping()
        for data in (began, *parts, announced(1), MUSIC):
            keeping.hear(data)
        assert [(one.text, one.heard) for one in keeping.taken()] == [("press two", own)]


def test_nothing_is_handed_over_twice() -> None:
    keeping = Keeping()
    for data in (*said(1, "please hold", 1, 4), announced(1), MUSIC):
        keeping.hear(data)
    assert len(list(keeping.taken())) == 1
    keeping.hear(MUSIC)
    assert list(keeping.taken()) == []


def test_only_so_many_utterances_are_followed() -> None:
    spoken = [
        data for number in range(UTTERANCES + 2) for data in said(number, "hello", 9.0 * number, 9.0 * number + 1)
    ]
    assert kept(spoken, announced(0), announced(2), ENDED) == [(2, "hello", False)]


def test_what_only_looks_like_a_part_of_a_menu_is_not_kept() -> None:
    """Nor what was over by then, even if its words come again."""
    ringing = AudioClassified(audio_type="ringing", confidence=0.9)
    heard = "for this press one for that press two"
    assert kept(said(1, "hi", 0, 1), said(2, heard, 4, 8), menu(heard), MUSIC) == [(2, heard, True)]
    assert kept(said(1, "this", 0, 1), ringing, said(2, heard, 9, 13), menu(heard), MUSIC) == [(2, heard, True)]
