"""The configuration: what `holdlang.yaml` may say, as frozen models.

Not responsible for reading the file and pointing at its lines (see `holdlang.config.file`), nor for whether an address
answers or a model directory holds a model: that shows when it is used.
"""

import os
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal, Self

import platformdirs
from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from holdlang import numbers
from holdlang.config.address import Address, FilePath, ModelPath
from holdlang.config.endpoint import LanguageModel, Transcription
from holdlang.config.file import ConfigError, Problem, read
from holdlang.config.gateway import Notifications, Server
from holdlang.model.base import NAME, Model
from holdlang.numbers import phones, sipuri
from holdlang.secret import Secret, SecretReference

__all__ = [
    "Address",
    "Config",
    "ConfigError",
    "Device",
    "LanguageModel",
    "Notifications",
    "Problem",
    "Rails",
    "Recogniser",
    "Secret",
    "SecretReference",
    "Server",
    "Transcription",
    "Trunk",
    "Voice",
    "load_config",
]


def _sip_uri(text: str) -> str:
    try:
        return str(sipuri.parse(text))
    except ValueError:
        raise PydanticCustomError("sip_uri", "should be a SIP address such as sip:alice@192.168.1.20:5060") from None


SipUri = Annotated[str, AfterValidator(_sip_uri)]
"""A SIP URI, its scheme in small letters (see `holdlang.numbers.sipuri`)."""


Consent = Literal["one_party", "all_parties"]


class Trunk(Model):
    """The account that calls go out by."""

    address: Address
    transport: Literal["udp", "tcp", "tls"] = "udp"
    registers: bool = Field(default=True, alias="register")
    """Whether to REGISTER (RFC 3261, section 10); a trunk that knows us by our IP address wants none."""
    username: str | None = None
    realm: str = "*"
    """The realm that the credentials are for; `*` answers any."""
    password: SecretReference | None = None
    identity: SipUri | None = None
    """Who we say is calling (the From header); by default the user name at the trunk."""
    consent: Consent = "one_party"
    """Who has to agree to a recording, by the law of where the calls go: `all_parties` records nothing before the
    `disclosure` was said, and nothing at all without one."""
    disclosure: Annotated[str, Field(min_length=1, max_length=300)] | None = None
    """What a person is told while your phone rings, such as "This call is recorded."."""

    @model_validator(mode="after")
    def _register_as_somebody(self) -> Self:
        if self.registers and not self.username:
            raise PydanticCustomError("register", "to register takes a `username`; without one, write `register: no`")
        return self

    @property
    def from_uri(self) -> str:
        """The From address of our calls."""
        user = f"{self.username}@" if self.username else ""
        return self.identity or f"sip:{user}{self.address.host}"

    def uri(self, number: str) -> str:
        """The address that calls `number` by this trunk; a `sip:` address stands for itself. Raises `ValueError`."""
        if sipuri.is_uri(number):
            return str(sipuri.parse(number))
        return f"sip:{numbers.normalize(number)}@{self.address}{self._transport_parameter}"

    @property
    def registrar_uri(self) -> str:
        """Where to REGISTER."""
        return f"sip:{self.address}{self._transport_parameter}"

    @property
    def _transport_parameter(self) -> str:
        return "" if self.transport == "udp" else f";transport={self.transport}"


class Device(Model):
    """A phone of the user's."""

    uri: SipUri
    ring_seconds: float = Field(default=30.0, gt=0, le=180)
    """How long it rings before `on nobody`. RFC 3261 timer C ends an INVITE after 3 minutes."""
    description: str = ""


class Recogniser(Model):
    """Speech to text. `auto` takes vosk when `vosk_model` is given, and pocketsphinx otherwise; the latter also goes on
    when another one stops working in the middle of a call."""

    engine: Literal["auto", "vosk", "pocketsphinx"] = "auto"
    vosk_model: ModelPath | None = None
    """The name of a model that `holdlang models` has installed, or a folder with one."""
    acoustic_model: FilePath | None = None
    """A pocketsphinx acoustic model in place of the one in its wheel."""
    transcription: Transcription | None = None
    """A server that writes down whole utterances; the words meanwhile come from the engine."""

    @property
    def chosen_vosk_model(self) -> Path | None:
        """The model for vosk; None for pocketsphinx."""
        return None if self.engine == "pocketsphinx" else self.vosk_model

    @model_validator(mode="after")
    def _vosk_has_a_model(self) -> Self:
        if self.engine == "vosk" and self.vosk_model is None:
            raise PydanticCustomError("vosk_model", "`engine: vosk` takes a `vosk_model`, the folder of its model")
        return self


class Voice(Model):
    """Text to speech."""

    name: str = "en-us"
    """A voice of espeak-ng, as in `en-us+f2`."""
    words_per_minute: int = Field(default=140, ge=80, le=450)
    """espeak-ng takes 80 to 450; 140 is a calm reading."""


def _number_pattern(text: str) -> str:
    if not re.fullmatch(r"\+?[0-9*#?]+", text):
        raise PydanticCustomError(
            "number_pattern", 'should be digits, with `*` for any number of them and `?` for one, such as "+1800*"'
        )
    return text


NumberPattern = Annotated[str, AfterValidator(_number_pattern)]


