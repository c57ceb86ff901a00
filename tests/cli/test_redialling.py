"""Calling again, in virtual time."""

import math
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import trio
from trio.testing import MockClock

from holdlang.cli.countdown import Countdown
from holdlang.cli.redialling import Attempt, with_redial
from holdlang.cli.run import may_call_again
from holdlang.cli.status import Status
from holdlang.model import CallFlow, Hours, Opening, Redial
from holdlang.model.header import DAYS

pytestmark = pytest.mark.call

BUSY = Attempt(Status.NOT_ANSWERED, again=True)
CUT_OFF = Attempt(Status.FAILED, again=True)
WRONG = Attempt(Status.FAILED, again=False)
DONE = Attempt(Status.DONE, again=False)


@dataclass
class Seen:
    """The waits that were shown, and when each call was made."""

    begun: list[tuple[float, int]] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    ended: int = 0
    calls: list[float] = field(default_factory=list)
    stop_at: float | None = None

    def begin(self, seconds: float, left: int) -> None:
        self.begun.append((seconds, left))

    def show(self, seconds: float) -> None:
        self.shown.append(seconds)
        if self.stop_at is not None and seconds <= self.stop_at:
            os.kill(os.getpid(), signal.SIGINT)

    def end(self) -> None:
        self.ended += 1


def dial(attempts: Sequence[Attempt], redial: Redial | None, seen: Seen, closes: float = math.inf) -> Status:
    async def main() -> Status:
        left = iter(attempts)

        async def attempt() -> Attempt:
            await trio.lowlevel.checkpoint()
            seen.calls.append(trio.current_time())
            return next(left)

        return await with_redial(redial, attempt, seen, lambda: trio.current_time() < closes)

    return trio.run(main, clock=MockClock(autojump_threshold=0))


@pytest.mark.parametrize(
    ("attempts", "status", "at"),
    [
        ([DONE], Status.DONE, [0]),
        ([BUSY, DONE], Status.DONE, [0, 600]),
        ([CUT_OFF, BUSY, DONE], Status.DONE, [0, 600, 1200]),
        ([BUSY, WRONG], Status.FAILED, [0, 600]),
        ([BUSY, BUSY, BUSY, BUSY], Status.NOT_ANSWERED, [0, 600, 1200, 1800]),
    ],
)
def test_attempts(attempts: list[Attempt], status: Status, at: list[float]) -> None:
    seen = Seen()
    assert dial(attempts, Redial(times=3, every=600), seen) == status
    assert seen.calls == pytest.approx(at)
    assert seen.begun == [(600.0, left) for left in (3, 2, 1)][: len(at) - 1]
    assert seen.ended == len(at) - 1


@pytest.mark.parametrize(("closes", "at"), [(500, [0]), (1000, [0, 600])])
def test_a_company_that_has_closed_is_not_called_again(closes: float, at: list[float]) -> None:
    seen = Seen()
    assert dial([BUSY] * 4, Redial(times=3, every=600), seen, closes) == Status.NOT_ANSWERED
    assert seen.calls == pytest.approx(at)
    assert seen.ended == len(at)


@pytest.mark.parametrize(("days", "may"), [(3, False), (0, True)])
def test_whoever_waits_is_told_when_it_opens(days: int, may: bool, capsys: pytest.CaptureFixture[str]) -> None:
    day = DAYS[(datetime.now(UTC) + timedelta(days)).weekday()]
    hours = Hours(first=day, last=day, opens="00:00", closes="24:00")
    flow = CallFlow(id="bank", company="Northgate Bank", opening=Opening(hours=(hours,), zone="UTC"))
    assert may_call_again(flow) == may
    said = capsys.readouterr().err
    assert said.startswith("not calling again: Northgate Bank is closed; it opens ") != may


def test_without_redial_one_call_is_all() -> None:
    seen = Seen()
    assert dial([BUSY], None, seen) == Status.NOT_ANSWERED
    assert seen.begun == []


def test_the_wait_is_counted_down_every_second() -> None:
    seen = Seen()
    dial([BUSY, DONE], Redial(times=1, every=3), seen)
    assert seen.shown == pytest.approx([3, 2, 1])


def test_ctrl_c_ends_the_waiting() -> None:
    seen = Seen(stop_at=598)
    assert dial([BUSY, DONE], Redial(times=1, every=600), seen) == Status.INTERRUPTED
    assert len(seen.calls) == 1
    assert seen.ended == 1


@pytest.mark.parametrize(
    ("left", "words"), [(2, "calling again in 10:00 (up to 2 more times); Ctrl-C ends the waiting\n")]
)
def test_without_a_terminal_the_wait_is_one_line(left: int, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    countdown = Countdown(json=False)
    countdown.begin(600, left)
    countdown.show(599)
    countdown.end()
    assert capsys.readouterr().out == words


def test_a_reader_of_json_is_told_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    countdown = Countdown(json=True)
    countdown.begin(600, 1)
    assert capsys.readouterr().out == ""
