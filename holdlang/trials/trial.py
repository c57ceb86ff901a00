"""A test with the file it stands in, and what came of it. Not responsible for running it, nor for showing it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from holdlang.load import Loaded
from holdlang.model import Test
from holdlang.names.reach import secret_names
from holdlang.source import Source, Span
from holdlang.trials.expecting import Judgement
from holdlang.trials.masking import Mask
from holdlang.trials.rehearsal import Rehearsal

Verdict = Literal["passed", "failed", "error", "skipped"]
"""`error`: there is no whole call that could be held against what was expected. `skipped`: none was tried."""


@dataclass(frozen=True)
class Trial:
    """A test to be run."""

    loaded: Loaded
    test: Test

    @property
    def file(self) -> str:
        """The name of the file it stands in."""
        return self.loaded.source.name

    @property
    def name(self) -> str:
        """What the test is called in its file."""
        return self.test.name

    @property
    def id(self) -> str:
        """What names this test alone, and can be given to `holdlang test`."""
        return f"{self.file}::{self.name}"

    @property
    def against(self) -> str:
        """The tree, or the path of the call that was kept."""
        return self.test.tree or self.test.call or ""

    def span(self, *path: str | int) -> Span:
        """Where a part of the test stands in its file."""
        return self.loaded.span(self.test, *path)

    def mask(self) -> Mask:
        """Takes the values of secrets out of whatever is shown of this test."""
        secret = secret_names(self.loaded.scope.flows.values())
        return Mask(given.value for given in self.test.given if given.name in secret)


def without_secrets(trials: Iterable[Trial], source: Source) -> Source:
    """The source, in which the secrets of none of these can be read."""
    for trial in trials:
        source = trial.mask().source(source)
    return source


@dataclass(frozen=True)
class Result:
    """What came of a trial. `took` is in real seconds. Without a `call`, `error` says why there is none, or
    `skipped` why none was tried."""

    trial: Trial
    seed: int
    took: float
    call: Rehearsal | None = None
    judgements: tuple[Judgement, ...] = ()
    error: str = ""
    skipped: str = ""

    @property
    def verdict(self) -> Verdict:
        """What it comes to."""
        if self.error:
            return "error"
        if self.skipped:
            return "skipped"
        return "failed" if self.unmet else "passed"

    @property
    def unmet(self) -> tuple[Judgement, ...]:
        """What was expected and did not come."""
        return tuple(judgement for judgement in self.judgements if not judgement.met)

    @property
    def lasted(self) -> float:
        """Seconds of the call, on its own clock."""
        return 0.0 if self.call is None else self.call.end.duration
