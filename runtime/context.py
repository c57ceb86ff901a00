"""What the steps of one call share. Not responsible for running them (`runtime.interpreter`) or for any waiting."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from holdlang.model import CallFlow
from runtime.line import Line
from runtime.ports import Telephone
from runtime.record import Record


@dataclass(frozen=True)
class Device:
    """A telephone of the user's: where to ring it, and for how many seconds."""

    uri: str
    ring: float = 30.0


@dataclass(frozen=True)
class Call:
    """One running flow."""

    flow: CallFlow
    line: Line
    """The leg to the company. Keys and speech go here and nowhere else."""
    telephone: Telephone
    devices: Mapping[str, Device]
    speech: Mapping[str, Path]
    """The sound of each text that the flow says, made before dialling so that nobody waits for a voice."""
    folder: Path
    """Where the flow's source lies; `play` is relative to it."""
    record: Record
