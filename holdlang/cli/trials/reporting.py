"""Results as people read them: a line a test as it comes, then why tests failed, then all of it in a line.

Not responsible for the layout of a script (`holdlang.cli.scripts`) or for the other forms (`holdlang.trials`).
"""

import shlex
import textwrap
from collections.abc import Sequence
from pathlib import Path

from holdlang.callstate import clock
from holdlang.cli.differing import difference_lines
from holdlang.cli.scripts import script_lines
from holdlang.cli.styled import WIDTH, Printer, Styled, columns, plain_text
from holdlang.diagnostics import Diagnostic
from holdlang.diagnostics.render import render
from holdlang.history import read_log
from holdlang.model.testing import Fault, Jitter, Loss, Noise
from holdlang.printer import fault_row
from holdlang.trials.decisions import decisions, first_difference
from holdlang.trials.failing import failures, told
from holdlang.trials.script import script
from holdlang.trials.summary import Summary
from holdlang.trials.trial import Result, Trial

_SIGNS = {"passed": ("✓", "green"), "failed": ("✗", "bold red"), "error": ("!", "bold red"), "skipped": ("–", "yellow")}

_LONGEST_NAME = 48
"""Columns of names that the rest of the lines waits for."""


class People:
    """Reports to people. `verbose`: the scripts of calls that went well are shown, too, and all scripts whole."""

    def __init__(self, trials: Sequence[Trial], *, verbose: bool, with_sound: bool, again: str) -> None:
        """`with_sound`: calls are made of sound, which a bad line can spoil. `again` is the command that was called, up
        to what names tests and seeds."""
        self._printer = Printer()
        self._width = columns()
        self._verbose = verbose
        self._with_sound = with_sound
        self._again = again
        self._file = ""
        self._logs: dict[str, Path] = {}
        self._names: dict[str, int] = {}
        self._flows: dict[str, int] = {}
        for trial in trials:
            name, flow = min(len(trial.name), _LONGEST_NAME), len(_what(trial))
            self._names[trial.file] = max(name, self._names.get(trial.file, 0))
            self._flows[trial.file] = max(flow, self._flows.get(trial.file, 0))

    def mistakes(self, found: Sequence[Diagnostic]) -> None:
        """Tell what is wrong with files."""
        self._text(render(found))
        self._printer.print(())

    def result(self, result: Result, log: Path | None) -> None:
        """Tell what came of a test."""
        trial = result.trial
        if log is not None:
            self._logs[trial.id] = log
        if trial.file != self._file:
            self._printer.print(*([()] if self._file else []), ((trial.file, "bold"),))
            self._file = trial.file
        sign, style = _SIGNS[result.verdict]
        name = f"{trial.name:<{self._names[trial.file]}}"
        what = f"{_what(trial):<{self._flows[trial.file]}}"
        lasted = clock(result.lasted) if result.call else "no call"
        self._printer.print(
            (
                (f"  {sign} ", style),
                (name, ""),
                (f"  {what}", "dim"),
                (f"  {lasted:>8}", ""),
                (f"  in {_took(result.took)}", "dim"),
                ("" if trial.test.expects else "  it expects nothing", "yellow"),
                (self._not_felt(trial), "yellow"),
                (f"  {result.skipped}" if result.skipped else "", "yellow"),
            )
        )
        if self._verbose and result.verdict == "passed":
            self._printer.print(*_script(result, self._width, whole=True), ())

    def failed(self, results: Sequence[Result]) -> None:
        """Tell why tests failed."""
        for result in results:
            trial = result.trial
            heading = f"{trial.name} ── {_what(trial)}{self._faults(trial)} "
            self._printer.print((), ((f"── {heading}" + "─" * (self._width - len(heading) - 3), "bold red"),), ())
            if result.error:
                self._printer.print((("error: ", "bold red"), (result.error, "bold")))
                self._text("\n".join(_excerpt(result)))
            for why, places in told(failures(result)):
                self._failure(why)
                self._text(places)
                self._printer.print(())
            self._printer.print(*_since_that_day(result, self._width))
            if result.call is not None:
                self._printer.print(*_script(result, self._width, whole=self._verbose))
            again = f"{self._again} {shlex.quote(trial.id)} --seed {result.seed}"
            self._printer.print((), (("run it again: ", "dim"), (again, "")))
            if trial.id in self._logs:
                self._printer.print((("its call log: ", "dim"), (str(self._logs[trial.id]), "")))

    def summary(self, summary: Summary) -> None:
        """Tell all of it in a line."""
        words = _words(summary)
        bad = summary.failed or summary.errors or summary.mistakes or summary.stopped
        calls = f" ({_length(summary.seconds)} of calls), seed {summary.seed}" if self._file else ""
        style = "bold red" if bad else "bold green"
        self._printer.print((), ((words, style), (f" in {_took(summary.took)}{calls}", "")))

    def _failure(self, why: str) -> None:
        before = "failed: "
        first, *more = textwrap.wrap(why, self._width - len(before))
        self._printer.print(((before, "bold red"), (first, "bold")))
        self._printer.print(*(((" " * len(before), ""), (line, "bold")) for line in more))

    def _felt(self, trial: Trial, fault: Fault) -> bool:
        """Whether a fault of the test can do anything: a call that was kept is as it was, and hissing, for one, takes
        sound."""
        return trial.test.call is None and (self._with_sound or not isinstance(fault, Loss | Jitter | Noise))

    def _not_felt(self, trial: Trial) -> str:
        kinds = [fault.kind.replace("_", " ") for fault in trial.test.faults if not self._felt(trial, fault)]
        why = "felt with --sip only" if trial.test.call is None else "not felt, the call is as it was"
        return f"  ({', '.join(kinds)}: {why})" if kinds else ""

    def _faults(self, trial: Trial) -> str:
        """What is wrong with the line: it may be why."""
        felt = [fault for fault in trial.test.faults if self._felt(trial, fault)]
        return "".join(f" with {fault_row(fault)[1]}" for fault in felt)

    def _text(self, text: str) -> None:
        self._printer.print(*(((line, _style(line)),) for line in text.split("\n")))


