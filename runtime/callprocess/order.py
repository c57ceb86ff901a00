"""The order for a call, as one line of JSON from the server to the call's process, through a pipe that nobody else can
read: it holds secrets. Not responsible for deciding what may be called (`runtime.gateway.placing`)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from holdlang.calllog import CallEnded, CallFailed, CallStarted, Mode
from holdlang.config import Config
from holdlang.model import CallFlow
from holdlang.secret import Secret
from runtime.call import Plan
from runtime.context import Device
from runtime.outcome import OutcomeKind
from runtime.record import Record
from runtime.scope import Value


class OrderedDevice(BaseModel):
    """A phone: where to ring it, and for how many seconds."""

    uri: str
    ring: float


class Order(BaseModel):
    """Everything that the process of a call must know. It reads no flow and no configuration from the disk: what was
    checked is what is called."""

    model_config = ConfigDict(extra="forbid")

    call_id: str
    mode: Mode
    number: str
    flow: CallFlow
    library: dict[str, CallFlow] = Field(default_factory=dict)
    folder: Path
    folders: dict[str, Path] = Field(default_factory=dict)
    sounds: Path | None = None
    """The folder outside of which no sound file is played."""
    source: Path | None = None
    values: dict[str, str] = Field(default_factory=dict)
    secrets: dict[str, str] = Field(default_factory=dict, repr=False)
    """Values that are secret: because the flow says so, or because somebody keeps them as such."""
    devices: dict[str, OrderedDevice]
    rehearse: str | None = None
    """The tree of a company on this machine that is called in place of `number`."""
    by: str | None = None
    """Who wants the call."""
    recording: bool = True
    transcription: bool = True
    claim: Path | None = None
    """A file that is locked until the call has a log: that is how a request is known to be under way."""
    config: dict[str, Any]

    @property
    def configuration(self) -> Config:
        """The configuration of the server. Secrets are named in it, not held."""
        return Config.model_validate(self.config)

    def plan(self, uri: str, devices: dict[str, Device]) -> Plan:
        """The call to `uri`."""
        config = self.configuration
        trunk = config.trunk
        values: dict[str, Value] = self.values | {name: Secret(text) for name, text in self.secrets.items()}
        return Plan(
            self.flow,
            self.number,
            uri,
            devices,
            self.folder,
            config.answer_seconds,
            config.recordings and self.recording,
            values,
            self.library,
            self.folders,
            self.source,
            self.mode,
            self.by,
            self.rehearse is not None,
            consent=trunk.consent if trunk else "one_party",
            disclosure=trunk.disclosure if trunk else None,
            transcription=self.transcription,
            sounds=self.sounds,
        )

    def begun(self) -> CallStarted:
        """What the log of the call begins with, if it can't be begun."""
        return CallStarted(
            number=self.number,
            mode=self.mode,
            intent=self.flow.description,
            company=self.flow.company,
            flow_id=self.flow.id,
            by=self.by,
            recording=self.recording,
            transcription=self.transcription,
            rehearsed=self.rehearse is not None,
            source=None if self.source is None else str(self.source),
        )

    def write_unbegun(self, record: Record, why: str, outcome: OutcomeKind = "not_answered") -> None:
        """The log of a call that was never dialled."""
        record.write(self.begun())
        if outcome != "interrupted":
            record.write(CallFailed(number=self.number, error=why, outcome=outcome))
        record.write(CallEnded(number=self.number, duration=0.0, reason=why, outcome=outcome))

    def without_secrets(self) -> "Order":
        """The same, for a file: values that are secret are left out."""
        return self.model_copy(update={"secrets": {}})


def told_apart(values: Mapping[str, Value]) -> dict[str, dict[str, str]]:
    """The `values` and the `secrets` of an order."""
    plain = {name: value for name, value in values.items() if isinstance(value, str)}
    secret = {name: value.reveal() for name, value in values.items() if isinstance(value, Secret)}
    return {"values": plain, "secrets": secret}


def config_values(config: Config) -> dict[str, Any]:
    """The configuration as it goes into an order."""
    return config.model_dump(mode="json", by_alias=True)
