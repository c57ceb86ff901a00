"""A company to rehearse against: the same language from the far end."""

from typing import Annotated, Literal

from pydantic import Field

from holdlang.model.actions import Goto, Hangup, Labelled, Note, Play
from holdlang.model.base import Model, Name, Seconds
from holdlang.model.steps import Clauses, Wait


class Answer(Labelled):
    """Take the call after it has rung `rings` times (a ring is 6 s in North America; see `runtime.rehearse`)."""

    kind: Literal["answer"] = "answer"
    rings: int = Field(default=0, ge=0, le=100)


class Reject(Labelled):
    """Refuse the call with a SIP status code (480 unavailable, 603 declined, …). `busy` in source is 486."""

    kind: Literal["reject"] = "reject"
    code: int = Field(default=486, ge=300, le=699)


class NoAnswer(Labelled):
    """Ring until the caller gives up; the steps after it never run. Written `no answer`."""

    kind: Literal["no_answer"] = "no_answer"


class Prompt(Clauses):
    """Speak `text`, then wait for a key if there are clauses; a key cuts the prompt short (barge-in). Written `say`.

    Its triggers are `Pressed` and `Silence`, its actions `Goto`, `Hangup`, `Say` and `Play`; after actions without
    `Goto` or `Hangup` the tree goes on with the next step. `otherwise` takes the keys that no clause names. Silence
    counts from the end of the prompt; if no clause waits for silence, the prompt waits for a key for ever.
    """

    kind: Literal["prompt"] = "prompt"
    text: str


class Music(Labelled):
    """Hold music for `seconds`: a piece of ours, or the sound file at `path`."""

    kind: Literal["music"] = "music"
    seconds: Seconds
    path: str | None = None


class Human(Labelled):
    """A live person picks up and speaks `text`."""

    kind: Literal["human"] = "human"
    text: str


TreeStep = Annotated[
    Answer | Reject | NoAnswer | Prompt | Music | Human | Wait | Play | Note | Goto | Hangup,
    Field(discriminator="kind"),
]


class Tree(Model):
    """A tree. One that begins with neither `Answer`, `Reject` nor `NoAnswer` answers at once.

    After its last step the far end stays on the line, silent, until the caller hangs up.
    """

    id: Name
    name: str = ""
    steps: tuple[TreeStep, ...] = ()


__all__ = ["Answer", "Human", "Music", "NoAnswer", "Prompt", "Reject", "Tree", "TreeStep"]
