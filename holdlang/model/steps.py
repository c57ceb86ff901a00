"""The steps of a flow that wait, and the clauses they decide by."""

from typing import Annotated, Literal

from pydantic import Field

from holdlang.model.actions import Action, AnyAction, Labelled
from holdlang.model.base import Model, Name, Seconds
from holdlang.model.triggers import State, StateName, Trigger

Key = Annotated[str, Field(pattern=r"^[0-9*#A-D]$")]
"""One key of a telephone (ITU-T Q.23)."""

Price = Literal["eager", "normal", "sure"]
"""What a false ring costs against a missed person: `sure` rings later and errs less, `eager` the other way."""


class Clause(Model):
    """`on trigger or trigger action, action`. Any one of the triggers is enough."""

    triggers: tuple[Trigger, ...] = Field(min_length=1)
    actions: tuple[Action, ...] = Field(min_length=1)


class Clauses(Labelled):
    """A step that decides. `otherwise` is the `else` clause: None when there is none."""

    clauses: tuple[Clause, ...] = ()
    otherwise: tuple[Action, ...] | None = None

    def on_state(self, name: StateName) -> Clause | None:
        """The first clause that waits for this state of the call."""
        return next((clause for clause in self.clauses if State(name=name) in clause.triggers), None)


class Wait(Labelled):
    """Let `seconds` pass."""

    kind: Literal["wait"] = "wait"
    seconds: Seconds


class Listen(Clauses):
    """Hear the prompt for at most `timeout` seconds and decide; without clauses, until the prompt ends."""

    kind: Literal["listen"] = "listen"
    timeout: Seconds = 15.0


class Hold(Clauses):
    """Wait on hold for at most `timeout` seconds until a live person speaks."""

    kind: Literal["hold"] = "hold"
    timeout: Seconds = 7200.0
    price: Price = "normal"


class Transfer(Clauses):
    """Ring the user's devices and join the calls.

    `targets` is tried group by group (`then`); the devices of one group ring together (`or`). `confirm` is the key by
    which the user takes the call, so that no voicemail can. `by` refer hands the call over (REFER, RFC 3515) instead of
    staying in it to join the media.
    """

    kind: Literal["transfer"] = "transfer"
    targets: tuple[Annotated[tuple[Name, ...], Field(min_length=1)], ...] = Field(min_length=1)
    confirm: Key | None = None
    by: Literal["bridge", "refer"] = "bridge"


Step = Annotated[Wait | Listen | Hold | Transfer | AnyAction, Field(discriminator="kind")]
