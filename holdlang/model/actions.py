"""What a clause can do; each of these can also stand as a step of its own.

`label`, `about` and `meta` belong to the step position only: an action inside a clause has none. Texts, keys and paths
are templates (`holdlang.template`).
"""

from typing import Annotated, Literal

from pydantic import Field

from holdlang.model.base import MOST_TIMES, Model, Name
from holdlang.model.meta import Meta


class Labelled(Model):
    """Anything that can stand as a step: the author may name it to `goto` it, and say what it is for (`about`)."""

    label: Name | None = None
    about: str | None = None
    meta: tuple[Meta, ...] = ()


class Press(Labelled):
    """Send DTMF. `keys` holds `0-9 * # A-D`, and `w` (pause 0.5 s) and `W` (pause 1 s)."""

    kind: Literal["press"] = "press"
    keys: str


class PressHeard(Labelled):
    """Send the key that the prompt names for the phrase of this clause; `fallback` if it names none."""

    kind: Literal["press_heard"] = "press_heard"
    fallback: str | None = None


class Say(Labelled):
    """Speak `text` to the far end by text to speech."""

    kind: Literal["say"] = "say"
    text: str


class Play(Labelled):
    """Play the sound file at `path` (relative to the source file) to the far end."""

    kind: Literal["play"] = "play"
    path: str


class Notify(Labelled):
    """Tell the user something, wherever they are."""

    kind: Literal["notify"] = "notify"
    text: str


class Note(Labelled):
    """Write a line into the call log."""

    kind: Literal["note"] = "note"
    text: str


class Goto(Labelled):
    """Go on at the step of that label."""

    kind: Literal["goto"] = "goto"
    target: Name


class Again(Labelled):
    """Run the step that this clause belongs to once more (bounded by the interpreter)."""

    kind: Literal["again"] = "again"


class Retry(Labelled):
    """Run the step that this clause belongs to once more, `times` times at most; then the actions behind it."""

    kind: Literal["retry"] = "retry"
    times: int = Field(ge=1, le=MOST_TIMES)


class Ask(Labelled):
    """Let the language model choose what to do next, out of a closed set."""

    kind: Literal["ask"] = "ask"


class Set(Labelled):
    """Give the variable `name` a value."""

    kind: Literal["set"] = "set"
    name: Name
    value: str


class Recording(Labelled):
    """Begin or stop to record the call. Written `record on`, `record off`."""

    kind: Literal["record"] = "record"
    on: bool


class Argument(Model):
    """`name: value` between the brackets of a `run`."""

    name: Name
    value: str


class Run(Labelled):
    """Run the steps of another flow on this call, with variables of its own, and come back."""

    kind: Literal["run"] = "run"
    flow: Name
    arguments: tuple[Argument, ...] = ()


class Hangup(Labelled):
    """End the call."""

    kind: Literal["hangup"] = "hangup"


class Fail(Labelled):
    """End the call as failed, saying why."""

    kind: Literal["fail"] = "fail"
    reason: str


class End(Labelled):
    """The flow has reached its aim; end the call."""

    kind: Literal["end"] = "end"


AnyAction = (
    Press
    | PressHeard
    | Say
    | Play
    | Notify
    | Note
    | Set
    | Recording
    | Run
    | Ask
    | Goto
    | Again
    | Retry
    | Hangup
    | Fail
    | End
)

Action = Annotated[AnyAction, Field(discriminator="kind")]
