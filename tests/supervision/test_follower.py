"""The follower over logs that end in odd ways. No call is made here: the logs are the test's."""

import os
import socket
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trio

from holdlang.calllog import CallConnected, CallStarted, HoldDetected, Line, RecordingStarted
from holdlang.config import Config
from holdlang.errors import UsageError
from holdlang.history import call_folders
from holdlang.history.glance import glance
from holdlang.learn.exploring import exploration
from runtime.callprocess.order import Order, config_values
from runtime.hub import Logged
from runtime.record import Record, new_id
from runtime.sip.plain import Dialog
from runtime.soundtrack import write_track
from runtime.supervisor import Supervisor
from runtime.supervisor.pool import COMMAND, NotStarted, give, started
from runtime.supervisor.queue import Queue
from runtime.supervisor.tail import Tail
from tests.supervision.served import eventually

pytestmark = pytest.mark.web

NUMBER = "+18005551234"
LONG_AGO = time.time() - 3600


class Told:
    """Keeps what it is told; refuses the first `refusals` times."""

    def __init__(self, refusals: int = 0) -> None:
        self.lines: list[Logged] = []
        self.noted: list[str] = []
        self._refusals = refusals

    async def publish(self, lines: Sequence[tuple[Logged, Line]]) -> None:
        self._refuse()
        self.lines += [logged for logged, _ in lines]

    async def note(self, folder: Path) -> None:
        self._refuse()
        self.noted.append(folder.name)

    def knows(self, call_id: str) -> bool:
        return any(line.call_id == call_id and line.type == "call_ended" for line in self.lines)

    def _refuse(self) -> None:
        if self._refusals:
            self._refusals -= 1
            raise UsageError("the disk is full")

    async def has(self, kind: str) -> bool:
        await trio.lowlevel.checkpoint()
        return any(line.type == kind for line in self.lines)


def _config(folder: Path) -> Config:
    return Config.model_validate({"data_dir": str(folder), "server": {"warm": 0}})


@asynccontextmanager
async def supervised(folder: Path, told: Told, *, inherits: bool = True) -> AsyncIterator[Supervisor]:
    """A supervisor at work."""
    supervisor = Supervisor(_config(folder), told, inherits=inherits)
    async with trio.open_nursery() as nursery:
        await nursery.start(supervisor.run)
        yield supervisor
        nursery.cancel_scope.cancel()


async def killed(folder: Path, rest: bytes = b"") -> Path:
    """The folder of a call whose process was killed long ago, `rest` of a line at the end of its log."""
    with Record.create(folder) as record:
        record.write(CallStarted(number=NUMBER, company="Chase"))
        record.write(CallConnected(number=NUMBER, duration=1.0))
    log = record.folder / "call.jsonl"
    with log.open("ab") as file:
        file.write(rest)
    os.utime(log, (LONG_AGO, LONG_AGO))
    return record.folder


@pytest.mark.parametrize("length", [0, 1, 30, 1500, 200_000])
async def test_a_killed_call_is_told_to_its_end_whatever_was_cut_off(length: int, tmp_path: Path) -> None:
    folder = await killed(tmp_path, b"x" * length)
    told = Told()
    async with supervised(tmp_path, told) as supervisor:
        await eventually(lambda: told.has("call_ended"))
        assert not supervisor.running
    assert [line.type for line in told.lines] == ["call_started", "call_connected", "call_failed", "call_ended"]
    assert [line.line for line in told.lines] == [0, 1, 2, 3]
    assert len((folder / "call.jsonl").read_bytes().splitlines()) == 4


async def test_a_killed_call_lasted_as_long_as_its_sound(tmp_path: Path) -> None:
    with Record.create(tmp_path) as record:
        record.write(CallStarted(number=NUMBER))
        record.write(HoldDetected(audio_type="music", confidence=1.0))
        record.write(RecordingStarted(recording_id="far", path=str(record.folder / "far.wav")))
    write_track(record.folder / "far.wav", 8000, iter([bytes(2 * 8000 * 60)]))
    os.utime(record.folder / "call.jsonl", (LONG_AGO, LONG_AGO))
    async with supervised(tmp_path, told := Told()):
        await eventually(lambda: told.has("call_ended"))
    seen = glance(record.folder, datetime.now(UTC))
    assert seen.duration == pytest.approx(60, abs=1)
    assert seen.on_hold == pytest.approx(60, abs=1)


