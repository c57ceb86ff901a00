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


@dataclass(frozen=True)
class Jump:
    """Go on at the step of that label."""

    label: str


@dataclass(frozen=True)
class Repeat:
    """Run the same step again."""


@dataclass(frozen=True)
class Proceed:
    """Go on with the next step."""


@dataclass(frozen=True)
class Finish:
    """The call is over."""

    outcome: Outcome


Next = Jump | Repeat | Proceed | Finish


class FlowFailed(Exception):
    """The flow cannot go on; the text says why, in words for its author."""


class HungUp(Exception):
    """The far end ended the leg while a step was using it."""
