"""The notifier and a real web server that it tells: retries, deadlines, restarts, and what it must not give away."""

import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
import trio
import trio.testing

from holdlang.calllog import CallFailed, Line, NotifyUser
from holdlang.config import Notifications
from holdlang.errors import UsageError
from runtime.notifying import Notifier
from runtime.notifying.journal import DEADLINES
from tests.notifying.lines import CALL, CALL_LINES, CONNECTED, ENDED, ON_HOLD, PERSON, START, STARTED, at
from tests.notifying.target import Answer, Receiver

pytestmark = pytest.mark.web

BEFORE = [STARTED, CONNECTED, ON_HOLD]
FAILED = at(30, CallFailed(number="+18005550199", error="it was busy", outcome="failed"))

Listen = Callable[..., Receiver]


@pytest.fixture
def listen() -> Iterator[Listen]:
    """Starts receivers, each with its answers."""
    with ExitStack() as stack:

        def start(*answers: Answer) -> Receiver:
            receiver = Receiver(*answers)
            stack.enter_context(receiver.listening())
            return receiver

        yield start


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Notifications]:
    """The configuration for these URLs, each with the occasions that it is for (None for all)."""

    def make(*targets: str | tuple[str, Sequence[str]], **others: object) -> Notifications:
        described = []
        for number, target in enumerate(targets):
            url, occasions = (target, None) if isinstance(target, str) else target
            monkeypatch.setenv(f"TARGET_{number}", url)
            described.append({"url": f"env TARGET_{number}"} | ({"on": occasions} if occasions else {}))
        return Notifications.model_validate({"targets": described, **others})

    return make


@pytest.fixture
def logged() -> Iterator[StringIO]:
    """All that a program sees that logs everything. (`caplog` sees what nobody does: pytest goes past `propagate`.)"""
    written = StringIO()
    handler = logging.StreamHandler(written)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


