"""Texts that nobody would write, through everything that reads one: nothing but our own errors, and in linear time.

Run `python -m tests.language.fuzz [--inputs N] [--seed N] [--only N]`. Input number N of a seed is always the same one,
and `--only N` runs it alone. What fails is cut down to the few characters that matter. `tests/language/test_fuzz.py`
runs some of it in the ordinary tests.

Not responsible for what the laws say about sources that are right (`tests/language/test_laws.py`).
"""

import argparse
import random
import signal
import sys
import traceback
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import FrameType

from holdlang.diagnostics import Diagnostic
from holdlang.diagnostics.fixing import applied, fixed
from holdlang.diagnostics.render import FORMATS, render
from holdlang.fmt import FmtRefused, format_text
from holdlang.load import load
from holdlang.printer import print_file
from holdlang.resources import data
from holdlang.source import Source
from holdlang.syntax import parser
from holdlang.syntax.parser import keywords

ROOT = Path(__file__).parents[2]

PIECES = [
    *"\"/\\#$%(){}[]=,:;.*+-?|^~`'&<>@!_ \t\n\r\v\f\0\x1b\x7f\x85\xa0\xad",
    *"éßﬁİıſ名😀\u0301\u200b\u200f\u2028\ud800\ufeff٣²Ⅷ",
    *(
        "->",
        " -> ",
        "\r\n",
        " #",
        "# hold: allow shadowed-clause",
        "$$",
        "$1",
        "$pin",
        "${pin}",
        '""',
        "//",
        "/(?P<a>x)/",
    ),
    *(
        "15s",
        "1h30m",
        "0s",
        "5",
        "3",
        "12#",
        "*",
        "9" * 30,
        "1" * 400,
        "08:00-20:00",
        "25:61-99:99",
        "mon-fri",
        "sun-sat",
    ),
    *(
        "America/New_York",
        "../../etc",
        '"use.hold"',
        "{}",
        "[1]",
        '{"a": [1, 2.5, null]}',
        "1e999",
        "NaN",
        "queue:",
        "a",
    ),
    *(
        '"disputes"',
        '"a\\n\\u{1F600}"',
        '"\\u{D800}"',
        '"\\q"',
        "/ab+/",
        "/(a+)+$/",
        "/[/",
        "/(?i)x/",
        "/\\1/",
        "sip_phone",
    ),
]
"""Signs, words and values; those of the grammar come from the grammar."""


@cache
def words() -> list[str]:
    """The keywords and the pieces."""
    return [*keywords().values(), *PIECES]


@cache
def sources() -> list[str]:
    """Real texts: our examples, flows and test cases, and the examples of the reference."""
    places = (data("examples"), ROOT / "flows", ROOT / "tests")
    files = sorted(path for place in places for path in place.rglob("*.hold"))
    page = (data("grammar") / "GRAMMAR.md").read_text(encoding="utf-8")
    return [path.read_bytes().decode("utf-8", "replace") for path in files] + page.split("```hold\n")[1:]


def text(seed: int, number: int) -> str:
    """Input `number` of `seed`."""
    chance = random.Random(f"{seed} {number}")
    kind = chance.choice((_noise, _bytes, _soup, _sentences, _mutated, _mutated, _mutated, _spliced))
    return kind(chance).encode("utf-8", "replace").decode()  # sources are UTF-8: no half of a surrogate pair


def _noise(chance: random.Random) -> str:
    return "".join(chr(chance.choice((chance.randrange(128), chance.randrange(0x11_0000)))) for _ in _some(chance, 60))


def _bytes(chance: random.Random) -> str:
    return chance.randbytes(chance.randrange(120)).decode("utf-8", "replace")


def _soup(chance: random.Random) -> str:
    between = chance.choice(("", " ", " ", "\n"))
    return between.join(chance.choice(words()) for _ in _some(chance, 60))


def _sentences(chance: random.Random) -> str:
    """Lines of real sources in any order."""
    lines = [line for _ in range(3) for line in chance.choice(sources()).splitlines()]
    return "\n".join(chance.choice(lines) for _ in _some(chance, 30))


def _mutated(chance: random.Random) -> str:
    """A real source, or a part of one, with a few changes."""
    lines = chance.choice(sources()).splitlines(keepends=True)
    first = chance.randrange(len(lines))
    part = lines if chance.random() < 0.3 else lines[first : first + 1 + chance.randrange(30)]
    found = "".join(part)
    for _ in range(1 + chance.randrange(6)):
        found = _changed(chance, found)
    return found


def _spliced(chance: random.Random) -> str:
    """The beginning of one text and the end of another."""
    one, other = _mutated(chance), _soup(chance) if chance.random() < 0.3 else _mutated(chance)
    return one[: chance.randrange(len(one) + 1)] + other[chance.randrange(len(other) + 1) :]


def _changed(chance: random.Random, found: str) -> str:
    start = chance.randrange(len(found) + 1)
    end = min(len(found), start + chance.choice((0, 1, 1, 2, 5, 20)))
    match chance.randrange(7):
        case 0:
            return found[:start] + found[end:]
        case 1:
            return found[:start] + found[start:end] * chance.choice((2, 3, 30)) + found[end:]
        case 2:
            lines = found.splitlines(keepends=True)
            chance.shuffle(lines)
            return "".join(lines)
        case 3:
            return found[:start]
        case 4:
            return found.replace(chance.choice(words()), chance.choice(words()), 1)
        case 5:
            return found[:start] + chance.choice(words()) + found[start:]
        case _:
            return found[:start] + chance.choice(words()) + found[end:]


