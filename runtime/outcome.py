"""How a step goes on, and how a call ends."""

from dataclasses import dataclass
from typing import Literal

OutcomeKind = Literal["transferred", "failed", "not_answered", "ended", "interrupted"]


@dataclass(frozen=True)
class Outcome:
    """The end of a call. `reason` is one line for the user.

    `transferred`: the user spoke with the person. `ended`: the flow ended the call by its own word. `not_answered`: the
    company never took the call. `interrupted`: the user stopped it. `failed`: anything else.
    """

    kind: OutcomeKind
    reason: str
    passing: bool = False
    """What stood in the way may be gone in a while: nobody answered, it was busy, the company cut us off."""


@dataclass(frozen=True)
class Jump:
    """Go on at the step of that label."""

    label: str


@dataclass(frozen=True)
class Repeat:
    """Run the same step again. `counted`: by a word that has a bound of its own (`retry 3`)."""

    counted: bool = False


@dataclass(frozen=True)
class Resume:
    """Go on at the step at `position`, which has `heard` this already: see `runtime.detour`."""

    position: int
    heard: str


@dataclass(frozen=True)
class Proceed:
    """Go on with the next step."""


@dataclass(frozen=True)
class Return:
    """The flow has reached its aim: go back to the flow that ran it, or end the call."""

    reason: str


@dataclass(frozen=True)
class Finish:
    """The call is over."""

    outcome: Outcome


Next = Jump | Resume | Repeat | Proceed | Return | Finish


class FlowFailed(Exception):
    """The flow cannot go on; the text says why, in words for its author."""


class HungUp(Exception):
    """The far end ended the leg while a step was using it."""
