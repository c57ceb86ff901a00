"""The whole call, measured: what hearing costs on hold, and how long a person waits for the phone to ring.

    python -m tests.bench.first_call [--calls 20] [--seconds 40] [--seed 1]

Cost: CPU and memory of `holdlang run` on hold (music, with an announcement in the middle), as a ratio to a bare PJSUA2
call to the same company at the same time; and that of the music before the announcement by itself. Delay: from the
first sample of the person's voice at the company to the INVITE at the phone, over calls with varied announcements and
openings; every ring before that is a false one.

All calls are SIP and RTP between processes. Not responsible for the parts (see the other benches).
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import trio

from runtime.rehearse.process import Rehearsed, rehearsed
from tests.bench.hearing import judging
from tests.bench.processes import Used, family, resident_megabytes

FLOW = 'flow bench -> dial "+18005551234"\nhold 10m -> transfer sip_phone\n'
CONFIG = """\
trunk:
  address: {company}
  register: no
devices:
  sip_phone:
    uri: sip:sip_phone@{phone}
data_dir: {folder}/calls
"""
SIDE_BY_SIDE = 3
"""Calls at once: they wait most of their time, and must not disturb each other's recogniser on two cores."""
SETTLED = 8.0
"""Seconds after which a call is on hold and all its code has run once."""
BEFORE_SPEECH = 1.0
"""Seconds before the announcement at which the account of music alone is closed."""

FOUND_WITHIN = 20.0
"""Seconds after which a person has given up: nobody says hello for longer."""


def company(announcements: Sequence[str], opening: str, seconds: Sequence[float]) -> str:
    """A tree: music for each of `seconds`, an announcement after each but the last, then the person."""
    steps = ["tree company", "answer"]
    for length, said in zip(seconds, [*announcements, None], strict=True):
        steps.append(f"music {length:g}s")
        if said is not None:
            steps.append(f"say {json.dumps(said.replace('|', ''))}")
    phone = ["tree sip_phone", "answer after 1 ring", 'human "Hello, I am here."', "wait 1s", "hangup"]
    return "\n".join([*steps, f"human {json.dumps(opening.replace('|', ''))}", "", *phone, ""])


async def start_call(peers: Rehearsed, folder: Path) -> trio.Process:
    """`holdlang run` against these peers, as a process."""
    (folder / "flow.hold").write_text(FLOW)
    config = folder / "holdlang.yaml"
    config.write_text(CONFIG.format(company=peers.company_address, phone=peers.phone_address, folder=folder))
    command = [sys.executable, "-m", "holdlang", "run", str(folder / "flow.hold"), "--json", "--config", str(config)]
    return await trio.lowlevel.open_process(command, stdout=subprocess.DEVNULL)


@dataclass(frozen=True)
class Held:
    """One call: seconds to the phone (None: never rung), rings before the person, announcements played, hold time."""

    delay: float | None
    false_rings: int
    announcements: int
    hold: float
    opening: str


async def hold_once(number: int, seed: int, held: list[Held]) -> None:
    """One call with announcements and an opening drawn by `seed`."""
    rng = random.Random(f"{seed} {number}")
    announcements = rng.sample(judging.ANNOUNCEMENTS + judging.PERSONAL, rng.randint(2, 4))
    opening = judging.OPENINGS[number % len(judging.OPENINGS)]
    seconds = [rng.uniform(6, 12) for _ in range(len(announcements) + 1)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "company.tree.hold").write_text(company(announcements, opening, seconds))
        async with rehearsed(folder / "company.tree.hold") as peers:
            call = await start_call(peers, folder)
            human = await peers.company.happens("human")
            with trio.move_on_after(FOUND_WITHIN):
                await peers.phone.happens("incoming")
            call.terminate()
            await call.wait()
            rings = [event.wall for event in peers.phone.events if event.event == "incoming"]
            answered = await peers.company.happens("answered")
    false = [ring for ring in rings if ring < human.wall]
    true = [ring for ring in rings if ring >= human.wall]
    delay = true[0] - human.wall if true else None
    held.append(Held(delay, len(false), len(announcements), human.wall - answered.wall, opening))
    shown = "not found" if delay is None else f"{delay:5.2f} s"
    print(f"{shown:9}  {len(false)} false  {len(announcements)} announcements  {opening}", flush=True)


async def delays(calls: int, seed: int) -> None:
    """The second half of the bench."""
    held: list[Held] = []
    limit = trio.CapacityLimiter(SIDE_BY_SIDE)

    async def one(number: int) -> None:
        async with limit:
            await hold_once(number, seed, held)

    async with trio.open_nursery() as nursery:
        for number in range(calls):
            nursery.start_soon(one, number)
    found = sorted(call.delay for call in held if call.delay is not None)
    hours = sum(call.hold for call in held) / 3600
    false = sum(call.false_rings for call in held)
    announcements = sum(call.announcements for call in held)
    print(f"\n{calls} calls, {hours:.2f} h of hold, {announcements} announcements, seed {seed}")
    print(f"false rings: {false} ({false / announcements:.1%} of the announcements)")
    print(f"people found: {len(found)} of {calls}")
    if found:
        worst = found[min(len(found) - 1, round(0.9 * (len(found) - 1)))]
        print(
            f"first sample to INVITE: median {statistics.median(found):.2f}, p90 {worst:.2f}, worst {found[-1]:.2f} s"
        )


async def cost(seconds: float) -> None:
    """The first half of the bench."""
    halves = [SETTLED + seconds / 2, SETTLED + seconds / 2 + 30]
    tree = company(["Please stay on the line. Your call is important to us."], "Hello?", halves)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "company.tree.hold").write_text(tree)
        async with rehearsed(folder / "company.tree.hold") as peers:
            bare = await trio.lowlevel.open_process(
                [
                    sys.executable,
                    "-m",
                    "tests.bench.bare_call",
                    "bare",
                    f"sip:x@{peers.company_address}",
                    str(seconds + SETTLED - 1),
                ],
                stdout=subprocess.PIPE,
            )
            call = await start_call(peers, folder)
            await peers.company.happens("music", call=2)
            await trio.sleep(SETTLED)
            call_and_recogniser = family(call.pid)
            taken = Used(call_and_recogniser)
            await trio.sleep(seconds / 2 - BEFORE_SPEECH)
            in_music = taken.percent()
            assert bare.stdout is not None
            output = b"".join([chunk async for chunk in bare.stdout])
            used = taken.percent()
            memory = sum(map(resident_megabytes, call_and_recogniser))
            call.terminate()
            await call.wait()
    floor = json.loads(output)
    print(f"bare call       {floor['cpu_percent']:5.2f} % of a core, {floor['megabytes']:5.1f} MB resident")
    print(f"held call       {used:5.2f} % of a core, {memory:5.1f} MB resident, with one announcement")
    print(f"  while music   {in_music:5.2f} % of a core")
    print(f"ratio           {used / floor['cpu_percent']:5.2f}")
    print(f"  while music   {in_music / floor['cpu_percent']:5.2f}\n", flush=True)


async def main(calls: int, seconds: float, seed: int) -> None:
    """Both halves, one after the other."""
    if seconds:
        await cost(seconds)
    if calls:
        await delays(calls, seed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=20, help="0 leaves the second half out")
    parser.add_argument("--seconds", type=float, default=40.0, help="0 leaves the first half out")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    trio.run(main, chosen.calls, chosen.seconds, chosen.seed)
