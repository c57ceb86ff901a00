"""The benchmark of hearing counts right, tells the truth about its calls, and makes the same call of the same seed."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from runtime.hearing.events import SoundChanged, SpeechRepeated, SpeechStarted
from runtime.watch import Words
from tests.bench.hearing import judging, report
from tests.bench.hearing.assembly import hold_call
from tests.bench.hearing.baselines import Energy, Phrases
from tests.bench.hearing.calls import HoldCall, Span, Stay
from tests.bench.hearing.detectors import Claim, Detector, named
from tests.bench.hearing.ears import ears
from tests.bench.hearing.ears import errors as ear_errors
from tests.bench.hearing.figures import decisions, followed
from tests.bench.hearing.intervals import Rate, Share
from tests.bench.hearing.listening import Heard, costs, listen
from tests.bench.hearing.material import Material, utterances
from tests.bench.hearing.texts import SETS
from tests.bench.hearing.voices import Voice
from tests.hearing import sounds
from tests.hearing.sounds import RATE

pytestmark = pytest.mark.unit

NOTHING = Material({}, ())
"""A machine without recordings."""


@pytest.fixture(autouse=True)
def _only_the_voices_of_a_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that every machine has, and that speak in milliseconds."""
    voices = Voice("espeak-ng", "en-us"), Voice("espeak-ng", "en-gb-x-rp")
    for module in ("assembly", "company"):
        monkeypatch.setattr(f"tests.bench.hearing.{module}.two_voices", lambda rng: voices)


@cache
def made(seed: int) -> HoldCall:
    return hold_call(seed, NOTHING, SETS["tuning"], (2.0, 4.0))


def test_the_same_seed_makes_the_same_call() -> None:
    one, other, third = made(1), made.__wrapped__(1), made(2)
    assert np.array_equal(one.samples, other.samples)
    assert (one.spans, one.stays) == (other.spans, other.stays)
    assert len(third.samples) != len(one.samples)


@pytest.mark.parametrize("seed", range(4))
def test_the_truth_of_a_call_covers_its_sound(seed: int) -> None:
    call = made(seed)
    assert call.spans[0].begin == 0.0
    assert call.spans[-1].end == pytest.approx(len(call.samples) / RATE)
    assert call.without_sound.spans == call.spans
    for before, after in zip(call.spans, call.spans[1:], strict=False):
        assert after.begin == pytest.approx(before.end)
    for stay in call.stays:
        first = next(span for span in call.of("person") if span.end > stay.onset)
        assert first.begin == pytest.approx(stay.onset)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_said_is_louder_than_what_is_quiet(seed: int) -> None:
    call = made(seed)

    def level(span: Span) -> float:
        part = call.samples[round(span.begin * RATE) : round(span.end * RATE)].astype(float)
        return float(np.sqrt((part**2).mean()))

    before_anybody = [span for span in call.of("quiet") if span.end < call.stays[0].onset - 2 and span.text == ""]
    quiet = max(level(span) for span in before_anybody if span.end - span.begin > 0.25)
    assert all(level(span) > 2 * quiet for span in call.of("announcement", "person", "menu"))


def test_what_is_marked_as_repeated_was_heard_before() -> None:
    assert any("repeated" in span.facts for seed in range(4) for span in made(seed).spans)
    for seed in range(4):
        heard: set[str] = set()
        for span in made(seed).of("announcement"):
            assert "repeated" not in span.facts or span.text in heard
            heard.add(span.text)


def test_texts_that_judge_are_no_texts_to_tune_with() -> None:
    tuning, judged = SETS["tuning"], SETS["judging"]
    for kind in ("announcements", "personal", "others", "please_hold", "menus"):
        assert not set(getattr(tuning, kind)) & set(getattr(judged, kind))
    assert not set(tuning.greetings) & set(judged.greetings)
    assert len(judging.ANNOUNCEMENTS + judging.PERSONAL) >= 78
    assert len(judging.OPENINGS) >= 78


def test_a_clip_is_cut_at_its_pauses() -> None:
    voice = sounds.at_level(sounds.noise(2), -20)
    pieces = utterances(np.concatenate([voice, sounds.silence(0.2), voice, sounds.silence(1), voice]))
    assert [round(len(piece) / RATE, 1) for piece in pieces] == [4.2, 2.0]


# --- counting ---

CALL = HoldCall(
    seed=7,
    samples=np.zeros(100 * RATE, np.int16),
    spans=(
        Span(0, 10, "music"),
        Span(10, 15, "announcement", "please hold"),
        Span(15, 30, "music"),
        Span(30, 35, "announcement", "please hold", frozenset({"repeated"})),
        Span(35, 60, "sung"),
        Span(60, 62, "person", "hello can i have your name"),
        Span(62, 75, "quiet"),
        Span(75, 100, "music"),
    ),
    stays=(Stay(60, 75, True, False, "hello", "cut"),),
)


def claims(*times: float, who: str = "person") -> list[tuple[float, Claim]]:
    return [(at, Claim(who)) for at in times]  # type: ignore[arg-type]


def test_a_person_is_found_by_the_first_alarm() -> None:
    result = decisions([followed(CALL, claims(61.5, 64.0))])
    assert result.greeting == (1.5,)
    assert result.missed == Share(0, 1)
    assert result.per_hour.hits == 0


def test_a_person_is_missed_who_is_found_late_or_not() -> None:
    for times in ((), (70.5,), (59.0,)):
        assert decisions([followed(CALL, claims(*times))]).missed == Share(1, 1)


def test_alarms_without_a_person_are_false_and_due_to_what_was_said() -> None:
    result = decisions([followed(CALL, claims(12, 36, 37, 50, 61))])
    assert result.per_hour == Rate(4, 85 / 3600)
    assert result.first_hearing == Share(1, 1)
    assert result.again == Share(1, 1)