class _Pauses:
    """Pauses that take no time, and how long they would have been."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        await trio.lowlevel.checkpoint()


class _Stuck:
    """A first pause that never ends."""

    def __init__(self) -> None:
        self.begun = trio.Event()

    async def __call__(self, seconds: float) -> None:
        self.begun.set()
        await trio.sleep_forever()


async def _tell(
    settings: Notifications,
    data_dir: Path,
    lines: Sequence[Line],
    *,
    now: datetime = START,
    pauses: _Pauses | None = None,
) -> Notifier:
    """Run a notifier over `lines`, until all is told."""
    notifier = Notifier(settings, data_dir, now=lambda: now, sleep=pauses or _Pauses())
    with trio.fail_after(60):
        await notifier.run(_channel(*lines))
    return notifier


async def test_a_person_on_the_line_is_told(
    listen: Listen, settings: Callable[..., Notifications], tmp_path: Path
) -> None:
    receiver = listen()
    await _tell(settings(receiver.url()), tmp_path, [*BEFORE, PERSON])
    (message,) = receiver.got
    assert message["title"] == "Chase: a person is on the line"
    assert message["message"] == "They answered after 23 min on hold."
    assert message["type"] == "success"


async def test_each_target_is_told_what_it_is_for(
    listen: Listen, settings: Callable[..., Notifications], tmp_path: Path
) -> None:
    phone, mail = listen(), listen()
    both = settings((phone.url(), ["person", "failed"]), (mail.url(), ["done", "failed", "notify"]))
    word = at(20, NotifyUser(text="we are in", reason="r"))
    await _tell(both, tmp_path, [*BEFORE, word, PERSON])
    await _tell(both, tmp_path, [ENDED])
    assert phone.titles == ["Chase: a person is on the line"]
    assert sorted(mail.titles) == ["Chase: a word from the flow", f"{CALL}: transferred"]


async def test_a_target_that_is_out_of_order_is_tried_again_with_growing_pauses(
    listen: Listen, settings: Callable[..., Notifications], tmp_path: Path
) -> None:
    receiver, pauses = listen(500, 503, 429, 404, 500, 500, 500, 500), _Pauses()
    await _tell(settings(receiver.url()), tmp_path, [STARTED, FAILED], pauses=pauses)
    assert pauses.taken == [1, 2, 4, 8, 16, 32, 60, 60]
    assert receiver.titles == ["Chase: the call failed"] * 9


async def test_nothing_is_told_twice_after_a_restart(
    listen: Listen, settings: Callable[..., Notifications], tmp_path: Path
) -> None:
    receiver = listen()
    to = settings((receiver.url(), ["person", "queue_position", "failed"]))
    await _tell(to, tmp_path, [*CALL_LINES[:-1]])
    told = sorted(receiver.titles)
    assert told == ["Chase: a person is on the line", "Chase: your turn is soon"]
    await _tell(to, tmp_path, CALL_LINES[:-1])
    await _tell(to, tmp_path, [PERSON])
    assert sorted(receiver.titles) == told


async def test_what_was_not_told_before_a_restart_is_told_after_it_without_the_event(
    listen: Listen, settings: Callable[..., Notifications], tmp_path: Path
) -> None:
    receiver, stuck = listen(), _Stuck()
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        gone = settings(f"json://127.0.0.1:{nobody.getsockname()[1]}/")
        first = Notifier(gone, tmp_path, now=lambda: FAILED.timestamp, sleep=stuck)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(first.run, _channel(STARTED, FAILED))
            with trio.fail_after(60):
                await stuck.begun.wait()
            nursery.cancel_scope.cancel()
    for _ in range(2):
        await _tell(settings(receiver.url()), tmp_path, [], now=FAILED.timestamp + timedelta(seconds=60))
    assert receiver.titles == ["Chase: the call failed"]


@pytest.mark.parametrize("answer", ["silence", "hang up"])
async def test_without_an_answer_only_what_is_urgent_is_told_again(
    listen: Listen, settings: Callable[..., Notifications], tmp_path: Path, answer: Answer
) -> None:
    receiver = listen(answer, answer)
    await _tell(settings(receiver.url("?rto=0.1")), tmp_path, [STARTED, FAILED])
    assert receiver.titles == ["Chase: the call failed"]
    await _tell(settings(receiver.url("?rto=0.1")), tmp_path, [*BEFORE, PERSON])
    assert receiver.titles[1:] == ["Chase: a person is on the line"] * 2


@pytest.mark.parametrize(("line", "times"), [(FAILED, 1), (PERSON, 2)])
async def test_after_a_kill_while_it_is_told_only_what_is_urgent_is_told_again(
    listen: Listen, settings: Callable[..., Notifications], tmp_path: Path, line: Line, times: int
) -> None:
    receiver = listen("silence")
    to = settings(receiver.url())
    process = await trio.lowlevel.open_process(
        [sys.executable, "-m", "tests.notifying.process", tmp_path, line.to_json()]
    )
    with trio.fail_after(30):
        assert await trio.to_thread.run_sync(receiver.arrived.wait, 25)
        os.kill(process.pid, signal.SIGKILL)
        await process.wait()
    for _ in range(2):
        await _tell(to, tmp_path, [line], now=line.timestamp + timedelta(seconds=5))
    assert len(receiver.got) == times


async def test_nobody_is_told_when_it_is_too_late_to_help(
    listen: Listen, settings: Callable[..., Notifications], tmp_path: Path
) -> None:
    receiver = listen()
    too_late = PERSON.timestamp + timedelta(seconds=DEADLINES["person"])
    await _tell(settings(receiver.url()), tmp_path, [*BEFORE, PERSON], now=too_late)
    assert receiver.got == []


async def test_what_was_begun_before_a_long_outage_is_not_told_after_it(
    listen: Listen, settings: Callable[..., Notifications], tmp_path: Path
) -> None:
    receiver, stuck = listen(500), _Stuck()
    to = settings(receiver.url())
    async with trio.open_nursery() as nursery:
        nursery.start_soon(Notifier(to, tmp_path, now=lambda: START, sleep=stuck).run, _channel(STARTED, FAILED))
        with trio.fail_after(60):
            await stuck.begun.wait()
        nursery.cancel_scope.cancel()
    await _tell(to, tmp_path, [], now=FAILED.timestamp + timedelta(seconds=DEADLINES["failed"]))
    await _tell(to, tmp_path, [])
    assert len(receiver.got) == 1
    assert '"given up"' in _journal(tmp_path)


async def test_a_flow_that_notifies_without_end_fills_no_memory(
    listen: Listen, settings: Callable[..., Notifications], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runtime.notifying.notifier.MOST_UNSENT", 3)
    receiver = listen()
    words = [at(float(n), NotifyUser(text=f"word {n}", reason="r")) for n in range(1, 9)]
    await _tell(settings(receiver.url()), tmp_path, [STARTED, *words])
    await _tell(settings(receiver.url()), tmp_path, [STARTED, *words])
    assert 3 <= len(receiver.got) < len(words)
    assert _journal(tmp_path).count('"given up"') == len(words) - len(receiver.got)


async def test_trying_ends_when_it_is_too_late(
    listen: Listen, settings: Callable[..., Notifications], tmp_path: Path
) -> None:
    receiver = listen(500)
    now = PERSON.timestamp + timedelta(seconds=DEADLINES["person"] - 1)
    notifier = Notifier(settings(receiver.url()), tmp_path, now=lambda: now, sleep=_Stuck())
    with trio.fail_after(60):
        await notifier.run(_channel(*BEFORE, PERSON))
    assert len(receiver.got) == 1
    assert '"given up"' in _journal(tmp_path)


async def test_nobody_is_called_to_a_line_that_is_dead(
    listen: Listen, settings: Callable[..., Notifications], tmp_path: Path
) -> None:
    receiver = listen(500)
    send, events = trio.open_memory_channel[Line](0)

    async def until_the_call_is_over(seconds: float) -> None:
        await send.send(ENDED)
        await trio.testing.wait_all_tasks_blocked()
        await send.aclose()

    notifier = Notifier(
        settings((receiver.url(), ["person"])), tmp_path, now=lambda: PERSON.timestamp, sleep=until_the_call_is_over
    )
    with trio.fail_after(60):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(notifier.run, events)
            for line in (*BEFORE, PERSON):
                await send.send(line)
    assert receiver.titles == ["Chase: a person is on the line"]


async def test_a_target_that_does_not_answer_holds_up_no_other(
    listen: Listen, settings: Callable[..., Notifications], tmp_path: Path
) -> None:
    silent, quick = listen(*["silence"] * 9), listen()
    words = [at(float(n), NotifyUser(text=f"word {n}", reason="r")) for n in range(1, 9)]
    notifier = Notifier(settings(silent.url(), quick.url()), tmp_path, now=lambda: START)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(notifier.run, _channel(STARTED, *words))
        with trio.fail_after(8):  # before the silent one has run out of time
            while len(quick.got) < len(words):
                await trio.to_thread.run_sync(quick.arrived.wait)
        nursery.cancel_scope.cancel()
    assert sorted(message["message"] for message in quick.got) == [f"word {n}" for n in range(1, 9)]


async def test_a_call_that_began_before_us_is_known_by_its_log(
    listen: Listen, settings: Callable[..., Notifications], tmp_path: Path
) -> None:
    receiver = listen()
    folder = tmp_path / "calls" / f"2026-11-29T12-00-00Z_{CALL}"
    folder.mkdir(parents=True)
    (folder / "call.jsonl").write_text("".join(line.to_json() + "\n" for line in CALL_LINES))
    await _tell(settings(receiver.url()), tmp_path, [PERSON])
    assert sorted((message["title"], message["message"]) for message in receiver.got) == [
        ("Chase: a person is on the line", "They answered after 23 min on hold."),
        ("Chase: your turn is soon", "We are number 3 in the queue, about 1 min to go after 50 s on hold."),
    ]


async def test_the_address_of_a_target_is_given_away_nowhere(
    listen: Listen, settings: Callable[..., Notifications], tmp_path: Path, logged: StringIO
) -> None:
    receiver = listen(500, "hang up", 200, "hang up")
    address = receiver.url().removeprefix("json://").partition("/")[0]
    await _tell(settings(receiver.url()), tmp_path, [*BEFORE, PERSON])
    await _tell(settings(receiver.url()), tmp_path, [STARTED, FAILED])
    assert "`env TARGET_0` may not have been told" in logged.getvalue()
    for text in (logged.getvalue(), _journal(tmp_path)):
        assert "s3cret" not in text
        assert address not in text
        assert "Marie" not in text


@pytest.mark.parametrize("url", ["nope://s3cret@example.com", "s3cret", "mailto://", "json://"])
def test_a_url_that_apprise_does_not_know_is_refused_without_being_shown(
    settings: Callable[..., Notifications], tmp_path: Path, url: str, logged: StringIO
) -> None:
    with pytest.raises(UsageError) as caught:
        Notifier(settings(url), tmp_path)
    assert "env TARGET_0" in caught.value.message
    assert "s3cret" not in caught.value.words() + logged.getvalue()


def test_a_url_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no secret at `env NOWHERE_AT_ALL`"):
        Notifier(Notifications.model_validate({"targets": [{"url": "env NOWHERE_AT_ALL"}]}), tmp_path)


async def test_a_journal_that_is_torn_loses_no_other_entry(
    listen: Listen, settings: Callable[..., Notifications], tmp_path: Path
) -> None:
    receiver = listen()
    await _tell(settings(receiver.url()), tmp_path, [*BEFORE, PERSON])
    with (tmp_path / "notifications.jsonl").open("ab") as file:
        file.write(b'{"target": "env TAR')
    await _tell(settings(receiver.url()), tmp_path, [PERSON, FAILED])
    await _tell(settings(receiver.url()), tmp_path, [PERSON, FAILED])
    assert [title.partition(": ")[2] for title in receiver.titles] == ["a person is on the line", "the call failed"]
    assert (tmp_path / "notifications.jsonl").stat().st_mode & 0o777 == 0o600


async def test_a_full_disk_keeps_nobody_from_being_told(
    listen: Listen, settings: Callable[..., Notifications], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, text: bytes) -> None:
        raise OSError(28, "No space left on device")

    receiver = listen()
    monkeypatch.setattr("runtime.notifying.journal.append", full)
    notifier = await _tell(settings(receiver.url()), tmp_path, [*BEFORE, PERSON, PERSON])
    assert receiver.titles == ["Chase: a person is on the line"]
    assert notifier.fault is not None


def _channel(*lines: Line) -> trio.MemoryReceiveChannel[Line]:
    """These lines, and no more."""
    send, events = trio.open_memory_channel[Line](len(lines))
    for line in lines:
        send.send_nowait(line)
    send.close()
    return events


def _journal(data_dir: Path) -> str:
    return (data_dir / "notifications.jsonl").read_text()
