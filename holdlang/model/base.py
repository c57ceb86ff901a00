"""The base of all models: frozen, and closed to unknown fields; and the values that several of them share.

Not responsible for how any of these are written in source (see `holdlang.printer`).
"""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class Model(BaseModel):
    """A value: immutable, hashable, equal when it means the same."""

    model_config = ConfigDict(frozen=True, extra="forbid")


NAME = re.compile(r"[^\W\d]\w*")
"""What a label, a flow, a tree or a device can be called: a letter or `_`, then letters, digits and `_`."""


def _is_name(text: str) -> str:
    if not NAME.fullmatch(text):
        raise ValueError(f"not a name: {text!r}")
    return text


Name = Annotated[str, AfterValidator(_is_name)]

SHORTEST, LONGEST = 0.001, 604_800.0
"""Seconds: one millisecond (finer than any audio frame), and one week (longer than any queue)."""

Seconds = Annotated[float, Field(ge=SHORTEST, le=LONGEST, allow_inf_nan=False)]

Percent = Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)]

MOST_TIMES = 100
"""The most that anything can be told to be done again: a number beyond it is a slip of the finger."""