def _some(chance: random.Random, most: int) -> range:
    return range(chance.randrange(1, most))


def run(found: str) -> None:
    """Everything that a text goes through. Raises what should not be raised, `AssertionError` included."""
    source = Source("fuzz.hold", found)
    lines = found.count("\n") + 1

    def files(path: str) -> Source | None:
        return Source(path, found[len(found) // 2 :]) if path.endswith("use.hold") else None

    def find(one: Source) -> tuple:
        return load(one, devices=["sip_phone", "cell"], files=files).diagnostics

    loaded = load(source, devices=["sip_phone", "cell"], files=files)
    for diagnostic in loaded.diagnostics:
        assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(found) + 1, diagnostic.code
        assert 1 <= source.position(diagnostic.span.start)[0] <= lines, diagnostic.code
        if diagnostic.fix is not None:
            applied(found, [diagnostic.fix])
    for form in FORMATS:
        shown = render(loaded.diagnostics, form)
        assert form in ("json", "sarif") or _printable(shown), form
    if any(diagnostic.fix for diagnostic in loaded.diagnostics):
        after = fixed(source, find)
        assert _weight(after.diagnostics) <= _weight(loaded.diagnostics), "mending made it worse"
    load(source)
    try:
        laid_out = format_text(source)
    except FmtRefused as refusal:
        if not refusal.diagnostics:
            raise  # the meaning would change
        return
    assert format_text(Source("fuzz.hold", laid_out)) == laid_out, "fmt is not stable"
    models = [item.model for item in loaded.items]
    printed = print_file(models)
    assert [item.model for item in load(Source("fuzz.hold", printed)).items] == models, (
        "what is printed reads otherwise"
    )


def _weight(diagnostics: tuple[Diagnostic, ...]) -> tuple[int, int]:
    """Errors, then all: what could not be read may hold things to warn of."""
    return sum(one.severity == "error" for one in diagnostics), len(diagnostics)


def _printable(shown: str) -> bool:
    """Nothing in it moves the cursor or hides what follows: combining marks are shown as they are."""
    return all(c == "\n" or c.isprintable() or unicodedata.combining(c) for c in shown)


def calls(does: Callable[[], object]) -> int:
    """How many functions are called, Python's and C's. Counted, because time is not the same twice."""
    count = 0

    def tally(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(tally)
    try:
        does()
    finally:
        sys.setprofile(before)
    return count


def grows_too_fast(found: str) -> bool:
    """Whether twice the text costs more than twice the calls (a tenth and a little are allowed).

    The same lines over and over are the worst case for what looks for equal names, labels and clauses.
    """

    def reading(times: int) -> int:
        several = Source("fuzz.hold", "\n".join([found] * times))
        parser.read.cache_clear()
        return calls(lambda: render(load(several, devices=["sip_phone"]).diagnostics))

    times = max(4, 3000 // (len(found) + 1))
    reading(1)
    return reading(2 * times) > 2.2 * reading(times) + 2000


def smallest(found: str, fails: Callable[[str], bool]) -> str:
    """`found` with as much cut away as possible so that it still `fails`."""
    size = len(found) // 2
    while size:
        start = 0
        while start < len(found):
            shorter = found[:start] + found[start + size :]
            if fails(shorter):
                found = shorter
            else:
                start += size
        size //= 2
    return found


def failure(found: str, seconds: int = 20) -> str:
    """What is wrong with running `found`, in one line; "" if nothing. Hanging is wrong too."""

    def hangs(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"not done after {seconds} s")

    signal.signal(signal.SIGALRM, hangs)
    signal.alarm(seconds)
    try:
        run(found)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}: {str(error)[:80]}"
    finally:
        signal.alarm(0)
    return ""


def inputs(seed: int, count: int) -> Iterator[tuple[int, str]]:
    """The first `count` inputs of `seed`, numbered."""
    return ((number, text(seed, number)) for number in range(count))


def main() -> int:
    """Run them, and print what went wrong: each kind once, with the smallest text that shows it."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--inputs", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    options.add_argument("--only", type=int, help="run this input alone")
    options.add_argument("--growth", type=int, default=50, help="count the calls of every so many inputs")
    asked = options.parse_args()
    print(f"seed {asked.seed}, {asked.inputs} inputs", flush=True)
    kinds: Counter[str] = Counter()
    numbered = inputs(asked.seed, asked.inputs) if asked.only is None else [(asked.only, text(asked.seed, asked.only))]
    for number, found in numbered:
        wrong = failure(found)
        kind = wrong.partition(": ")[0]
        if not wrong and number % asked.growth == 0 and grows_too_fast(found):
            wrong, kind = "slower than linear", f"slower than linear {number}"
        if wrong:
            kinds[kind] += 1
            if kinds[kind] == 1:
                same = (lambda t, kind=kind: failure(t).startswith(kind)) if wrong[0] != "s" else grows_too_fast
                print(f"input {number}: {wrong}\n  {smallest(found, same)!r}", flush=True)
        if number and number % 10_000 == 0:
            print(f"{number} inputs, {sum(kinds.values())} failures", flush=True)
    print(f"{sum(kinds.values())} failures of {len(kinds)} kinds: {dict(kinds)}" if kinds else "no failure")
    return 1 if kinds else 0


if __name__ == "__main__":
    sys.exit(main())