class Rails(Model):
    """What may be called, beyond the numbers that are always refused (see `holdlang.numbers`)."""

    allow: tuple[NumberPattern, ...] = ()
    """When there are any, only numbers that match one of these are called."""
    deny: tuple[NumberPattern, ...] = ()
    """Numbers that match one of these are not called, allowed or not."""

    def refusal(self, number: str) -> str | None:
        """Why the rails keep us from calling `number`; None when they do not."""
        normal = number if sipuri.is_uri(number) else numbers.normalize(number)
        for pattern in self.deny:
            if fnmatchcase(normal, pattern):
                return f"{number} is on the list of numbers not to call (rails.deny: {pattern})"
        if self.allow and not any(fnmatchcase(normal, pattern) for pattern in self.allow):
            return f"{number} is not on the list of numbers to call (rails.allow)"
        return None


def _device_name(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", text):
        raise PydanticCustomError("device_name", "a name should be letters, digits and `_`, and start with a letter")
    return text


DeviceName = Annotated[str, AfterValidator(_device_name)]
"""What `transfer` calls a device."""


def _value_name(text: str) -> str:
    if not NAME.fullmatch(text):
        raise PydanticCustomError("value_name", "a name should be letters, digits and `_`, and start with no digit")
    return text


ValueName = Annotated[str, AfterValidator(_value_name)]
"""What a flow `needs`."""


MODELS = "models"
"""The folder of the speech models, in `data_dir`."""

PROMPTS = "prompts"
"""The folder of what is remembered of the recordings of each number, in `data_dir`."""


def _country(text: str) -> str:
    if not re.fullmatch(r"[A-Z]{2}", text):
        raise PydanticCustomError("country", "should be two capital letters, such as US or DE")
    if text not in numbers.COUNTRIES:
        raise PydanticCustomError(
            "country", "is no country whose numbers we know (ISO 3166-1; Britain is GB): leave it out, to be careful"
        )
    return text


class Config(Model):
    """All of `holdlang.yaml`. Without a trunk, calls can be rehearsed but not made."""

    trunk: Trunk | None = None
    country: Annotated[str, AfterValidator(_country)] | None = None
    """Where the trunk is (ISO 3166-1): decides what a number without its country code means."""
    bind: Address | None = None
    """The local address for SIP; without one, all addresses (the loopback for a trunk on it) and a free port."""
    devices: dict[DeviceName, Device] = Field(default_factory=dict)
    data_dir: FilePath = Field(default_factory=lambda: platformdirs.user_data_path("holdlang"))
    """Where call logs, recordings and speech models go."""
    recogniser: Recogniser = Recogniser()
    voice: Voice = Voice()
    model: LanguageModel | None = None
    """What is asked at prompts that a flow does not know; without one, the words of the menu decide."""
    answer_seconds: float = Field(default=60.0, gt=0, le=180)
    """How long a company may ring before the call counts as not answered."""
    recordings: bool = True
    """Whether both sides of a call are written to WAV files beside its log."""
    remember: bool = True
    """Whether recordings that a company plays are known again on later calls to its number (`holdlang prompts`)."""
    values: dict[ValueName, SecretReference] = Field(default_factory=dict)
    """Where the values lie that flows need: in the environment or the system's keyring, never in the file."""
    rails: Rails = Rails()
    server: Server = Server()
    notify: Notifications = Notifications()

    def refusal(self, number: str) -> str | None:
        """Why we do not call `number`: an emergency or premium number, or the user's own rails. None: go ahead."""
        return numbers.refusal(number, self.country) or self.rails.refusal(number)

    @property
    def models_dir(self) -> Path:
        """Where speech models are installed."""
        return self.data_dir / MODELS

    @field_validator("recogniser")
    @classmethod
    def _model_by_name(cls, recogniser: Recogniser, info: ValidationInfo) -> Recogniser:
        model: Path | None = recogniser.vosk_model
        if model is None or model.is_absolute() or "data_dir" not in info.data:
            return recogniser
        return recogniser.model_copy(update={"vosk_model": info.data["data_dir"] / MODELS / model})

    @field_validator("devices")
    @classmethod
    def _no_device_is_an_emergency(cls, devices: dict[str, Device], info: ValidationInfo) -> dict[str, Device]:
        """Behind the trunk is the telephone network; on any other host, 112 may well be an extension of the house."""
        trunk: Trunk | None = info.data.get("trunk")
        host = trunk.address.host if trunk is not None else None
        for name, device in devices.items():
            why = phones.refusal(device.uri, host, info.data.get("country"))
            if why is not None:
                raise PydanticCustomError("refused_device", "`{name}`: {why}", {"name": name, "why": why})
        return devices


def load_config(path: Path | None = None) -> Config:
    """Read the configuration: `path` if given, else $HOLDLANG_CONFIG, ./holdlang.yaml, the user's own, or defaults.

    Raises `ConfigError`, which lists everything that is wrong, by file, line and key.
    """
    named = path or (Path(os.environ["HOLDLANG_CONFIG"]) if os.environ.get("HOLDLANG_CONFIG") else None)
    if named is not None:
        return read(named, Config)
    for place in (Path(FILE_NAME), user_config_path()):
        if place.is_file():
            return read(place, Config)
    return Config()


FILE_NAME = "holdlang.yaml"


def user_config_path() -> Path:
    """The configuration that holds wherever holdlang is started."""
    return platformdirs.user_config_path("holdlang") / FILE_NAME
