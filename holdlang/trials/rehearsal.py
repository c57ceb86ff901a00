"""A rehearsed call, as it went. Not responsible for judging it (`holdlang.trials.expecting`)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from holdlang.calllog import CallEnded, Data, Line

D = TypeVar("D", bound=Data)


class NoCall(Exception):
    """There is no whole call to be looked at; the text says why, in words for the author of the test."""


@dataclass(frozen=True)
class Rehearsal:
    """`lines` is the whole call log; `pressed` and `said` are what really went to the company, one entry a command,
    secrets included."""

    lines: Sequence[Line]
    pressed: Sequence[str]
    said: Sequence[str]

    @property
    def end(self) -> CallEnded:
        """How the call ended: `outcome`, `reason` and `duration`."""
        return next(self.data(CallEnded))

    def data(self, kind: type[D]) -> Iterator[D]:
        """What the lines of one kind say."""
        return (line.data for line in self.lines if isinstance(line.data, kind))