async def test_what_could_not_be_told_is_told_again(tmp_path: Path) -> None:
    folder = await killed(tmp_path)
    told = Told(refusals=2)
    async with supervised(tmp_path, told):

        async def noted() -> bool:
            await trio.lowlevel.checkpoint()
            return folder.name in told.noted and await told.has("call_ended")

        await eventually(noted)
    assert [line.line for line in told.lines] == [0, 1, 2, 3]


async def test_the_far_end_of_a_call_that_was_buried_is_told_by_whoever_comes_next(tmp_path: Path) -> None:
    folder = await killed(tmp_path)
    async with supervised(tmp_path, told := Told()):
        await eventually(lambda: told.has("call_ended"))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as far:
        far.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{far.getsockname()[1]}"
        dialog = Dialog(
            call_id="abc",
            local_uri="<sip:us@127.0.0.1>;tag=1",
            remote_uri="<sip:them@127.0.0.1>;tag=2",
            remote_target=f"sip:them@{address}",
            cseq=7,
        )
        (folder / "dialog_1.json").write_text(dialog.model_dump_json())
        async with supervised(tmp_path, told):
            far.settimeout(20)
            request, asker = await trio.to_thread.run_sync(far.recvfrom, 4096)
            assert request.startswith(f"BYE sip:them@{address} SIP/2.0".encode())
            head, _, _ = request.partition(b"\r\n\r\n")
            kept = [line for line in head.split(b"\r\n")[1:] if line.split(b":")[0] in _ECHOED]
            far.sendto(b"\r\n".join([b"SIP/2.0 200 OK", *kept, b"Content-Length: 0", b"", b""]), asker)

            async def released() -> bool:
                await trio.lowlevel.checkpoint()
                return not (folder / "dialog_1.json").exists()

            await eventually(released)


_ECHOED = (b"Via", b"From", b"To", b"Call-ID", b"CSeq")
"""What a response repeats (RFC 3261, 8.2.6.2)."""


def _order(folder: Path) -> Order:
    return Order(
        call_id=new_id(),
        mode="hold_slayer",
        number=NUMBER,
        flow=exploration(NUMBER, "ask something"),
        folder=folder,
        devices={},
        config=config_values(_config(folder)),
    )


async def test_an_order_that_is_given_twice_is_one_call(tmp_path: Path) -> None:
    order = _order(tmp_path)
    made = await give(await started(COMMAND), order)
    with pytest.raises(NotStarted, match="begun already"):
        await give(await started(COMMAND), order)
    assert call_folders(tmp_path) == [made]


async def test_calls_that_wait_are_those_of_one_process(tmp_path: Path) -> None:
    order = _order(tmp_path)
    Queue(tmp_path / "queue").add(order)
    told = Told()
    async with supervised(tmp_path, told, inherits=False) as supervisor:
        assert not supervisor.running
        assert not supervisor.waiting
        assert supervisor.waits_elsewhere(order.call_id)
    async with supervised(tmp_path, told):  # without a trunk it fails, and says so
        await eventually(lambda: told.has("call_failed"))
    assert not list((tmp_path / "queue").iterdir())
    assert len(list((tmp_path / "calls").iterdir())) == 1


def test_a_tail_reads_whole_lines_alone(tmp_path: Path) -> None:
    text = b'{"type":"note","call_id":"c","timestamp":"2026-11-29T12:00:00Z","at":1,"data":{"text":"%s"}}\n'
    log = tmp_path / "call.jsonl"
    log.write_bytes(text % b"one")
    tail = Tail(tmp_path)
    assert [logged.line for logged, _ in tail.read()] == [0]
    with log.open("ab") as file:
        file.write((text % b"two")[:40])
    assert tail.read() == []
    with log.open("ab") as file:
        file.write((text % b"two")[40:] + b"nonsense\n" + text % (b"x" * 300_000))
    found = tail.read() + tail.read()
    assert [logged.line for logged, _ in found] == [1, 3]
    assert tail.read() == []
    tail.close()
