"""The tests that a command line names: `PATH`, or `PATH::NAME` for one of a file.

Only files that hold a test are looked at: what else is in a folder is a matter of `holdlang check`. Not responsible for
running tests.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from holdlang.cli.sources import named_sources, used_source
from holdlang.diagnostics import Diagnostic, did_you_mean
from holdlang.errors import UsageError
from holdlang.load import Loaded, load
from holdlang.names.reach import secret_names
from holdlang.source import Source
from holdlang.trials.masking import Mask, given_values
from holdlang.trials.trial import Trial

_A_TEST = re.compile(r"^[ \t]*test\b", re.MULTILINE)
"""Where a test may begin; it stands alone at the beginning of a line."""


@dataclass(frozen=True)
class Found:
    """`trials` in the order of files and of lines. `mistakes` are the errors in files that therefore can't be run,
    `unreadable` says of each file that can't even be read why."""

    trials: tuple[Trial, ...]
    mistakes: tuple[Diagnostic, ...]
    unreadable: tuple[UsageError, ...]
    files: int
    """How many files were looked into."""

    @property
    def broken(self) -> int:
        """How many files hold tests that can't be run, as far as anybody can tell."""
        return len({diagnostic.source.name for diagnostic in self.mistakes}) + len(self.unreadable)


def collect(arguments: Sequence[str]) -> Found:
    """The tests that `arguments` name. Raises `UsageError` if one of them names nothing."""
    trials: dict[tuple[str, str], Trial] = {}
    mistakes: dict[str, tuple[Diagnostic, ...]] = {}
    unreadable: list[UsageError] = []
    seen: set[str] = set()
    for argument in arguments:
        path, name = _split(argument)
        for source in named_sources([path], unreadable.append):
            seen.add(_real(source.name))
            if name is None and not _A_TEST.search(source.text):
                continue
            loaded = load(source, files=used_source)
            if not loaded.ok:
                mistakes.setdefault(_real(source.name), _errors(loaded))
                continue
            for test in loaded.tests:
                if name in (None, test.name):
                    trials.setdefault((_real(source.name), test.name), Trial(loaded, test))
            if name is not None:
                _must_be_there(name, source, [test.name for test in loaded.tests])
    return Found(
        tuple(trials.values()),
        tuple(one for found in mistakes.values() for one in found),
        tuple(unreadable),
        len(seen),
    )


def _errors(loaded: Loaded) -> tuple[Diagnostic, ...]:
    """The errors of a file. What its tests give is hidden in them, unless it is known to be no secret."""
    flows = loaded.scope.flows.values()
    needed = {need.name for flow in flows for need in flow.needs} | {one.name for flow in flows for one in flow.params}
    mask = Mask(given_values(loaded.source.text, needed - secret_names(flows)))
    return tuple(mask.mistake(found) for found in loaded.diagnostics if found.severity == "error")


def _split(argument: str) -> tuple[str, str | None]:
    path, colons, name = argument.partition("::")
    return (path, name) if colons and not Path(argument).exists() else (argument, None)


def _real(name: str) -> str:
    """What tells a file from another, however its path is written."""
    return str(Path(name).resolve())


def _must_be_there(name: str, source: Source, names: list[str]) -> None:
    if name not in names:
        hint = did_you_mean(name, names) or (f"it holds {', '.join(map(repr, names))}" if names else "it holds no test")
        raise UsageError(f"{source.name} holds no test {name!r}", hint)
