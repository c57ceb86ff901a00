"""What a call to a company came upon, in order: prompts and their answers, waits, the queue, the person.

These are the documented discoveries of the reference API, with what our own calls know besides. Not responsible for
finding them in a call log (`holdlang.learn.log`) or for what becomes of them (`holdlang.learn.learner`).

Units: `at`, `duration` and `measured` are seconds.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, TypeAdapter

from holdlang.advice.sameness import same_prompt
from holdlang.menu import Menu, Option, understand
from holdlang.model import Name

_HIDDEN = re.compile(r"<[^<>]*>")

WAIT_SECONDS = 5.0
"""What a wait lasts that does not say how long: as in the documented flow (`wait_greeting`)."""


class Found(BaseModel):
    """One discovery. What others add to theirs is kept, and not looked at. `at` is when in the call it was."""

    model_config = ConfigDict(frozen=True, extra="allow")

    description: str = ""
    at: float | None = Field(default=None, ge=0)


class WaitFound(Found):
    """Nothing was to be heard for `duration` seconds."""

    type: Literal["wait", "silence"] = "wait"
    duration: float = Field(default=WAIT_SECONDS, ge=0)


class MenuFound(Found):
    """A prompt, and what we answered: `dtmf_sent`, or `said`, or by typing in the value `entered`, which is a secret if
    it is not known to be none. None of them: the call ended there.

    `closing` are the keys behind what was typed in, None if it is not known what they were.

    `measured` is how long it took from the begin of listening to the answer. `step_id` is the step of the flow, if one
    ran, that heard it, and `decided` the clause that it answered by, as the log has it.
    """

    type: Literal["ivr_menu"] = "ivr_menu"
    transcript: str = ""
    dtmf_sent: str | None = None
    said: str | None = None
    entered: Name | None = None
    secret: bool = True
    closing: str | None = None
    measured: float | None = Field(default=None, ge=0)
    step_id: str | None = None
    decided: str | None = None

    @cached_property
    def menu(self) -> Menu:
        """What is understood of the prompt."""
        return understand(without_hidden(self.transcript))

    @property
    def options(self) -> dict[str, str]:
        """Key -> what the prompt says it is for."""
        return {option.key: option.phrase for option in self.menu.options if option.key}

    @property
    def chosen(self) -> Option | None:
        """The option that was taken, if the prompt names it."""
        return next((option for option in self.menu.options if option.key and option.key == self.dtmf_sent), None)

    @property
    def answered(self) -> bool:
        """Whether we did anything about it."""
        return bool(self.dtmf_sent or self.said or self.entered)

    @property
    def answer(self) -> tuple[str | None, str | None, str | None]:
        """What we did, to be held against another answer."""
        return self.dtmf_sent, self.said, self.entered


class KeysFound(Found):
    """Keys were sent that no prompt asked for."""

    type: Literal["dtmf"] = "dtmf"
    digits: str = Field(default="", validation_alias=AliasChoices("digits", "dtmf", "dtmf_sent"))


class HoldFound(Found):
    """A queue. `announcements` are what it said, each once."""

    type: Literal["hold"] = "hold"
    duration: float = Field(default=0.0, ge=0)
    announcements: tuple[str, ...] = ()

    @property
    def offers_callback(self) -> bool:
        """Whether they offered to call back."""
        return any("callback offer" in understand(text).states for text in self.announcements)


class PersonFound(Found):
    """A live person spoke. Their words are never quoted anywhere."""

    type: Literal["human_detected"] = "human_detected"
    transcript: str = ""


Discovery = Annotated[
    WaitFound | MenuFound | KeysFound | HoldFound | PersonFound,
    Field(discriminator="type"),
]

_ALL: TypeAdapter[list[Discovery]] = TypeAdapter(list[Discovery])


def read_discoveries(found: Iterable[Discovery | Mapping[str, Any]]) -> list[Discovery]:
    """Discoveries as values, from documented ones. Raises `pydantic.ValidationError` for what is none."""
    return _ALL.validate_python(list(found))


def without_hidden(text: str) -> str:
    """A text with an ellipsis where something was taken out (`<secret>`, `<name>`), which is no word that was said."""
    return _HIDDEN.sub("…", text)


def reached_person(found: Sequence[Discovery]) -> bool:
    """Whether the call came to a person."""
    return any(isinstance(one, PersonFound) for one in found)


def without_detours(found: Sequence[Discovery]) -> list[Discovery]:
    """The way without what led back to where it began: of a prompt that came again and was answered otherwise, only
    the last answer led on. The same answer given again may be what it takes, and stays."""
    kept: list[Discovery] = []
    for one in found:
        if isinstance(one, MenuFound) and one.options:
            same = next((place for place, other in enumerate(kept) if _came_again(other, one)), None)
            if same is not None:
                del kept[same:]
        kept.append(one)
    return kept


def _came_again(earlier: Discovery, later: MenuFound) -> bool:
    if not isinstance(earlier, MenuFound) or earlier.answer == later.answer:
        return False
    fewer, more = sorted((earlier.options.items(), later.options.items()), key=len)
    return bool(fewer) and fewer <= more and same_prompt(earlier.menu, later.menu)
