"""The corpus as values: one file a kind of line, one entry a prompt, and only what differs from the default written.

Not responsible for whether the parser agrees (`tests.menu.corpus.scoring`).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator
from ruamel.yaml import YAML

from holdlang.menu.model import Entry, Menu, Option, OptionKind
from holdlang.model import Model, StateName
from holdlang.model.steps import Key

FOLDER = Path(__file__).parent
RECORDED = FOLDER / "recorded.yaml"

PlainKey = Annotated[Key, BeforeValidator(str)]
"""A key, which YAML reads as a number where it is one."""


class Truth(Model):
    """What there is to be understood of a prompt."""

    options: dict[PlainKey, str] = Field(default_factory=dict)
    """Key -> what it is for, in the prompt's words."""
    kind: dict[PlainKey, OptionKind] = Field(default_factory=dict)
    """Of the keys that are no mere choice."""
    said: dict[PlainKey, str] = Field(default_factory=dict)
    """What can be said for a key."""
    says: tuple[str, ...] = ()
    """What can only be said."""
    saykind: dict[str, OptionKind] = Field(default_factory=dict)
    """Of what can only be said, what is no mere choice."""
    entry: Entry | None = None
    question: bool = False
    states: frozenset[Literal["closed", "voicemail", "callback offer"]] = frozenset()
    on_hold: bool = False
    position: int | None = Field(default=None, ge=1)
    wait: float | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _of_what_is_offered(self) -> "Truth":
        if not self.options.keys() >= self.kind.keys() | self.said.keys():
            raise ValueError("`kind` or `said` names a key that is not offered")
        if not set(self.says) >= self.saykind.keys():
            raise ValueError("`saykind` names what cannot be said")
        return self

    def menu(self, text: str) -> Menu:
        """The same as the parser would give it."""
        pressed = [
            Option(key=key, phrase=phrase, kind=self.kind.get(key, "choice"), said=self.said.get(key))
            for key, phrase in self.options.items()
        ]
        spoken = [Option(key=None, phrase=say, kind=self.saykind.get(say, "choice"), said=say) for say in self.says]
        states: frozenset[StateName] = frozenset(self.states)
        return Menu(
            text=text,
            options=(*pressed, *spoken),
            entry=self.entry,
            question=self.question,
            states=states,
            on_hold=self.on_hold,
            position=self.position,
            wait=self.wait,
        )


class Prompt(Truth):
    """A prompt of ours."""

    text: str = Field(min_length=1)
    intents: dict[str, PlainKey] = Field(default_factory=dict)
    """What a user may call for, in the user's words -> the key that leads there."""

    @model_validator(mode="after")
    def _leads_to_what_is_offered(self) -> "Prompt":
        if not set(self.intents.values()) <= self.options.keys():
            raise ValueError("an intent leads to a key that is not offered")
        return self

    @property
    def truth(self) -> Menu:
        return self.menu(self.text)


def prompts() -> Iterator[Prompt]:
    """All that we wrote, file by file."""
    reader = YAML(typ="safe")
    for path in sorted(FOLDER.glob("*.yaml")):
        if path != RECORDED:
            yield from (Prompt.model_validate(entry) for entry in reader.load(path))


def recorded() -> dict[str, Truth]:
    """Name of a recording, without folder and ending -> what it offers. What is not named offers nothing."""
    return {name: Truth.model_validate(entry) for name, entry in YAML(typ="safe").load(RECORDED).items()}
