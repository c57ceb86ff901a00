"""The figures of the server: how fast events reach their clients, how fast a call begins, how many are held at once.

    python -m tests.bench.server [--quick] [--only events|start|held] [--calls 20]

Each part measures a floor in the same run, because machines are noisy: compare the ratios. Not responsible for a single
call (`first_call`).
"""

import argparse

import trio

from tests.bench.serving import events, held, start

PARTS = ("events", "start", "held")


async def main(parts: tuple[str, ...], quick: bool, calls: int) -> None:
    """The parts, one after the other."""
    if "events" in parts:
        await events.measure(events.Scale(calls=10, seconds=10.0) if quick else events.Scale())
    if "start" in parts:
        await start.measure(5 if quick else 20)
    if "held" in parts:
        await held.measure(held.Scale(calls, seconds=10.0, person_after=(15.0, 40.0)) if quick else held.Scale(calls))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="smaller: to see that it works")
    parser.add_argument("--only", choices=PARTS, help="one part")
    parser.add_argument("--calls", type=int, default=20, help="held at once; 100 is the aim")
    chosen = parser.parse_args()
    trio.run(main, (chosen.only,) if chosen.only else PARTS, chosen.quick, chosen.calls)
