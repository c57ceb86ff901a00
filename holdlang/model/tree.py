"""A company to rehearse against: the same language from the far end."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from holdlang.model.actions import Action, Goto, Hangup, Labelled, Note
from holdlang.model.base import Model, Name, Percent, Seconds
from holdlang.model.steps import Clauses, Wait

MOST_BEHIND = 999
"""Callers in a queue: none is longer."""


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


class EarlyMedia(Labelled):
    """What sounds from here to `Answer` is heard before the call is taken (SIP 183). Written `early media`."""

    kind: Literal["early_media"] = "early_media"


class Prompt(Clauses):
    """Speak `text`, or play the sound file at `path`, then wait for a key if there are clauses.

    Written `say "…"`, or `play "menu.wav" saying "…"` where `text` is what the file says: a caller who hears no sound
    (a rehearsal in virtual time) takes it from there.

    A key cuts the prompt short (barge-in); if it is `uninterrupted`, keys count only after its end. Its triggers are
    `Pressed`, `Digits` and `Silence`, its actions `Goto`, `Again`, `Retry`, `Hangup`, `Say` and `Play`; after actions
    that do not lead away the tree goes on with the next step. `otherwise` takes the keys that no clause names. Silence
    counts from the end of the prompt; if no clause waits for silence, the prompt waits for a key for ever.
    `between_digits` is how long after one key the next may come. With the chance `renumbered` (in per cent) the menu
    has other numbers than written: those of its clauses, each for another option.
    """

    kind: Literal["prompt"] = "prompt"
    text: str = ""
    path: str | None = None
    uninterrupted: bool = False
    between_digits: Seconds | None = None
    renumbered: Percent | None = None

    @model_validator(mode="after")
    def _sounds(self) -> Self:
        if self.path is None and not self.text:
            raise ValueError("a prompt says something, or plays a file")
        return self


class Every(Model):
    """`every 45s say "…"` under `music`: what the queue says again and again. In its texts `$position` is the caller's
    place in the queue and `$wait` the minutes that are left, both in figures."""

    seconds: Seconds
    actions: tuple[Action, ...] = Field(min_length=1)


class Music(Clauses):
    """Hold music for `seconds`, or for anything up to `most`: a piece of ours, or the sound file at `path`.

    With `every` and clauses it is a queue: announcements interrupt the music, which goes on where it stopped, and keys
    are taken at any time. After the actions of a clause the tree goes on as after those of a `Prompt`; `Again` goes on
    with the music. `behind` is how many callers are waiting before this one.
    """

    kind: Literal["music"] = "music"
    seconds: Seconds
    most: Seconds | None = None
    path: str | None = None
    behind: int = Field(default=0, ge=0, le=MOST_BEHIND)
    every: tuple[Every, ...] = ()

    @model_validator(mode="after")
    def _grows(self) -> Self:
        if self.most is not None and self.most <= self.seconds:
            raise ValueError("the longest music is longer than the shortest")
        return self


ToneName = Literal["ringing", "busy", "reorder", "sit"]
"""What a telephone network sounds like by itself; `sit` are the three rising tones before "the number you have
dialled…" (ITU-T E.180 and E.182)."""


class Tone(Labelled):
    """A signal of the network, for `seconds`; `sit` has a length of its own. Written `tone busy 5s`, `tone sit`."""

    kind: Literal["tone"] = "tone"
    name: ToneName
    seconds: Seconds | None = None

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if (self.seconds is None) != (self.name == "sit"):
            raise ValueError("a tone has a length, and `sit` has one of its own")
        return self


class Beep(Labelled):
    """The beep after which a voicemail records."""

    kind: Literal["beep"] = "beep"


class Human(Labelled):
    """A live person picks up, and speaks `text` `after` so many seconds; without a text they wait in silence.

    `over_music`: the music goes on under their first words.
    """

    kind: Literal["human"] = "human"
    text: str = ""
    after: Seconds | None = None
    over_music: bool = False


class PutThrough(Labelled):
    """The company puts the caller through to another of its places: a re-INVITE, and other music from here on. Written
    `transfer`."""

    kind: Literal["put_through"] = "put_through"


class Chance(Labelled):
    """With a chance of `percent`, carry out the actions. Written `chance 30% goto closed`."""

    kind: Literal["chance"] = "chance"
    percent: Percent
    actions: tuple[Action, ...] = Field(min_length=1)


class CutOff(Labelled):
    """Hang up `seconds` from here, wherever the call is by then. Written `hangup after 38m`."""

    kind: Literal["cut_off"] = "cut_off"
    seconds: Seconds


TreeStep = Annotated[
    Answer
    | EarlyMedia
    | Reject
    | NoAnswer
    | Prompt
    | Music
    | Tone
    | Beep
    | Human
    | PutThrough
    | Chance
    | CutOff
    | Wait
    | Note
    | Goto
    | Hangup,
    Field(discriminator="kind"),
]


class Tree(Model):
    """A tree. One that sounds before it says how it takes the call answers at once.

    After its last step the far end stays on the line, silent, until the caller hangs up.
    """

    id: Name
    name: str = ""
    steps: tuple[TreeStep, ...] = ()


__all__ = [
    "Answer",
    "Beep",
    "Chance",
    "CutOff",
    "EarlyMedia",
    "Every",
    "Human",
    "Music",
    "NoAnswer",
    "Prompt",
    "PutThrough",
    "Reject",
    "Tone",
    "ToneName",
    "Tree",
    "TreeStep",
]
