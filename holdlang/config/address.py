"""Addresses and paths in `holdlang.yaml`. Not responsible for whether anything is there."""

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, model_serializer, model_validator
from pydantic_core import PydanticCustomError

from holdlang.model.base import Model


def _beside_the_file(path: Path, info: ValidationInfo) -> Path:
    """`~` is the home folder, and a relative path starts where the configuration file lies."""
    folder = info.context["folder"] if info.context else Path()
    try:
        return Path(folder, path.expanduser())
    except RuntimeError:
        raise PydanticCustomError("home", "names the home folder of somebody who has none here") from None


FilePath = Annotated[Path, AfterValidator(_beside_the_file)]


def _name_or_path(value: object, info: ValidationInfo) -> object:
    if isinstance(value, str) and ("/" in value or value.startswith((".", "~"))):
        return str(_beside_the_file(Path(value), info))
    return value


ModelPath = Annotated[Path, BeforeValidator(_name_or_path)]
"""A folder, as in `FilePath`; a word without a slash is a name and stays one."""


class Address(Model):
    """`host` or `host:port`; an IPv6 host stands in brackets. `port` is None where none was given."""

    host: str
    port: int | None = Field(default=None, ge=0, le=65535)

    @model_validator(mode="before")
    @classmethod
    def _parse(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        found = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?", value.strip())
        if found is None or int(found[2] or 0) > 65535:
            raise PydanticCustomError("address", "should be a host or host:port, such as sip.example.com:5060")
        return {"host": found[1], "port": found[2]}

    @model_serializer
    def _print(self) -> str:
        return str(self)

    def __str__(self) -> str:
        return self.host if self.port is None else f"{self.host}:{self.port}"
