"""What a clause waits for. How well an utterance fits a trigger is decided in `holdlang.match`, nowhere else."""

from typing import Annotated, Literal

from pydantic import Field

from holdlang.model.base import Model

StateName = Literal[
    "human",
    "music",
    "announcement",
    "callback offer",
    "voicemail",
    "closed",
    "beep",
    "timeout",
    "busy",
    "nobody",
    "hangup",
    "unmatched",
]
"""Call states a clause can name; their words are the language's keywords."""


class Phrase(Model):
    """Words that the far end says, compared word by word, blind to case and punctuation."""

    kind: Literal["phrase"] = "phrase"
    text: str


class Pattern(Model):
    """A regular expression over the normalised transcript; its groups are `$1`, `$2`, …"""

    kind: Literal["pattern"] = "pattern"
    regex: str


class State(Model):
    """A state that the call enters, such as ``nobody`` (the device did not answer)."""

    kind: Literal["state"] = "state"
    name: StateName


class Silence(Model):
    """Nothing is heard for `seconds`."""

    kind: Literal["silence"] = "silence"
    seconds: float = Field(gt=0)


class Pressed(Model):
    """In a tree: the caller presses this key sequence (`0-9 * # A-D`)."""

    kind: Literal["pressed"] = "pressed"
    keys: str


Trigger = Annotated[Phrase | Pattern | State | Silence | Pressed, Field(discriminator="kind")]
