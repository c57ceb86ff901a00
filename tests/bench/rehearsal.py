"""How fast calls are rehearsed in virtual time: whole tests a second, hours of hold a second, and what of it is ours.

python -m tests.bench.rehearsal [FIGURE…]

All of it runs in this one process and is measured in its CPU time, the best of several rounds. The floors are measured
in the same run, so that ratios can be compared between machines. A figure is a function of `FIGURES`.
"""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from math import inf

import trio

from holdlang.load import load
from holdlang.source import Source
from holdlang.trials.rehearsal import Rehearsal
from runtime.clock import virtually
from runtime.rehearse.virtual.acting import Script, act, script_of
from tests.calls.rehearsed import scripts

ROUNDS = 5

SMALL = """\
flow disputes
listen 15s
  on "disputes" press 3
hold 2h
transfer sip_phone

tree bank
say "For billing, press 2. For disputes, press 3."
  on press 3 goto queue
queue: music 20m
human "Thank you for holding, this is Dana, how can I help you?"

test "the way through" of disputes against bank
  expect transferred sip_phone
"""

HOLD = """\
flow wait
hold {hours}h
transfer sip_phone

tree queue
music {hours}h{announcement}

test "a long wait" of wait against queue
  expect failed
"""

ANNOUNCEMENT = '\n  every {every} say "Your call is important to us. Please stay on the line."'

HOLDS = {
    "2 h of music": (2, ""),
    "24 h of music": (24, ""),
    "six days of music": (144, ""),
    "24 h, an announcement every 5 min": (24, "5m"),
    "24 h, an announcement every 60 s": (24, "60s"),
}

Row = tuple[str, float, str]
"""What was measured, and in which unit."""


def test_rates() -> Iterator[Row]:
    """Whole tests a second, and how much of that time the scheduler and the log alone would take."""
    for name, calls in {"flows/ and examples/": list(scripts().values()), "a small flow": [script_in(SMALL)]}.items():
        made = [act(script) for script in calls]  # and all that is found out once is known
        seconds = best(lambda calls=calls: [act(script) for script in calls]) / len(calls)
        yield f"{name} ({len(calls)}), tests", 1 / seconds, "/s"
        yield f"{name}, a test", seconds * 1000, "ms"
        yield f"{name}, length of a call", sum(one.end.duration for one in made) / len(made), "s"
        yield f"{name}, an empty trio run", best(empty_run, 100) / seconds * 100, "%"
        yield f"{name}, its log as JSON", best(lambda made=made: dumped(made)) / len(calls) / seconds * 100, "%"
        yield f"{name}, as many naps", best(lambda made=made: naps(made)) / len(calls) / seconds * 100, "%"


def hold_rates() -> Iterator[Row]:
    """Hours of hold a second."""
    for name, (hours, every) in HOLDS.items():
        announcement = ANNOUNCEMENT.format(every=every) if every else ""
        script = script_in(HOLD.format(hours=hours, announcement=announcement))
        rounds = 1 if every else ROUNDS
        yield name, hours / best(lambda script=script: act(script), rounds=rounds), "h/s"


FIGURES: dict[str, Callable[[], Iterable[Row]]] = {"tests": test_rates, "holds": hold_rates}


def script_in(text: str) -> Script:
    """The call of the one test in a source."""
    loaded = load(Source("bench.hold", text))
    assert loaded.ok, loaded.diagnostics
    return script_of(loaded.tests[0], loaded)


def best(work: Callable[[], object], times: int = 1, rounds: int = ROUNDS) -> float:
    """Seconds of CPU time that `work` takes, in the best of several rounds of `times`."""
    fastest = inf
    for _ in range(rounds):
        begin = time.process_time()
        for _ in range(times):
            work()
        fastest = min(fastest, (time.process_time() - begin) / times)
    return fastest


def empty_run() -> None:
    """What any call in virtual time begins with."""
    virtually(trio.lowlevel.checkpoint)


def dumped(calls: Iterable[Rehearsal]) -> list[str]:
    """The logs as they would be written to disk."""
    return [line.to_json() for call in calls for line in call.lines]


def naps(calls: Iterable[Rehearsal]) -> None:
    """One task that waits as often as something happened on the calls: what virtual time itself costs."""
    for call in calls:
        moments = len({line.at for line in call.lines})

        async def nap(moments: int = moments) -> None:
            for _ in range(moments):
                await trio.sleep(1)

        virtually(nap)


def main() -> None:
    """Print the figures that are named, or all of them."""
    for figure in sys.argv[1:] or FIGURES:
        for what, value, unit in FIGURES[figure]():
            print(f"{what:<56} {value:>12,.1f} {unit}", flush=True)


if __name__ == "__main__":
    main()
