"""From the tests that are asked for to an exit status: chosen, run, told of, and written down.

Not responsible for any of these by itself (`holdlang.cli.trials.collecting`, `ways`, `reporting`).
"""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import Protocol

from holdlang.cli.status import Status
from holdlang.cli.streams import complain, say
from holdlang.cli.trials.collecting import Found, collect
from holdlang.cli.trials.covering import Covering, covered, tell
from holdlang.cli.trials.reporting import People, plain_script
from holdlang.cli.trials.ways import Way, virtually
from holdlang.cli.writing import write_whole
from holdlang.diagnostics import Diagnostic
from holdlang.errors import UsageError
from holdlang.history import log_text
from holdlang.trials.choosing import choice
from holdlang.trials.jsonlines import mistake_line, result_line, summary_line
from holdlang.trials.junit import junit
from holdlang.trials.rehearsal import Rehearsal
from holdlang.trials.seed import drawn_seed
from holdlang.trials.summary import Summary, summed
from holdlang.trials.trial import Result, Trial, without_secrets

LONGEST_NAME = 60
"""Characters of a test's name in that of a folder: with four bytes each (UTF-8), and a number, fewer than 255."""

BAD = ("failed", "error")
"""Verdicts that are no good news."""


@dataclass(frozen=True)
class Choices:
    """What the command line says beside which tests are meant; see the options of `holdlang.cli.test`."""

    expression: str | None = None
    first: bool = False
    seed: int | None = None
    verbose: bool = False
    json: bool = False
    junit: Path | None = None
    log: str | None = None
    covering: Covering = field(default_factory=Covering)


class Reporter(Protocol):
    """Tells what came of tests."""

    def mistakes(self, found: Sequence[Diagnostic]) -> None: ...
    def result(self, result: Result, log: Path | None) -> None: ...
    def failed(self, results: Sequence[Result]) -> None: ...
    def summary(self, summary: Summary) -> None: ...


def run_tests(paths: Sequence[str], choices: Choices, way: Way | None = None, again: str = "holdlang test") -> Status:
    """Run the tests at `paths`, one after the other in virtual time if no other `way` is given, and tell what came of
    them. `again` is the command that would run them again, up to what names tests and seeds. Raises `UsageError`."""
    if choices.junit is not None:
        _must_have_a_folder(choices.junit)
    found = collect(paths)
    trials = _chosen(found, choices.expression)
    seed = drawn_seed() if choices.seed is None else choices.seed
    reporter: Reporter = (
        Programs() if choices.json else People(trials, verbose=choices.verbose, with_sound=way is not None, again=again)
    )
    logs = Logs(Path(choices.log)) if choices.log is not None else None
    run = way or virtually()
    began, started = datetime.now(UTC), time.perf_counter()
    for error in found.unreadable:
        complain(error.words())
    if found.mistakes:
        reporter.mistakes(found.mistakes)
    results: list[Result] = []
    stopped = False
    try:
        if not (found.broken and choices.first):
            for result in run(trials, seed):
                reporter.result(result, logs.write(result) if logs else None)
                results.append(result if choices.covering.wanted else _lighter(result))
                if choices.first and result.verdict in BAD:
                    break
    except KeyboardInterrupt:
        stopped = True
    bad = [result for result in results if result.verdict in BAD]
    took = time.perf_counter() - started
    summary = summed(results, tests=len(trials), mistakes=found.broken, stopped=stopped, seed=seed, took=took)
    reporter.failed(bad)
    if choices.covering.wanted:
        reaches = covered(trials, results).reaches
        tell(choices.covering, reaches, lambda source: without_secrets(trials, source), programs=choices.json)
    reporter.summary(summary)
    if choices.junit is not None:
        write_whole(choices.junit, junit(results, found.mistakes, summary, began, plain_script))
    if stopped:
        return Status.INTERRUPTED
    if logs is not None and logs.lost:
        return Status.USAGE
    return Status.USAGE if found.broken else Status.FAILED if bad else Status.DONE


def _lighter(result: Result) -> Result:
    """A result that takes no memory for the log of a call that went well: thousands of them can be run."""
    if result.call is None or result.verdict in BAD:
        return result
    return replace(result, call=Rehearsal(result.call.lines[-1:], (), ()))


def _chosen(found: Found, expression: str | None) -> list[Trial]:
    if not found.trials and not found.broken:
        files = "the file" if found.files == 1 else f"any of the {found.files} files"
        raise UsageError(
            f"there is no test in {files}", 'a test begins with such as `test "name" of FLOW against TREE`'
        )
    chosen = choice(expression) if expression is not None else None
    trials = [trial for trial in found.trials if chosen is None or chosen(trial)]
    if not trials and found.trials:
        raise UsageError(f"none of the {len(found.trials)} tests is one of `-k {expression}`")
    return trials


class Programs:
    """Reports to programs, by JSON."""

    def mistakes(self, found: Sequence[Diagnostic]) -> None:
        """Tell what is wrong with files."""
        for diagnostic in found:
            _print(mistake_line(diagnostic))

    def result(self, result: Result, log: Path | None) -> None:
        """Tell what came of a test."""
        _print(result_line(result, log))

    def failed(self, results: Sequence[Result]) -> None:
        """Results tell by themselves why tests failed."""

    def summary(self, summary: Summary) -> None:
        """Tell all of it in figures."""
        _print(summary_line(summary))


def _print(line: str) -> None:
    say(line.encode())  # JSON is UTF-8 whatever the terminal takes (RFC 8259, section 8.1)


class Logs:
    """Call logs below a folder: `FOLDER/bank/the-way-through/call.jsonl`, one folder a call as `holdlang run` leaves
    them. Those of an earlier run are written over."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._taken: set[PurePath] = set()
        self.lost = False
        """Whether one could not be written."""

    def write(self, result: Result) -> Path | None:
        """Write the log of the call, if there was one, and return its path. One that can't be written is told, and is
        no reason to run no more tests."""
        if result.call is None:
            return None
        file = self._folder.joinpath(*self._parts(result.trial), "call.jsonl")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(file, log_text(result.call.lines).encode())
        except OSError as error:
            self._lose(UsageError(f"can't write {file}: {error.strerror}"))
        except UsageError as error:
            self._lose(error)
        else:
            return file
        return None

    def _lose(self, error: UsageError) -> None:
        self.lost = True
        complain(error.words())

    def _parts(self, trial: Trial) -> list[str]:
        parts = [part for part in PurePath(trial.file.removesuffix(".hold")).parts if part not in ("/", "..")]
        name = "-".join(re.findall(r"\w+", trial.name)).casefold()[:LONGEST_NAME].rstrip("-") or "test"
        number, unique = 1, name
        while PurePath(*parts, unique) in self._taken:
            number += 1
            unique = f"{name}-{number}"
        self._taken.add(PurePath(*parts, unique))
        return [*parts, unique]


def _must_have_a_folder(file: Path) -> None:
    """Raises `UsageError`: before any test is run, and not when the results would be written."""
    if str(file) == "-":
        raise UsageError("--junit - writes no file", "on standard output stand the results for people; --junit FILE")
    if not file.parent.is_dir():
        raise UsageError(f"can't write {file}: there is no folder {file.parent}")
