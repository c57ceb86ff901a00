"""The tests of `flows/` and `examples/` as scripts, and a call log without its wall time.

Run as a program it prints what every one of them does, so that two processes can be compared.
"""

import sys
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from holdlang.load import load
from holdlang.source import Source
from holdlang.trials.rehearsal import Rehearsal
from runtime.rehearse.virtual.acting import Script, act, script_of

ROOT = Path(__file__).parents[2]


@cache
def scripts(seed: int = 0) -> dict[str, Script]:
    """Every `test … against TREE` that we ship, by `folder/file: name`."""
    found = {}
    for place in ("flows", "examples"):
        for path in sorted((ROOT / place).rglob("*.hold")):
            loaded = load(Source.read(path), files=Source.used)
            tests = [test for test in loaded.tests if test.tree is not None]
            found |= {f"{path.relative_to(ROOT)}: {test.name}": script_of(test, loaded, seed) for test in tests}
    return found


def timeless(rehearsal: Rehearsal) -> Iterator[str]:
    """Its log, without the wall time of each line."""
    return (line.model_dump_json(exclude={"timestamp"}) for line in rehearsal.lines)


def digest(script: Script) -> str:
    """Stands for all that a call in virtual time wrote, pressed and said."""
    rehearsal = act(script)
    return sha256("\n".join([*timeless(rehearsal), *rehearsal.pressed, *rehearsal.said]).encode()).hexdigest()


if __name__ == "__main__":
    for name, script in scripts(int(sys.argv[1])).items():
        print(digest(script), name)
