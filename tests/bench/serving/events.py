"""How long an event takes from the log of its call to the last of a thousand clients, and what a client costs.

Not responsible for the clients (`listeners`) or for the floor (`fanout`).
"""

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import trio

from holdlang.calllog import (
    AudioClassified,
    CallConnected,
    CallEnded,
    CallStarted,
    Data,
    QueueProgress,
    TranscriptChunk,
)
from runtime.record import Record
from tests.bench.processes import Used, resident_megabytes
from tests.bench.serving.figures import quantile
from tests.bench.serving.served import line_of, served

NUMBER = "+18005551234"

SETTLED_SECONDS = 3.0
"""Until the server has found the calls (it looks once a second), and until its memory is still after the handshakes."""

ARRIVED_SECONDS = 2.0
"""After the last event: what has not come by then is missing."""

DRAWN: Sequence[Data] = (
    AudioClassified(audio_type="music", confidence=0.97, features={"speech": 0.02, "music": 0.97}, moment=61.2),
    TranscriptChunk(text="all of our representatives are", is_final=False, segment=4, onset=71.9, moment=73.4),
    TranscriptChunk(
        text="all of our representatives are currently assisting other customers please continue to hold",
        is_final=True,
        segment=4,
        onset=71.9,
        moment=77.8,
    ),
    QueueProgress(position=4, wait=720.0),
)
"""What is written on hold, more or less; of the lengths that lines have."""


@dataclass(frozen=True)
class Scale:
    """How many calls, clients of each, events a second of each, and for how many seconds."""

    calls: int = 50
    clients: int = 20
    rate: float = 2.0
    seconds: float = 30.0


@dataclass(frozen=True)
class Told:
    """How late the last client had each event, in seconds; what the server took of a core, in percent; what all clients
    together added to its memory, in MB."""

    late: Sequence[float]
    percent: float
    megabytes: float

    def show(self, name: str, scale: Scale, floor: "Told") -> None:
        """One row."""
        half, most, worst = (1000 * quantile(self.late, share) for share in (0.5, 0.99, 1.0))
        ratio = quantile(self.late, 0.99) / quantile(floor.late, 0.99)
        each = 1000 * self.megabytes / (scale.calls * scale.clients)
        print(
            f"{name:24} p50 {half:6.1f} ms   p99 {most:6.1f} ms ({ratio:4.1f} x the floor)   worst {worst:6.1f} ms   "
            f"{self.percent:5.1f} % of a core   {each:6.1f} kB a client",
            flush=True,
        )


async def measure(scale: Scale) -> None:
    """The floor, then the server with plain clients and with such as take what is sent compressed, as browsers do."""
    print(f"\n{scale.calls} calls of {scale.rate:g} events a second, {scale.clients} clients each, {scale.seconds:g} s")
    with tempfile.TemporaryDirectory() as name, _running(Path(name), scale.calls) as records:
        command = [sys.executable, "-m", "tests.bench.serving.fanout", f"{name}/calls"]
        process = await trio.lowlevel.open_process(command, stdout=subprocess.PIPE)
        address = json.loads(await line_of(process))["address"]
        floor = await _told(scale, records, [address, "none"], process.pid)
        process.terminate()
        await process.wait()
        floor.show("floor", scale, floor)
    for name, offer in (("holdlang serve", []), ("  clients that compress", ["deflate"])):
        with tempfile.TemporaryDirectory() as place, _running(Path(place) / "data", scale.calls) as records:
            async with served(Path(place), warm=0) as server:
                await trio.sleep(SETTLED_SECONDS)
                told = await _told(scale, records, [server.address, server.token], server.pid, offer)
        told.show(name, scale, floor)


@contextmanager
def _running(data_dir: Path, calls: int) -> Iterator[Sequence[Record]]:
    """The logs of so many calls that run, as far as anybody can see from outside."""
    with ExitStack() as stack:
        records = [stack.enter_context(Record.create(data_dir)) for _ in range(calls)]
        for record in records:
            record.write(CallStarted(number=NUMBER, flow_id="bench"))
            record.write(CallConnected(number=NUMBER, duration=3.0))
        yield records
        for record in records:
            record.write(CallEnded(number=NUMBER, duration=record.elapsed, reason="over", outcome="transferred"))


async def _told(
    scale: Scale, records: Sequence[Record], where: Sequence[str], server: int, offer: Sequence[str] = ()
) -> Told:
    before = resident_megabytes(server)
    calls = ",".join(record.call_id for record in records)
    command = [sys.executable, "-m", "tests.bench.serving.listeners", *where, calls, str(scale.clients), *offer]
    process = await trio.lowlevel.open_process(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    await line_of(process)
    await trio.sleep(SETTLED_SECONDS)
    taken = Used([server])
    async with trio.open_nursery() as nursery:
        for number, record in enumerate(records):
            nursery.start_soon(_write, record, scale, random.Random(number))
    percent = taken.percent()
    megabytes = resident_megabytes(server) - before
    await trio.sleep(ARRIVED_SECONDS)
    await process.stdin.aclose()
    found = json.loads(b"".join([chunk async for chunk in process.stdout]))
    missing = [name for name, (_, _, _, clients) in found.items() if clients != scale.clients]
    expected = scale.calls * round(scale.rate * scale.seconds)
    if missing or len(found) != expected:
        print(f"MISSING: {expected - len(found)} events altogether, {len(missing)} at some clients")
    return Told([last - written for written, _, last, _ in found.values()], percent, megabytes)


async def _write(record: Record, scale: Scale, rng: random.Random) -> None:
    """Events at this rate, each at a moment of its own."""
    begun = trio.current_time()
    for number in range(round(scale.rate * scale.seconds)):
        await trio.sleep_until(begun + (number + rng.random()) / scale.rate)
        record.write(DRAWN[number % len(DRAWN)])
