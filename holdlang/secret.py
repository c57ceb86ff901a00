"""Secrets: a type whose text shows up nowhere by accident, and references to where a secret is kept.

A file names a secret (`env NAME` or `keyring SERVICE/USER`) and never holds it, since files get into version control.
Not responsible for asking the user for one.
"""

import hmac
import os
import re
from typing import Any, Literal, NoReturn

from pydantic import GetCoreSchemaHandler, model_serializer, model_validator
from pydantic_core import PydanticCustomError, core_schema

from holdlang.errors import UsageError
from holdlang.model.base import Model

HIDDEN = "<secret>"
"""What stands wherever the text of a secret would."""


class Secret:
    """Text that must not be shown. Only `reveal` gives it; printing, formatting and pydantic dumps say `<secret>`."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself. Pass it straight to what needs it; keep it in no variable that an error could show."""
        return self._text

    def __repr__(self) -> str:
        return HIDDEN

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret cannot be pickled or copied to another process")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        del source, handler
        from_text = core_schema.no_info_after_validator_function(cls, core_schema.str_schema())
        return core_schema.json_or_python_schema(
            json_schema=from_text,
            python_schema=core_schema.union_schema([core_schema.is_instance_schema(cls), from_text]),
            serialization=core_schema.plain_serializer_function_ser_schema(lambda _: HIDDEN),
        )


class SecretReference(Model):
    """Where a secret is kept: an environment variable, or an entry of the system's keyring (`service/user`)."""

    place: Literal["env", "keyring"]
    name: str

    @model_validator(mode="before")
    @classmethod
    def _parse(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        if found := re.fullmatch(r"(env)\s+([A-Za-z_]\w*)|(keyring)\s+([^\s/]+/\S+)", value.strip()):
            place, name = (group for group in found.groups() if group)
            return {"place": place, "name": name}
        raise PydanticCustomError(
            "secret_reference",
            "a secret does not belong into a file: say where it is kept, as in `env HOLDLANG_TRUNK_PASSWORD`"
            " or `keyring holdlang/trunk` (stored by `keyring set holdlang trunk`)",
        )

    @model_serializer
    def _print(self) -> str:
        return str(self)

    def __str__(self) -> str:
        return f"{self.place} {self.name}"

    def resolve(self) -> Secret:
        """Fetch the secret. Raises `UsageError` when there is none, or no keyring to ask."""
        match self.place:
            case "env":
                text = os.environ.get(self.name)
                advice = f"set it with `export {self.name}=…`"
            case "keyring":
                service, user = self.name.split("/", 1)
                text = _ask_keyring(service, user)
                advice = f"store it with `keyring set {service} {user}`"
        if not text:
            raise UsageError(f"there is no secret at `{self}`", advice)
        return Secret(text)


def _ask_keyring(service: str, user: str) -> str | None:
    import keyring  # starts looking for desktop services when imported
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(service, user)
    except KeyringError as error:
        raise UsageError(
            f"the system's keyring does not answer ({type(error).__name__})",
            "keep the secret in the environment instead: `env NAME`",
        ) from error
