"""The documented format, field by field. Not responsible for what it means (`holdlang.document.convert`)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, JsonValue, model_validator
from pydantic_core import PydanticCustomError

from holdlang.model import CallFlow, Model, Name, Need, Opening, Param, Redial

StepType = Literal["DTMF", "WAIT", "LISTEN", "HOLD", "SPEAK", "TRANSFER"]

UNSAID = 10.0
"""Seconds: the `timeout` of a step that names none."""


def is_text(text: str) -> bool:
    """Whether all of it is characters. JSON can write half of one (a lone surrogate: RFC 8259, section 8.2)."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _whole(text: str) -> str:
    if not is_text(text):
        raise ValueError("half a character (a lone surrogate) stands in it")
    return text


def _moment(value: object) -> object:
    if isinstance(value, int | float):
        raise ValueError('should be a time such as "2026-01-15T10:30:00Z"')
    return value


Text = Annotated[str, AfterValidator(_whole)]
Moment = Annotated[datetime, BeforeValidator(_moment), Field(strict=False)]


class Part(Model):
    """A part of a document. `null` means the same as nothing, for fields that are not null by themselves too."""

    model_config = ConfigDict(strict=True, use_attribute_docstrings=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        return {key: value for key, value in data.items() if value is not None or key not in cls.model_fields}


class StepDocument(Part):
    """One step."""

    id: Text
    """Its name within the flow."""
    type: StepType
    description: Text = ""
    """What it is for, in the words of a person."""
    dtmf: Text | None = None
    """The keys to press, on a DTMF step; on a LISTEN step, the answer to the prompt."""
    timeout: float = Field(default=UNSAID, allow_inf_nan=False)
    """Seconds: how long to wait, at most."""
    next_step: Text | None = None
    """The id of the step to go on with; without one the flow ends here."""
    conditions: dict[str, JsonValue] = Field(default_factory=dict)
    metadata: dict[str, JsonValue] = Field(default_factory=dict)


class Extra(Model):
    """What a flow says that the documented format has no field for."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    opening: Opening | None = None
    needs: tuple[Need, ...] = ()
    params: tuple[Param, ...] = ()
    redial: Redial | None = None
    flow: Name | None = None
    """The name of the flow, where the id does not tell it."""
    labels: dict[str, Name | None] = Field(default_factory=dict)
    """Step id to label, where the ids alone do not tell it; null: the step has no label."""
    exact: CallFlow | None = None
    """The flow itself, where the steps can't say all of it (a `goto` that leads nowhere, for instance)."""


class Document(Part):
    """A flow as other programs know it."""

    id: Text | None = None
    """The name of the flow; without one it gets one from `name`."""
    name: Text
    """A title for people."""
    company: Text | None = None
    phone_number: Text | None = None
    """The number to call, such as +18005550123."""
    description: Text | None = None
    """What the call is for, in the words of the user."""
    steps: list[StepDocument]
    tags: list[Text] = Field(default_factory=list)
    version: int = Field(default=1, ge=0)
    created_at: Moment | None = None
    updated_at: Moment | None = None
    success_count: int = Field(default=0, ge=0)
    """How often the flow has succeeded."""
    fail_count: int = Field(default=0, ge=0)
    """How often the flow has failed."""
    metadata: Annotated[Extra, Field(strict=False)] | None = None
    """What the documented format has no field for; only there if there is any."""

    @model_validator(mode="after")
    def _steps_have_ids_of_their_own(self) -> "Document":
        seen: dict[str, int] = {}
        for number, step in enumerate(self.steps):
            if step.id in seen:
                raise PydanticCustomError(
                    "same_id",
                    "is the id of two steps; the other is steps.#{other}",
                    {"other": seen[step.id] + 1, "way": ("steps", number, "id")},
                )
            seen[step.id] = number
        return self
