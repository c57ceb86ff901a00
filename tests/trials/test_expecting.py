"""What a test expects, held against a call: what is said of each kind that does not come, and where it parts."""

import pytest

from holdlang.calllog import (
    AskAdvisor,
    CallEnded,
    Data,
    Decided,
    IvrStep,
    NoteTaken,
    NotifyUser,
    PlayFile,
    SendDtmf,
    Speak,
    TransferComplete,
)
from holdlang.model import Asking, Ending, Expectation, Pressing, Reaching, Test, Wording
from holdlang.trials.expecting import Judgement, Mark, judge
from holdlang.trials.masking import Mask
from holdlang.trials.rehearsal import Rehearsal
from tests.trials.logs import log, rehearsal

pytestmark = pytest.mark.unit

HAPPENED: list[tuple[float, Data]] = [
    (2, IvrStep(step_id="menu", step_type="listen", description="menu: listen")),
    (8, Decided(step_id="menu", heard="for bills press 3", clause='on "bills"', score=1, actions=["press", "ask"])),
    (8, SendDtmf(digits="3", reason='on "bills": heard “bills”')),
    (9, IvrStep(step_id="enter/pin", step_type="press", description="pin: press $pin")),
    (9, SendDtmf(digits="<secret>", reason="step `pin`")),
    (10, IvrStep(step_id="queue", step_type="hold", description="queue: hold 2h")),
    (60, NotifyUser(text="Number 2", reason="")),
    (99, Speak(text="One moment, please.", reason="")),
    (99, NoteTaken(text="a note")),
    (100, AskAdvisor(step_id="queue", heard="", intent="", attempt=1, reason="")),
    (102, AskAdvisor(step_id="queue", heard="", intent="", attempt=2, reason="")),
    (110, TransferComplete(device="cell", bridge_id="b")),
]


def call(outcome: str = "transferred", reason: str = "`cell` spoke with the person", seconds: float = 120) -> Rehearsal:
    ended = CallEnded(number="1", duration=seconds, reason=reason, outcome=outcome)
    return rehearsal(log(*HAPPENED, (seconds, ended)), ["3", "4251"], ["One moment, please."])


def judged(expected: Expectation, made: Rehearsal | None = None, *secrets: str) -> Judgement:
    test = Test(name="t", flow="f", tree="t", expects=(expected,))
    (judgement,) = judge(test, made or call(), Mask(secrets))
    return judgement


FAILED = call("failed", "no way in; heard “that is not right” (step `menu`)")


@pytest.mark.parametrize(
    "expected",
    [
        Pressing(keys=("3", "4251")),
        Wording(kind="said", text="One moment, please."),
        Wording(kind="noted", text="a note"),
        Wording(kind="notified", text="Number 2"),
        Reaching(label="queue"),
        Reaching(label="pin"),
        Asking(most=1),
        Ending(kind="transferred", device="cell"),
        Ending(kind="transferred", device="cell", within=120),
    ],
)
def test_what_comes(expected: Expectation) -> None:
    judgement = judged(expected)
    assert judgement.met
    assert all(mark.met for mark in judgement.marks)