def test_uncertain_is_no_alarm() -> None:
    result = decisions([followed(CALL, [*claims(12, 62, who="uncertain"), *claims(65)])])
    assert result.per_hour.hits == 0
    assert result.uncertain == (2.0,)
    assert result.greeting == (5.0,)


def test_the_list_of_errors_names_seed_time_text_and_evidence() -> None:
    listed = "\n".join(report.errors("normal", [followed(CALL, [(12.0, Claim("person", "words +3.0"))])]))
    assert "seed 7 0:12.0 normal: FALSE ALARM by announcement at 0:10.0: please hold" in listed
    assert "words +3.0" in listed
    assert "seed 7 1:00.0 normal: MISSED (after cut): hello" in listed


def test_the_list_of_errors_of_the_ears_names_the_music() -> None:
    call = replace(CALL, spans=(replace(CALL.spans[0], text="wesnoth battle"), *CALL.spans[1:]))
    repeated = SpeechRepeated(13.0, 2, 3.0, 0.1)
    noticed = [(5.0, SpeechStarted(4.6, 1)), (6.0, SoundChanged(5.5, "tone", 0.9)), (13.0, repeated)]
    assert list(ear_errors(call, Heard(noticed=noticed))) == [  # type: ignore[arg-type]
        "seed 7 0:04.6 ears: FALSE ONSET in music: wesnoth battle",
        "seed 7 0:05.5 ears: FALSE TONE in music: wesnoth battle",
        "seed 7 0:13.0 ears: FALSE REPEAT in announcement: please hold",
    ]


def test_what_ears_noticed_is_held_against_the_truth() -> None:
    noticed = [
        (5.0, SpeechStarted(4.6, 1)),  # in music
        (10.4, SpeechStarted(10.0, 2)),
        (12.0, SoundChanged(11.5, "tone", 0.9)),
        (13.0, SpeechRepeated(13.0, 2, 3.0, 0.1)),  # nothing was heard before
        (15.5, Words(15.5, 2, 10.0, "please hold the sorry", True)),
        (30.5, SpeechStarted(30.1, 3)),
        (30.9, SpeechRepeated(30.9, 3, 10.0, 0.1)),
        (50.0, SpeechStarted(49.0, 4)),  # in singing
    ]
    found = ears([(CALL, Heard(noticed=noticed))])  # type: ignore[arg-type]
    assert found.onsets == pytest.approx((0.4, 0.5))
    assert found.unnoticed == Share(1, 3)
    assert found.false_in_music == Rate(1, 50 / 3600)
    assert found.false_in_singing == Rate(1, 25 / 3600)
    assert found.repeats == Share(1, 1)
    assert found.false_repeats.hits == 1
    assert found.false_tones.hits == 1
    assert found.phrase_recall == Share(1, 4)  # "please hold" twice, "hello", "your name"
    assert found.phrase_precision == Share(1, 2)


def test_intervals_are_those_of_the_tables() -> None:
    assert Share(0, 100).interval == pytest.approx((0.0, 0.0370), abs=1e-4)
    assert Share(5, 10).interval == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert Rate(0, 1).interval == pytest.approx((0.0, 3.6889), abs=1e-3)
    assert Rate(3, 2).interval == pytest.approx((0.6187 / 2, 8.7673 / 2), abs=1e-3)
    assert Rate(3000, 1).interval == pytest.approx((2893.6, 3109.3), abs=1)


# --- detectors ---


class Deaf:
    """Hears no words."""

    rate = RATE

    def start(self) -> None: ...

    def feed(self, samples: object) -> str:
        return "hello this is"

    def finish(self) -> str:
        return "hello this is"


def test_a_detector_gets_every_block_once_and_in_order() -> None:
    times: list[float] = []

    class Counts:
        def hear(self, block: object, noticed: object, at: float) -> list[Claim]:
            times.append(at)
            return [Claim("person")] if len(times) == 3 else []

    call = replace(CALL, samples=CALL.samples[: 2 * RATE])
    heard = listen(call, {"counts": Counts}, Deaf())  # type: ignore[arg-type]
    assert times == pytest.approx([0.1 * n for n in range(1, 21)])
    ((at, claim),) = heard.claims["counts"]
    assert at == pytest.approx(0.3)
    assert claim == Claim("person")
    assert heard.costs["hearing, music"].sound == pytest.approx(2.0)
    assert costs([heard, heard])["hearing, music"].sound == pytest.approx(4.0)


def test_energy_takes_what_is_loud_after_quiet_for_a_person() -> None:
    detector: Detector = Energy()
    loud = (sounds.at_level(sounds.noise(1), -20) * 32767).astype(np.int16)
    quiet = np.zeros(2 * RATE, np.int16)
    sound = np.concatenate([quiet, loud, quiet, loud])
    alarms = [n for n in range(60) for _ in detector.hear(sound[n * 800 : n * 800 + 800], [], n / 10)]
    assert alarms == [22, 52]


def test_phrase_lists_believe_people_who_say_nothing_of_a_recording() -> None:
    def claimed(text: str) -> int:
        return len(list(Phrases().hear(np.zeros(800, np.int16), [Words(1.0, 1, 0.0, text, False)], 1.0)))

    assert claimed("hello my name is peter") == 1
    assert claimed("hello please hold") == 0
    assert claimed("we are closed") == 0


def test_a_detector_is_found_by_its_name() -> None:
    assert named("tests.bench.hearing.baselines:Energy") is Energy
    with pytest.raises(ValueError, match="not of the form"):
        named("energy")
