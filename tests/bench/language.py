"""What the language's tools cost: a check as a whole process, a long file, and a key in an editor.

Run `python -m tests.bench.language [start|scale|key|shapes …]` (two minutes; `shapes` takes two more, and only when it
is asked for). Ratios are taken within one run: what is compared takes turns, and the medians are related. Python writes
its byte code as it does for a user, into a folder of the benchmark's own, and so do our caches. python-hcl2, taplo,
just and ruff are measured where they are installed.

Not responsible for the call (`first_call`) or for judging the figures.
"""

import gc
import importlib.util
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROUNDS = 15

FLOW = """\
flow disputes "Dispute a charge"
  dial "+15555550100"

wait 2s
menu: listen 20s
  on "card services" press 2
  on "disputes" or "dispute a charge" press 3
  on /press (\\d) for an agent/ press 0
  else again
queue: hold 2h
  on "leave a message" press 1, goto queue
transfer sip_phone or cell then desk
  on nobody goto queue
"""
"""The one file that is checked: clean, and about as long as those that people write first."""

TOML = """\
[flow.disputes]
name = "Dispute a charge"
dial = "+15555550100"

[[step]]
wait = "2s"

[[step]]
listen = "20s"
on = ["card services", "disputes"]
press = [2, 3]
"""

JUST = """\
set shell := ["sh", "-c"]

flow := "disputes"

# check the flow
check file=flow:
    echo checking {{ file }}
    test -n "{{ file }}"

all: check
    echo done
"""

PYTHON = '"""A small file."""\n\nFLOW = "disputes"\n\n\ndef name() -> str:\n    """Its name."""\n    return FLOW\n'


def begin(folder: Path) -> None:
    """A check of one small file, from the start of the process to its end."""
    files = {"flow.hold": FLOW, "flow.toml": TOML, "justfile": JUST, "small.py": PYTHON}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    holdlang = [sys.executable, "-m", "holdlang", "check", "flow.hold"]
    runs: dict[str, tuple[list[str], Callable[[], object]]] = {
        "python -c pass": ([sys.executable, "-c", "pass"], lambda: None),
        "holdlang check, unchanged file": (holdlang, lambda: None),
        "holdlang check, changed file": (holdlang, lambda: _forget(folder / "cache", "clean")),
        "holdlang check, first run ever": (holdlang, lambda: _forget(folder / "cache", "")),
        "python -c 'import click'": ([sys.executable, "-c", "import click"], lambda: None),
        "python -c 'import pydantic'": ([sys.executable, "-c", "import pydantic; pydantic.BaseModel"], lambda: None),
        "python -c 'import lark'": ([sys.executable, "-c", "import lark"], lambda: None),
    }
    for name, command in {
        "taplo check": ["check", "flow.toml"],
        "just --dump": ["--dump", "--justfile", "justfile"],
        "ruff check": ["check", "--no-cache", "small.py"],
    }.items():
        tool = _tool(name.split()[0])
        if tool:
            runs[f"{name} (Rust)"] = ([tool, *command], lambda: None)
        else:
            print(f"{name}: not installed")
    times = _in_turn(folder, runs)
    bare = statistics.median(times["python -c pass"])
    for name, found in times.items():
        median = statistics.median(found)
        print(
            f"{name:32} {1000 * median:6.1f} ms  {median / bare:5.2f} × bare  "
            f"({1000 * min(found):.1f} to {1000 * max(found):.1f})"
        )


