"""What an engine of speech to text says of itself. Not responsible for hearing (`runtime.ports.Transcriber`)."""

from dataclasses import dataclass
from typing import Protocol

from runtime.ports import AsyncTranscriber, Transcriber


@dataclass(frozen=True)
class Capabilities:
    """What can be expected of an engine."""

    partials: bool
    """Words come while a segment is spoken; otherwise all of them when it has ended."""
    phrases: bool
    """It hears a flow's own phrases better once it knows them (`add_phrases`)."""
    local: bool
    """What is said stays on this machine."""


class Engine(Transcriber, Protocol):
    """A recogniser that blocks."""

    @property
    def name(self) -> str:
        """What the call log calls it."""

    @property
    def capabilities(self) -> Capabilities:
        """What can be expected of it."""


class AsyncEngine(AsyncTranscriber, Protocol):
    """A recogniser that a call can await."""

    @property
    def name(self) -> str:
        """What the call log calls it."""

    @property
    def capabilities(self) -> Capabilities:
        """What can be expected of it."""
