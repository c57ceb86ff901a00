"""A recording heard through: what is noted, when, and that nothing is known before it was heard."""

from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from holdlang.calllog import (
    AnnouncementHeard,
    Data,
    HoldDetected,
    HumanDetected,
    NoteTaken,
    TranscriptChunk,
    UtteranceEnded,
)
from runtime.hear import Noted, hear
from runtime.ports import Samples
from tests.hear.calls import CALL, ONSET, RATE, Knows, knows

pytestmark = pytest.mark.unit


def heard(samples: Samples, sizes: Sequence[int] = (800,)) -> list[Noted]:
    return list(hear(pieces(samples, sizes), RATE, transcriber=knows()))


def pieces(samples: Samples, sizes: Sequence[int]) -> Iterator[Samples]:
    place, turn = 0, 0
    while place < len(samples):
        yield samples[place : place + sizes[turn % len(sizes)]]
        place += sizes[turn % len(sizes)]
        turn += 1


WHOLE = heard(CALL)


def the(kind: type[Data], noted: Sequence[Noted] = WHOLE) -> list[Noted]:
    return [one for one in noted if isinstance(one.data, kind)]


def test_a_person_is_found_after_a_recording() -> None:
    (held,), (recording,), (person,) = the(HoldDetected), the(AnnouncementHeard), the(HumanDetected)
    assert held.time < recording.time < ONSET < person.time < ONSET + 4
    assert isinstance(person.data, HumanDetected)
    assert person.data.onset == pytest.approx(ONSET, abs=0.4)
    assert "how can i help" in person.data.transcript_excerpt
    assert sum(person.data.evidence.values()) >= 3.0


def test_nothing_is_known_before_it_was_heard() -> None:
    """What is noted of the beginning of a recording is the beginning of what is noted of all of it."""
    for seconds in (1.0, 7.3, 12.05, ONSET + 0.55, ONSET + 2.0):
        part = heard(CALL[: round(seconds * RATE)])
        until = [one for one in WHOLE if one.time <= seconds + 1e-9]
        assert part[: len(until)] == until
        assert all(one.time == part[-1].time for one in part[len(until) :])  # what its end cuts off


def test_moments_lie_before_they_are_known() -> None:
    for one in WHOLE:
        told = one.data.model_dump()
        assert all(told.get(name) is None or told[name] <= one.time for name in ("moment", "onset", "earlier"))


def test_times_never_go_back() -> None:
    times = [one.time for one in WHOLE]
    assert times == sorted(times)


@pytest.mark.parametrize("sizes", [(37, 4001), (len(CALL),), (799,)])
def test_how_the_sound_comes_in_pieces_makes_no_difference(sizes: Sequence[int]) -> None:
    assert heard(CALL, sizes) == WHOLE


def test_what_is_being_said_at_the_end_is_not_lost() -> None:
    cut = heard(CALL[: round((ONSET + 1.5) * RATE)])
    final = [one.data for one in cut if one.time == cut[-1].time]
    assert any(isinstance(data, UtteranceEnded) for data in final)
    assert any(isinstance(data, TranscriptChunk) and data.is_final for data in final)


def test_a_recogniser_that_breaks_leaves_the_rest_without_words() -> None:
    class Breaks(Knows):
        def finish(self) -> str:
            raise RuntimeError("secret words")

    noted = list(hear([CALL], RATE, transcriber=Breaks(["hello"])))
    (note,) = the(NoteTaken, noted)
    assert note.data == NoteTaken(text="the recogniser stopped working (RuntimeError)")
    assert the(HumanDetected, noted)


def test_phrases_are_made_likelier() -> None:
    recogniser = knows()
    list(hear([CALL[:800]], RATE, transcriber=recogniser, phrases=("account services",)))
    assert recogniser.phrases == ["account services"]


def test_a_rate_that_the_recogniser_does_not_want_is_refused() -> None:
    with pytest.raises(ValueError, match="8000 Hz"):
        list(hear([CALL], 16000, transcriber=knows()))


def test_no_sound_is_nothing() -> None:
    assert list(hear([], RATE, transcriber=knows())) == []
    assert list(hear([np.zeros(0, np.int16), CALL[:799]], RATE, transcriber=knows())) == []
