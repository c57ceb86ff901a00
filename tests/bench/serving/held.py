"""Many calls on hold at once: what they take, next to as many bare PJSUA2 calls, and whether each finds its person.

All calls go to one far end (`answering`), which plays music until all are up. Then it begins: announcements between
music, and after a random time a person. The phone is at the same far end. Not responsible for a single call
(`tests.bench.first_call`).
"""

import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import trio

from holdlang.history import LOG
from tests.bench.processes import Used, family, own_megabytes, resident_megabytes
from tests.bench.serving import sound
from tests.bench.serving.farend import FarEnd, far_end
from tests.bench.serving.figures import Pressure, quantile
from tests.bench.serving.served import Served, served

SETTLED_SECONDS = 8.0
"""After the last call was taken: then all are on hold, and all their code has run once."""

MOST_BARE = 80
"""PJSUA2 looks for the port of a call from 4000 on, a hundred times; other programs have some of these."""

FOUND_SECONDS = 20.0
"""After which a person has given up: nobody says hello for longer."""


@dataclass(frozen=True)
class Scale:
    """How many calls; seconds of music that are measured; when the person comes after that; music before an
    announcement."""

    calls: int
    seconds: float = 30.0
    person_after: tuple[float, float] = (45.0, 120.0)
    music_seconds: float = 30.0


async def measure(scale: Scale) -> None:
    """Bare calls, then ours."""
    print(f"\n{scale.calls} calls held at once", flush=True)
    companies = [
        await trio.to_thread.run_sync(sound.company, number, 1, scale.music_seconds, scale.person_after)
        for number in range(scale.calls)
    ]
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "sounds.npz"
        sound.write(file, companies)
        async with far_end(str(file)) as far:
            floor = await _bare(scale, far)
        async with far_end(str(file)) as far, served(Path(place), far.address, warm=1, calls=1000) as server:
            await _held(scale, far, server, floor)
            _judge(scale, far, sum(one.announcements for one in companies))


async def _bare(scale: Scale, far: FarEnd) -> float:
    """Percent of a core that a bare PJSUA2 call takes beside as many others."""
    command = [sys.executable, "-m", "tests.bench.bare_call", "bare", f"sip:x@{far.address}", "3600"]
    processes: list[trio.Process] = []
    try:
        for number in range(min(scale.calls, MOST_BARE)):
            processes.append(await trio.lowlevel.open_process(command, stdout=subprocess.DEVNULL))
            await far.happens("invite", number + 1)
        await trio.sleep(SETTLED_SECONDS)
        watch = Watch([[process.pid] for process in processes], far.process.pid)
        await trio.sleep(scale.seconds)
        memory = statistics.median(resident_megabytes(process.pid) for process in processes)
        percent = watch.percent()
        print(f"{len(processes)} bare PJSUA2 calls {watch.told()}; {memory:.0f} MB resident each", flush=True)
    finally:
        for process in processes:
            process.kill()
            with trio.CancelScope(shield=True):
                await process.wait()
    return percent


async def _held(scale: Scale, far: FarEnd, server: Served, floor: float) -> None:
    calls: list[str] = []
    try:
        begun = trio.current_time()
        for number in range(scale.calls):
            calls.append(await server.place())
            await far.happens("invite", number + 1)
        print(f"placed one after the other within {trio.current_time() - begun:.0f} s", flush=True)
        await trio.sleep(SETTLED_SECONDS)
        callers = call_processes(server.pid)
        await _cost("held, music", scale.seconds, callers, far, server, floor)
        resident = statistics.median(sum(map(resident_megabytes, pids)) for pids in callers)
        own = statistics.median(sum(map(own_megabytes, pids)) for pids in callers)
        print(f"memory of a call     {resident:.0f} MB resident, {own:.0f} MB with its share of what it has in common")
        print(f"memory of the server {resident_megabytes(server.pid):.0f} MB", flush=True)
        await far.begin()
        await _cost("held, announcements", scale.person_after[0], callers, far, server, floor)
        with trio.move_on_after(sound.INTRO_SECONDS + scale.person_after[1] + FOUND_SECONDS):
            await far.happens("spoken", scale.calls)
            await trio.sleep(FOUND_SECONDS)
    finally:
        with trio.CancelScope(shield=True):
            for call_id in calls:
                await server.hang_up(call_id)


async def _cost(  # noqa: PLR0917
    name: str, seconds: float, callers: Sequence[Sequence[int]], far: FarEnd, server: Served, floor: float
) -> None:
    watch, serving = Watch(callers, far.process.pid), Used([server.pid])
    await trio.sleep(seconds)
    ratio = watch.percent() / floor
    print(f"{name:20} {watch.told()}; {ratio:.2f} x bare; the server {serving.percent():.1f} %", flush=True)


class Watch:
    """What calls, each with its recogniser, and their far end take from now on, and how busy the machine is."""

    def __init__(self, calls: Sequence[Sequence[int]], far: int) -> None:
        self._calls = Used([pid for pids in calls for pid in pids])
        self._count = len(calls)
        self._far = Used([far])
        self._pressure = Pressure()

    def percent(self) -> float:
        """Of a core, a call."""
        return self._calls.percent() / self._count

    def told(self) -> str:
        """So far."""
        percent = self.percent()
        return (
            f"{self._count * percent:6.1f} % of a core ({percent:.2f} % each; beside it the far end with "
            f"{self._far.percent():.1f} %; {self._pressure.percent():.0f} % of the time somebody waited for a core)"
        )


def _judge(scale: Scale, far: FarEnd, announcements: int) -> None:
    """Say who was found, and how long that took."""
    turns = {one["from"]: one["turn"] for one in far.events if one["event"] == "invite"}
    spoken = {one["turn"]: one["at"] for one in far.events if one["event"] == "spoken"}
    rung: dict[int, list[float]] = {}
    for one in far.events:
        if one["event"] == "phone":
            rung.setdefault(turns[one["from"]], []).append(one["at"])
    early = [turn for turn, rings in rung.items() if turn not in spoken or min(rings) < spoken[turn]]
    delays = [min(rings) - spoken[turn] for turn, rings in rung.items() if turn not in early]
    print(
        f"people               {len(delays)} of the {len(spoken)} that spoke, in {scale.calls} calls; "
        f"{len(early)} rings for one of {announcements} announcements"
    )
    if delays:
        half, most, worst = (quantile(delays, share) for share in (0.5, 0.9, 1.0))
        print(f"first sample to INVITE at the phone: median {half:.1f} s, p90 {most:.1f} s, worst {worst:.1f} s")


def call_processes(server: int) -> list[list[int]]:
    """The children of a server that have a call, each with its own."""
    return [family(pid) for pid in family(server)[1:] if _has_a_call(pid)]


def _has_a_call(pid: int) -> bool:
    return any(link.resolve().name == LOG for link in Path(f"/proc/{pid}/fd").iterdir())
