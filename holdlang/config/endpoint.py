"""Where a model is asked that another program runs: the sections `model` and `recogniser.transcription` of
`holdlang.yaml`.

Not responsible for asking it (`runtime.engines`), nor for whether the server knows the model.
"""

from ipaddress import ip_address
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from holdlang.model.base import Model
from holdlang.secret import SecretReference


def is_loopback(url: str) -> bool:
    """Whether what is sent there stays on this machine (RFC 6761, section 6.3, for the name)."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _base_url(text: str) -> str:
    wrong = PydanticCustomError("base_url", "should be the address of a server, such as http://localhost:11434/v1")
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise wrong
    if parts.username is not None or parts.password is not None:
        raise PydanticCustomError("base_url", "should hold no user and no password: a key is given by `key`")
    return text


class Endpoint(Model):
    """A model behind OpenAI's protocol."""

    base_url: Annotated[str, AfterValidator(_base_url)]
    name: str = Field(min_length=1)
    """What the server calls the model."""
    key: SecretReference | None = None
    """Servers on this machine need none."""

    @model_validator(mode="after")
    def _key_is_kept(self) -> Self:
        if self.key is not None and not self.base_url.startswith("https:") and not is_loopback(self.base_url):
            raise PydanticCustomError("clear_key", "the `key` would go over the network in the clear: use https://")
        return self


class LanguageModel(Endpoint):
    """Answers by chat completions, and is asked at prompts that a flow does not know."""

    timeout_seconds: float = Field(default=8.0, gt=0, le=60)
    """How long an answer may take. The menus of our catalogue (`flows/`) wait six to eight seconds before they say it
    all again, and then there is as much time once more."""
    requests: int = Field(default=20, ge=1)
    """Questions a call: menus are three or four levels deep, so this is several times what a call needs."""
    tokens: int = Field(default=60_000, ge=1)
    """Tokens a call, both ways. A question at a menu of six options, three menus into a call, has 3300 characters,
    which is about 900 tokens: these are enough for sixty."""


class Transcription(Endpoint):
    """Writes down speech (audio transcriptions). What is said on calls goes there."""

    timeout_seconds: float = Field(default=5.0, gt=0, le=10)
    """How long the words of one utterance may take. Menus say it all again after six to eight seconds; after ten the
    call has gone on without them."""
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] | None = None
    """What is spoken (ISO 639-1); without it the server guesses, and may guess wrong at a short "yes"."""
