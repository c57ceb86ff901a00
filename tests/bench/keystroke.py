"""What a keystroke costs in an editor: from `didChange` to `publishDiagnostics`, through the protocol and the process.

python -m tests.bench.keystroke [LINES] [KEYS]
"""

import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.lsp.client import Client

LINES = 500
KEYS = 120

_STEPS = """\
step{n}: listen 15s  # the menu as of last week
  on "account number {n}" or "agent"   press {digit}, goto step{next}
  on /press (\\d) for option {n}/       press 0
  on silence 6s                       press *, again
  else goto step{next}
say "hello, this is number {n}"
"""
_END = """\
hold 2h
transfer sip_phone
"""


@dataclass(frozen=True)
class Keystrokes:
    """Milliseconds from a change to its diagnostics, and of a processor that the server takes for one, on average."""

    lines: int
    times: tuple[float, ...]
    processor: float

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def ninety(self) -> float:
        """Nine of ten keys are answered within this."""
        return statistics.quantiles(self.times, n=10)[-1]

    @property
    def worst(self) -> float:
        return max(self.times)


def flow(lines: int) -> str:
    """A flow of so many lines that can be run as it is."""
    text = ['flow big "A long one"', '  dial "+15555550100"', ""]
    ending = _END.splitlines()
    step = len(_STEPS.splitlines())
    number = max(1, (lines - len(text) - len(ending)) // step)
    for n in range(number):
        text += _STEPS.format(n=n, next=(n * 7 + 1) % number, digit=n % 10).splitlines()
    text += [f'note "line {n}"' for n in range(lines - len(text) - len(ending))]
    return "\n".join([*text, *ending]) + "\n"


def measure(lines: int = LINES, keys: int = KEYS) -> Keystrokes:
    """Type a word at a place in the middle and take it back, key by key, in a real server process."""
    text = flow(lines)
    middle = next(n for n, line in enumerate(text.splitlines()) if n >= lines // 2 and line.startswith("say"))
    column = len('say "hello')
    times: list[float] = []
    with tempfile.TemporaryDirectory() as folder, Client(Path(folder)) as client:
        client.initialize()
        client.open("big.hold", text)
        typed, used = 0, client.processor_seconds()
        for key in range(keys):
            back = key % 24 >= 12
            begun = time.perf_counter()
            if back:
                client.change("big.hold", "", (middle, column + typed - 1), (middle, column + typed))
            else:
                client.change("big.hold", "x", (middle, column + typed))
            client.diagnostics("big.hold")
            times.append((time.perf_counter() - begun) * 1000)
            typed += -1 if back else 1
        used = client.processor_seconds() - used
        client.leave()
    return Keystrokes(lines, tuple(times), used * 1000 / keys)


def main() -> None:
    """Print the figures."""
    found = measure(*(int(argument) for argument in sys.argv[1:]))
    print(
        f"a keystroke in {found.lines} lines, to its diagnostics: median {found.median:.1f} ms, "
        f"90 % within {found.ninety:.1f} ms, worst {found.worst:.1f} ms ({len(found.times)} keys); "
        f"{found.processor:.1f} ms of a processor each"
    )


if __name__ == "__main__":
    main()
