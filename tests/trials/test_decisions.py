"""What a call decided, and where two calls part."""

import pytest

from holdlang.calllog import (
    CallEnded,
    Data,
    Decided,
    HumanDetected,
    IvrStep,
    NoteTaken,
    NotifyUser,
    PlayFile,
    RingDevice,
    SendDtmf,
    Speak,
    TransferComplete,
)
from holdlang.trials.decisions import decisions, first_difference
from tests.trials.logs import log

pytestmark = pytest.mark.unit

ENDED = CallEnded(number="1", duration=90, reason="over", outcome="transferred")


def step(name: str, kind: str = "listen") -> IvrStep:
    return IvrStep(step_id=name, step_type=kind, description=f"{name}: {kind}")


def decided(name: str, clause: str, *actions: str, heard: str = "") -> Decided:
    return Decided(step_id=name, heard=heard, clause=clause, score=1, actions=list(actions))


def menu(heard: str = "for disputes, press 3", key: str = "3", at: float = 5) -> list[tuple[float, Data]]:
    return [
        (at - 4, step("menu")),
        (at, decided("menu", 'on "disputes"', "press", heard=heard)),
        (at, SendDtmf(digits=key, reason='on "disputes"')),
    ]


def held(*announced: str) -> list[tuple[float, Data]]:
    said: list[tuple[float, Data]] = [(10, step("queue", "hold"))]
    for place, text in enumerate(announced):
        said.append((20 + place, decided("queue", f'on "{text}"', "notify", "again", heard=text)))
        said.append((20 + place, NotifyUser(text=text, reason="")))
    return [*said, (80, HumanDetected(confidence=0.9, transcript_excerpt="hello"))]


def test_a_call_as_decisions() -> None:
    told = decisions(
        log(
            (0, step("wait", "wait")),
            *menu(),
            *held("number 3"),
            (81, step("say", "say")),
            (81, Speak(text="One moment.", reason="step `say`")),
            (82, step("transfer", "transfer")),
            (82, RingDevice(device="cell", reason="")),
            (85, TransferComplete(device="cell", bridge_id="b")),
            (90, ENDED),
        )
    )
    assert [(one.step_id, one.what) for one in told] == [
        ("menu", "press 3"),
        ("queue", "notify, again"),
        ("queue", "notice a person"),
        ("say", "say “One moment.”"),
        ("transfer", "ring cell, join cell"),
        ("transfer", "transferred"),
    ]
    assert told[0].why == 'on "disputes": heard “for disputes, press 3”'
    assert told[-1].why == "over"
    assert [one.at for one in told] == [5, 20, 80, 81, 82, 90]


def test_times_and_transcripts_make_no_difference() -> None:
    one = decisions(log(*menu(), (9, ENDED)))
    other = decisions(log(*menu("for this shoots press three", at=7), (8, NoteTaken(text="x")), (9, ENDED)))
    assert one == other
    assert first_difference(one, other) is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (["a"], ["a", "a", "a"]),
        (["a", "b"], ["a", "b", "a", "b"]),
        (["a", "b", "b"], ["a", "b"]),
    ],
)
def test_how_often_a_hold_hears_the_same_is_left_to_chance(first: list[str], second: list[str]) -> None:
    assert decisions(log(*held(*first), (90, ENDED))) == decisions(log(*held(*second), (90, ENDED)))


def test_what_a_hold_hears_is_not() -> None:
    found = first_difference(decisions(log(*held("a"))), decisions(log(*held("a", "b"))))
    assert found is not None
    assert found.place == 1
    assert found.one is not None
    assert found.one.what == "notice a person"
    assert found.other is not None
    assert found.other.clause == 'on "b"'


@pytest.mark.parametrize(
    ("other", "what"),
    [
        (menu(key="2"), "press 2"),
        ([(1, step("menu")), (5, decided("menu", "else", "press")), (5, SendDtmf(digits="3", reason=""))], "press 3"),
        ([(1, step("main")), (5, decided("main", 'on "disputes"', "press"))], "press"),
        ([*menu(), (5, Speak(text="Hello", reason=""))], "press 3, say “Hello”"),
        ([*menu(), (5, PlayFile(path="/home/me/thanks.wav", reason=""))], "press 3, play thanks.wav"),
    ],
)
def test_what_makes_a_difference(other: list[tuple[float, Data]], what: str) -> None:
    found = first_difference(decisions(log(*menu())), decisions(log(*other)))
    assert found is not None
    assert found.place == 0
    assert found.other is not None
    assert found.other.what == what


def test_outcomes_differ() -> None:
    failed = ENDED.model_copy(update={"outcome": "failed", "reason": "the company hung up"})
    found = first_difference(decisions(log(*menu(), (9, ENDED))), decisions(log(*menu(), (9, failed))))
    assert found is not None
    assert found.other is not None
    assert (found.place, found.other.what, found.other.why) == (1, "failed", "the company hung up")


def test_one_call_goes_on() -> None:
    found = first_difference(decisions(log(*menu())), decisions(log(*menu(), *held())))
    assert found is not None
    assert found.one is None
    assert found.other is not None


def test_a_folder_makes_no_difference() -> None:
    one, other = (decisions(log(*menu(), (5, PlayFile(path=f"{at}/a.wav", reason="")))) for at in ("/home", "/srv"))
    assert one == other
