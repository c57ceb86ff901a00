"""What a set of calls reached of the flows they were made by: as a table, in the margin of the source, in pictures and
as JSON.

Not responsible for counting (`holdlang.trials.coverage`) or for drawing (`holdlang.graph`).
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from holdlang.cli.graph import form_of, save
from holdlang.cli.streams import say
from holdlang.cli.styled import Printer, Styled
from holdlang.source import Source
from holdlang.trials.coverage import Coverage, Part, Reach, missing
from holdlang.trials.margin import Margin, margins
from holdlang.trials.trial import Result, Trial

GOOD, BAD, PART = "green", "bold red", "yellow"


@dataclass(frozen=True)
class Covering:
    """How it is to be told: as a `table`, on the `source`, and as a picture in the file `graph`."""

    table: bool = False
    source: bool = False
    graph: Path | None = None

    def __post_init__(self) -> None:
        """Raises `UsageError` for a file whose name does not say what to draw."""
        form_of(self.graph)

    @property
    def wanted(self) -> bool:
        """Whether anything is to be told."""
        return self.table or self.source or self.graph is not None


def covered(trials: Sequence[Trial], results: Iterable[Result]) -> Coverage:
    """What the calls of these results reached of the flows that are tested."""
    coverage = Coverage()
    for trial in trials:
        coverage.expect(trial.loaded, trial.test.flow)
    for result in results:
        if result.call is not None:
            coverage.add(result.trial.loaded, result.trial.test.flow, result.call.lines)
    return coverage


def tell(how: Covering, reaches: Sequence[Reach], masked: Callable[[Source], Source], *, programs: bool) -> None:
    """Tell it as is wanted. `masked` takes secrets out of a source. Raises `UsageError`."""
    if programs:
        for reach in reaches:
            say(json.dumps({"type": "coverage", **reach.to_json()}).encode())
    else:
        printer = Printer()
        if how.source:
            printer.print(*_sources(reaches, masked))
        if how.table:
            printer.print(*_table(reaches))
    if how.graph is not None:
        for reach in reaches:
            save(reach.picture, _file(how.graph, reach, alone=len(reaches) == 1))


def _file(path: Path, reach: Reach, *, alone: bool) -> Path:
    """Of several flows each has a picture of its own: `cover.svg`, `cover.stand_in_line.svg`."""
    return path if alone else path.with_name(f"{path.stem}.{reach.flow.id}{path.suffix}")


# --- the table


def _table(reaches: Sequence[Reach]) -> Iterable[Styled]:
    width = max((len(reach.flow.id) for reach in reaches), default=0) + 2
    yield ()
    yield ((f"{'reached':<{width + 2}}{'steps':>12}{'ways on':>14}", "bold"),)
    for file in dict.fromkeys(reach.source.name for reach in reaches):
        yield ((file, "bold"),)
        for reach in reaches:
            if reach.source.name == file:
                yield from _row(reach, width)


def _row(reach: Reach, width: int) -> Iterable[Styled]:
    yield ((f"  {reach.flow.id:<{width}}", ""), _share(reach.steps, 12), _share(reach.ways, 14))
    steps = {part.path for part in missing(reach.steps)}
    for part in (*missing(reach.steps), *missing(reach.ways)):
        if part.path in steps or part.path[:2] not in steps:  # what a step leads to, of one that is missing, is too
            yield ((f"    {reach.line(part):>4}  ", "dim"), ("✗ ", BAD), (part.name, ""))


def _share(parts: Sequence[Part], width: int) -> tuple[str, str]:
    reached = sum(part.times > 0 for part in parts)
    text = f"{reached}/{len(parts)}"
    percent = f"{100 * reached // len(parts)} %" if parts else ""
    return f"{f'{text:>6} {percent:>5}':>{width}}", GOOD if reached == len(parts) else PART if reached else BAD


# --- the source


def _sources(reaches: Sequence[Reach], masked: Callable[[Source], Source]) -> Iterable[Styled]:
    for file in dict.fromkeys(reach.source.name for reach in reaches):
        here = [reach for reach in reaches if reach.source.name == file]
        yield ()
        yield ((file, "bold"),)
        yield from map(_line, margins(masked(here[0].source), here))


def _line(margin: Margin) -> Styled:
    if margin.times is None:
        return (("       ", ""), (f"│ {margin.text}", "dim"))
    if not margin.times:
        return (("     ✗ ", BAD), ("│ ", "dim"), (margin.text, "red"))
    times = (f"{margin.times:>6} ", PART if margin.missing else GOOD)
    line: Styled = (times, ("│ ", "dim"), (margin.text, ""))
    return (*line, (f"   ← not {', not '.join(margin.missing)}", PART)) if margin.missing else line