@pytest.mark.parametrize(
    ("expected", "made", "why"),
    [
        (Pressing(keys=("3", "1")), None, "expected to press 3, 1, but it pressed 3, 4251"),
        (Pressing(keys=("3", "4251", "1")), None, "expected to press 3, 4251, 1, but it pressed 3, 4251"),
        (Pressing(keys=("3",)), None, "expected to press 3 and nothing more, but it pressed 3, 4251"),
        (
            Pressing(keys=("1",)),
            rehearsal(FAILED.lines),
            "expected to press 1, but it pressed nothing",
        ),
        (
            Wording(kind="said", text="One moment please"),
            None,
            "expected to say “One moment please”, but it said “One moment, please.”",
        ),
        (
            Wording(kind="noted", text="nobody"),
            None,
            "expected to note “nobody”, but it noted “a note”",
        ),
        (
            Wording(kind="notified", text="Number 3"),
            None,
            "expected to tell you “Number 3”, but it told you “Number 2”",
        ),
        (Wording(kind="said", text="x"), rehearsal([FAILED.lines[-1]]), "expected to say “x”, but it said nothing"),
        (Reaching(label="closed"), None, "expected to reach `closed`, but the call never came there"),
        (Asking(most=0), None, "expected at most 0 questions to the model, but there were 1"),
        (
            Ending(kind="transferred", device="sip_phone"),
            None,
            "expected `sip_phone` to take the call, but `cell` did",
        ),
        (
            Ending(kind="transferred", device="cell", within=60),
            None,
            "expected the end within 1m, but the call took 2m",
        ),
        (
            Ending(kind="transferred", device="cell"),
            FAILED,
            "expected `cell` to take the call, but the call failed: no way in",
        ),
        (
            Ending(kind="failed", why="no way out"),
            FAILED,
            "expected the flow to fail with “no way out”, but it failed with “no way in”",
        ),
        (
            Ending(kind="ended"),
            None,
            "expected the flow to end the call, but the call was transferred: `cell` spoke with the person",
        ),
        (
            Ending(kind="not answered"),
            call("ended", "the flow hung up at `menu`"),
            "expected nobody to answer, but the flow ended the call: the flow hung up at `menu`",
        ),
    ],
)
def test_what_does_not_come_is_said(expected: Expectation, made: Rehearsal | None, why: str) -> None:
    judgement = judged(expected, made)
    assert judgement.why == why
    assert not judgement.marks[-1].met
    (judgement,) = judge(Test(name="t", flow="f", tree="t", expects=(expected,)), made or call())
    assert judgement.why == why


def test_keys_part_at_the_first_other_one() -> None:
    judgement = judged(Pressing(keys=("3", "1", "2")))
    assert judgement.path == ("expect", 0, "keys", 1, "keys")
    assert judgement.marks == (Mark(2, "pressed 3", met=True), Mark(4, "pressed 1", met=False))
    assert judgement.line == 4
    first = judged(Pressing(keys=("1",)))
    assert (first.line, first.here) == (2, "pressed 3, having heard “bills”")


def test_keys_that_never_come_part_at_the_end() -> None:
    judgement = judged(Pressing(keys=("3", "4251", "1")))
    assert judgement.path == ("expect", 0, "keys", 2, "keys")
    assert judgement.line == len(HAPPENED)
    assert judgement.here == "the call ended here: `cell` spoke with the person"


def test_time_runs_out_at_the_step_that_ran_then() -> None:
    judgement = judged(Ending(kind="transferred", device="cell", within=30))
    assert (judgement.line, judgement.here) == (5, "after 30s the call was here")


def test_secrets_are_in_none_of_the_words() -> None:
    for expected in (Pressing(keys=("3", "4251", "1")), Wording(kind="said", text="4251"), Pressing(keys=("1",))):
        judgement = judged(expected, None, "4251")
        assert "4251" not in repr((judgement.why, judgement.label, judgement.here, judgement.marks))
    assert judged(Pressing(keys=("3", "1")), None, "4251").why == "expected to press 3, 1, but it pressed 3, <secret>"


def test_of_many_texts_the_closest_are_quoted() -> None:
    said = [f"text {letter * 9}" for letter in "abcdef"]
    many = rehearsal(
        log(*((float(at), Speak(text=text, reason="")) for at, text in enumerate(said)), (9, FAILED.end)), (), said
    )
    assert judged(Wording(kind="said", text="text ccccccccd"), many).why.endswith("but it said “text ccccccccc”")
    assert judged(Wording(kind="said", text="quite another thing"), many).why.endswith(
        "but it said “text aaaaaaaaa” and “text bbbbbbbbb” and “text ccccccccc”, and 3 more"
    )


def test_sound_files_are_among_what_is_said() -> None:
    played, spoken = PlayFile(path="/a/thanks.wav", reason=""), Speak(text="Goodbye", reason="")
    made = rehearsal(log((1, played), (2, spoken), (3, FAILED.end)), (), ["thanks.wav", "Goodbye"])
    judgement = judged(Wording(kind="said", text="Goodbye"), made)
    assert (judgement.met, judgement.marks[0].line) == (True, 1)