def plain_script(result: Result) -> str:
    """The whole script of a call with what was expected beside it, as plain text; "" if there is none."""
    return "\n".join(map(plain_text, _script(result, WIDTH, whole=True)))


def _script(result: Result, width: int, *, whole: bool) -> list[Styled]:
    if result.call is None:
        return []
    marks = [mark for judgement in result.judgements for mark in judgement.marks]
    return script_lines(script(result.call.lines), marks, width=width, whole=whole)


def _since_that_day(result: Result, width: int) -> list[Styled]:
    """For a test against a call that was kept: where the flow does now what it did not do then."""
    test = result.trial.test
    if test.call is None or result.call is None:
        return []
    from runtime.replay.acting import comparable  # here: a test against a tree needs no replay

    that_day = read_log(Path(result.trial.file).parent / test.call)
    was, now = (decisions(lines) for lines in comparable(that_day, result.call.lines))
    parted = first_difference(was, now)
    if parted is None:
        return [(("the flow does what it did on that day:", ""),), ()]
    return [(("the call goes another way than on that day:", ""),), *difference_lines(parted, width), ()]


def _excerpt(result: Result) -> list[str]:
    from holdlang.diagnostics.render import excerpts

    trial = result.trial
    return excerpts(trial.mask().source(trial.loaded.source), trial.span("name"), "this test")


def _style(line: str) -> str:
    """Of a line of an excerpt: what is underlined stands out, the gutter does not."""
    bare = line.lstrip()
    if bare.startswith(("-->", ":::")) or bare == "|":
        return "dim"
    under = bare.removeprefix("|").lstrip()
    if not bare.startswith("| "):
        return ""
    return "red" if under.startswith("^") else "cyan" if under.startswith("-") else ""


def _what(trial: Trial) -> str:
    return f"{trial.test.flow} against {trial.against}"


def _words(summary: Summary) -> str:
    counts = [
        (summary.passed, "passed"),
        (summary.failed, "failed"),
        (summary.errors, "could not be run"),
        (summary.skipped, "skipped"),
        (summary.not_run, "not run"),
    ]
    words = [f"{count} {word}" for count, word in counts if count or word == "passed"]
    if summary.mistakes:
        words.append(f"{summary.mistakes} {'file has' if summary.mistakes == 1 else 'files have'} mistakes")
    return "stopped by Ctrl-C: " * summary.stopped + ", ".join(words)


def _took(seconds: float) -> str:
    if seconds < 0.1:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.1f} s" if seconds < 60 else clock(seconds)


def _length(seconds: float) -> str:
    """`11 h`, `4 min`, `40 s`."""
    if seconds >= 3600:
        hours = seconds / 3600
        return f"{hours:.0f} h" if hours >= 10 else f"{hours:.1f} h"
    return f"{seconds / 60:.0f} min" if seconds >= 60 else f"{seconds:.0f} s"
