"""A process that makes one rehearsed call and ends: `python -m runtime.rehearse.live.worker`.

The first line of standard input is the `Job`; the rest of it is a pipe that ends with whoever started us, and then so
do we. Standard output gets the call log as it is written, and at last one line that is no line of a log: what went out
to the company, or why there was no call. Not responsible for which calls are made (`runtime.rehearse.live.together`).
"""

import json
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

import trio

from holdlang.bugs import bug, leaves, stack
from holdlang.calllog import Line
from holdlang.errors import UsageError
from holdlang.load import load
from holdlang.source import Source
from holdlang.trials.rehearsal import Rehearsal
from runtime.ending import end_with_parent
from runtime.engines import EngineUnavailable
from runtime.rehearse.live.acting import Recogniser, Venue, act
from runtime.rehearse.virtual.acting import Script, script_of


@dataclass(frozen=True)
class Job:
    """The test to be run: the `number`th (from 0) of a file. A call that takes more than `limit` seconds is given up.
    `folder` is where it leaves its log, its sound and PJSIP's log; None: nowhere."""

    file: str
    number: int
    seed: int = 0
    fast: bool = False
    limit: float = 600.0
    folder: str | None = None
    vosk_model: str | None = None
    acoustic_model: str | None = None

    def to_json(self) -> str:
        """One line, without its line break."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read it back."""
        return cls(**json.loads(text))


def main() -> None:
    """Do the job on standard input."""
    try:
        done = trio.run(_do, Job.from_json(sys.stdin.readline()))
    except* (UsageError, EngineUnavailable) as faults:
        _print(json.dumps({"problem": " ".join(str(next(leaves(faults))).split())}))
    except* Exception as faults:
        fault = next(leaves(faults))
        print(stack(fault), file=sys.stderr)
        _print(json.dumps({"problem": bug(fault)}))
    else:
        _print(json.dumps({"pressed": list(done.pressed), "said": list(done.said)}))


async def _do(job: Job) -> Rehearsal:
    script = _script(job)
    done: Rehearsal | None = None
    with tempfile.TemporaryDirectory(prefix="holdlang-test-") as temporary:
        recogniser = Recogniser(
            *(None if path is None else Path(path) for path in (job.vosk_model, job.acoustic_model))
        )
        venue = Venue(Path(job.file), Path(job.folder or temporary), job.fast, recogniser)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(end_with_parent, nursery.cancel_scope)
            done = await act(script, venue, _tell)
            nursery.cancel_scope.cancel()
    if done is None:
        raise UsageError("whoever wanted the call has gone")
    return done


def _script(job: Job) -> Script:
    try:
        loaded = load(Source.read(Path(job.file)), files=Source.used)
    except OSError as error:
        raise UsageError(f"cannot read {job.file}: {error.strerror}") from None
    if not loaded.ok or job.number >= len(loaded.tests):
        raise UsageError(f"{job.file} was changed while its tests were run")
    return script_of(loaded.tests[job.number], loaded, job.seed)


def _tell(line: Line) -> None:
    _print(line.to_json())


def _print(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
