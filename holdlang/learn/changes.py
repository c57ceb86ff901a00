"""What has changed at a company since its flow was written, as values: for a commit message, a diff, a program.

Not responsible for finding it (`holdlang.learn.comparing`).
"""

from typing import Annotated, Literal

from pydantic import Field

from holdlang.model import Model
from holdlang.syntax.values import write_duration


class KeyMoved(Model):
    """What an option leads to is on another key now."""

    kind: Literal["key_moved"] = "key_moved"
    step: str
    phrase: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """For people."""
        return f"{self.phrase} moved from {self.before} to {self.after}"


class OptionAdded(Model):
    """The menu offers something that it did not."""

    kind: Literal["option_added"] = "option_added"
    step: str
    key: str
    phrase: str

    @property
    def sentence(self) -> str:
        """For people."""
        return f"new option {self.key}: {self.phrase}"


class OptionsNoted(Model):
    """What the menu offers stands in the flow from now on."""

    kind: Literal["options_noted"] = "options_noted"
    step: str
    count: int

    @property
    def sentence(self) -> str:
        """For people."""
        return f"what the menu of `{self.step}` offers is noted ({self.count})"


class TimeRaised(Model):
    """A step gets more time, because it took nearly all that it had. All of these are seconds."""

    kind: Literal["time_raised"] = "time_raised"
    step: str
    word: Literal["listen", "hold"]
    before: float
    after: float
    measured: float

    @property
    def sentence(self) -> str:
        """For people."""
        what = "menu" if self.word == "listen" else "queue"
        took = write_duration(float(max(1, round(self.measured))))
        return f"{self.word} {write_duration(self.before)} → {write_duration(self.after)}: the {what} took {took}"


class MenuAdded(Model):
    """There is a prompt that there was not, before the step `before` (None: at the end)."""

    kind: Literal["menu_added"] = "menu_added"
    before: str | None
    phrase: str

    @property
    def sentence(self) -> str:
        """For people."""
        where = f"before `{self.before}`" if self.before else "at the end"
        return f"a new menu {where}: “{self.phrase}”"


class ClauseAdded(Model):
    """A prompt was answered in a way that the flow did not know."""

    kind: Literal["clause_added"] = "clause_added"
    step: str
    phrase: str

    @property
    def sentence(self) -> str:
        """For people."""
        return f"`{self.step}` also answers “{self.phrase}”"


Change = Annotated[
    KeyMoved | OptionAdded | OptionsNoted | TimeRaised | MenuAdded | ClauseAdded, Field(discriminator="kind")
]
