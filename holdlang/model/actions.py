"""What a clause can do; each of these can also stand as a step of its own.

`label` belongs to the step position only: an action inside a clause has none.
"""

from typing import Annotated, Literal

from pydantic import Field

from holdlang.model.base import Model, Name


class Labelled(Model):
    """Anything that can stand as a step: the author may name it to `goto` it."""

    label: Name | None = None


class Press(Labelled):
    """Send DTMF. `keys` holds `0-9 * # A-D`, and `w` (pause 0.5 s) and `W` (pause 1 s)."""

    kind: Literal["press"] = "press"
    keys: str


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


Action = Annotated[
    Press | Say | Play | Notify | Note | Goto | Again | Hangup | Fail | End,
    Field(discriminator="kind"),
]
