"""What a kept call is expected to come to again."""

import pytest

from holdlang.calllog import CallEnded, CallStarted, Data, NotifyUser, Refer, SendDtmf, TransferComplete
from holdlang.errors import UsageError
from holdlang.history.anonymous import Anonymiser
from holdlang.history.keeping import kept_test
from holdlang.load import load
from holdlang.model import Need
from holdlang.printer import print_test
from holdlang.source import Source
from tests.history.logs import lines_of

pytestmark = pytest.mark.unit

STARTED = CallStarted(number="1", flow_id="f", given={"guest": "Rivera", "phone": "2065550111"})


def kept(outcome: str, *told: Data, needs: tuple[Need, ...] = ()) -> list[str]:
    """The lines of the test that a call with this log is kept as; it can be read."""
    ended = CallEnded(number="1", duration=9, reason="because of Rivera", outcome=outcome)
    lines = lines_of([STARTED, *told, ended])
    test = kept_test(lines, Anonymiser(lines), name="n", flow="f", log="calls/n.jsonl", needs=needs)
    text = print_test(test)
    (again,) = load(Source("t", text)).tests
    assert again == test
    return text.splitlines()[1:]


@pytest.mark.parametrize(
    ("outcome", "written"),
    [
        ("ended", ["  expect ended"]),
        ("failed", ["  expect failed"]),
        ("not_answered", ["  expect not answered"]),
    ],
)
def test_how_it_ended(outcome: str, written: list[str]) -> None:
    assert kept(outcome) == written


@pytest.mark.parametrize("kind", [TransferComplete, Refer])
def test_who_took_it(kind: type[TransferComplete | Refer]) -> None:
    told = [kind.model_validate({"device": name, "bridge_id": "b", "reason": "r"}) for name in ("desk", "cell")]
    assert kept("transferred", *told) == ["  expect transferred cell"]


def test_what_was_pressed_and_told() -> None:
    notice = NotifyUser(text="Rivera may call 206 555 0111.", reason="")
    keys = [SendDtmf(digits=digits, reason="") for digits in ("3", "2065550111#", "<secret>", "<secret>#")]
    assert kept("ended", *keys, notice, notice) == [
        "  expect pressed 3, 0000000000#, 9999, 9999#",
        '  expect notified "<name> may call 000 000 0000."',
        "  expect ended",
    ]


def test_what_was_given() -> None:
    needs = (Need(name="guest"), Need(name="phone"), Need(name="pin", secret=True), Need(name="older"))
    assert kept("ended", needs=needs) == [
        '  given  guest = "<name>"',
        "  given  phone = 0000000000",
        "  given  pin = 9999",
        "  given  older = 0000",
        "  expect ended",
    ]


def test_a_call_that_was_stopped_says_nothing() -> None:
    with pytest.raises(UsageError, match="you stopped the call"):
        kept("interrupted")
    lines = lines_of([STARTED])
    with pytest.raises(UsageError, match="the call has no end"):
        kept_test(lines, Anonymiser(lines), name="n", flow="f", log="n", needs=())
