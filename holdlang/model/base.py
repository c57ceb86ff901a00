"""The base of all models: frozen, and closed to unknown fields."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A value: immutable, hashable, equal when it means the same."""

    model_config = ConfigDict(frozen=True, extra="forbid")
