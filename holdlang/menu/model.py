"""What a prompt offers and says, as values. Not responsible for finding it in what was heard (`holdlang.menu`)."""

from typing import Literal

from pydantic import Field

from holdlang.model import Model, StateName
from holdlang.model.steps import Key

OptionKind = Literal["choice", "operator", "repeat", "language", "back"]
"""`operator` leads to a person ("to speak with a representative"), `repeat` says the menu again, `language` goes on in
another one, `back` leads to the menu before; everything else is a `choice`."""


class Option(Model):
    """One thing that a prompt offers. `phrase` are the words that say what it is for, normalised
    (`holdlang.match.words`), without what leads in: `account services`, `speak to a representative`.

    `key` is what to press; None for what can only be said. `said` is what can be said for it ("press or say one":
    `one`; "say billing": `billing`); None for what can only be pressed.
    """

    key: Key | None
    phrase: str
    kind: OptionKind = "choice"
    said: str | None = None


class Entry(Model):
    """The prompt wants something typed in. `what` are the normalised words for it (`the last four digits of your
    card`), `digits` how many, if it says so, and `closing` the key that ends them."""

    what: str
    digits: int | None = Field(default=None, ge=1, le=32)
    closing: Literal["#", "*"] | None = None


class Menu(Model):
    """What is understood of one prompt. `text` is the prompt, as it was heard."""

    text: str = ""
    options: tuple[Option, ...] = ()
    entry: Entry | None = None
    question: bool = False
    """It wants a sentence in reply: "in a few words, tell me what you are calling about"."""
    states: frozenset[StateName] = frozenset()
    """Of `closed`, `voicemail` and `callback offer`, those that it tells of."""
    on_hold: bool = False
    """It is what a queue says to those who wait, or what puts us into one: "please stay on the line"."""
    position: int | None = None
    """Our place in the queue, 1 for the next to be taken ("three callers are ahead of you": 4)."""
    wait: float | None = None
    """How long the wait is said to be, in seconds; of "five to ten minutes" the longer."""

    @property
    def wants_an_answer(self) -> bool:
        """Whether the prompt is one to be answered, and no mere announcement."""
        return bool(self.options) or self.entry is not None or self.question

    def key_of(self, kind: OptionKind) -> str | None:
        """The key of the first option of that kind, if there is one to press."""
        return next((option.key for option in self.options if option.kind == kind and option.key), None)