def _in_turn(
    folder: Path, runs: dict[str, tuple[list[str], Callable[[], object]]], rounds: int = ROUNDS
) -> dict[str, list[float]]:
    """Seconds that each takes; the first round is not counted."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment |= {"PYTHONPYCACHEPREFIX": str(folder / "bytecode"), "XDG_CACHE_HOME": str(folder / "cache")}
    root = Path(__file__).parents[2]
    environment["PYTHONPATH"] = str(root)
    times: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(rounds + 1):
        for name, (command, prepare) in runs.items():
            prepare()
            begun = time.perf_counter()
            subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True)
            if number:
                times[name].append(time.perf_counter() - begun)
    return times


def _forget(cache: Path, kind: str) -> None:
    shutil.rmtree(cache / "holdlang" / kind, ignore_errors=True)


def _tool(name: str) -> str | None:
    """A program, beside this Python or on the path."""
    return shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)


def generated(steps: int) -> str:
    """A clean flow of so many steps, no two of which are equal."""
    rows = ['flow big "A long one"', '  dial "+15555550100"', ""]
    for number in range(0, steps, 5):
        after = (number + 5) % steps if number + 5 < steps else 0
        rows += [
            f"step{number}: listen {number % 50 + 5}s",
            f'  on "account {_word(number)}" or "agent {_word(number)}" press {number % 10}, goto step{after}',
            f"  on /option {_word(number)} is (\\d)/ press 0",
            f"  on silence {number % 4 + 1}s press *, again",
            f"  else goto step{after}",
            f'say "hello, this is number {number}"',
            f"wait {number + 1}ms",
            f'note "line {number}"',
            f"press {number}",
        ]
    return "\n".join([*rows, "hold 2h", "transfer sip_phone"]) + "\n"


def _word(number: int) -> str:
    """A word that no other number has."""
    return "".join("bdfgklmnpr"[int(digit)] + "aeiouaeiou"[int(digit)] for digit in str(number))


def comparable(lines: int) -> str:
    """HCL of so many lines, and of about as many words on each."""
    rows: list[str] = []
    for number in range(0, lines, 9):
        rows += [
            f'step "listen" "step{number}" {{',
            f'  timeout = "{number % 50 + 5}s"',
            f'  on      = ["account {_word(number)}", "agent {_word(number)}"]',
            f'  press   = [{number % 10}, "step{number + 9}"]',
            f'  silence = "{number % 4 + 1}s"',
            '  again   = "*"',
            f'  say     = "hello, this is number {number}"',
            f'  note    = "line {number}"',
            "}",
        ]
    return "\n".join(rows) + "\n"


def scale(steps: int = 10_000) -> None:
    """Parse, build and check a long file, and one of twice the length; and what python-hcl2 does meanwhile.

    Both without Python's search for garbage, which `holdlang check` does without, too.
    """
    from holdlang.load import load
    from holdlang.source import Source

    def check(text: str) -> None:
        assert not load(Source("big.hold", text)).diagnostics

    once, twice = generated(steps), generated(2 * steps)
    work: dict[str, tuple[Callable[[str], object], str]] = {
        f"holdlang, {steps} steps": (check, once),
        f"holdlang, {2 * steps} steps": (check, twice),
    }
    lines = once.count("\n")
    if importlib.util.find_spec("hcl2"):
        import hcl2

        work["python-hcl2, tree and dictionary"] = (hcl2.loads, comparable(lines))
        work["python-hcl2, lark's tree alone"] = (hcl2.parses_to_tree, comparable(lines))
    else:
        print("python-hcl2: not installed")
    times: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(3):
        for name, (does, text) in work.items():
            gc.collect()
            gc.disable()
            begun = time.process_time()
            does(text)
            times[name].append(time.process_time() - begun)
            gc.enable()
    for name, (_, text) in work.items():
        seconds = statistics.median(times[name])
        rate = text.count("\n") / seconds
        print(f"{name:34} {text.count(chr(10)):6} lines  {seconds:6.2f} s  {rate:7.0f} lines a second")
    first, second = (statistics.median(found) for found in list(times.values())[:2])
    print(f"twice the steps take {second / first:.2f} times as long")


def shapes() -> None:
    """Twice as much of anything: how many times as long. What is slower than linear shows at the end of the list."""
    from holdlang.diagnostics.render import render
    from holdlang.load import load
    from holdlang.source import Source
    from tests.language.shapes import SHAPES

    def seconds(text: str) -> float:
        gc.collect()
        begun = time.process_time()
        render(load(Source("long.hold", text), devices=["phone1"], files=lambda path: None).diagnostics)
        return time.process_time() - begun

    found = []
    for name, shape in SHAPES.items():
        count = 400
        while (once := seconds(shape(count))) < 0.2 and count < 30_000:
            count *= 2
        found.append((seconds(shape(4 * count)) / max(once, 1e-3), name, count))
    for ratio, name, count in sorted(found):
        print(f"{4 * count:6} {name:28} {ratio**0.5:.2f} times as long as half of them")


def key() -> None:
    """A keystroke in the language server."""
    from tests.bench import keystroke

    keystroke.main()


def main() -> None:
    """Print all the figures, or those that are asked for."""
    asked = sys.argv[1:] or ["start", "scale", "key"]
    sys.argv[1:] = []
    for name in asked:
        match name:
            case "start":
                with tempfile.TemporaryDirectory() as folder:
                    begin(Path(folder))
            case "scale":
                scale()
            case "shapes":
                shapes()
            case "key":
                key()
            case _:
                sys.exit(f"no such part: {name}")


if __name__ == "__main__":
    main()
