"""What can be measured: a detector follows one call and says when it thinks that a person speaks.

To measure one of your own, write a class with this method, and name it in `baselines.BASELINES` or on the command line
(`--detector package.module:factory`). Not responsible for what detectors do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Literal, Protocol, cast

from runtime.hearing.events import HearingEvent
from runtime.ports import Samples
from runtime.watch import Words

Noticed = HearingEvent | Words
"""What our hearing and our recogniser noticed."""


@dataclass(frozen=True)
class Claim:
    """Who speaks, as soon as a detector thinks that it knows: an alarm if it is `person`."""

    who: Literal["person", "uncertain", "recording"]
    evidence: str = ""
    """Why, for those who improve the detector."""


class Detector(Protocol):
    """Follows one call. Causal: what it says after a block was said then."""

    def hear(self, block: Samples, noticed: Sequence[Noticed], at: float) -> Iterable[Claim]:
        """Take the next 100 ms of sound at 8 kHz, which end `at` (seconds), and what our own ears noticed in them: use
        either. Returns claims about who speaks."""
        ...


class Factory(Protocol):
    """Makes the detector of a new call."""

    def __call__(self) -> Detector: ...


def named(place: str) -> Factory:
    """The factory at `package.module:name`. Raises `ValueError`, `ImportError` or `AttributeError`."""
    module, colon, name = place.partition(":")
    if not colon:
        raise ValueError(f"`{place}` is not of the form package.module:factory")
    return cast(Factory, getattr(import_module(module), name))
